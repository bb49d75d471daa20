// avro_fingerprint.cc - the fingerprint of a schema's canonical form.
#include <algorithm>
#include <array>

#include "avocet/avro/canonical.h"
#include "avocet/base/bytes.h"
#include "avocet/base/hash.h"
#include "avocet/base/text.h"
#include "avocet/cli/avro_commands.h"
#include "avocet/cli/avro_schema.h"
#include "avocet/cli/output.h"

namespace avocet::cli {
namespace {

using base::cat;

// "CRC-64-AVRO", "SHA-256", "md5" as people and other tools spell them.
std::string plain_name(std::string_view name) {
  std::string plain = base::to_lower(name);
  std::erase(plain, '-');
  return plain == "crc64avro" ? "crc64" : plain;
}

std::string crc_text(std::uint64_t crc, std::string_view form) {
  if (form == "decimal") return cat(static_cast<std::int64_t>(crc));
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(crc >> (8 * i));
  }
  if (form == "hex") std::ranges::reverse(bytes);
  return base::to_hex(bytes);
}

Try<std::string> fingerprint(const avro::Schema& schema, std::string_view algorithm,
                             std::string_view form) {
  const std::string canonical = avro::canonical_form(schema);
  const std::string plain = plain_name(algorithm);
  if (plain == "crc64") return crc_text(avro::crc64_avro(canonical), form);
  if (plain != "md5" && plain != "sha256") {
    return std::unexpected(
        cat("--algorithm ", algorithm, ": no such algorithm; crc64, md5 or sha256"));
  }
  if (form == "decimal") return std::unexpected("--form decimal: only for crc64");
  return plain == "md5" ? base::to_hex(base::md5(canonical))
                        : base::to_hex(base::sha256(canonical));
}

Outcome run(const Words& words) {
  const std::string algorithm = words.find("--algorithm").value_or("crc64");
  const std::string form = words.find("--form").value_or("hex");
  if (form != "hex" && form != "bytes" && form != "decimal") {
    return std::unexpected(cat("--form ", form, ": no such form; hex, bytes or decimal"));
  }
  std::string text;
  for (const std::string& name : words.names) {
    const auto schema = read_schema(name, words);
    if (!schema) return std::unexpected(schema.error());
    const auto print = fingerprint(*schema, algorithm, form);
    if (!print) return std::unexpected(print.error());
    text += *print + '\n';
  }
  if (auto done = print(text); !done) return std::unexpected(done.error());
  return kYes;
}

}  // namespace

Command avro_fingerprint() {
  return {
      .name = "fingerprint",
      .synopsis = "SCHEMA...",
      .summary = "the fingerprint of each schema's canonical form",
      .details = "",
      .examples =
          "  avocet avro fingerprint order.avsc\n"
          "  avocet avro fingerprint --algorithm sha256 order.avsc client.avsc\n"
          "  avocet avro fingerprint --form bytes '\"string\"'    as in single-object data\n",
      .options = {{"--algorithm,--fingerprint", "NAME",
                   "crc64 (CRC-64-AVRO, the default), md5 or sha256"},
                  {"--form", "FORM",
                   "of crc64: hex (the number, the default), bytes (in the order in which they "
                   "are sent, low byte first) or decimal (signed, as Java prints it)"},
                  kLenient},
      .min_names = 1,
      .max_names = 1000,
      .run = run,
  };
}

}  // namespace avocet::cli
