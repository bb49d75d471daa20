#include "avocet/server/request_id.h"

#include <cstdint>
#include <random>
#include <string_view>

namespace avocet::server {
namespace {

// Sebastiano Vigna's SplitMix64 with a state of the thread's own: each output once in 2^64 steps.
class Generator {
 public:
  Generator() {
    std::random_device device;
    state_ = (std::uint64_t{device()} << 32) | device();
    mix_ = (std::uint64_t{device()} << 32) | device();
  }
  std::uint64_t next() noexcept {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_ ^ mix_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_ = 0;
  std::uint64_t mix_ = 0;  // threads that meet in state_ still differ here
};

}  // namespace

std::string make_request_id() {
  thread_local Generator generator;
  constexpr std::string_view kDigits = "0123456789abcdef";
  // Sixteen digits from each half, the lowest four bits first.
  std::uint64_t first = generator.next();
  std::uint64_t second = generator.next();
  first = (first & ~(std::uint64_t{0xF} << 48)) | (std::uint64_t{4} << 48);  // digit 13: version
  second = (second & ~std::uint64_t{0xC}) | 0x8;                             // digit 17: variant
  std::string text(36, '-');
  std::size_t digit = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at == 8 || at == 13 || at == 18 || at == 23) continue;
    std::uint64_t& half = digit++ < 16 ? first : second;
    text[at] = kDigits[half & 15];
    half >>= 4;
  }
  return text;
}

}  // namespace avocet::server
