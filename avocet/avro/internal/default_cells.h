// default_cells.h - a field's default as a decoded value, made once when a plan is compiled.
#pragma once

#include <cstddef>
#include <expected>
#include <vector>

#include "avocet/avro/compile.h"
#include "avocet/avro/internal/matcher.h"
#include "avocet/avro/plan.h"

namespace avocet::avro {

class DefaultCells {
 public:
  // What the cells point to is kept in `program`.
  DefaultCells(Program& program, const CompileLimits& limits);

  // The default of a field of the reader's; in a union it is a value of the first branch that
  // accepts it. What a registry may have stored, and no branch accepts, is read as Java does: a
  // character beyond U+00FF in bytes is "?", a fixed is cut or filled up with zeros. Errors:
  // Default, its type does not accept it (an unknown symbol) or it contains itself; Limit.
  std::expected<Cell, Mismatch> make(const Field& field);

 private:
  bool fill(Cell& cell, NodeId type, const base::Json& value);
  bool fill_text(Cell& cell, const Node& node, const base::Json& value);
  bool fill_array(Cell& cell, NodeId items, const base::Json& value);
  bool fill_packed(Cell& cell, NodeId items, const base::Json& value);
  bool fill_map(Cell& cell, NodeId values, const base::Json& value);
  bool fill_record(Cell& cell, const Node& node, const base::Json& value);
  bool fill_union(Cell& cell, const Node& node, const base::Json& value);
  bool fill_field(Cell& cell, const Field& field);
  Cell* cells(std::size_t count);  // null: over the limit
  bool keep_text(Cell& cell, std::string text);
  bool charge(std::size_t bytes);
  bool charge_work(std::size_t steps);  // members, symbols, pieces of text looked at
  bool given_up() const noexcept { return over_limit_ || contains_itself_; }

  Program& program_;
  const CompileLimits& limits_;
  std::size_t field_bytes_left_ = 0;
  std::size_t all_bytes_left_;
  std::size_t work_left_;
  std::size_t depth_ = 0;
  std::vector<const Field*> open_;  // whose defaults are being made, one inside the other
  bool over_limit_ = false;
  bool contains_itself_ = false;
  bool exact_ = false;  // nothing may be lost: another branch may take it as it is
};

}  // namespace avocet::avro
