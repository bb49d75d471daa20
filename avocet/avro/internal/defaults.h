// defaults.h - does a type accept its field's default? (spec/avro.md 1.4)
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "avocet/avro/schema.h"

namespace avocet::avro {

// Java looks at the kind of JSON only; strictly, a default must also be a value of its type: a
// symbol of the enum, as many bytes as the fixed has, no character above U+00FF in bytes.
enum class DefaultRule : std::uint8_t { Java, Strict };

// Checks the defaults of one graph. A member that a record's default leaves out falls back on that
// field's own default, which is judged once and remembered: a chain of records of `{}` costs its
// length, not two to its length.
class DefaultCheck {
 public:
  DefaultCheck(std::span<const Node> nodes, DefaultRule rule, std::size_t max_steps);

  struct Fault {
    NodeId record{};
    std::size_t field = 0;
    bool is_limit = false;  // not refused, but given up after `max_steps`
  };
  // The first default that is refused among the records from `first` on.
  std::optional<Fault> find_fault(std::size_t first);

 private:
  enum class Verdict : std::uint8_t { Unknown, Asked, Valid, Invalid };
  struct FieldRef {
    std::size_t record;
    std::size_t field;
  };

  Verdict& verdict(FieldRef f) { return verdicts_[first_field_[f.record] + f.field]; }
  bool judge(FieldRef wanted);
  bool accepts(NodeId type, const base::Json& value);
  bool accepts_in_union(NodeId branch, const base::Json& value);
  bool accepts_record(std::size_t record, const base::Json& value);
  bool accepts_text(const Node& node, std::string_view text);
  bool accepts_default_of(FieldRef f);

  std::span<const Node> nodes_;
  DefaultRule rule_;
  std::size_t steps_left_;
  std::vector<std::size_t> first_field_;  // by node: where its fields begin in verdicts_
  std::vector<Verdict> verdicts_;
  std::vector<FieldRef> needed_;  // what the judgement at hand would have to know first
  std::map<std::pair<std::size_t, const base::Json*>, bool> in_union_;  // of the judgement at hand
};

}  // namespace avocet::avro
