// pair_table.h - finds a pair of nodes that a compatibility check has met before.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "avocet/avro/internal/findings.h"

namespace avocet::avro {

// The index of a pair by its two nodes: open addressing, at most half full.
class PairTable {
 public:
  // The slot where the pair is, or where it belongs (kNone).
  std::uint32_t& slot(const std::vector<Pair>& pairs, NodeId reader, NodeId writer) {
    if ((pairs.size() + 1) * 2 > slots_.size()) grow(pairs);
    std::size_t place = hash(reader, writer) & (slots_.size() - 1);
    while (slots_[place] != kNone &&
           (pairs[slots_[place]].reader != reader || pairs[slots_[place]].writer != writer)) {
      place = (place + 1) & (slots_.size() - 1);
    }
    return slots_[place];
  }

 private:
  static std::size_t hash(NodeId reader, NodeId writer) noexcept {
    std::uint64_t key = (std::uint64_t{static_cast<std::uint32_t>(reader)} << 32) |
                        static_cast<std::uint32_t>(writer);
    key = (key ^ (key >> 31)) * 0x9e3779b97f4a7c15U;
    return static_cast<std::size_t>(key ^ (key >> 29));
  }

  void grow(const std::vector<Pair>& pairs) {
    std::vector<std::uint32_t> old(std::max<std::size_t>(64, slots_.size() * 2), kNone);
    old.swap(slots_);
    for (const std::uint32_t pair : old) {
      if (pair == kNone) continue;
      std::size_t place = hash(pairs[pair].reader, pairs[pair].writer) & (slots_.size() - 1);
      while (slots_[place] != kNone) place = (place + 1) & (slots_.size() - 1);
      slots_[place] = pair;
    }
  }

  std::vector<std::uint32_t> slots_;
};

}  // namespace avocet::avro
