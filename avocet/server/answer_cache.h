// answer_cache.h - answers to GET /schemas/ids/{id}, made once and sent many times.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "avocet/registry/ids.h"

namespace avocet::server {

// Thread-safe. Bounded: an id has one place, which it shares with the ids that many apart, and long
// answers are not kept. An answer counts only for the stamp it was made under, so nobody has to
// throw out what has changed.
class AnswerCache {
 public:
  static constexpr std::size_t kPlaces = 4096;
  static constexpr std::size_t kMaxAnswerBytes = 8 * 1024;  // so at most 32 MiB in all

  AnswerCache() : places_(kPlaces) {}
  AnswerCache(const AnswerCache&) = delete;
  AnswerCache& operator=(const AnswerCache&) = delete;

  // Null when there is none for that id and stamp.
  std::shared_ptr<const std::string> find(registry::SchemaId id, std::uint64_t stamp) const {
    const Place& place = places_[index(id)];
    const std::lock_guard lock(mutex_of(id));
    return place.id == id && place.stamp == stamp ? place.answer : nullptr;
  }

  void put(registry::SchemaId id, std::uint64_t stamp, std::shared_ptr<const std::string> answer) {
    if (answer->size() > kMaxAnswerBytes) return;
    Place& place = places_[index(id)];
    const std::lock_guard lock(mutex_of(id));
    place.id = id;
    place.stamp = stamp;
    place.answer.swap(answer);
  }

 private:
  struct Place {
    registry::SchemaId id{};
    std::uint64_t stamp = 0;
    std::shared_ptr<const std::string> answer;
  };
  static std::size_t index(registry::SchemaId id) noexcept {
    return static_cast<std::uint32_t>(id.value) % kPlaces;
  }
  std::mutex& mutex_of(registry::SchemaId id) const noexcept {
    return mutexes_[index(id) % mutexes_.size()];
  }

  mutable std::array<std::mutex, 64> mutexes_;  // each guards the places that are that many apart
  std::vector<Place> places_;
};

}  // namespace avocet::server
