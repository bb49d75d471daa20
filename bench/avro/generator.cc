// generator.cc - values of random sizes, and how Avro writes them.
#include "bench/avro/generator.h"

#include <array>
#include <bit>

namespace avocet::bench {

std::int64_t Generator::number(unsigned most_bits) {
  const auto value = static_cast<std::int64_t>(random_() >> (64 - (1 + below(most_bits))));
  return chance(50) ? value : -value;
}

void Generator::integer(std::int64_t value) {
  std::uint64_t u =
      (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  for (; u >= 0x80; u >>= 7) out += static_cast<char>(0x80 | (u & 0x7f));
  out += static_cast<char>(u);
}

void Generator::boolean(unsigned percent_true) { out += chance(percent_true) ? '\x01' : '\x00'; }

void Generator::real() {
  const auto bits = std::bit_cast<std::array<char, 8>>(static_cast<double>(number(40)) / 256);
  out.append(bits.data(), bits.size());
}

void Generator::text(std::uint64_t least, std::uint64_t most) {
  const std::uint64_t size = least + below(most - least + 1);
  integer(static_cast<std::int64_t>(size));
  for (std::uint64_t i = 0; i < size; ++i) out += static_cast<char>('a' + below(26));
}

void Generator::key(std::uint64_t index, std::uint64_t least, std::uint64_t most) {
  const std::uint64_t size = least + below(most - least + 1);
  integer(static_cast<std::int64_t>(size));
  out += static_cast<char>('a' + index);
  for (std::uint64_t i = 1; i < size; ++i) out += static_cast<char>('a' + below(26));
}

void Generator::foreign_text(std::uint64_t least, std::uint64_t most) {
  const std::uint64_t characters = least + below(most - least + 1);
  std::string text;
  for (std::uint64_t i = 0; i < characters; ++i) {
    const std::uint64_t kind = below(6);
    if (kind == 0) {
      text += "\u00e9";
    } else if (kind == 1) {
      text += "\u6f22";
    } else {
      text += static_cast<char>('a' + below(26));
    }
  }
  integer(static_cast<std::int64_t>(text.size()));
  out += text;
}

bool Generator::optional(unsigned percent_present) {
  const bool is_present = chance(percent_present);
  integer(is_present ? 1 : 0);
  return is_present;
}

}  // namespace avocet::bench
