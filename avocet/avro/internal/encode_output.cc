// Room for encoders, and the faults that both know.
#include "avocet/avro/internal/encode_output.h"

#include <new>
#include <utility>

#include "avocet/base/json_pointer.h"
#include "avocet/base/text.h"

namespace avocet::avro {

Output::Output(Bytes& out, std::size_t max_bytes, std::size_t expected_bytes)
    : out_(&out),
      base_(out.data()),
      limit_(out.data() + out.size()),  // no room yet
      before_(out.size()),
      max_bytes_(max_bytes < SIZE_MAX - before_ ? before_ + max_bytes : SIZE_MAX) {
  // If it fails, so does the first value that needs the room.
  static_cast<void>(grow(start(), std::min(expected_bytes, max_bytes)));
}

Output::Output(std::span<std::uint8_t> room, std::size_t max_bytes)
    : out_(&own_), base_(room.data()), limit_(room.data()), max_bytes_(max_bytes) {
  if (room.size() > kWriteSlack) {
    limit_ += std::min(room.size() - kWriteSlack, max_bytes);
  } else {
    static_cast<void>(grow(start(), 0));
  }
}

std::uint8_t* Output::grow(std::uint8_t* p, std::size_t bytes) noexcept {
  const std::size_t used = offset(p);
  const std::size_t most = std::min(max_bytes_, out_->max_size() - kWriteSlack);
  const std::size_t left = most - std::min(used, most);
  if (bytes > left) return nullptr;
  // At least as much again as the datum has taken, so that the bytes are moved few times.
  const std::size_t more = std::max(bytes, std::min(used - before_, left));
  try {
    if (out_->empty() && used != 0) out_->assign(base_, p);  // from the span
    out_->resize(used + more + kWriteSlack);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  base_ = out_->data();
  limit_ = base_ + used + more;
  return base_ + used;
}

std::size_t Output::deliver(const std::uint8_t* end, std::span<std::uint8_t> room) const noexcept {
  const std::size_t size = offset(end);
  if (base_ != room.data() && size <= room.size() && size != 0) {
    std::memcpy(room.data(), base_, size);
  }
  return size;
}

std::nullptr_t DatumWriter::fail(EncodeFault fault, std::string message) {
  error_ = {.fault = fault, .path = {}, .message = std::move(message)};
  return nullptr;
}

std::nullptr_t DatumWriter::fail_inside(std::string_view step) {
  base::put_in_front(error_.path, step);
  return nullptr;
}

std::nullptr_t DatumWriter::too_large() {
  return fail(EncodeFault::TooLarge,
              base::cat("more than ", options_.max_bytes, " bytes, or than there is memory for"));
}

void DatumWriter::fail_too_deep() {
  fail(EncodeFault::TooDeep, base::cat("more than ", max_depth_, " values inside one another"));
}

std::uint8_t* DatumWriter::close_block(std::size_t head, std::size_t items, std::uint8_t* end) {
  const std::size_t first = head + kHeadBytes;
  const std::size_t size = out_.offset(end) - first;
  std::array<std::uint8_t, kHeadBytes + kWriteSlack> text{};
  std::uint8_t* behind = put_long(text.data(), -static_cast<std::int64_t>(items));
  behind = put_size(behind, size);
  const auto head_size = static_cast<std::size_t>(behind - text.data());
  std::memcpy(out_.at(head), text.data(), head_size);
  std::memmove(out_.at(head + head_size), out_.at(first), size);
  return out_.at(head + head_size + size);
}

}  // namespace avocet::avro
