// json_text.h - JSON as text: laid out for people, and one value after another cut apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace avocet::cli {

// Appends `json`, one valid value, with a member or item a line. Its tokens stay as they are.
void append_pretty(std::string& out, std::string_view json);

// Finds where one value ends in text that arrives in pieces. It looks at brackets, quotes and white
// space only; whether the value is JSON is for its reader to say.
class JsonEnd {
 public:
  // Looks on where it stopped, in a text that is at least as long as before. True: size() bytes are
  // a value, with the white space before it. Where the text has ended, what has begun is a value
  // too.
  bool find(std::string_view text, bool is_all);
  std::size_t size() const noexcept { return position_; }
  void restart() noexcept { *this = JsonEnd(); }

 private:
  enum class State : std::uint8_t { Before, Word, Inside, Text, Escape, After };

  State state_ = State::Before;
  std::size_t depth_ = 0;
  std::size_t position_ = 0;
};

}  // namespace avocet::cli
