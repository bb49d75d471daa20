#include "avocet/avro/internal/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// The shortest digits that read back as the same value, and the power of ten of the first: 0.00123
// is "123" and -3.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

template <class T>
Decimal shortest(T value) {
  std::array<char, 64> buffer{};
  const auto write = [&](auto... precision) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific, precision...)
                         .ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    Decimal out;
    for (const char c : text.substr(0, e)) {
      if (c != '.') out.digits += c;
    }
    out.exponent = base::parse_int32(text.substr(e + 1)).value_or(0);
    return out;
  };
  Decimal out = write();
  // Java writes at least two digits, and chooses the second as well as it can: 4.9E-324,
  // not 5.0E-324.
  if (out.digits.size() == 1) out = write(1);
  while (out.digits.size() > 1 && out.digits.back() == '0') out.digits.pop_back();
  return out;
}

template <class T>
std::string spelled(T value) {
  if (std::isnan(value)) return "NaN";
  std::string out = std::signbit(value) ? "-" : "";
  value = std::abs(value);
  if (std::isinf(value)) return out + "Infinity";
  if (value == 0) return out + "0.0";
  const auto [digits, exponent] = shortest(value);
  if (exponent >= 7 || exponent < -3) {  // 10^7 and up, below 10^-3
    out += digits[0];
    out += '.';
    out += digits.size() > 1 ? digits.substr(1) : "0";
    return out + 'E' + std::to_string(exponent);
  }
  if (exponent < 0)
    return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;  // digits before the point
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0') + ".0";
  return out + digits.substr(0, whole) + '.' + digits.substr(whole);
}

template <class T>
base::Json as_json(T value) {
  if (std::isfinite(value)) return base::Json(base::JsonNumber{spelled(value)});
  return base::Json(spelled(value));
}

// Of a decimal text beyond the range of a double: whether it is too large (else it is too small).
// Its magnitude is the place of the first digit that is not 0, shifted by the exponent.
bool is_too_large(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    const std::string_view digits = text.substr(e + 1);
    exponent = base::parse_int64(digits).value_or(
        digits.starts_with('-') ? std::numeric_limits<std::int64_t>::min() / 2
                                : std::numeric_limits<std::int64_t>::max() / 2);
    exponent = std::clamp<std::int64_t>(exponent, -1'000'000'000'000, 1'000'000'000'000);
  }
  return exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) > 0;
}

// `text` without a sign, of the given format, filling the whole.
std::optional<double> read_unsigned(std::string_view text, std::chars_format format) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, format);
  if (end != text.data() + text.size() || fault == std::errc::invalid_argument) return std::nullopt;
  if (fault == std::errc::result_out_of_range) {
    const bool too_large = format == std::chars_format::hex
                               ? text.find('-') == std::string_view::npos
                               : is_too_large(text);
    return too_large ? std::numeric_limits<double>::infinity() : 0.0;
  }
  return value;
}

}  // namespace

std::string java_text(double value) { return spelled(value); }
std::string java_text(float value) { return spelled(value); }

double to_double(std::string_view number) {
  const bool negative = number.starts_with('-');
  const double value =
      read_unsigned(number.substr(negative ? 1 : 0), std::chars_format::general).value_or(0);
  return negative ? -value : value;
}

bool is_integral(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

base::Json json_of(double value) { return as_json(value); }
base::Json json_of(float value) { return as_json(value); }

base::Json stored_number(std::string_view number) {
  if (number == "-0") return base::Json(base::JsonNumber{"0"});
  if (is_integral(number)) return base::Json(base::JsonNumber{std::string(number)});
  return json_of(to_double(number));
}

base::Json stored_json(const base::Json& value) {
  switch (value.kind()) {
    case base::Json::Kind::Number:
      return stored_number(value.number());
    case base::Json::Kind::Array: {
      base::Json::Array items;
      for (const base::Json& item : value.items()) items.push_back(stored_json(item));
      return base::Json(std::move(items));
    }
    case base::Json::Kind::Object: {
      base::Json::Object members;
      for (const auto& [key, member] : value.members())
        members.push_back({key, stored_json(member)});
      return base::Json(std::move(members));
    }
    default:
      return value;
  }
}

std::optional<double> parse_java_double(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const double sign = negative ? -1.0 : 1.0;
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return sign * std::numeric_limits<double>::infinity();
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal && text.find_first_of("pP") == std::string_view::npos) return std::nullopt;
  if (!text.empty() && std::string_view("fFdD").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  if (hexadecimal) text.remove_prefix(2);
  // from_chars also knows "inf" and "nan", and must not see a second sign.
  if (text.empty() ||
      std::string_view("0123456789.abcdefABCDEF").find(text.front()) == std::string_view::npos) {
    return std::nullopt;
  }
  if (!hexadecimal && text.find_first_not_of("0123456789.eE+-") != std::string_view::npos)
    return std::nullopt;
  const auto value =
      read_unsigned(text, hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (!value) return std::nullopt;
  return sign * *value;
}

}  // namespace avocet::avro
