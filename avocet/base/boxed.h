// boxed.h - an optional value that takes eight bytes while it is absent: for what is rare and
// large.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace avocet::base {

// A value type like std::optional, from and to which it converts; the value lives on the heap.
template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(std::nullopt_t) {}
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(std::optional<T> value) {
    if (value) value_ = std::make_unique<T>(std::move(*value));
  }
  Boxed(const Boxed& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(Boxed other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  ~Boxed() = default;

  T& emplace() {
    value_ = std::make_unique<T>();
    return *value_;
  }

  explicit operator bool() const noexcept { return value_ != nullptr; }
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return value_.get(); }
  const T* operator->() const noexcept { return value_.get(); }
  operator std::optional<T>() const { return value_ ? std::optional<T>(*value_) : std::nullopt; }

  friend bool operator==(const Boxed& a, const Boxed& b) {
    return a && b ? *a == *b : static_cast<bool>(a) == static_cast<bool>(b);
  }
  // Without this one std::optional's own comparison would take a Boxed for a T.
  friend bool operator==(const Boxed& a, const std::optional<T>& b) {
    return a && b ? *a == *b : static_cast<bool>(a) == b.has_value();
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace avocet::base
