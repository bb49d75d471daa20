// printer.h - the loop that turns the cells of a datum into JSON text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "avocet/avro/arena.h"
#include "avocet/transcode/internal/buffer.h"
#include "avocet/transcode/internal/print_program.h"

namespace avocet::transcode {

// Not for several threads at once. Allocates nothing once it has printed the largest datum.
class Printer {
 public:
  explicit Printer(std::size_t max_text_bytes) : out_(max_text_bytes) {}

  // The text of the datum whose cell is `root`, good until the next call. False: it is longer than
  // the limit.
  bool print(const PrintProgram& program, const avro::Cell& root, std::string_view& text);

  std::size_t max_text_bytes() const noexcept { return out_.max_bytes(); }

 private:
  struct Level {
    const PrintStep* resume;  // record: the step behind it. Array, map: the first of an item
    const avro::Cell* base;   // the cells of the level around this one
    std::uint32_t left;       // items, the present one included
    std::uint32_t stride;
  };

  // Each writes one value at `at`; the position behind it, or null: past the limit.
  char* latin1(char* at, std::string_view bytes);
  char* base64(char* at, std::string_view bytes);
  char* hex(char* at, std::string_view bytes);
  char* logical(char* at, const LogicalCell& logical, const avro::Cell& cell);
  char* packed(char* at, const PrintProgram& program, const PrintStep& item,
               const avro::Cell& cell);
  template <class Item, class Write>
  char* packed_items(char* at, const avro::Cell& cell, const Write& write);

  Buffer out_;
  std::string scratch_;
  std::vector<Level> levels_;
};

}  // namespace avocet::transcode
