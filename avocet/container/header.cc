// header.cc - reads and writes the beginning of a file.
#include "avocet/container/header.h"

#include <algorithm>
#include <optional>

#include "avocet/base/text.h"
#include "avocet/base/utf8.h"
#include "avocet/container/internal/number.h"

namespace avocet::container {
namespace {

using internal::LongFault;
using internal::LongReader;

constexpr std::array<std::uint8_t, 4> kMagic = {'O', 'b', 'j', 1};
constexpr std::size_t kFirstBytes = 4096;  // most headers

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::unexpected<Error> bad(Fault fault, std::size_t at, std::string message) {
  return std::unexpected(Error{.fault = fault, .offset = at, .message = std::move(message)});
}

std::unexpected<Error> header_limit(const Limits& limits) {
  return bad(
      Fault::HeaderLimit, 0,
      base::cat("the header has more than max_header_bytes, ", limits.max_header_bytes, " bytes"));
}

// The metadata, entry by entry, from bytes that may be only the beginning of them: then the error
// is Truncated and says nothing of what comes later.
class MetadataReader {
 public:
  MetadataReader(std::span<const std::uint8_t> bytes, const Limits& limits)
      : in_(bytes), limits_(limits) {
    in_.skip(kMagic.size());
  }

  Result<Metadata> read() {
    while (true) {
      auto count = next();
      if (!count) return std::unexpected(std::move(count.error()));
      if (*count == 0) return std::move(entries_);
      if (*count < 0) {  // then the size of the block in bytes follows, which nobody needs
        const auto size = next();
        if (!size) return std::unexpected(size.error());
        if (*size < 0)
          return bad(Fault::Header, in_.at(), "a block of metadata has a negative size");
      }
      // Beyond the limits a negated minimum would be too; so it is not negated.
      const auto most = static_cast<std::int64_t>(limits_.max_header_entries - entries_.size());
      if (*count > most || *count < -most) {
        return bad(Fault::HeaderLimit, in_.at(),
                   base::cat("the metadata have more than max_header_entries, ",
                             limits_.max_header_entries, " entries"));
      }
      for (std::int64_t left = *count < 0 ? -*count : *count; left > 0; --left) {
        auto key = bytes();
        if (!key) return std::unexpected(std::move(key.error()));
        auto value = bytes();
        if (!value) return std::unexpected(std::move(value.error()));
        entries_.emplace_back(text_of(*key), avro::Bytes(value->begin(), value->end()));
      }
    }
  }

  std::size_t at() const noexcept { return in_.at(); }

 private:
  Result<std::int64_t> next() {
    if (const auto value = in_.next()) return *value;
    if (in_.fault() == LongFault::Truncated) return cut();
    return bad(Fault::Header, in_.at(), "a number in the metadata is longer than ten bytes");
  }

  Result<std::span<const std::uint8_t>> bytes() {
    const auto size = next();
    if (!size) return std::unexpected(size.error());
    if (*size < 0) return bad(Fault::Header, in_.at(), "a length in the metadata is negative");
    const auto length = static_cast<std::uint64_t>(*size);
    if (length > limits_.max_header_bytes) {
      return header_limit(limits_);
    }
    const auto rest = in_.rest();
    if (!in_.skip(static_cast<std::size_t>(length))) return cut();
    return rest.first(static_cast<std::size_t>(length));
  }

  std::unexpected<Error> cut() {
    return bad(Fault::Truncated, in_.at(), "the file ends inside its header");
  }

  LongReader in_;
  const Limits& limits_;
  Metadata entries_;
};

struct Parts {
  Metadata metadata;
  SyncMarker sync{};
  std::size_t size_bytes = 0;
};

Result<Parts> parts_of(std::span<const std::uint8_t> bytes, const Limits& limits) {
  const std::size_t known = std::min(bytes.size(), kMagic.size());
  if (!std::ranges::equal(bytes.first(known), std::span(kMagic).first(known))) {
    return bad(Fault::Magic, 0, "no container file: it does not begin with the bytes 4f 62 6a 01");
  }
  if (known < kMagic.size()) return bad(Fault::Truncated, 0, "the file ends inside its header");
  MetadataReader reader(bytes, limits);
  Parts parts;
  auto metadata = reader.read();
  if (!metadata) return std::unexpected(std::move(metadata.error()));
  parts.metadata = std::move(*metadata);
  const auto rest = bytes.subspan(reader.at());
  if (rest.size() < kSyncBytes) {
    return bad(Fault::Truncated, reader.at(), "the file ends inside its header");
  }
  std::ranges::copy(rest.first(kSyncBytes), parts.sync.begin());
  parts.size_bytes = reader.at() + kSyncBytes;
  if (parts.size_bytes > limits.max_header_bytes) {
    return header_limit(limits);
  }
  return parts;
}

const avro::Bytes* find_in(const Metadata& metadata, std::string_view key) {
  const auto found =
      std::ranges::find(metadata.rbegin(), metadata.rend(), key, &Metadata::value_type::first);
  return found == metadata.rend() ? nullptr : &found->second;
}

Result<Header> header_of(Parts parts, const avro::ParseOptions& parse) {
  const avro::Bytes* const schema_bytes = find_in(parts.metadata, "avro.schema");
  if (schema_bytes == nullptr) return bad(Fault::Header, 0, "the metadata have no avro.schema");
  std::string text(text_of(*schema_bytes));
  auto schema = avro::parse(text, parse);
  if (!schema) {
    const avro::SchemaError& error = schema.error();
    return bad(Fault::Schema, 0,
               base::cat("avro.schema is no schema: ", error.message,
                         error.path.empty() ? "" : base::cat(" at ", error.path)));
  }
  const avro::Bytes* const codec_bytes = find_in(parts.metadata, "avro.codec");
  const std::string_view name = codec_bytes == nullptr ? "null" : text_of(*codec_bytes);
  const auto codec = codec_named(name);
  if (!codec) {
    constexpr std::size_t kLongestShown = 64;
    const bool is_shown = name.size() <= kLongestShown && base::is_utf8(name);
    return bad(Fault::Codec, 0,
               base::cat("unknown codec ", is_shown ? base::cat('"', name, '"')
                                                    : base::cat("of ", name.size(), " bytes")));
  }
  return Header{.schema = std::move(*schema),
                .schema_text = std::move(text),
                .codec = *codec,
                .metadata = std::move(parts.metadata),
                .sync = parts.sync,
                .size_bytes = parts.size_bytes};
}

void append_bytes(avro::Bytes& out, std::span<const std::uint8_t> bytes) {
  std::array<std::uint8_t, internal::kMaxLongBytes> length{};
  const std::size_t size =
      internal::write_long(length.data(), static_cast<std::int64_t>(bytes.size()));
  out.insert(out.end(), length.begin(), length.begin() + static_cast<std::ptrdiff_t>(size));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

const avro::Bytes* Header::find(std::string_view key) const noexcept {
  return find_in(metadata, key);
}

Result<Header> read_header(Source& source, const Limits& limits, const avro::ParseOptions& parse) {
  // Most are short; the others are read again with twice as many bytes.
  const std::size_t most = limits.max_header_bytes;
  for (std::size_t wanted = std::min(kFirstBytes, most);; wanted = std::min(2 * wanted, most)) {
    const auto bytes = source.view(0, wanted);
    if (!bytes) return std::unexpected(bytes.error());
    auto parts = parts_of(bytes->first(std::min(bytes->size(), most)), limits);
    if (parts) return header_of(std::move(*parts), parse);
    const bool has_ended = bytes->size() < wanted;
    if (parts.error().fault != Fault::Truncated || has_ended) {
      return std::unexpected(std::move(parts.error()));
    }
    if (bytes->size() >= most) return header_limit(limits);
  }
}

Result<avro::Bytes> write_header(std::string_view schema_text, Codec codec, const SyncMarker& sync,
                                 const Metadata& extra, const Limits& limits) {
  avro::Bytes out(kMagic.begin(), kMagic.end());
  std::array<std::uint8_t, internal::kMaxLongBytes> count{};
  const std::size_t size =
      internal::write_long(count.data(), static_cast<std::int64_t>(extra.size() + 2));
  out.insert(out.end(), count.begin(), count.begin() + static_cast<std::ptrdiff_t>(size));
  append_bytes(out, bytes_of("avro.schema"));
  append_bytes(out, bytes_of(schema_text));
  append_bytes(out, bytes_of("avro.codec"));
  append_bytes(out, bytes_of(to_text(codec)));
  for (const auto& [key, value] : extra) {
    if (key.starts_with("avro.") || !base::is_utf8(key)) {
      return std::unexpected(Error{
          .fault = Fault::Header,
          .message = key.starts_with("avro.") ? base::cat("the key \"", key, "\" is reserved")
                                              : std::string("a key of the metadata is not UTF-8")});
    }
    append_bytes(out, bytes_of(key));
    append_bytes(out, value);
  }
  out.push_back(0);
  out.insert(out.end(), sync.begin(), sync.end());
  if (extra.size() + 2 > limits.max_header_entries || out.size() > limits.max_header_bytes) {
    return std::unexpected(
        Error{.fault = Fault::HeaderLimit,
              .message = base::cat("the header has ", out.size(), " bytes and ", extra.size() + 2,
                                   " entries, more than max_header_bytes or max_header_entries")});
  }
  return out;
}

}  // namespace avocet::container
