// Data by chance. The draws of the wild style are part of what a seed of a test means: their order
// is not changed without need.
#include "avocet/avro/random_value.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "avocet/avro/logical_value.h"
#include "avocet/avro/time_text.h"
#include "avocet/base/utf8.h"

namespace avocet::avro {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kBytesPerValue = 16;  // a fixed counts as so many values

// The branch with the smallest value, the first of several.
NodeId least_branch(const Node& node, const std::vector<std::size_t>& heights) {
  return *std::ranges::min_element(
      node.children, {}, [&](NodeId id) { return heights[static_cast<std::size_t>(id)]; });
}

// Types in the order of their heights: what is inside one comes before it.
std::vector<std::size_t> least_values(const Schema& schema,
                                      const std::vector<std::size_t>& heights) {
  std::vector<std::size_t> order(heights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t id) {
    return std::pair(heights[id], schema.nodes()[id].kind == Kind::Union);
  });
  std::vector<std::size_t> values(heights.size(), kNone);
  for (const std::size_t id : order) {
    if (heights[id] == kNone) break;
    const Node& node = schema.nodes()[id];
    values[id] = 1 + node.size_bytes / kBytesPerValue;
    const auto add = [&](NodeId inside) {
      const std::size_t more = values[static_cast<std::size_t>(inside)];
      values[id] = more > kNone - values[id] ? kNone : values[id] + more;
    };
    if (node.kind == Kind::Union) add(least_branch(node, heights));
    for (const Field& field : node.fields) add(field.type);
  }
  return values;
}

}  // namespace

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::vector<std::size_t> least_heights(const Schema& schema) {
  std::vector<std::size_t> heights(schema.node_count(), kNone);
  const auto height = [&](NodeId id) { return heights[static_cast<std::size_t>(id)]; };
  const auto judge = [&](const Node& node) -> std::size_t {
    if (node.kind == Kind::Array || node.kind == Kind::Map) return 1;  // empty
    if (node.kind == Kind::Enum) return node.symbols.empty() ? kNone : 0;
    if (node.kind == Kind::Union) {
      return node.children.empty() ? kNone : height(least_branch(node, heights));
    }
    if (node.kind != Kind::Record) return 0;
    std::size_t most = 0;
    for (const Field& field : node.fields) most = std::max(most, height(field.type));
    return most == kNone ? kNone : most + 1;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = heights.size(); i-- > 0;) {  // most types come before what they contain
      const std::size_t now = judge(schema.nodes()[i]);
      changed = changed || now != heights[i];
      heights[i] = now;
    }
  }
  return heights;
}

// Makes one datum.
class ValueMaker {
 public:
  ValueMaker(const RandomValues& values, Random& random)
      : values_(values),
        schema_(values.schema_),
        random_(random),
        is_wild_(values.style_ == RandomStyle::Wild) {}

  // Every branch can be reached: there is room for the tallest type inside any other.
  Value make(NodeId type) {
    return make(type, std::min(height(type) + values_.tallest_ + 4, RandomValues::kMaxDepth));
  }

 private:
  static constexpr std::size_t kManyValues = 300;  // then collections stay empty

  std::size_t height(NodeId id) const { return values_.heights_[static_cast<std::size_t>(id)]; }

  // `room`: how many records, arrays and maps may be inside one another; at least height(type).
  Value make(NodeId type, std::size_t room) {
    const Node& node = schema_.node(type);
    ++made_;
    if (!is_wild_) {
      if (auto value = logical(node)) return *std::move(value);
    }
    switch (node.kind) {
      case Kind::Null:
        return Value();
      case Kind::Boolean:
        return Value(random_.chance(50));
      case Kind::Int:
        return Value(static_cast<std::int32_t>(number(32)));
      case Kind::Long:
        return Value(number(64));
      case Kind::Float:
        return Value(is_wild_ && random_.chance(30)
                         ? std::bit_cast<float>(static_cast<std::uint32_t>(random_.next()))
                         : static_cast<float>(integer(12)) / 8);
      case Kind::Double:
        return Value(is_wild_ && random_.chance(30) ? std::bit_cast<double>(random_.next())
                                                    : static_cast<double>(integer(20)) / 8);
      case Kind::Bytes:
        return Value(bytes(length()));
      case Kind::String:
        return Value(text());
      case Kind::Fixed:
        return Value(FixedValue{bytes(node.size_bytes)});
      case Kind::Enum: {
        const std::size_t index = random_.below(node.symbols.size());
        return Value(EnumValue{static_cast<std::int32_t>(index), node.symbols[index]});
      }
      case Kind::Record: {
        RecordValue record;
        for (const Field& field : node.fields) {
          record.fields.push_back({field.name, make(field.type, room - 1)});
        }
        return Value(std::move(record));
      }
      case Kind::Array: {
        ArrayValue items(count(node.children[0], room));
        for (Value& item : items) item = make(node.children[0], room - 1);
        return Value(std::move(items));
      }
      case Kind::Map:
        return make_map(node, room);
      case Kind::Union:
        return make_union(node, room);
    }
    return {};
  }

  Value make_map(const Node& node, std::size_t room) {
    MapValue map;
    for (std::size_t left = count(node.children[0], room); left > 0; --left) {
      std::string key = text();
      if (!is_wild_ && map.find(key) != nullptr) key += std::to_string(map.entries.size());
      Value value = make(node.children[0], room - 1);
      map.entries.push_back({std::move(key), std::move(value)});
    }
    return Value(std::move(map));
  }

  Value make_union(const Node& node, std::size_t room) {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const NodeId branch = node.children[i];
      if (height(branch) <= room && values_.has_values(branch)) candidates.push_back(i);
    }
    const auto least = std::ranges::find(node.children, least_branch(node, values_.heights_));
    const std::size_t i = made_ > kManyValues
                              ? static_cast<std::size_t>(least - node.children.begin())
                              : candidates[random_.below(candidates.size())];
    return Value(UnionValue(static_cast<std::uint32_t>(i),
                            branch_name(schema_.node(node.children[i])),
                            make(node.children[i], room)));
  }

  std::size_t count(NodeId item, std::size_t room) {
    if (room - 1 < height(item) || !values_.has_values(item) || made_ > kManyValues) return 0;
    return random_.below(random_.chance(10) ? (is_wild_ ? 70 : 20) : 4);
  }

  // Of any length in bits up to `most_bits`, its sign included.
  std::int64_t integer(unsigned most_bits) {
    const auto bits = static_cast<unsigned>(random_.below(most_bits + 1));
    return bits == 0 ? 0 : static_cast<std::int64_t>(random_.next()) >> (64 - bits);
  }

  std::int64_t number(unsigned most_bits) {
    if (is_wild_ || random_.chance(10)) return integer(most_bits);
    return static_cast<std::int64_t>(random_.below(10'000));
  }

  std::size_t length() {
    return random_.below(random_.chance(5) ? (is_wild_ ? 400 : 60) : (is_wild_ ? 9 : 16));
  }

  Bytes bytes(std::size_t size) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_.next());
    return bytes;
  }

  std::string text() { return is_wild_ ? wild_text() : words(); }

  std::string wild_text() {
    constexpr std::array<char32_t, 5> kRare = {0, 0x7f, 0xe9, 0x20ac, 0x1f600};
    std::string text;
    for (std::size_t left = length(); left > 0; --left) {
      base::append_utf8(text, random_.chance(10) ? kRare[random_.below(kRare.size())]
                                                 : static_cast<char32_t>('a' + random_.below(26)));
    }
    return text;
  }

  // One to three words that can be spoken.
  std::string words() {
    constexpr std::string_view kConsonants = "bdfgklmnprstvz";
    constexpr std::array<std::string_view, 7> kVowels = {"a", "e", "i", "o", "u", "ä", "é"};
    std::string text;
    for (std::size_t words = 1 + random_.below(3); words > 0; --words) {
      if (!text.empty()) text += ' ';
      for (std::size_t syllables = 1 + random_.below(4); syllables > 0; --syllables) {
        text += kConsonants[random_.below(kConsonants.size())];
        text += kVowels[random_.below(random_.chance(5) ? kVowels.size() : 5)];
      }
    }
    return text;
  }

  // What the logical type stands for; nothing: it has none.
  std::optional<Value> logical(const Node& node) {
    if (node.attributes.empty()) return std::nullopt;
    const auto value = logical_value(logical_type(node));
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    auto raw = to_raw(node, value);
    assert(raw);  // each is within what its type can hold
    return *std::move(raw);
  }

  template <class D>
  D below_one_day(TimeUnit unit) {
    return D(
        static_cast<std::int64_t>(random_.below(static_cast<std::size_t>(units_per_day(unit)))));
  }

  // From the year 2000 on, thirty years.
  template <class Clock, class D>
  std::chrono::time_point<Clock, D> moment() {
    const auto start = std::chrono::duration_cast<D>(std::chrono::days(10'957));
    const auto length = std::chrono::duration_cast<D>(std::chrono::days(10'957));
    const auto after = random_.below(static_cast<std::size_t>(length.count()));
    return std::chrono::time_point<Clock, D>(start + D(static_cast<std::int64_t>(after)));
  }

  LogicalValue logical_value(const LogicalType& type) {
    using std::chrono::local_t;
    using std::chrono::microseconds;
    using std::chrono::milliseconds;
    using std::chrono::nanoseconds;
    using std::chrono::system_clock;
    switch (type.kind) {
      case Logical::None:
        return {};
      case Logical::Decimal:
        return decimal(type.precision, type.scale);
      case Logical::BigDecimal:
        return decimal(18, static_cast<std::int32_t>(random_.below(7)));
      case Logical::Uuid: {
        Uuid uuid;
        for (std::uint8_t& byte : uuid.bytes) byte = static_cast<std::uint8_t>(random_.next());
        uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x40);  // version 4
        uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
        return uuid;
      }
      case Logical::Date:
        return std::chrono::floor<std::chrono::days>(moment<system_clock, milliseconds>());
      case Logical::TimeMillis:
        return below_one_day<milliseconds>(TimeUnit::Millis);
      case Logical::TimeMicros:
        return below_one_day<microseconds>(TimeUnit::Micros);
      case Logical::TimestampMillis:
        return moment<system_clock, milliseconds>();
      case Logical::TimestampMicros:
        return moment<system_clock, microseconds>();
      case Logical::TimestampNanos:
        return moment<system_clock, nanoseconds>();
      case Logical::LocalTimestampMillis:
        return moment<local_t, milliseconds>();
      case Logical::LocalTimestampMicros:
        return moment<local_t, microseconds>();
      case Logical::LocalTimestampNanos:
        return moment<local_t, nanoseconds>();
      case Logical::Duration:
        return Duration{.months = static_cast<std::uint32_t>(random_.below(25)),
                        .days = static_cast<std::uint32_t>(random_.below(31)),
                        .millis = static_cast<std::uint32_t>(random_.below(86'400'000))};
    }
    return {};
  }

  // Of at most 18 digits. A scale that Decimal does not have is left to the raw bytes.
  LogicalValue decimal(std::int32_t precision, std::int32_t scale) {
    std::size_t limit = 1;
    for (auto digits = 1 + random_.below(static_cast<std::size_t>(std::min(precision, 18)));
         digits > 0; --digits) {
      limit *= 10;
    }
    const auto unscaled = static_cast<std::int64_t>(random_.below(limit));
    const auto made = Decimal::from_unscaled(random_.chance(25) ? -unscaled : unscaled, scale);
    return made ? LogicalValue(*made) : LogicalValue();
  }

  const RandomValues& values_;
  const Schema& schema_;
  Random& random_;
  bool is_wild_;
  std::size_t made_ = 0;
};

RandomValues::RandomValues(Schema schema, RandomStyle style)
    : schema_(std::move(schema)),
      style_(style),
      heights_(least_heights(schema_)),
      least_values_(least_values(schema_, heights_)) {
  for (const std::size_t height : heights_) {
    if (height != kNone) tallest_ = std::max(tallest_, height);
  }
}

bool RandomValues::has_values(NodeId type) const noexcept {
  const auto id = static_cast<std::size_t>(type);
  return heights_[id] <= kMaxDepth && least_values_[id] <= kMaxLeastValues;
}

Value RandomValues::make(Random& random, NodeId type) const {
  assert(has_values(type));
  return ValueMaker(*this, random).make(type);
}

}  // namespace avocet::avro
