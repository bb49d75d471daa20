// test_file.h - files for this room's tests: in memory, in a notation for case files, at a glance.
//
//   00ff       bytes in hex          n-5     a number as Avro writes it
//   "text"     bytes (no spaces)     s"text" the same with its length before it
//   Obj1       the magic             sync    the marker
//   x3         the word before it, three times in all
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "avocet/avro/parse.h"
#include "avocet/base/bytes.h"
#include "avocet/base/text.h"
#include "avocet/container/header.h"
#include "avocet/container/internal/number.h"
#include "avocet/container/reader.h"

namespace avocet::container::internal {

inline constexpr SyncMarker kTestSync = {'T', 'h', 'e', ' ', 's', 'y', 'n', 'c',
                                         ' ', 'm', 'a', 'r', 'k', 'e', 'r', '.'};

inline void append_number(avro::Bytes& out, std::int64_t value) {
  std::array<std::uint8_t, kMaxLongBytes> bytes{};
  const std::size_t size = write_long(bytes.data(), value);
  out.insert(out.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
}

inline avro::Bytes word_bytes(std::string_view word) {
  avro::Bytes out;
  if (word == "sync") return {kTestSync.begin(), kTestSync.end()};
  if (word == "Obj1") return {'O', 'b', 'j', 1};
  if (word.starts_with('n')) {
    append_number(out, base::parse_int64(word.substr(1)).value_or(0));
  } else if (word.starts_with("s\"") || word.starts_with('"')) {
    const std::size_t quote = word.find('"');
    const std::string_view text = word.substr(quote + 1, word.size() - quote - 2);
    if (quote == 1) append_number(out, static_cast<std::int64_t>(text.size()));
    out.insert(out.end(), text.begin(), text.end());
  } else {
    const auto bytes = base::from_hex(word).value();
    out.assign(bytes.begin(), bytes.end());
  }
  return out;
}

inline avro::Bytes file_bytes(std::string_view notation) {
  avro::Bytes out;
  avro::Bytes last;
  for (const std::string_view line : base::split(notation, '\n')) {
    for (const std::string_view word : base::split(line, ' ')) {
      if (word.empty()) continue;
      const bool is_repeat = word.starts_with('x');
      if (!is_repeat) last = word_bytes(word);
      for (int n = is_repeat ? base::parse_int32(word.substr(1)).value_or(1) - 1 : 1; n > 0; --n) {
        out.insert(out.end(), last.begin(), last.end());
      }
    }
  }
  return out;
}

inline std::unique_ptr<Source> source_of(std::span<const std::uint8_t> bytes) {
  return std::make_unique<MemorySource>(bytes);
}

inline avro::Schema parsed(std::string_view text) { return avro::parse(text).value(); }

inline std::string to_line(const Error& error) {
  return base::cat(to_text(error.fault), ": ", to_text(error));
}

// One line for each record; then what was skipped; then "end", or the error.
inline std::string read_all(std::unique_ptr<Source> source, const ReadOptions& options = {}) {
  auto reader = Reader::open(std::move(source), options);
  if (!reader) return to_line(reader.error());
  std::string out;
  while (true) {
    const auto next = reader->next();
    if (next && *next) {
      out += base::cat(avro::to_text(avro::to_value(**next)), '\n');
      continue;
    }
    for (const Skipped& skipped : reader->skipped()) {
      out += base::cat("skipped ", skipped.size_bytes, " bytes at ", skipped.offset, ": ",
                       to_line(skipped.why), '\n');
    }
    return out + (next ? "end" : to_line(next.error()));
  }
}

}  // namespace avocet::container::internal
