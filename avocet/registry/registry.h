// registry.h - the registry: one writer thread that decides, appends and applies; any number of
// readers.
//
//   submit(command) -> batch -> decide() per command -> Log::append(all records) -> State::apply ->
//   the answers
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "avocet/base/clock.h"
#include "avocet/base/logging.h"
#include "avocet/base/two_sides.h"
#include "avocet/registry/commands.h"
#include "avocet/registry/compare.h"
#include "avocet/registry/decide.h"
#include "avocet/registry/error.h"
#include "avocet/registry/log.h"
#include "avocet/registry/schema_cache.h"
#include "avocet/registry/state.h"

namespace avocet::registry {

// Called once with the outcome, on the writer thread, or in stop() for what was not taken any more.
// Must not block.
template <class T>
using Answer = std::move_only_function<void(const Result<T>&)>;

// What load() found.
struct Loaded {
  std::size_t versions = 0;
  std::size_t subjects = 0;
  std::size_t ignored = 0;  // records that no state could be made of
};

// A resource: owns the writer thread. `log`, `clock` and `logger` outlive it.
class Registry {
 public:
  Registry(Log& log, const base::Clock& clock, base::Logger& logger, Options options = {});
  ~Registry();  // stops
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Reads the whole log; call once, before start().
  LogResult<Loaded> load();

  // Starts and ends the writer thread. stop() finishes what was submitted before it.
  void start();
  void stop();

  // Reads the present state, without waiting: a query may take its time. What it returns must not
  // point into the state.
  template <class Query>
  auto read(const Query& query) const {
    return states_.read(query);
  }

  void submit(RegisterSchema command, Answer<Found> answer);
  void submit(DeleteSubject command, Answer<std::vector<Version>> answer);
  void submit(DeleteVersion command, Answer<Version> answer);
  void submit(DeleteContext command, Answer<bool> answer);
  void submit(PutConfig command, Answer<Config> answer);
  void submit(DeleteConfig command, Answer<std::optional<Config>> answer);
  void submit(PutMode command, Answer<std::optional<Mode>> answer);
  void submit(DeleteMode command, Answer<std::optional<Mode>> answer);

  SchemaCache& cache() const noexcept { return cache_; }  // thread-safe
  const Options& options() const noexcept { return options_; }

 private:
  // A command on its way, whatever its type.
  struct Job {
    virtual ~Job() = default;
    virtual std::vector<Event> decide(const View& view) = 0;  // keeps the outcome for later
    virtual void answer() = 0;
    virtual void fail(std::string_view why) = 0;
  };
  template <class Command, class T>
  struct JobOf;
  using Batch = std::vector<std::unique_ptr<Job>>;

  template <class Command, class T>
  void enqueue(Command command, Answer<T> answer, Error failure);
  void work();  // the writer thread
  void write(Batch& batch);
  void fail(Batch& batch, std::string_view why);
  State& ahead();
  LogResult<Offset> catch_up();
  bool absorb(State& state, const StoredRecord& record);

  Log& log_;
  const base::Clock& clock_;
  base::Logger& logger_;
  Options options_;
  mutable SchemaCache cache_;

  // What one append made true.
  struct Appended {
    std::vector<Event> events;
    Offset start = 0;
    base::Timestamp time{};
  };

  // Shown is what is durable. The hidden side runs ahead: it holds what the batch at hand will make
  // true, and is shown once that is durable.
  base::TwoSides<State> states_;
  Appended missed_;  // writer thread only: what the hidden side still lacks of the shown one

  std::mutex queue_mutex_;  // guards what follows
  std::condition_variable queue_changed_;
  Batch queue_;
  bool stopping_ = false;
  std::jthread writer_;
};

}  // namespace avocet::registry
