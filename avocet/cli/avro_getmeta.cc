// avro_getmeta.cc - the metadata of a container file.
#include "avocet/base/bytes.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_files.h"

namespace avocet::cli {
namespace {

// A value on one line: backslashes and control characters are escaped.
std::string on_one_line(std::string_view value) {
  std::string line;
  for (const char byte : value) {
    switch (byte) {
      case '\\':
        line += "\\\\";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\t':
        line += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) {
          line += "\\x" + base::to_hex(std::array{static_cast<std::uint8_t>(byte)});
        } else {
          line += byte;
        }
    }
  }
  return line;
}

std::string_view text_of(const avro::Bytes& value) {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

Outcome run(const Words& words) {
  Progress progress(words.names[0]);
  const auto blocks = open_blocks(words.names[0], progress);
  if (!blocks) return std::unexpected(blocks.error());
  std::string text;
  if (const auto key = words.find("--key")) {
    const avro::Bytes* value = blocks->header().find(*key);
    if (value == nullptr) return kNo;
    text = text_of(*value);
    text += '\n';
  } else {
    for (const auto& [name, value] : blocks->header().metadata) {
      text += on_one_line(name) + '\t' + on_one_line(text_of(value)) + '\n';
    }
  }
  if (auto done = print(text); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_getmeta() {
  return {
      .name = "getmeta",
      .synopsis = "FILE",
      .summary = "the metadata of a container file, or one value of it",
      .details =
          "Each key, a tab and its value, a line each; control characters are escaped (\\n).\n"
          "With --key the value alone, as it is. Exit code 1: the file has no such key.\n",
      .examples =
          "  avocet avro getmeta orders.avro\n"
          "  avocet avro getmeta --key avro.codec orders.avro\n",
      .options = {{"--key", "KEY", "only the value of this key"}},
      .min_names = 1,
      .max_names = 1,
      .run = run,
  };
}

}  // namespace avocet::cli
