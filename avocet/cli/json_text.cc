#include "avocet/cli/json_text.h"

namespace avocet::cli {
namespace {

constexpr std::size_t kIndent = 2;

bool is_white(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

void new_line(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(depth * kIndent, ' ');
}

// The position behind a string that begins at `begin`.
std::size_t string_end(std::string_view json, std::size_t begin) {
  std::size_t position = begin + 1;
  while (position < json.size() && json[position] != '"') {
    position += json[position] == '\\' ? std::size_t{2} : std::size_t{1};
  }
  return std::min(position + 1, json.size());
}

}  // namespace

void append_pretty(std::string& out, std::string_view json) {
  std::size_t depth = 0;
  bool is_open = false;  // just behind a bracket
  for (std::size_t i = 0; i < json.size();) {
    const char byte = json[i];
    if (is_white(byte)) {
      ++i;
      continue;
    }
    const bool closes = byte == '}' || byte == ']';
    if (closes) {
      --depth;
      if (!is_open) new_line(out, depth);
    } else if (is_open) {
      new_line(out, depth);
    }
    is_open = byte == '{' || byte == '[';
    if (is_open) ++depth;
    if (byte == '"') {
      const std::size_t end = string_end(json, i);
      out += json.substr(i, end - i);
      i = end;
      continue;
    }
    out += byte;
    if (byte == ',') new_line(out, depth);
    if (byte == ':') out += ' ';
    ++i;
  }
}

bool JsonEnd::find(std::string_view text, bool is_all) {
  for (; position_ < text.size() && state_ != State::After; ++position_) {
    const char byte = text[position_];
    switch (state_) {
      case State::Before:
      case State::Inside:
        if (byte == '"') {
          state_ = State::Text;
        } else if (byte == '{' || byte == '[') {
          ++depth_;
          state_ = State::Inside;
        } else if (byte == '}' || byte == ']') {
          state_ = depth_ <= 1 ? State::After : State::Inside;
          if (depth_ > 0) --depth_;
        } else if (state_ == State::Before && !is_white(byte)) {
          state_ = State::Word;
        }
        break;
      case State::Text:
        if (byte == '\\') state_ = State::Escape;
        if (byte == '"') state_ = depth_ == 0 ? State::After : State::Inside;
        break;
      case State::Escape:
        state_ = State::Text;
        break;
      case State::Word:  // a number, true, false, null
        if (is_white(byte) || byte == '"' || byte == '{' || byte == '[') {
          state_ = State::After;
          return true;
        }
        break;
      case State::After:
        break;
    }
  }
  return state_ == State::After || (is_all && state_ != State::Before);
}

}  // namespace avocet::cli
