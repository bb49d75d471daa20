// codec.cc - the table of codecs.
#include "avocet/container/codec.h"

#include <array>

namespace avocet::container {
namespace {

struct Entry {
  std::string_view name;
  std::optional<Levels> levels;
};

// In the order of Codec. The normal levels are those of Java's library.
constexpr std::array<Entry, kCodecs> kTable = {{
    {"null", std::nullopt},
    {"deflate", Levels{.first = 0, .last = 12, .normal = 6}},
    {"snappy", std::nullopt},
    {"zstandard", Levels{.first = 1, .last = 22, .normal = 3}},
    {"bzip2", Levels{.first = 1, .last = 9, .normal = 9}},
    {"xz", Levels{.first = 0, .last = 9, .normal = 6}},
}};

}  // namespace

std::string_view to_text(Codec codec) noexcept {
  return kTable[static_cast<std::size_t>(codec)].name;
}

std::optional<Codec> codec_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (kTable[i].name == name) return static_cast<Codec>(i);
  }
  if (name == "zstd") return Codec::Zstandard;
  return std::nullopt;
}

std::optional<Levels> levels_of(Codec codec) noexcept {
  return kTable[static_cast<std::size_t>(codec)].levels;
}

}  // namespace avocet::container
