// reader_nested.cc - arrays, maps and records: values that hold others.
#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "avocet/avro/write.h"
#include "avocet/base/text.h"
#include "avocet/transcode/internal/defaults.h"
#include "avocet/transcode/internal/reader.h"

namespace avocet::transcode {

using base::cat;
using base::JsonNext;

namespace {
constexpr std::uint32_t kNotRead = ~std::uint32_t{0};
constexpr std::size_t kMostPieces = 4'000'000;  // of all records that are open
constexpr std::size_t kFewEntries = 64;         // compared each with each
constexpr std::uint32_t kMostSkippedDepth = 1000;

// Equal keys have equal ones.
std::uint32_t hash_of(std::string_view key) noexcept {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  const std::size_t bytes = std::min<std::size_t>(key.size(), 8);
  std::memcpy(&first, key.data(), bytes);
  std::memcpy(&last, key.data() + key.size() - bytes, bytes);
  const std::uint64_t mixed =
      (first ^ last * 0x9e3779b97f4a7c15U ^ key.size()) * 0xd6e8feb86659fd93U;
  return static_cast<std::uint32_t>(mixed >> 32);
}
}  // namespace

// One byte is kept for the count, which most often is enough.
char* Reader::array(const ReadNode& node, std::uint32_t depth, char* at) {
  const std::size_t start = out_.size(at);
  at = need(at, 1);
  if (at == nullptr) return nullptr;
  ++at;
  std::size_t count = 0;
  cursor_.open();
  for (;; ++count) {
    const JsonNext next = cursor_.next_item();
    if (next == JsonNext::Fault) return nullptr;
    if (next == JsonNext::End) return close_block(at, start, count);
    at = value(node.first, depth + 1, at);
    if (at == nullptr) return inside(std::to_string(count));
  }
}

// The count in front of the items, behind them the empty block.
char* Reader::close_block(char* at, std::size_t start, std::size_t count) {
  at = need(at, avro::kMaxLongBytes + 1);
  if (at == nullptr) return nullptr;
  char* const first = out_.begin() + start;
  std::array<std::uint8_t, avro::kMaxLongBytes + avro::kWriteSlack> header{};
  const auto bytes = static_cast<std::size_t>(avro::put_size(header.data(), count) - header.data());
  if (bytes > 1) std::memmove(first + bytes, first + 1, static_cast<std::size_t>(at - first) - 1);
  std::memcpy(first, header.data(), bytes);
  at += bytes - 1;
  if (count != 0) *at++ = 0;
  return at;
}

char* Reader::map(const ReadNode& node, std::uint32_t depth, char* at) {
  const std::size_t start = out_.size(at);
  const std::size_t first_entry = entries_.size();
  at = need(at, 1);
  if (at == nullptr) return nullptr;
  ++at;
  cursor_.open();
  for (;;) {
    std::string_view name;
    const JsonNext next = cursor_.next_member(name);
    if (next == JsonNext::Fault) return nullptr;
    if (next == JsonNext::End) break;
    const std::size_t offset = out_.size(at);
    at = put_bytes(at, name);
    if (at == nullptr) return nullptr;
    const std::size_t key_end = out_.size(at) - offset;
    entries_.push_back({.offset = offset,
                        .key_offset = static_cast<std::uint32_t>(key_end - name.size()),
                        .key_bytes = static_cast<std::uint32_t>(name.size()),
                        .hash = hash_of(name)});
    at = value(node.first, depth + 1, at);
    if (at == nullptr) {
      const Entry& entry = entries_.back();
      return inside({out_.begin() + entry.offset + entry.key_offset, entry.key_bytes});
    }
  }
  at = drop_duplicates(at, first_entry);
  const std::size_t count = entries_.size() - first_entry;
  entries_.resize(first_entry);
  return close_block(at, start, count);
}

// Of a key that is there more than once the last entry stays.
char* Reader::drop_duplicates(char* at, std::size_t first_entry) {
  char* const begin = out_.begin();
  const std::span<Entry> entries(entries_.begin() + static_cast<std::ptrdiff_t>(first_entry),
                                 entries_.end());
  const auto key = [&](const Entry& entry) {
    return std::string_view(begin + entry.offset + entry.key_offset, entry.key_bytes);
  };
  std::vector<bool> is_dropped;
  const auto drop = [&](std::size_t index) {
    is_dropped.resize(entries.size());
    is_dropped[index] = true;
  };
  if (entries.size() <= kFewEntries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      for (std::size_t j = i + 1; j < entries.size(); ++j) {
        if (entries[i].hash == entries[j].hash && key(entries[i]) == key(entries[j])) drop(i);
      }
    }
  } else {
    std::vector<std::size_t> order(entries.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
      if (entries[a].hash != entries[b].hash) return entries[a].hash < entries[b].hash;
      const int by_key = key(entries[a]).compare(key(entries[b]));
      return by_key != 0 ? by_key < 0 : a < b;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (key(entries[order[i - 1]]) == key(entries[order[i]])) drop(order[i - 1]);
    }
  }
  if (is_dropped.empty()) return at;
  char* to = begin + entries[0].offset;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_dropped[i]) continue;
    const std::size_t end = i + 1 < entries.size() ? entries[i + 1].offset : out_.size(at);
    const std::size_t bytes = end - entries[i].offset;
    std::memmove(to, begin + entries[i].offset, bytes);
    to += bytes;
    ++kept;
  }
  entries_.resize(first_entry + kept);
  return to;
}

// As long as members come in the order of the fields, their bytes are where they belong.
char* Reader::record(std::uint32_t type, std::uint32_t depth, char* at) {
  const ReadNode& node = program_.node(type);
  const Part* const fields = program_.parts(node);
  std::uint32_t next = 0;
  cursor_.open();
  for (;;) {
    std::uint32_t index = next;
    const JsonNext member = next_field(type, index);
    if (member == JsonNext::Fault) return nullptr;
    if (member == JsonNext::End) break;
    if (index > next) return rest_of_record(type, depth, at, next, index);
    if (index < next) return duplicate(type, index);
    at = value(fields[index].type, depth + 1, at);
    if (at == nullptr) return inside(fields[index].name);
    ++next;
  }
  for (; next < node.count && at != nullptr; ++next) at = missing(type, next, at);
  return at;
}

// From the value of field `index` on, while it would be the turn of `next`: the bytes are put in
// order when all are there.
char* Reader::rest_of_record(std::uint32_t type, std::uint32_t depth, char* at, std::uint32_t next,
                             std::uint32_t index) {
  const ReadNode& node = program_.node(type);
  const Part* const fields = program_.parts(node);
  const std::size_t start = out_.size(at);
  const std::size_t first_piece = pieces_.size();
  if (first_piece + node.count - next > kMostPieces) {
    return fail(ReadFault::DepthLimit, cat("more than ", kMostPieces, " fields wait for others"),
                cursor_.name_offset());
  }
  pieces_.resize(first_piece + node.count - next, {.offset = kNotRead, .bytes = 0});
  for (;;) {
    if (index < next || pieces_[first_piece + index - next].offset != kNotRead) {
      return duplicate(type, index);
    }
    const std::size_t before = out_.size(at) - start;
    at = value(fields[index].type, depth + 1, at);
    if (at == nullptr) return inside(fields[index].name);
    pieces_[first_piece + index - next] = {
        .offset = static_cast<std::uint32_t>(before),
        .bytes = static_cast<std::uint32_t>(out_.size(at) - start - before)};
    ++index;
    const JsonNext member = next_field(type, index);
    if (member == JsonNext::Fault) return nullptr;
    if (member == JsonNext::End) return in_order(type, at, start, next, first_piece);
  }
}

// The next member that is a field: most likely `index`, which then is what it is. Others are
// passed.
JsonNext Reader::next_field(std::uint32_t type, std::uint32_t& index) {
  const ReadNode& node = program_.node(type);
  const Part* const guess = index < node.count ? program_.parts(node) + index : nullptr;
  for (;;) {
    std::string_view name;
    const JsonNext member =
        cursor_.next_member(name, guess == nullptr ? std::string_view() : guess->quoted);
    if (member != JsonNext::One || (guess != nullptr && name == guess->name)) return member;
    if (const std::uint32_t found = program_.find(node, name); found != kNoName) {
      index = found;
      return member;
    }
    if (options_.unknown == UnknownFields::Refuse) {
      fail(ReadFault::UnknownField, cat(name_of(type), " has no field \"", shown(name), '"'),
           cursor_.name_offset());
      return JsonNext::Fault;
    }
    if (!cursor_.skip_value(kMostSkippedDepth)) return JsonNext::Fault;
  }
}

char* Reader::in_order(std::uint32_t type, char* at, std::size_t start, std::uint32_t next,
                       std::size_t first_piece) {
  bytes_.assign(out_.begin() + start, out_.size(at) - start);
  at = out_.begin() + start;
  for (std::size_t i = first_piece; i < pieces_.size() && at != nullptr; ++i, ++next) {
    const Piece& piece = pieces_[i];
    at = piece.offset == kNotRead
             ? missing(type, next, at)
             : put_raw(at, std::string_view(bytes_).substr(piece.offset, piece.bytes));
  }
  pieces_.resize(first_piece);
  return at;
}

char* Reader::duplicate(std::uint32_t type, std::uint32_t field) {
  const Part& part = program_.parts(program_.node(type))[field];
  return fail(ReadFault::DuplicateField,
              cat(name_of(type), " has its field \"", shown(part.name), "\" twice"),
              cursor_.name_offset());
}

char* Reader::missing(std::uint32_t type, std::uint32_t field, char* at) {
  if (options_.missing == MissingFields::Default) {
    if (!has_loaded_defaults_) load_defaults();
    const auto found = std::ranges::lower_bound(
        defaults_, std::pair(type, field), {},
        [](const Default& known) { return std::pair(known.record, known.field); });
    if (found != defaults_.end() && found->record == type && found->field == field) {
      return put_raw(at, found->bytes);
    }
  }
  const std::string_view name = program_.parts(program_.node(type))[field].name;
  return fail(ReadFault::MissingField,
              cat(name_of(type), " lacks its field \"", shown(name), '"', defaults_fault_),
              cursor_.offset());
}

// All at once, when the first one is needed.
void Reader::load_defaults() {
  has_loaded_defaults_ = true;
  const auto texts = default_texts(program_.schema());
  if (!texts) {
    defaults_fault_ = cat(", and no default can be used: ", texts.error().message);
    return;
  }
  Reader reader(program_.schema(), {.max_depth = kMostSkippedDepth});
  reader.cursor_.begin(texts->json);
  reader.cursor_.open();
  for (const DefaultedField& field : texts->fields) {
    const Part& part = program_.parts(program_.node(field.record))[field.field];
    std::string_view name;
    if (reader.cursor_.next_member(name) != JsonNext::One) return;
    char* const start = reader.need(reader.out_.begin(), 1);
    const char* const end = start == nullptr ? nullptr : reader.value(part.type, 0, start);
    if (end == nullptr) return;
    defaults_.push_back({.record = field.record,
                         .field = field.field,
                         .bytes = std::string(reader.out_.text(end))});
  }
}

}  // namespace avocet::transcode
