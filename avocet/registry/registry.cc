#include "avocet/registry/registry.h"

#include "avocet/base/text.h"

namespace avocet::registry {
namespace {

using base::cat;

constexpr int kAppendAttempts = 10;             // against another writer on the same log
constexpr std::size_t kMaxBatchCommands = 512;  // decided together before one append

}  // namespace

template <class Command, class T>
struct Registry::JobOf final : Registry::Job {
  JobOf(Command c, Answer<T> a, Error f)
      : command(std::move(c)), reply(std::move(a)), failure(std::move(f)) {}

  std::vector<Event> decide(const View& view) override {
    Decision<T> decision = registry::decide(view, command);
    outcome = std::move(decision.outcome);
    return std::move(decision.events);
  }
  void answer() override { reply(outcome); }
  void fail(std::string_view why) override {
    reply(std::unexpected(Error{failure.code, cat(failure.message, ": ", why)}));
  }

  Command command;
  Answer<T> reply;
  Error failure;  // what to say when the records cannot be stored
  Result<T> outcome = std::unexpected(Error{});
};

Registry::Registry(Log& log, const base::Clock& clock, base::Logger& logger, Options options)
    : log_(log), clock_(clock), logger_(logger), options_(options) {}

Registry::~Registry() { stop(); }

bool Registry::absorb(State& state, const StoredRecord& record) {
  const auto event = decode(record.key, record.value);
  if (event) {
    state.apply(*event, record.offset, record.time);
  } else {
    state.skip(record.offset);
    logger_.warn("ignored a stored record",
                 {{"offset", record.offset}, {"key", record.key}, {"why", event.error()}});
  }
  return true;
}

LogResult<Loaded> Registry::load() {
  const auto end =
      log_.replay(0, [&](const StoredRecord& record) { return absorb(shown_, record); });
  if (!end) return std::unexpected(end.error());
  ahead_ = shown_;
  Loaded loaded{.versions = shown_.version_count(), .subjects = 0, .ignored = shown_.ignored()};
  for (const auto& [name, context] : shown_.contexts()) loaded.subjects += context.subjects.size();
  return loaded;
}

void Registry::start() {
  writer_ = std::jthread([this] { work(); });
}

void Registry::stop() {
  {
    const std::lock_guard lock(queue_mutex_);
    stopping_ = true;
  }
  queue_changed_.notify_all();
  if (writer_.joinable()) writer_.join();
}

void Registry::work() {
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(queue_mutex_);
      queue_changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::size_t taken = std::min(queue_.size(), kMaxBatchCommands);
      const auto last = queue_.begin() + static_cast<std::ptrdiff_t>(taken);
      batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(last));
      queue_.erase(queue_.begin(), last);
    }
    write(batch);
  }
}

// Decide, append, apply, for a batch: commands that arrive while the log is busy wait together and
// share one append, so one sync pays for all of them. `ahead_` already holds what the batch will
// make true; readers see `shown_`, which changes only once the records are durable. If another
// writer took our offset, we catch up and decide again: nothing is stored unchecked.
void Registry::write(Batch& batch) {
  const auto fail = [&](std::string_view why) {
    ahead_ = shown_;
    for (const auto& job : batch) job->fail(why);
  };
  for (int attempt = 0; attempt < kAppendAttempts; ++attempt) {
    const base::Timestamp now = clock_.now();
    const Offset start = shown_.end();
    std::vector<Event> events;
    std::vector<Record> records;
    for (const auto& job : batch) {
      for (Event& event : job->decide({ahead_, cache_, options_})) {
        ahead_.apply(event, start + static_cast<Offset>(records.size()), now);
        records.push_back(encode(event, now));
        events.push_back(std::move(event));
      }
    }
    if (!records.empty()) {
      const auto end = log_.append(records, start);
      if (!end && end.error().fault == LogFault::Conflict) {
        ahead_ = shown_;  // the one place where decisions are taken back
        if (const auto read = catch_up(); !read) return fail(read.error().message);
        continue;
      }
      if (!end) {
        logger_.error("could not store records", {{"why", end.error().message}});
        return fail(end.error().message);
      }
      show(std::move(events), std::move(records), *end);
    }
    for (const auto& job : batch) job->answer();
    return;
  }
  fail("gave up after repeated conflicting writes");
}

void Registry::show(std::vector<Event> events, std::vector<Record> records, Offset end) {
  const Offset start = end - static_cast<Offset>(records.size());
  const std::unique_lock lock(shown_mutex_);
  for (std::size_t i = 0; i < events.size(); ++i) {
    shown_.apply(events[i], start + static_cast<Offset>(i), records[i].time);
  }
}

LogResult<Offset> Registry::catch_up() {
  const std::unique_lock lock(shown_mutex_);
  auto end =
      log_.replay(shown_.end(), [&](const StoredRecord& record) { return absorb(shown_, record); });
  if (end) ahead_ = shown_;
  return end;
}

template <class Command, class T>
void Registry::enqueue(Command command, Answer<T> answer, Error failure) {
  auto job = std::make_unique<JobOf<Command, T>>(std::move(command), std::move(answer),
                                                 std::move(failure));
  {
    const std::lock_guard lock(queue_mutex_);
    if (!stopping_) {
      queue_.push_back(std::move(job));
      queue_changed_.notify_one();
      return;
    }
  }
  job->fail("the server is stopping");
}

void Registry::submit(RegisterSchema command, Answer<Found> answer) {
  enqueue(std::move(command), std::move(answer),
          {Code::StoreFailed, "Register schema operation failed while writing to the store"});
}
void Registry::submit(DeleteSubject command, Answer<std::vector<Version>> answer) {
  enqueue(std::move(command), std::move(answer),
          {Code::StoreFailed, "Error while deleting the subject"});
}
void Registry::submit(DeleteVersion command, Answer<Version> answer) {
  enqueue(std::move(command), std::move(answer),
          {Code::StoreFailed, "Error while deleting Schema Version"});
}
void Registry::submit(PutConfig command, Answer<Config> answer) {
  enqueue(std::move(command), std::move(answer),
          {Code::StoreFailed, "Failed to update compatibility level"});
}
void Registry::submit(DeleteConfig command, Answer<std::optional<Config>> answer) {
  enqueue(std::move(command), std::move(answer),
          {Code::StoreFailed, "Failed to delete compatibility level"});
}
void Registry::submit(PutMode command, Answer<std::optional<Mode>> answer) {
  enqueue(std::move(command), std::move(answer), {Code::StoreFailed, "Failed to update mode"});
}
void Registry::submit(DeleteMode command, Answer<std::optional<Mode>> answer) {
  enqueue(std::move(command), std::move(answer), {Code::StoreFailed, "Failed to delete mode"});
}

}  // namespace avocet::registry
