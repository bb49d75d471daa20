// heap.cc - operator new and delete that count. In a file of their own: where the compiler sees
// malloc through an inlined operator new, it takes delete for a mistake.
#include "avocet/testing/heap.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AVOCET_TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AVOCET_TEST_SANITIZED 1
#endif
#endif

namespace {

std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> live_bytes{0};
std::atomic<std::size_t> peak_bytes{0};

}  // namespace

#ifndef AVOCET_TEST_SANITIZED

void* operator new(std::size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  ++allocations;
  const std::size_t live = live_bytes += malloc_usable_size(memory);
  std::size_t peak = peak_bytes;
  while (live > peak && !peak_bytes.compare_exchange_weak(peak, live)) {
  }
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory != nullptr) live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

#endif

namespace avocet::testing {

HeapWatch::HeapWatch() noexcept
    : allocations_at_start_(::allocations), bytes_at_start_(::live_bytes) {
  ::peak_bytes = bytes_at_start_;
}

std::size_t HeapWatch::allocations() const noexcept {
  return ::allocations - allocations_at_start_;
}

std::size_t HeapWatch::peak_bytes() const noexcept { return ::peak_bytes - bytes_at_start_; }

bool counts_the_heap() noexcept {
#ifdef AVOCET_TEST_SANITIZED
  return false;
#else
  return true;
#endif
}

}  // namespace avocet::testing
