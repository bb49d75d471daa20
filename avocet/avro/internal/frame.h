// frame.h - one level of nesting while a datum is being decoded: a record of its own, an array or a
// map.
#pragma once

#include <cstddef>
#include <cstdint>

#include "avocet/avro/arena.h"

namespace avocet::avro {

struct Step;
struct Loop;
struct Instruction;

struct Frame {
  const Step* resume;             // record: the step after it. Loop: its body
  const Instruction* next;        // the quick loop's: the same; of a loop what begins it
  Cell* base;                     // the cells of the level around this one
  const Loop* loop;               // null: a record
  Cell* cell;                     // loop: the cell of the array or map itself
  Cell* items;                    // loop: the first item, once there is one
  std::uint64_t left;             // loop: items left in this block, the present one included
  std::uint64_t count;            // loop: items of all blocks so far
  std::uint64_t capacity;         // loop: items that there is room for
  const std::uint8_t* block_end;  // loop: where a sized block must end; null if it is not sized
  std::uint32_t depth;            // records, arrays and maps around a value at this level
  std::uint32_t site;             // the step that opened it: for the path of an error
};

}  // namespace avocet::avro
