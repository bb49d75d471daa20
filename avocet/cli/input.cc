#include "avocet/cli/input.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "avocet/base/text.h"
#include "avocet/cli/output.h"

namespace avocet::cli {
namespace {

using base::cat;

constexpr std::size_t kPieceBytes = 256 * 1024;

}  // namespace

std::string_view spoken(std::string_view name) {
  return name == kStandard ? "standard input" : name;
}

Try<std::string> read_whole(const std::string& name, std::size_t max_bytes) {
  auto input = TextInput::open(name);
  if (!input) return std::unexpected(input.error());
  for (;;) {
    const auto more = input->read_more();
    if (!more) return std::unexpected(more.error());
    if (input->text().size() > max_bytes) {
      return std::unexpected(cat(spoken(name), ": longer than ", max_bytes, " bytes"));
    }
    if (!*more) return std::string(input->text());
  }
}

Try<TextInput> TextInput::open(const std::string& name) {
  if (name == kStandard) return TextInput(STDIN_FILENO, false, name);
  const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return std::unexpected(cat(name, ": ", std::generic_category().message(errno)));
  }
  return TextInput(descriptor, true, name);
}

TextInput::TextInput(TextInput&& other) noexcept
    : descriptor_(other.descriptor_),
      is_owned_(std::exchange(other.is_owned_, false)),
      name_(std::move(other.name_)),
      text_(std::move(other.text_)),
      taken_(other.taken_),
      offset_(other.offset_) {}

TextInput::~TextInput() {
  if (is_owned_) close(descriptor_);
}

Try<bool> TextInput::read_more() {
  text_.erase(0, taken_);
  taken_ = 0;
  // A pipe gives little at a time, so only as much is cleared as may come; the string itself grows
  // by doubling.
  const std::size_t present = text_.size();
  const std::size_t wanted = kPieceBytes;
  text_.resize(present + wanted);
  ssize_t count = 0;
  do {
    count = read(descriptor_, text_.data() + present, wanted);
  } while (count < 0 && errno == EINTR);
  const int code = errno;
  text_.resize(present + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) {
    return std::unexpected(cat(spoken(name_), ": ", std::generic_category().message(code)));
  }
  return count > 0;
}

void TextInput::take(std::size_t bytes) {
  taken_ += bytes;
  offset_ += bytes;
}

}  // namespace avocet::cli
