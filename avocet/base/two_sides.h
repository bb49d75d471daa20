// two_sides.h - a value in two copies, so that reading it never waits for changing it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

namespace avocet::base {

// A resource. Readers see the shown side. The one writer changes the hidden side and shows it; what
// it did then has to be done once more to the other side, which is hidden from then on. A reader
// waits for nobody. The writer waits in hidden() alone, for readers that came before show().
template <class T>
class TwoSides {
 public:
  TwoSides() = default;
  TwoSides(const TwoSides&) = delete;
  TwoSides& operator=(const TwoSides&) = delete;

  // From any thread, also inside of another read. What `look` returns must not point into the
  // value.
  template <class Look>
  auto read(const Look& look) const {
    const Visit visit(*this);
    return look(visit.value());
  }

  // The rest is the writer's alone.
  const T& shown() const noexcept { return sides_[shown_].value; }
  T& hidden() noexcept {
    Side& side = sides_[1 - shown_];
    for (int readers = side.readers; readers != 0; readers = side.readers) {
      side.readers.wait(readers);
    }
    return side.value;
  }
  void show() noexcept { shown_ = 1 - shown_; }

 private:
  struct alignas(64) Side {  // the counters of the two on different lines of the processor's cache
    T value{};
    mutable std::atomic<int> readers = 0;
  };

  // A reader counts itself in and looks again: either it finds the side hidden by now, or the
  // writer finds the reader there. Both orders are those of sequential consistency.
  class Visit {
   public:
    explicit Visit(const TwoSides& in) noexcept {
      for (;;) {
        side_ = &in.sides_[in.shown_];
        ++side_->readers;
        if (side_ == &in.sides_[in.shown_]) return;
        leave();
      }
    }
    ~Visit() { leave(); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    const T& value() const noexcept { return side_->value; }

   private:
    void leave() noexcept {
      if (--side_->readers == 0) side_->readers.notify_one();
    }
    const Side* side_ = nullptr;
  };

  std::array<Side, 2> sides_;
  std::atomic<std::size_t> shown_ = 0;
};

}  // namespace avocet::base
