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

// A value inside others is passed up to twice for each union around it: for the tag, and to see
// what it fits. So much of that is done for one datum, in characters: a base, which is chains of a
// few hundred short records, and a multiple of the text that has been reached.
constexpr std::size_t kPassedBase = std::size_t{4} << 20;
constexpr std::size_t kPassedTimes = 64;
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
    std::uint32_t named = kNoName;
    if (!find_tag(node, named)) return nullptr;
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

// The branch that the object which comes next names, if it has one member; kNoName: none. False: a
// fault.
bool Reader::find_tag(const ReadNode& node, std::uint32_t& named) {
  std::string_view name;
  named = kNoName;
  cursor_.open();
  if (cursor_.next_member(name) != JsonNext::One) return !cursor_.has_fault();
  const std::uint32_t index = program_.find(node, name);
  if (index == kNoName) return true;
  Json kind{};
  if (!cursor_.peek(kind)) return false;
  if (!program_.may_be(program_.parts(node)[index].type, kind)) return true;
  if (!pass_value()) return false;
  if (cursor_.next_member(name) == JsonNext::End) named = index;
  return !cursor_.has_fault();
}

// skip_value, of what is read again later: counted. False: a fault.
bool Reader::pass_value() {
  const std::size_t offset = cursor_.offset();
  if (!cursor_.skip_value(kMostPassedDepth)) return false;
  passed_ += cursor_.offset() - offset;
  reached_ = std::max(reached_, cursor_.offset());
  if (passed_ <= kPassedBase || (passed_ - kPassedBase) / kPassedTimes <= reached_) return true;
  fail(ReadFault::WorkLimit, "too many unions without tags are inside one another", offset);
  return false;
}

// False: a fault. The cursor is anywhere behind the beginning of the value.
bool Reader::find_fitting(const ReadNode& node, Json kind, std::vector<std::uint32_t>& fitting) {
  const auto choices = program_.choices(node, kind);
  if (kind == Json::Object) return find_fitting_object(node, fitting);
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
    if (kind != Json::String || fits_text(type_of(index), text)) fitting.push_back(index);
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
// missing. A map: all values are of a possible kind. All candidates go along in one walk, which
// ends when none is left.
bool Reader::find_fitting_object(const ReadNode& node, std::vector<std::uint32_t>& fitting) {
  struct Candidate {
    std::uint32_t branch;
    std::uint32_t type;
    bool is_record;
    std::uint32_t member = 0;     // the field that was met last
    std::vector<bool> seen = {};  // fields
  };
  std::vector<Candidate> candidates;
  for (const std::uint32_t branch : program_.choices(node, Json::Object)) {
    const std::uint32_t type = program_.parts(node)[branch].type;
    const bool is_record = program_.node(type).kind == Kind::Record;
    candidates.push_back({.branch = branch, .type = type, .is_record = is_record});
    if (is_record) candidates.back().seen.resize(program_.node(type).count);
  }
  cursor_.open();
  for (;;) {
    std::string_view name;
    const JsonNext member = cursor_.next_member(name);
    if (member == JsonNext::Fault) return false;
    if (member == JsonNext::End) break;
    for (Candidate& candidate : candidates) {
      const ReadNode& type = program_.node(candidate.type);
      if (candidate.is_record) candidate.member = program_.find(type, name);
    }
    std::erase_if(candidates, [](const Candidate& one) { return one.member == kNoName; });
    if (candidates.empty()) return true;
    Json kind{};
    if (!cursor_.peek(kind)) return false;
    std::erase_if(candidates, [&](const Candidate& one) {
      const ReadNode& type = program_.node(one.type);
      return !program_.may_be(one.is_record ? program_.parts(type)[one.member].type : type.first,
                              kind);
    });
    if (candidates.empty()) return true;
    for (Candidate& candidate : candidates) {
      if (candidate.is_record) candidate.seen[candidate.member] = true;
    }
    if (!pass_value()) return false;
  }
  for (const Candidate& candidate : candidates) {
    if (has_enough(candidate.type, candidate.seen)) fitting.push_back(candidate.branch);
  }
  return true;
}

// Whether a record, of which these fields are there, lacks only such as have a default. Nothing is
// asked of a map.
bool Reader::has_enough(std::uint32_t type, const std::vector<bool>& seen) const {
  const avro::Node& declared = program_.schema().node(avro::NodeId{type});
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
