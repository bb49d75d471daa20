#include "avocet/avro/internal/number.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "avocet/base/text.h"

namespace avocet::avro {
namespace {

// Digits and the power of ten of the first: 0.00123 is "123" and -3.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

void drop_trailing_zeros(std::string& digits) {
  digits.resize(std::max<std::size_t>(digits.find_last_not_of('0') + 1, 1));
}

// The digits as to_chars has them: the fewest that read back as the same value, or as many as asked
// for.
template <class T, class... Digits>
Decimal rounded(T value, Digits... digits) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific, static_cast<int>(digits - 1)...)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t e = text.find('e');
  Decimal out{.digits = std::string(text.substr(0, e)),
              .exponent = base::parse_int32(text.substr(e + 1)).value_or(0)};
  std::erase(out.digits, '.');
  drop_trailing_zeros(out.digits);
  return out;
}

// Splits off the factors two of a number that is not 0; returns how many there were.
int strip_twos(std::uint64_t& number) {
  const int twos = std::countr_zero(number);
  number >>= twos;
  return twos;
}

// Whether a decimal lies exactly half way between `value` and the next or the one before.
template <class T>
bool is_halfway(const Decimal& decimal, T value) {
  int exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(
      std::ldexp(std::frexp(value, &exponent),
                 std::numeric_limits<T>::digits));  // value = mantissa · 2^(exponent − digits)
  std::uint64_t digits = 0;
  for (const char c : decimal.digits) digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
  int fives = decimal.exponent - static_cast<int>(decimal.digits.size()) +
              1;  // digits · 10^fives, in 2s and odd parts
  for (const std::uint64_t twice : {2 * mantissa + 1, 2 * mantissa - 1}) {
    std::uint64_t decimal_odd = digits;
    std::uint64_t half_odd = twice;
    int decimal_twos = strip_twos(decimal_odd) + fives;
    const int half_twos = strip_twos(half_odd) + exponent - std::numeric_limits<T>::digits - 1;
    std::uint64_t& smaller = fives >= 0 ? decimal_odd : half_odd;
    bool fits = true;
    for (int i = 0; i < std::abs(fives) && fits; ++i) {
      fits = smaller < std::numeric_limits<std::uint64_t>::max() / 5;
      smaller *= 5;
    }
    if (fits && decimal_odd == half_odd && decimal_twos == half_twos) return true;
  }
  return false;
}

// Whole numbers below 2^63: all digits, but for those that the precision of T says nothing about.
template <class T>
Decimal whole(T value) {
  auto number = static_cast<std::uint64_t>(value);
  const int spare_bits = std::ilogb(value) - std::numeric_limits<T>::digits - 1;
  int dropped = 0;
  if (spare_bits > 1) {
    dropped = static_cast<int>(spare_bits * std::log10(2.0));
    std::uint64_t unit = 1;
    for (int i = 0; i < dropped; ++i) unit *= 10;
    number = number / unit + (number % unit >= unit / 2 && unit > 1 ? 1 : 0);
  }
  Decimal out{.digits = std::to_string(number)};
  out.exponent = static_cast<int>(out.digits.size()) - 1 + dropped;
  drop_trailing_zeros(out.digits);
  return out;
}

// At a power of two the values below lie twice as close as those above. JDK 17 takes the smaller
// distance for both sides.
template <class T>
bool is_too_far(const Decimal& decimal, T value) {
  int exponent = 0;
  if (std::frexp(value, &exponent) != T{0.5}) return false;
  const auto next = std::nextafter(value, std::numeric_limits<T>::infinity());
  const long double exact = value;
  const long double quarter = (static_cast<long double>(next) - exact) / 4;
  const std::string text = base::cat(
      decimal.digits, 'e', decimal.exponent - static_cast<int>(decimal.digits.size()) + 1);
  long double read = 0;
  std::from_chars(text.data(), text.data() + text.size(), read);
  return read >= exact + quarter || read <= exact - quarter;
}

// How JDK 17 guesses the power of ten of the first digit; it may be one too high.
template <class T>
int guessed_exponent(T value) {
  int exponent = 0;
  const double fraction = 2 * std::frexp(static_cast<double>(value), &exponent);
  return static_cast<int>(std::floor((fraction - 1.5) * 0.289529654 + 0.176091259 +
                                     (exponent - 1) * 0.301029995663981));
}

// The digits of JDK 17's Double.toString, which are not always the fewest: a decimal half way to
// the next value is not good enough for it, although it reads back; there are at least two digits;
// and whole numbers have more than they need.
template <class T>
Decimal java_digits(T value) {
  if (value < static_cast<T>(9223372036854775808.0) && value == std::floor(value))
    return whole(value);
  Decimal out = rounded(value);
  if (out.digits.size() == 1) {
    const Decimal two = rounded(value, 2);
    if (two.exponent == out.exponent || guessed_exponent(value) == two.exponent) out = two;
  }
  // With all its digits a value is neither; where long double is no wider than double, as under
  // valgrind, nothing else would end the search.
  constexpr std::size_t kMostDigits = std::numeric_limits<T>::max_digits10 + 1;
  for (std::size_t digits = out.digits.size() + 1;
       digits <= kMostDigits && (is_halfway(out, value) || is_too_far(out, value)); ++digits) {
    out = rounded(value, digits);
  }
  return out;
}

template <class T>
std::string spelled(T value) {
  if (std::isnan(value)) return "NaN";
  std::string out = std::signbit(value) ? "-" : "";
  value = std::abs(value);
  if (std::isinf(value)) return out + "Infinity";
  if (value == 0) return out + "0.0";
  const auto [digits, exponent] = java_digits(value);
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
