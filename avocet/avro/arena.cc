#include "avocet/avro/arena.h"

#include <algorithm>
#include <new>
#include <utility>

#include "avocet/avro/internal/frame.h"

namespace avocet::avro {
namespace {
constexpr std::size_t kFirstChunkCells = 512;  // 8 KiB: most records
}  // namespace

Arena::Arena() = default;
Arena::~Arena() = default;
Arena::Arena(Arena&& other) noexcept { *this = std::move(other); }

Arena& Arena::operator=(Arena&& other) noexcept {
  top_ = std::exchange(other.top_, nullptr);
  end_ = std::exchange(other.end_, nullptr);
  chunks_ = std::exchange(other.chunks_, {});
  used_chunks_ = std::exchange(other.used_chunks_, 0);
  budget_cells_ = std::exchange(other.budget_cells_, 0);
  frames_ = std::move(other.frames_);
  frame_count_ = std::exchange(other.frame_count_, 0);
  return *this;
}

void Arena::join_chunks() {
  std::size_t cells = 0;
  for (std::size_t i = 0; i < used_chunks_; ++i) cells += chunks_[i].size;
  chunks_.clear();
  used_chunks_ = 0;
  top_ = end_ = nullptr;
  if (auto* joined = new (std::nothrow) Cell[cells]()) {
    chunks_.push_back({std::unique_ptr<Cell[]>(joined), cells});
  }
}

Cell* Arena::allocate_chunk(std::size_t count) noexcept {
  budget_cells_ +=
      static_cast<std::size_t>(end_ - top_);  // the rest of the present chunk is not used
  end_ = top_;
  if (count > budget_cells_) return nullptr;
  if (used_chunks_ == chunks_.size()) {
    const std::size_t doubled = chunks_.empty() ? kFirstChunkCells : 2 * chunks_.back().size;
    const std::size_t cells = std::max(count, doubled);
    auto* memory = new (std::nothrow) Cell[cells]();
    if (memory == nullptr) return nullptr;
    chunks_.push_back({std::unique_ptr<Cell[]>(memory), cells});
  }
  const Chunk& chunk = chunks_[used_chunks_++];
  const std::size_t cells = std::min(chunk.size, budget_cells_);
  if (count > cells) return nullptr;
  top_ = chunk.cells.get();
  end_ = top_ + cells;
  budget_cells_ -= cells;
  Cell* taken = top_;
  top_ += count;
  return taken;
}

Frame* Arena::make_frames(std::size_t count) noexcept {
  frames_.reset(new (std::nothrow) Frame[count]);
  frame_count_ = frames_ == nullptr ? 0 : count;
  return frames_.get();
}

std::size_t Arena::reserved_bytes() const noexcept {
  std::size_t bytes = frame_count_ * sizeof(Frame);
  for (const Chunk& chunk : chunks_) bytes += chunk.size * sizeof(Cell);
  return bytes;
}

}  // namespace avocet::avro
