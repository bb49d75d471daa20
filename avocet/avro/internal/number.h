// number.h - numbers as Java writes them, so that our text of a schema is byte for byte the
// reference's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "avocet/base/json.h"

namespace avocet::avro {

// Double.toString and Float.toString: "1.0", "1.0E7" from 10^7 up, "1.0E-4" below 10^-3, "NaN",
// "Infinity", "-0.0".
std::string java_text(double value);
std::string java_text(float value);

// The double nearest to a JSON number (rounded to nearest even; beyond the range ±infinity or ±0).
double to_double(std::string_view number);

// Whether the text of a JSON number is an integer's: no fraction, no exponent.
bool is_integral(std::string_view number);

// What Jackson stores for a JSON number: integers exactly, all others as a double in Java's
// spelling. An infinite one (1e400) becomes the string "Infinity", which is how Jackson prints it.
base::Json stored_number(std::string_view number);

// The value with every number in it as `stored_number` has it.
base::Json stored_json(const base::Json& value);

// Java's Double.parseDouble: blanks around, a sign, NaN, Infinity, decimal or hexadecimal digits, a
// suffix f or d.
std::optional<double> parse_java_double(std::string_view text);

// As a JSON value: a number in Java's spelling, or the string "NaN", "Infinity",
// "-Infinity".
base::Json json_of(double value);
base::Json json_of(float value);

}  // namespace avocet::avro
