// models_test.h - structs of every shape, for the tests.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "avocet/avro/decimal.h"
#include "avocet/avro/duration.h"
#include "avocet/avro/uuid.h"
#include "avocet/base/boxed.h"
#include "avocet/structs/describe.h"

namespace shop {

enum class Size { Small, Large, Huge };
enum class Level : std::int8_t { Low = -3, Middle = 0, High = 10 };

struct Money {
  std::int64_t cents;
  std::string currency;
};

struct Numbers {
  bool flag;
  std::int8_t tiny;
  std::uint8_t byte;
  std::int16_t small;
  std::uint16_t port;
  std::int32_t number;
  std::uint32_t id;
  std::int64_t large;
  std::uint64_t huge;
  float ratio;
  double exact;
};

struct Texts {
  std::string name;
  std::string_view view;
  std::vector<std::uint8_t> raw;
  std::vector<std::byte> bytes;
  std::array<std::byte, 16> digest;
  std::array<std::uint8_t, 4> address;
};

struct Times {
  std::chrono::sys_time<std::chrono::milliseconds> at;
  std::chrono::sys_time<std::chrono::microseconds> precise;
  std::chrono::sys_time<std::chrono::nanoseconds> exact;
  std::chrono::local_time<std::chrono::milliseconds> local;
  std::chrono::sys_days day;
  std::chrono::year_month_day birthday;
  std::chrono::milliseconds opens;
  std::chrono::microseconds closes;
};

struct Collections {
  std::vector<std::string> tags;
  std::vector<bool> flags;
  std::vector<std::int32_t> ints;
  std::vector<std::int64_t> longs;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::uint16_t> ports;
  std::vector<Money> prices;
  std::vector<std::vector<Size>> sizes;
  std::map<std::string, std::string> labels;
  std::unordered_map<std::string, std::int64_t> counts;
  std::vector<std::pair<std::string, Money>> entries;
};

struct Choices {
  std::optional<std::string> note;
  std::optional<Money> price;
  std::optional<std::vector<std::int64_t>> history;
  std::variant<std::monostate, std::int64_t, std::string, Money> any;
  std::variant<bool, Size> either;
  std::vector<std::optional<double>> samples;
  std::map<std::string, std::variant<std::monostate, std::string>> settings;
  Level level;
};

struct Tree {
  std::int64_t value;
  std::unique_ptr<Tree> left;
  std::unique_ptr<Tree> right;
};

struct Folder {
  std::string name;
  std::vector<Folder> folders;
  avocet::base::Boxed<Money> quota;
};

struct Logicals {
  avocet::avro::Uuid id;
  avocet::avro::Duration period;
};

struct Priced {
  avocet::avro::Decimal price;
  std::optional<avocet::avro::Decimal> discount;
  std::vector<Money> parts;
};

struct Empty {};

// All but a decimal, in one.
struct Order {
  Numbers numbers;
  Texts texts;
  Times times;
  Collections collections;
  Choices choices;
  Tree tree;
  Folder folder;
  Logicals logicals;
  Empty empty;
  std::vector<Empty> nothing;
};

// What its writers call otherwise.
struct Described {
  std::int64_t id;
  std::string title;
  std::optional<std::string> email;
  Size size;
  std::array<std::byte, 4> hash;
};

}  // namespace shop

template <>
struct avocet::structs::Describe<shop::Priced> {
  static Note note() {
    return {.members = {{.member = "price", .precision = 12, .scale = 2},
                        {.member = "discount",
                         .type_name = "Discount",
                         .precision = 6,
                         .scale = 3,
                         .size_bytes = 4}}};
  }
};

template <>
struct avocet::structs::Describe<shop::Described> {
  static Note note() {
    return {.name = "Task",
            .space = "com.acme",
            .doc = "A \"task\".",
            .aliases = {"OldTask"},
            .members = {
                {.member = "id", .name = "task_id", .doc = "Unique.", .aliases = {"id"}},
                {.member = "title", .default_json = R"("untitled")", .order = avro::Order::Ignore},
                {.member = "hash", .type_name = "CRC"}}};
  }
};
