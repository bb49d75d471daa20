#include "avocet/avro/single_object.h"

#include <algorithm>
#include <array>

namespace avocet::avro {
namespace {

constexpr std::array<std::uint8_t, 2> kMarker = {0xc3, 0x01};
constexpr std::size_t kHeaderBytes = kMarker.size() + 8;

}  // namespace

void append_single_object_header(Bytes& out, std::uint64_t fingerprint) {
  out.insert(out.end(), kMarker.begin(), kMarker.end());
  for (int shift = 0; shift < 64; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(fingerprint >> shift));
  }
}

base::Result<SingleObject, SingleObjectFault> read_single_object(
    std::span<const std::uint8_t> bytes, std::span<const std::uint64_t> known) {
  const std::size_t marker_bytes = std::min(bytes.size(), kMarker.size());
  if (!std::ranges::equal(bytes.first(marker_bytes), std::span(kMarker).first(marker_bytes))) {
    return std::unexpected(SingleObjectFault::WrongMarker);
  }
  if (bytes.size() < kHeaderBytes) return std::unexpected(SingleObjectFault::TooShort);
  std::uint64_t fingerprint = 0;
  for (std::size_t i = kHeaderBytes; i > kMarker.size(); --i) {
    fingerprint = fingerprint << 8 | bytes[i - 1];
  }
  const auto place = std::ranges::find(known, fingerprint);
  if (place == known.end()) return std::unexpected(SingleObjectFault::UnknownFingerprint);
  return SingleObject{.schema = static_cast<std::size_t>(place - known.begin()),
                      .datum = bytes.subspan(kHeaderBytes)};
}

}  // namespace avocet::avro
