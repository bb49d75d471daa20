// compatibility.cc - differences as the sentences that clients of a registry read and match on.
#include "avocet/schema/compatibility.h"

#include <array>

#include "avocet/avro/check.h"
#include "avocet/base/text.h"
#include "avocet/base/utf8.h"

namespace avocet::schema {
namespace {

using avro::Difference;
using avro::DifferenceKind;

constexpr std::size_t kShownUnits = 10'240;  // of an old schema's text, in UTF-16 code units

constexpr std::array kLevels = {
    Level::None,          Level::Backward,          Level::BackwardTransitive,
    Level::Forward,       Level::ForwardTransitive, Level::Full,
    Level::FullTransitive};

// The two schemas of a check, as its sentences call them.
struct Roles {
  std::string_view reader;
  std::string_view writer;
};
constexpr Roles kBackward{.reader = "new", .writer = "old"};
constexpr Roles kForward{.reader = "old", .writer = "new"};

std::string description(const Difference& difference, const Roles& roles) {
  const std::string& path = difference.path;
  const std::string& info = difference.info;
  switch (difference.kind) {
    case DifferenceKind::FixedSizeMismatch:
      return base::cat("The size of FIXED type field at path '", path, "' in the ", roles.reader,
                       " schema does not match with the ", roles.writer, " schema");
    case DifferenceKind::TypeMismatch:
      return base::cat("The type (path '", path, "') of a field in the ", roles.reader,
                       " schema does not match with the ", roles.writer, " schema");
    case DifferenceKind::NameMismatch:
      return base::cat("The name of the schema has changed (path '", path, "')");
    case DifferenceKind::MissingEnumSymbols:
      return base::cat("The ", roles.reader, " schema is missing enum symbols '", info,
                       "' at path '", path, "' in the ", roles.writer, " schema");
    case DifferenceKind::MissingUnionBranch:
      return base::cat("The ", roles.reader,
                       " schema is missing a type inside a union field at path '", path,
                       "' in the ", roles.writer, " schema");
    case DifferenceKind::ReaderFieldMissingDefaultValue:
      return base::cat("The field '", info, "' at path '", path, "' in the ", roles.reader,
                       " schema has no default value and is missing in the ", roles.writer,
                       " schema");
  }
  return {};
}

std::string message(const Difference& difference, const Roles& roles) {
  return base::cat("{errorType:'", avro::to_text(difference.kind), "', description:'",
                   description(difference, roles), "', additionalInfo:'", difference.info, "'}");
}

// A check that comes to no answer is one message, as in the reference, where it is an exception:
// nothing unchecked passes.
std::vector<std::string> differences(const Schema& reader, const Schema& writer,
                                     const Roles& roles) {
  const auto found = avro::check(reader.avro(), writer.avro());
  if (!found) {
    return {base::cat("Unexpected exception during compatibility check: ", found.error().message)};
  }
  std::vector<std::string> messages;
  messages.reserve(found->size() + 2);
  for (const Difference& difference : *found) messages.push_back(message(difference, roles));
  return messages;
}

// The longest beginning of well-formed text that has at most `units` UTF-16 code units.
std::string_view beginning(std::string_view text, std::size_t units) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const base::CodePoint point = base::decode_utf8(text.substr(bytes));
    const std::size_t taken = point.value > 0xffff ? 2 : 1;
    if (taken > units || point.length_bytes == 0) break;
    units -= taken;
    bytes += point.length_bytes;
  }
  return text.substr(0, bytes);
}

std::string old_schema(const std::string& text) {
  const std::string_view shown = beginning(text, kShownUnits);
  if (shown.size() == text.size()) return base::cat("{oldSchema: '", text, "'}");
  return base::cat("{oldSchema: <truncated> '", shown, "...'}");
}

// What says which version it was: behind the differences of one direction, if there are any.
void add_origin(std::vector<std::string>& messages, const Earlier& earlier) {
  if (messages.empty()) return;
  if (earlier.version != 0)
    messages.push_back(base::cat("{oldSchemaVersion: ", earlier.version, '}'));
  messages.push_back(old_schema(earlier.schema.text()));
}

std::vector<std::string> backward(const Schema& next, const Earlier& earlier) {
  std::vector<std::string> messages = differences(next, earlier.schema, kBackward);
  add_origin(messages, earlier);
  return messages;
}

}  // namespace

std::string_view to_text(Level level) noexcept {
  switch (level) {
    case Level::None:
      return "NONE";
    case Level::Backward:
      return "BACKWARD";
    case Level::BackwardTransitive:
      return "BACKWARD_TRANSITIVE";
    case Level::Forward:
      return "FORWARD";
    case Level::ForwardTransitive:
      return "FORWARD_TRANSITIVE";
    case Level::Full:
      return "FULL";
    case Level::FullTransitive:
      return "FULL_TRANSITIVE";
  }
  return "";
}

std::optional<Level> parse_level(std::string_view text) noexcept {
  for (const Level level : kLevels) {
    if (base::equal_ignoring_case(text, to_text(level))) return level;
  }
  return std::nullopt;
}

bool is_transitive(Level level) noexcept {
  return level == Level::BackwardTransitive || level == Level::ForwardTransitive ||
         level == Level::FullTransitive;
}

std::vector<std::string> incompatibilities(const Schema& next, const Earlier& earlier,
                                           Level level) {
  switch (level) {
    case Level::None:
      return {};
    case Level::Backward:
    case Level::BackwardTransitive:
      return backward(next, earlier);
    case Level::Forward:
    case Level::ForwardTransitive: {
      std::vector<std::string> messages = differences(earlier.schema, next, kForward);
      add_origin(messages, earlier);
      return messages;
    }
    case Level::Full:
    case Level::FullTransitive: {
      std::vector<std::string> messages = differences(earlier.schema, next, kForward);
      for (std::string& one : backward(next, earlier)) messages.push_back(std::move(one));
      return messages;
    }
  }
  return {};
}

}  // namespace avocet::schema
