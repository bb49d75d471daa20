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
  State& state = states_.hidden();
  const auto end =
      log_.replay(0, [&](const StoredRecord& record) { return absorb(state, record); });
  if (!end) return std::unexpected(end.error());
  states_.show();
  states_.hidden() = state;
  Loaded loaded{.versions = state.version_count(), .subjects = 0, .ignored = state.ignored()};
  for (const auto& [name, context] : state.contexts()) loaded.subjects += context.subjects.size();
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
// share one append, so one sync pays for all of them. Each is decided on a state that holds what
// those before it will make true; readers see that state only once the records are durable. If
// another writer took our offset, we catch up and decide again: nothing is stored unchecked.
void Registry::write(Batch& batch) {
  for (int attempt = 0; attempt < kAppendAttempts; ++attempt) {
    State& state = ahead();
    const base::Timestamp now = clock_.now();
    const Offset start = state.end();
    std::vector<Event> events;
    std::vector<Record> records;
    for (const auto& job : batch) {
      for (Event& event : job->decide({state, cache_, options_})) {
        state.apply(event, start + static_cast<Offset>(records.size()), now);
        records.push_back(encode(event, now));
        events.push_back(std::move(event));
      }
    }
    if (!records.empty()) {
      if (const auto end = log_.append(records, start); !end) {
        state = states_.shown();  // the one place where decisions are taken back
        if (end.error().fault != LogFault::Conflict) {
          logger_.error("could not store records", {{"why", end.error().message}});
          return fail(batch, end.error().message);
        }
        if (const auto read = catch_up(); !read) return fail(batch, read.error().message);
        continue;
      }
      states_.show();
      missed_ = {std::move(events), start, now};
    }
    for (const auto& job : batch) job->answer();
    return;
  }
  fail(batch, "gave up after repeated conflicting writes");
}

// What needs no record is answered all the same: a schema that is there already, a refusal. Decided
// once more, as the first time it may have rested on what could not be stored.
void Registry::fail(Batch& batch, std::string_view why) {
  for (const auto& job : batch) {
    if (job->decide({states_.shown(), cache_, options_}).empty()) {
      job->answer();
    } else {
      job->fail(why);
    }
  }
}

// The hidden side, brought to where the shown one is.
State& Registry::ahead() {
  State& state = states_.hidden();
  Offset offset = missed_.start;
  for (const Event& event : missed_.events) state.apply(event, offset++, missed_.time);
  missed_.events.clear();
  return state;
}

// Reads what another writer has stored, and shows it.
LogResult<Offset> Registry::catch_up() {
  State& state = ahead();
  auto end =
      log_.replay(state.end(), [&](const StoredRecord& record) { return absorb(state, record); });
  states_.show();  // also what was read before a fault: it is durable
  states_.hidden() = state;
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
void Registry::submit(DeleteContext command, Answer<bool> answer) {
  enqueue(std::move(command), std::move(answer),
          {Code::StoreFailed, "Error while deleting the context"});
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
