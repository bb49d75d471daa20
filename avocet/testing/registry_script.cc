#include "avocet/testing/registry_script.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <future>

#include "avocet/base/json_writer.h"
#include "avocet/base/text.h"
#include "avocet/registry/documents.h"
#include "avocet/registry/queries.h"

namespace avocet::testing {
namespace {

using base::cat;
using namespace registry;  // NOLINT: this file speaks the registry's language throughout

std::string shown(const Error& error) {
  return cat(static_cast<std::int32_t>(error.code), ' ', error.message);
}

template <class T, class Text>
std::string shown(const Result<T>& result, const Text& text) {
  return result ? text(*result) : shown(result.error());
}

std::string joined(const auto& items, const auto& text) {
  std::string line;
  for (const auto& item : items) {
    if (!line.empty()) line += ' ';
    line += text(item);
  }
  return line.empty() ? "none" : line;
}

// Submits and waits for the answer.
template <class T, class Command>
Result<T> ask(Registry& registry, Command command) {
  std::promise<Result<T>> promise;
  auto answered = promise.get_future();
  registry.submit(std::move(command), [&](const Result<T>& result) { promise.set_value(result); });
  return answered.get();
}

// A line: words up to the first that begins a schema, then the schema.
struct Line {
  std::vector<std::string> words;
  std::string schema;

  explicit Line(std::string_view text) {
    while (!text.empty() && text.front() != '"' && text.front() != '{' && text.front() != '[') {
      const std::size_t end = std::min(text.find(' '), text.size());
      if (end > 0) words.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    schema = text;
  }
  const std::string& word(std::size_t i) const {
    static const std::string kNone;
    return i < words.size() ? words[i] : kNone;
  }
  bool has(std::string_view word) const {
    return std::find(words.begin(), words.end(), word) != words.end();
  }
  Subject subject(std::size_t i = 1) const { return Subject::parse(word(i)); }
  std::optional<Subject> scope() const {
    return word(1) == "-" ? std::nullopt : std::optional(subject());
  }
  std::optional<bool> normalize() const {
    return has("normalize") ? std::optional(true) : std::nullopt;
  }
  std::optional<std::string> option(std::string_view name) const {
    for (const std::string& word : words) {
      if (word.starts_with(cat(name, '='))) return word.substr(name.size() + 1);
    }
    return std::nullopt;
  }
  Show show() const {
    if (has("all")) return Show::All;
    if (has("deleted")) return Show::DeletedOnly;
    return has("negative") ? Show::DeletedAsNegative : Show::Live;
  }
  SchemaText sent() const {
    SchemaText text{.type = schema::Type::Avro, .text = schema, .references = {}, .metadata = {}};
    for (std::size_t i = 2; i < words.size(); ++i) {
      const auto [key, value] = std::pair(words[i].substr(0, words[i].find('=')),
                                          words[i].substr(words[i].find('=') + 1));
      if (key == words[i] || key == "version" || key == "id") continue;
      if (key == "ref") {
        const auto parts = base::split(value, ':');
        text.references.push_back(
            {std::string(parts.at(0)), std::string(parts.at(1)), *base::parse_int32(parts.at(2))});
      } else {
        if (!text.metadata) text.metadata.emplace();
        text.metadata->properties[key] = value;
      }
    }
    return text;
  }
};

std::string register_schema(Registry& registry, const Line& line) {
  RegisterSchema command{
      .subject = line.subject(), .schema = line.sent(), .normalize = line.normalize(), .id = {}};
  if (const auto version = line.option("version")) command.version = *base::parse_int32(*version);
  if (const auto id = line.option("id")) command.id = SchemaId{*base::parse_int32(*id)};
  return shown(ask<Found>(registry, std::move(command)), [](const Found& found) {
    return cat("id ", found.stored.id.value, " version ", found.stored.version.value);
  });
}

std::string found_line(const Found& found) {
  return cat("subject ", found.subject.qualified(), " id ", found.stored.id.value, " version ",
             found.stored.version.value, found.stored.is_live() ? "" : " deleted");
}

std::string look_up(Registry& registry, const Line& line) {
  const Include include = line.has("deleted") ? Include::Deleted : Include::Live;
  return registry.read([&](const State& state) {
    return shown(registry::look_up(state, registry.cache(), line.subject(), line.sent(),
                                   line.normalize(), include),
                 found_line);
  });
}

std::string test(Registry& registry, const Line& line) {
  std::optional<VersionChoice> choice;
  if (line.word(2) != "all") choice = *parse_version(line.word(2));
  SchemaText sent = line.sent();
  return registry.read([&](const State& state) {
    return shown(test_compatibility(state, registry.cache(), registry.options(), line.subject(),
                                    sent, choice, {}),
                 [](const auto& messages) {
                   return messages.empty() ? std::string("compatible")
                                           : joined(messages, [](const auto& m) { return m; });
                 });
  });
}

std::string remove(Registry& registry, const Line& line) {
  const Delete how = line.has("permanent") ? Delete::Permanent : Delete::Soft;
  if (const auto choice = parse_version(line.word(2));
      choice && line.words.size() > 2 && line.word(2) != "permanent") {
    return shown(ask<Version>(registry, DeleteVersion{line.subject(), *choice, how}),
                 [](Version version) { return std::to_string(version.value); });
  }
  return shown(ask<std::vector<Version>>(registry, DeleteSubject{line.subject(), how}),
               [](const auto& gone) {
                 return joined(gone, [](Version version) { return std::to_string(version.value); });
               });
}

std::string config_text(const Config& config) {
  base::JsonWriter json;
  json.begin_object();
  write_members(json, config, "level");
  return json.end_object().take();
}

std::string put_config(Registry& registry, const Line& line) {
  if (line.has("clear")) {
    return shown(
        ask<std::optional<Config>>(registry, DeleteConfig{line.scope()}),
        [](const auto& config) { return config ? config_text(*config) : std::string("none"); });
  }
  ConfigChange change;
  if (line.has("normalize")) change.normalize = std::optional(true);
  if (const auto level = schema::parse_level(line.word(2))) change.level = level;
  if (const auto group = line.option("group")) change.group = group;
  return shown(ask<Config>(registry, PutConfig{line.scope(), change}), config_text);
}

std::string put_mode(Registry& registry, const Line& line) {
  const auto text = [](const std::optional<Mode>& mode) {
    return mode ? std::string(to_text(*mode)) : std::string("none");
  };
  if (line.has("clear")) {
    const Recursive recursive = line.has("recursive") ? Recursive::Yes : Recursive::No;
    return shown(ask<std::optional<Mode>>(registry, DeleteMode{line.scope(), recursive}), text);
  }
  const Force force = line.has("force") ? Force::Yes : Force::No;
  return shown(
      ask<std::optional<Mode>>(registry, PutMode{line.scope(), parse_mode(line.word(2)), force}),
      text);
}

std::string by_id(const State& state, const Line& line) {
  const SchemaId id{base::parse_int32(line.word(1)).value_or(0)};
  const auto found = schema_by_id(state, id, line.word(2));
  if (!found) return shown(schema_not_found(id));
  return cat(Subject(found->subject).qualified(), ' ', found->stored.version.value,
             found->stored.is_live() ? " " : " deleted ", found->entry->content->content.text);
}

std::string query(const State& state, const Line& line, const Options& options) {
  const auto number = [](std::int32_t n) { return std::to_string(n); };
  const auto same = [](const std::string& text) { return text; };
  const std::string& verb = line.word(0);
  if (verb == "versions")
    return shown(versions(state, line.subject(), line.show(),
                          line.has("all") || line.has("deleted") ? Include::Deleted : Include::Live),
                 [&](const auto& all) { return joined(all, number); });
  if (verb == "subjects") {
    const bool prefixed =
        line.words.size() > 1 && line.word(1) != "all" && line.word(1) != "deleted";
    return joined(subjects(state, prefixed ? line.word(1) : ":*:", line.show()), same);
  }
  if (verb == "get") {
    const auto choice = parse_version(line.word(2));
    if (!choice) return shown(choice.error());
    return shown(version(state, line.subject(), *choice,
                         line.has("deleted") ? Include::Deleted : Include::Live),
                 found_line);
  }
  if (verb == "id") return by_id(state, line);
  if (verb == "level")
    return std::string(schema::to_text(level_for(state, line.subject(), options)));
  if (verb == "referencedby") {
    return shown(referenced_by(state, line.subject(), *parse_version(line.word(2)), Include::Live),
                 [&](const auto& ids) {
                   return joined(ids, [](SchemaId id) { return std::to_string(id.value); });
                 });
  }
  ADD_FAILURE() << "the script knows no step \"" << verb << "\"";
  return "?";
}

}  // namespace

std::string dump(const State& state) {
  std::string text;
  const auto line = [&](const auto&... pieces) { base::append(text, cat(pieces..., '\n')); };
  for (const auto& [name, context] : state.contexts()) {
    if (context.highest_id > 0) line("context ", name, " highest ", context.highest_id);
    for (const auto& [subject, versions] : context.subjects) {
      for (const StoredVersion& stored : versions) {
        line("version ", Subject{name, subject}.qualified(), ' ', stored.version.value, " id ",
             stored.id.value, stored.is_live() ? " live " : " deleted ",
             to_text(stored.content->guid));
      }
    }
    std::map<std::int32_t, std::string> ids;
    for (const auto& [id, entry] : context.ids) {
      for (const Holder& holder : entry.holders)
        ids[id.value] += cat(' ', holder.subject, '/', holder.version.value);
    }
    for (const auto& [id, holders] : ids) line("id ", name, ' ', id, holders);
    std::map<std::string, std::int32_t> guids;
    for (const auto& [guid, id] : context.by_guid)
      guids.emplace(cat(to_text(guid), ' ', id.value), id.value);
    for (const auto& [guid, id] : guids) line("guid ", guid);
  }
  for (const auto& [scope, mode] : state.modes()) line("mode ", scope, ' ', to_text(mode));
  for (const auto& [scope, config] : state.configs())
    line("config ", scope, ' ', config_text(config));
  for (const auto& [target, referrers] : state.referrers()) {
    for (const Holder& by : referrers)
      line("reference ", target.subject, '/', target.version.value, " by ", by.subject, '/',
           by.version.value);
  }
  return text;
}

RegistryScript::RegistryScript()
    : logger_(std::make_unique<base::Logger>(stderr, base::LogFormat::Text, base::LogLevel::Error,
                                             clock_)) {
  open();
}

RegistryScript::~RegistryScript() = default;

void RegistryScript::open() {
  registry_.reset();
  registry_ = std::make_unique<Registry>(log_, clock_, *logger_);
  const auto loaded = registry_->load();
  EXPECT_TRUE(loaded) << "the log cannot be read";
  registry_->start();
}

std::string RegistryScript::run(std::string_view steps) {
  std::string answers;
  for (const std::string_view line : base::split(steps, '\n')) {
    if (!answers.empty()) answers += '\n';
    answers += step(line);
  }
  return answers;
}

std::string RegistryScript::step(std::string_view text) {
  const Line line(text);
  const std::string& verb = line.word(0);
  clock_.advance(std::chrono::milliseconds(1));
  if (verb == "register") return register_schema(*registry_, line);
  if (verb == "lookup") return look_up(*registry_, line);
  if (verb == "test") return test(*registry_, line);
  if (verb == "delete") return remove(*registry_, line);
  if (verb == "config") return put_config(*registry_, line);
  if (verb == "mode") return put_mode(*registry_, line);
  if (verb == "restart") {
    const std::string before = dump();
    open();
    return before == dump() ? "same" : cat("before:\n", before, "after:\n", dump());
  }
  return registry_->read(
      [&](const State& state) { return query(state, line, registry_->options()); });
}

std::string RegistryScript::dump() const {
  return registry_->read([](const State& state) { return testing::dump(state); });
}

}  // namespace avocet::testing
