#include "avocet/registry/registry.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "avocet/base/text.h"
#include "avocet/registry/queries.h"
#include "avocet/testing/faulty_log.h"
#include "avocet/testing/manual_clock.h"
#include "avocet/testing/registry_script.h"

namespace avocet::registry {
namespace {

RegisterSchema a_registration(std::string subject, std::string text) {
  return {.subject = Subject::parse(subject),
          .schema = {.type = schema::Type::Avro,
                     .text = std::move(text),
                     .references = {},
                     .metadata = {}},
          .normalize = {},
          .version = 0,
          .id = {}};
}

std::string fixed(int size) {
  return base::cat(R"({"type":"fixed","name":"F)", size, R"(","size":)", size, "}");
}

Result<Found> ask(Registry& registry, RegisterSchema command) {
  std::promise<Result<Found>> promise;
  registry.submit(std::move(command),
                  [&](const Result<Found>& found) { promise.set_value(found); });
  return promise.get_future().get();
}

class RegistryConcurrency : public ::testing::Test {
 protected:
  testing::ManualClock clock_;
  base::Logger logger_{stderr, base::LogFormat::Text, base::LogLevel::Off, clock_};
  storage::MemoryLog memory_;
};

// Readers run all the time; what they see is always whole, and every registration gets one id.
TEST_F(RegistryConcurrency, ReadersDuringRegistration) {
  Registry registry(memory_, clock_, logger_);
  ASSERT_TRUE(registry.load());
  registry.start();

  constexpr int kWriters = 4;
  constexpr int kEach = 50;
  std::atomic<bool> done = false;
  std::atomic<int> reads = 0;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 2; ++r) {
    readers.emplace_back([&] {
      do {
        registry.read([&](const State& state) {
          const auto names = subjects(state, ":*:", Show::All);
          for (const std::string& name : names) {
            const auto found = version(state, Subject::parse(name), VersionChoice{}, Include::Live);
            EXPECT_TRUE(found) << name;
          }
          const Context* context = state.context(".");
          if (context != nullptr) {
            EXPECT_EQ(context->highest_id, static_cast<int>(context->ids.size()));
          }
          return 0;
        });
        ++reads;
      } while (!done);
    });
  }
  std::vector<std::jthread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        // Each schema is registered by two writers under different subjects: one id for both.
        const auto found = ask(
            registry, a_registration(base::cat("s", w, "-", i), fixed((w / 2) * kEach + i + 1)));
        EXPECT_TRUE(found);
      }
    });
  }
  writers.clear();  // joins
  done = true;
  readers.clear();
  registry.stop();
  EXPECT_GT(reads, 0);
  registry.read([&](const State& state) {
    EXPECT_EQ(state.version_count(), static_cast<std::size_t>(kWriters * kEach));
    EXPECT_EQ(state.context(".")->ids.size(), static_cast<std::size_t>(kWriters / 2 * kEach));
    return 0;
  });
}

TEST_F(RegistryConcurrency, StopAnswersWhatWasSubmitted) {
  Registry registry(memory_, clock_, logger_);
  ASSERT_TRUE(registry.load());
  std::atomic<int> answers = 0;
  for (int i = 1; i <= 20; ++i) {
    registry.submit(a_registration("s" + std::to_string(i), fixed(i)),
                    [&](const Result<Found>& found) {
                      EXPECT_TRUE(found);
                      ++answers;
                    });
  }
  registry.start();
  registry.stop();
  EXPECT_EQ(answers, 20);
  registry.submit(a_registration("late", "\"int\""), [&](const Result<Found>& found) {
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::StoreFailed);
    ++answers;
  });
  EXPECT_EQ(answers, 21);
}

// A registry that runs over a log which fails when told.
class RegistryFaults : public RegistryConcurrency {
 protected:
  void SetUp() override {
    ASSERT_TRUE(registry_.load());
    registry_.start();
  }

  testing::FaultyLog log_{memory_};
  Registry registry_{log_, clock_, logger_};
};

TEST_F(RegistryFaults, AFailedAppendStoresNothingAndTheNextOneWorks) {
  ASSERT_TRUE(ask(registry_, a_registration("s", "\"int\"")));

  log_.on_append(testing::LogAct::FailBeforeWriting);
  const auto refused = ask(registry_, a_registration("t", "\"long\""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::StoreFailed);
  EXPECT_TRUE(
      refused.error().message.starts_with("Register schema operation failed while writing to the"))
      << refused.error().message;
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 1U);

  const auto again = ask(registry_, a_registration("t", "\"long\""));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->stored.id.value, 2);
}

// A schema that is there already, and a refusal, need nothing stored: the disk may be full. What
// rests on the batch that failed falls with it.
TEST_F(RegistryFaults, WhatNeedsNoRecordIsAnsweredThoughTheAppendFails) {
  ASSERT_TRUE(ask(registry_, a_registration("s", "\"int\"")));

  log_.hold();
  log_.on_append(testing::LogAct::FailBeforeWriting, 2);
  std::vector<std::promise<Result<Found>>> answers(5);
  const auto submit = [&](std::size_t at, RegisterSchema command) {
    registry_.submit(std::move(command),
                     [&answers, at](const Result<Found>& found) { answers[at].set_value(found); });
  };
  submit(0, a_registration("t", "\"long\""));
  log_.wait_for_appends(2);
  submit(1, a_registration("u", fixed(1)));
  submit(2, a_registration("u", fixed(1)));  // there only if the one before it is stored
  submit(3, a_registration("s", "\"int\""));
  submit(4, a_registration("s", "{"));
  log_.release();

  std::vector<Result<Found>> found;
  for (auto& answer : answers) found.push_back(answer.get_future().get());
  for (const std::size_t at : {0U, 1U, 2U}) {
    ASSERT_FALSE(found[at]) << at;
    EXPECT_EQ(found[at].error().code, Code::StoreFailed) << at;
  }
  ASSERT_TRUE(found[3]);
  EXPECT_EQ(found[3]->stored.id.value, 1);
  ASSERT_FALSE(found[4]);
  EXPECT_EQ(found[4].error().code, Code::InvalidSchema);
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 1U);
}

// Another writer took our offset: its records are read, and the decision is made anew on top of
// them.
TEST_F(RegistryFaults, AConflictIsDecidedAgain) {
  ASSERT_TRUE(ask(registry_, a_registration("s", "\"int\"")));

  const Event theirs = VersionStored{Subject::parse("s"), Version{2}, SchemaId{2},
                                     store({schema::Type::Avro, "\"long\"", {}, {}}), Deleted::No};
  log_.intrude({encode(theirs, clock_.now())});

  const auto same = ask(registry_, a_registration("s", "\"long\""));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->stored.version.value, 2);
  const auto next = ask(registry_, a_registration("s", "\"double\""));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->stored.id.value, 3);
  EXPECT_EQ(next->stored.version.value, 3);
}

// The log said no, yet the records were there: the next command finds out and answers what is
// stored.
TEST_F(RegistryFaults, AnUnknownOutcomeIsSettledByTheNextWrite) {
  log_.on_append(testing::LogAct::FailAfterWriting);
  EXPECT_FALSE(ask(registry_, a_registration("s", "\"int\"")));
  const auto again = ask(registry_, a_registration("s", "\"int\""));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->stored.id.value, 1);
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 1U);
}

// Readers go on while the disk is slow, and see nothing of what is not durable.
TEST_F(RegistryFaults, ReadersDoNotWaitForTheLog) {
  log_.hold();
  std::promise<Result<Found>> promise;
  registry_.submit(a_registration("s", "\"int\""),
                   [&](const Result<Found>& found) { promise.set_value(found); });
  log_.wait_for_appends(1);
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 0U);
  log_.release();
  EXPECT_TRUE(promise.get_future().get());
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 1U);
}

// A reader that takes its time, as a comparison of large schemas does, holds up neither a
// registration nor other readers.
TEST_F(RegistryFaults, NobodyWaitsForASlowReader) {
  std::promise<void> inside;
  std::promise<void> may_leave;
  std::jthread slow([&] {
    const auto seen = registry_.read([&](const State& state) {
      inside.set_value();
      may_leave.get_future().wait();
      return state.version_count();
    });
    EXPECT_EQ(seen, 0U);
  });
  inside.get_future().wait();
  EXPECT_TRUE(ask(registry_, a_registration("s", "\"int\"")));
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 1U);
  may_leave.set_value();
  EXPECT_TRUE(ask(registry_, a_registration("t", "\"long\"")));
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 2U);
}

// Commands that arrive while the log is busy share one append.
TEST_F(RegistryFaults, CommandsThatWaitTogetherShareOneAppend) {
  log_.hold();
  std::atomic<int> answers = 0;
  registry_.submit(a_registration("first", "\"int\""), [&](const auto&) { ++answers; });
  log_.wait_for_appends(1);
  for (int i = 1; i <= 100; ++i) {
    registry_.submit(a_registration("s" + std::to_string(i), fixed(i)),
                     [&](const auto&) { ++answers; });
  }
  log_.release();
  registry_.stop();
  EXPECT_EQ(answers, 101);
  EXPECT_EQ(log_.appends(), 2);
}

TEST_F(RegistryFaults, EndlessConflictsAreGivenUp) {
  log_.on_append(testing::LogAct::Conflict, 100);
  const auto refused = ask(registry_, a_registration("s", "\"int\""));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("gave up after repeated conflicting writes"),
            std::string::npos);
  EXPECT_EQ(registry_.read([](const State& state) { return state.version_count(); }), 0U);
}

TEST_F(RegistryConcurrency, ARecordThatCannotBeReadIsLeftOut) {
  const std::vector<Record> records = {
      {R"({"keytype":"FUTURE","magic":0})", "{}", clock_.now()},
      encode(VersionStored{Subject::parse("s"), Version{1}, SchemaId{1},
                           store({schema::Type::Avro, "\"int\"", {}, {}}), Deleted::No},
             clock_.now()),
      encode(VersionStored{Subject::parse("t"), Version{1}, SchemaId{1},
                           store({schema::Type::Avro, "\"long\"", {}, {}}), Deleted::No},
             clock_.now())};
  ASSERT_TRUE(memory_.append(records, 0));
  Registry registry(memory_, clock_, logger_);
  const auto loaded = registry.load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->versions, 1U);
  EXPECT_EQ(loaded->ignored, 2U);  // an unknown type, and an id that already has other content
}

}  // namespace
}  // namespace avocet::registry
