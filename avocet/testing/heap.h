// heap.h - what a piece of a test asks of the heap: how often, and how much at most at one time.
//
// A program that uses this gets an operator new and delete that count, of all its threads together.
// Under a sanitizer, which has its own, nothing is counted and all numbers are 0.
#pragma once

#include <cstddef>

namespace avocet::testing {

// Counts from its making on. One at a time.
class HeapWatch {
 public:
  HeapWatch() noexcept;

  std::size_t allocations() const noexcept;  // calls of operator new
  std::size_t peak_bytes() const noexcept;   // held at one time, beyond what was held at the start

 private:
  std::size_t allocations_at_start_;
  std::size_t bytes_at_start_;
};

// False under a sanitizer.
bool counts_the_heap() noexcept;

}  // namespace avocet::testing
