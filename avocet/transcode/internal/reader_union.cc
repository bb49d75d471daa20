// reader_union.cc - which branch of a union a JSON value is.
#include <algorithm>
#include <utility>

#include "avocet/avro/logical_value.h"
#include "avocet/base/text.h"
#include "avocet/transcode/internal/number_read.h"
#include "avocet/transcode/internal/reader.h"

namespace avocet::transcode {

using avro::Kind;
using base::cat;
using base::JsonNext;

namespace {
constexpr std::size_t kMostCandidates = 64;    // that are looked at for one value
constexpr std::size_t kMostBranchesTold = 12;  // in a message
constexpr std::uint32_t kMostPassedDepth = 1000;
}  // namespace

// {"branch": value}, or null.
char* Reader::tagged(std::uint32_t type, Json kind, std::uint32_t depth, char* at) {
  const ReadNode& node = program_.node(type);
  const std::size_t offset = cursor_.offset();
  std::string_view name = avro::to_text(Kind::Null);
  if (kind == Json::Object) {
    cursor_.open();
    const JsonNext member = cursor_.next_member(name);
    if (member == JsonNext::Fault) return nullptr;
    if (member == JsonNext::End) return no_branch(node, "an empty object", offset);
  } else if (kind != Json::Null) {
    const std::string found = shown_value(kind);
    return cursor_.has_fault() ? nullptr : no_branch(node, found, offset);
  }
  const std::uint32_t index = program_.find(node, name);
  if (index == kNoName) {
    if (kind == Json::Null) return no_branch(node, "null", offset);
    return no_branch(node, cat("the branch \"", shown(name), '"'), cursor_.name_offset());
  }
  at = branch(node, index, depth, at);
  if (at == nullptr || kind == Json::Null) return at;
  const JsonNext member = cursor_.next_member(name);
  if (member == JsonNext::End) return at;
  if (member == JsonNext::Fault) return nullptr;
  return fail(ReadFault::Branch, "a value of a union has two branches", cursor_.name_offset());
}

char* Reader::branch(const ReadNode& node, std::uint32_t index, std::uint32_t depth, char* at) {
  at = put_long(at, index);
  return at == nullptr ? nullptr : value(program_.parts(node)[index].type, depth, at);
}

// The one branch that takes the value as it is, or its tag says.
char* Reader::bare(std::uint32_t type, Json kind, std::uint32_t depth, char* at) {
  const ReadNode& node = program_.node(type);
  const auto choices = program_.choices(node, kind);
  if (kind != Json::Object && choices.size() == 1) return branch(node, choices[0], depth, at);

  const std::size_t offset = cursor_.offset();
  std::vector<std::uint32_t> fitting;
  bool is_tagged = false;
  if (kind == Json::Object) {
    const std::uint32_t named = tag(node);
    if (cursor_.has_fault()) return nullptr;
    cursor_.go_back(offset);
    if (named == kNoName && choices.size() == 1) return branch(node, choices[0], depth, at);
    is_tagged = named != kNoName;
  }
  if (choices.size() > kMostCandidates) {
    return fail(ReadFault::Ambiguous,
                cat("more than ", kMostCandidates, " branches may take the value"), offset);
  }
  if (!find_fitting(node, kind, fitting)) return nullptr;
  cursor_.go_back(offset);
  if (is_tagged && fitting.empty()) return tagged(type, kind, depth, at);
  if (fitting.size() == 1 && !is_tagged) return branch(node, fitting[0], depth, at);
  const std::string found = shown_value(kind);
  if (cursor_.has_fault()) return nullptr;
  if (fitting.empty()) return no_branch(node, found, offset);
  std::string names;
  for (const std::uint32_t index : fitting) {
    names += cat(names.empty() ? "" : ", ", program_.parts(node)[index].name);
  }
  if (is_tagged) names += ", or its only member is a tag";
  return fail(ReadFault::Ambiguous, cat(found, " fits several branches of the union: ", names),
              offset);
}

// The branch that the object which comes next names, if it has one member; kNoName: none.
std::uint32_t Reader::tag(const ReadNode& node) {
  std::string_view name;
  cursor_.open();
  if (cursor_.next_member(name) != JsonNext::One) return kNoName;
  const std::uint32_t index = program_.find(node, name);
  Json kind{};
  if (index == kNoName || !cursor_.peek(kind) ||
      !program_.may_be(program_.parts(node)[index].type, kind) ||
      !cursor_.skip_value(kMostPassedDepth)) {
    return kNoName;
  }
  return cursor_.next_member(name) == JsonNext::End ? index : kNoName;
}

// False: the text is at fault. The cursor is anywhere behind the beginning of the value.
bool Reader::find_fitting(const ReadNode& node, Json kind, std::vector<std::uint32_t>& fitting) {
  const auto choices = program_.choices(node, kind);
  const std::size_t offset = cursor_.offset();
  const auto type_of = [&](std::uint32_t index) { return program_.parts(node)[index].type; };
  if (kind == Json::Number) {
    base::JsonDigits digits;
    if (!cursor_.read_number(digits)) return false;
    fitting.assign(choices.begin(), choices.end());
    keep_fitting_numbers(node, digits, fitting);
    return true;
  }
  std::string_view text;
  if (kind == Json::String && !cursor_.read_string(text)) return false;
  for (const std::uint32_t index : choices) {
    bool fits = true;
    if (kind == Json::String) fits = fits_text(type_of(index), text);
    if (kind == Json::Object) {
      cursor_.go_back(offset);
      fits = fits_object(type_of(index));
      if (cursor_.has_fault()) return false;
    }
    if (fits) fitting.push_back(index);
  }
  return true;
}

// A whole number as it is written goes to int and long if one of them takes it, all others to float
// and double if one is there.
void Reader::keep_fitting_numbers(const ReadNode& node, const base::JsonDigits& digits,
                                  std::vector<std::uint32_t>& fitting) {
  const auto kind_of = [&](std::uint32_t index) {
    return program_.node(program_.parts(node)[index].type).kind;
  };
  const auto is_real = [&](std::uint32_t index) {
    return kind_of(index) == Kind::Float || kind_of(index) == Kind::Double;
  };
  const WholeNumber number = whole_number(digits);
  std::erase_if(fitting, [&](std::uint32_t index) {
    const Kind kind = kind_of(index);
    if (kind != Kind::Int && kind != Kind::Long) return false;
    return number.fault != WholeFault::None ||
           (kind == Kind::Int && number.value != static_cast<std::int32_t>(number.value));
  });
  const bool has_real = std::ranges::any_of(fitting, is_real);
  const bool has_other = !std::ranges::all_of(fitting, is_real);
  if (!has_real || !has_other) return;
  std::erase_if(fitting, [&](std::uint32_t index) { return is_real(index) != digits.has_point; });
}

bool Reader::fits_text(std::uint32_t type, std::string_view text) {
  const ReadNode& node = program_.node(type);
  if (node.logical.kind != avro::Logical::None) {
    return avro::parse_logical(node.logical, text).has_value();
  }
  switch (node.kind) {
    case Kind::Float:
    case Kind::Double:
      return named_real(text).has_value();
    case Kind::Enum:
      return program_.find(node, text) != kNoName;
    case Kind::Bytes:
      return read_bytes(text);
    case Kind::Fixed:
      return read_bytes(text) && bytes_.size() == node.count;
    default:
      return node.kind == Kind::String;
  }
}

// A record: all members are fields, with values of a possible kind, and none that has no default is
// missing. A map: all values are of a possible kind.
bool Reader::fits_object(std::uint32_t type) {
  const ReadNode& node = program_.node(type);
  const bool is_record = node.kind == Kind::Record;
  const avro::Node& declared = program_.schema().node(avro::NodeId{type});
  std::vector<bool> seen(is_record ? node.count : 0);
  cursor_.open();
  for (;;) {
    std::string_view name;
    const JsonNext member = cursor_.next_member(name);
    if (member == JsonNext::Fault) return false;
    if (member == JsonNext::End) break;
    const std::uint32_t index = is_record ? program_.find(node, name) : 0;
    if (index == kNoName) return false;
    Json kind{};
    if (!cursor_.peek(kind)) return false;
    const std::uint32_t inside = is_record ? program_.parts(node)[index].type : node.first;
    if (!program_.may_be(inside, kind)) return false;
    if (is_record) seen[index] = true;
    if (!cursor_.skip_value(kMostPassedDepth)) return false;
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const bool may_lack =
        options_.missing == MissingFields::Default && declared.fields[i].default_value.has_value();
    if (!seen[i] && !may_lack) return false;
  }
  return true;
}

char* Reader::no_branch(const ReadNode& node, std::string_view what, std::size_t offset) {
  return fail(ReadFault::Branch, cat("the union takes ", branches_of(node), ", not ", what),
              offset);
}

std::string Reader::branches_of(const ReadNode& node) const {
  std::string names;
  for (std::uint32_t i = 0; i < std::min<std::size_t>(node.count, kMostBranchesTold); ++i) {
    names += cat(i == 0 ? "" : ", ", program_.parts(node)[i].name);
  }
  if (node.count == 0) return "nothing";
  return node.count > kMostBranchesTold ? cat(names, ", …") : names;
}

}  // namespace avocet::transcode
