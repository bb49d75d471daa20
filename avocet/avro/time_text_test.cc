#include "avocet/avro/time_text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>

#include "avocet/testing/generators.h"

namespace avocet::avro {
namespace {

using Long = std::numeric_limits<std::int64_t>;
using Int = std::numeric_limits<std::int32_t>;

std::string date(std::int32_t days) {
  std::string out;
  append_date(out, days);
  return out;
}

std::string timestamp(std::int64_t count, TimeUnit unit, Zone zone = Zone::Utc) {
  std::string out;
  append_timestamp(out, count, unit, zone);
  EXPECT_EQ(parse_timestamp(out, unit, zone), count) << out;
  return out;
}

TEST(TimeText, Dates) {
  const std::vector<std::pair<std::int32_t, std::string>> table = {{0, "1970-01-01"},
                                                                   {-1, "1969-12-31"},
                                                                   {11'016, "2000-02-29"},
                                                                   {19'675, "2023-11-14"},
                                                                   {-719'528, "0000-01-01"},
                                                                   {-719'529, "-0001-12-31"},
                                                                   {2'932'896, "9999-12-31"},
                                                                   {2'932'897, "+10000-01-01"},
                                                                   {Int::max(), "+5881580-07-11"},
                                                                   {Int::min(), "-5877641-06-23"}};
  for (const auto& [days, text] : table) {
    EXPECT_EQ(date(days), text);
    EXPECT_EQ(parse_date(text), days) << text;
  }
  EXPECT_EQ(parse_date("+5881580-07-12").error(), TimeFault::Range);
  EXPECT_EQ(parse_date("+999999999-01-01").error(), TimeFault::Range);
}

// Against the standard library's calendar, where that has the year.
TEST(TimeText, DaysAreThoseOfTheCalendar) {
  for (std::int32_t days = -800'000; days < 800'000; days += 13) {
    const std::chrono::year_month_day ymd{std::chrono::sys_days(std::chrono::days(days))};
    const std::string text = date(days);
    ASSERT_EQ(std::stoi(text), static_cast<int>(ymd.year()));
    ASSERT_EQ(std::stoul(text.substr(text.size() - 5, 2)), static_cast<unsigned>(ymd.month()));
    ASSERT_EQ(std::stoul(text.substr(text.size() - 2)), static_cast<unsigned>(ymd.day()));
    ASSERT_EQ(parse_date(text), days);
  }
}

TEST(TimeText, Timestamps) {
  EXPECT_EQ(timestamp(0, TimeUnit::Millis), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(timestamp(-1, TimeUnit::Millis), "1969-12-31T23:59:59.999Z");       // T62
  EXPECT_EQ(timestamp(-1, TimeUnit::Nanos), "1969-12-31T23:59:59.999999999Z");  // T63
  EXPECT_EQ(timestamp(1'700'000'000'000, TimeUnit::Millis), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(timestamp(1'700'000'000'000'001, TimeUnit::Micros, Zone::Local),
            "2023-11-14T22:13:20.000001");
  EXPECT_EQ(timestamp(Long::max(), TimeUnit::Nanos), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(timestamp(Long::min(), TimeUnit::Nanos), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(timestamp(Long::max(), TimeUnit::Micros), "+294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(timestamp(Long::min(), TimeUnit::Micros), "-290308-12-21T19:59:05.224192Z");
  EXPECT_EQ(timestamp(Long::max(), TimeUnit::Millis), "+292278994-08-17T07:12:55.807Z");
  EXPECT_EQ(timestamp(Long::min(), TimeUnit::Millis), "-292275055-05-16T16:47:04.192Z");
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    testing::Random random(seed);
    const auto count = static_cast<std::int64_t>(random.next());
    timestamp(count, static_cast<TimeUnit>(seed % 3), seed % 2 == 0 ? Zone::Utc : Zone::Local);
  }
}

TEST(TimeText, OtherWaysToSayIt) {
  const auto parse = [](std::string_view text) {
    return parse_timestamp(text, TimeUnit::Millis, Zone::Utc);
  };
  EXPECT_EQ(parse("1970-01-01T00:00Z"), 0);
  EXPECT_EQ(parse("1970-01-01 00:00:00z"), 0);
  EXPECT_EQ(parse("1970-01-01T01:00:00.5+01:00"), 500);
  EXPECT_EQ(parse("1969-12-31T19:30:00-04:30"), 0);
  EXPECT_EQ(parse("1970-01-01T00:00:00.001000000Z"), 1);
  EXPECT_EQ(parse("1970-01-01T00:00:00.0001Z").error(), TimeFault::Rounding);
  EXPECT_EQ(parse("+292278994-08-17T07:12:55.808Z").error(), TimeFault::Range);
  for (const std::string_view text :
       {"", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z",
        "70-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "1970-01-01T24:00:00Z",
        "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00ZZ", "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+19:00",
        "+1000000000-01-01T00:00:00Z"}) {
    EXPECT_EQ(parse(text).error(), TimeFault::Text) << text;
  }
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z", TimeUnit::Millis, Zone::Local).error(),
            TimeFault::Text);
}

TEST(TimeText, TimesOfDay) {
  const auto printed = [](std::int64_t count, TimeUnit unit) {
    std::string out;
    append_time_of_day(out, count, unit);
    EXPECT_EQ(parse_time_of_day(out, unit), count) << out;
    return out;
  };
  EXPECT_EQ(printed(0, TimeUnit::Millis), "00:00:00.000");
  EXPECT_EQ(printed(86'399'999, TimeUnit::Millis), "23:59:59.999");
  EXPECT_EQ(printed(86'399'999'999, TimeUnit::Micros), "23:59:59.999999");
  EXPECT_EQ(printed(45'296'000'007, TimeUnit::Micros), "12:34:56.000007");
  EXPECT_EQ(parse_time_of_day("12:34", TimeUnit::Millis), 45'240'000);
  EXPECT_EQ(parse_time_of_day("12:34:56.7891", TimeUnit::Millis).error(), TimeFault::Rounding);
  EXPECT_EQ(parse_time_of_day("12:34:56 ", TimeUnit::Millis).error(), TimeFault::Text);
  EXPECT_EQ(parse_time_of_day("1:34:56", TimeUnit::Millis).error(), TimeFault::Text);
}

}  // namespace
}  // namespace avocet::avro
