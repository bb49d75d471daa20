// data_sets.cc - one function for each data set.
//
// The schemas have no logical types: some libraries convert those and some do not, and what is
// compared is the same raw value in all of them.
#include "bench/avro/data_sets.h"

#include <string_view>
#include <utility>

#include "avocet/base/text.h"

namespace avocet::bench {
namespace {

using base::cat;

using Fields = std::vector<std::pair<std::string, std::string>>;  // name, type as JSON

std::string record_type(std::string_view name, const Fields& fields) {
  std::string text = cat(R"({"type":"record","name":")", name, R"(","fields":[)");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    text += cat(i == 0 ? "" : ",", R"({"name":")", fields[i].first, R"(","type":)",
                fields[i].second, '}');
  }
  return text + "]}";
}

std::string optional_of(std::string_view type) { return cat(R"(["null",)", type, ']'); }

constexpr const char* kLong = "\"long\"";
constexpr const char* kInt = "\"int\"";
constexpr const char* kString = "\"string\"";
constexpr const char* kDouble = "\"double\"";

// The event of the project's examples: a bit of everything.
DataSet task_created() {
  const std::string user =
      record_type("User", {{"id", kLong}, {"name", kString}, {"email", kString}});
  const std::string writer = record_type(
      "TaskCreated",
      {{"event_id", kString},
       {"occurred_at", kLong},
       {"task_id", kLong},
       {"project_id", kInt},
       {"title", kString},
       {"description", optional_of(kString)},
       {"priority",
        R"({"type":"enum","name":"Priority","symbols":["LOW","NORMAL","HIGH","URGENT"]})"},
       {"assignee", optional_of(user)},
       {"tags", R"({"type":"array","items":"string"})"},
       {"attributes", R"({"type":"map","values":"string"})"},
       {"estimate", kDouble},
       {"done", "\"boolean\""}});
  return {"task_created", writer, "", [](Generator& g) {
            g.text(36, 36);
            g.integer(1'700'000'000'000 + static_cast<std::int64_t>(g.below(1'000'000'000)));
            g.integer(static_cast<std::int64_t>(g.below(10'000'000)));
            g.integer(static_cast<std::int64_t>(g.below(5'000)));
            g.text(8, 40);
            if (g.optional(60)) g.text(10, 80);
            g.integer(static_cast<std::int64_t>(g.below(4)));
            if (g.optional(70)) {
              g.integer(static_cast<std::int64_t>(g.below(100'000)));
              g.text(5, 16);
              g.text(12, 28);
            }
            for (const bool is_map : {false, true}) {  // tags, attributes
              const std::uint64_t count = g.below(5);
              if (count != 0) g.integer(static_cast<std::int64_t>(count));
              for (std::uint64_t i = 0; i < count; ++i) {
                g.key(i, 3, 10);
                if (is_map) g.text(3, 16);
              }
              g.integer(0);
            }
            g.real();
            g.boolean(50);
          }};
}

DataSet num40() {
  Fields fields;
  for (int i = 0; i < 40; ++i) {
    fields.emplace_back(cat("f", i), i < 20 ? kLong : i < 30 ? kInt : kDouble);
  }
  return {"num40", record_type("Num40", fields), "", [](Generator& g) {
            for (int i = 0; i < 20; ++i) g.integer(g.number(48));
            for (int i = 0; i < 10; ++i) g.integer(g.number(31));
            for (int i = 0; i < 10; ++i) g.real();
          }};
}

DataSet wide_strings() {
  Fields fields;
  for (int i = 0; i < 30; ++i) fields.emplace_back(cat("s", i), kString);
  return {"wide_strings", record_type("WideStrings", fields), "", [](Generator& g) {
            for (int i = 0; i < 30; ++i) {
              if (g.chance(5)) {
                g.foreign_text(5, 80);
              } else {
                g.text(5, 80);
              }
            }
          }};
}

DataSet maps_arrays() {
  const std::string point =
      record_type("Point", {{"id", kLong}, {"weight", kDouble}, {"kind", kString}});
  const std::string writer =
      record_type("MapsArrays", {{"labels", R"({"type":"map","values":"string"})"},
                                 {"counts", R"({"type":"array","items":"long"})"},
                                 {"samples", R"({"type":"array","items":"double"})"},
                                 {"points", cat(R"({"type":"array","items":)", point, '}')}});
  return {"maps_arrays", writer, "", [](Generator& g) {
            g.integer(20);
            for (std::uint64_t i = 0; i < 20; ++i) {
              g.key(i, 4, 12);
              g.text(4, 24);
            }
            g.integer(0);
            g.integer(200);
            for (int i = 0; i < 200; ++i) g.integer(g.number(48));
            g.integer(0);
            g.integer(100);
            for (int i = 0; i < 100; ++i) g.real();
            g.integer(0);
            g.integer(20);
            for (int i = 0; i < 20; ++i) {
              g.integer(g.number(32));
              g.real();
              g.text(4, 12);
            }
            g.integer(0);
          }};
}

// Eight levels of records: every second one may be absent, and what is in it with it.
constexpr int kLevels = 8;

std::string level_type(int level) {
  Fields fields = {{"id", kLong}, {"label", optional_of(kString)}, {"ratio", optional_of(kDouble)}};
  if (level < kLevels) {
    const std::string child = level_type(level + 1);
    fields.emplace_back("child", level % 2 == 0 ? optional_of(child) : child);
  }
  return record_type(cat("Level", level), fields);
}

void write_level(Generator& g, int level) {
  g.integer(g.number(32));
  if (g.optional(50)) g.text(4, 20);
  if (g.optional(50)) g.real();
  if (level == kLevels || (level % 2 == 0 && !g.optional(90))) return;
  write_level(g, level + 1);
}

DataSet nested8() {
  return {"nested8", level_type(1), "", [](Generator& g) { write_level(g, 1); }};
}

DataSet unions() {
  const std::string point = record_type("Spot", {{"x", kDouble}, {"y", kDouble}});
  const std::string money = record_type("Money", {{"units", kLong}, {"currency", kString}});
  Fields fields;
  for (int i = 0; i < 10; ++i) {
    fields.emplace_back(
        cat("u", i),
        i % 2 == 0 ? cat(R"(["null","long","string",)", i == 0 ? point : "\"Spot\"", ']')
                   : cat(R"(["null","boolean","string",)", i == 1 ? money : "\"Money\"", ']'));
  }
  return {"unions", record_type("Unions", fields), "", [](Generator& g) {
            for (int i = 0; i < 10; ++i) {
              const std::uint64_t branch = g.below(4);
              g.integer(static_cast<std::int64_t>(branch));
              if (branch == 2) g.text(4, 20);
              if (branch == 1 && i % 2 == 0) g.integer(g.number(40));
              if (branch == 1 && i % 2 != 0) g.boolean(50);
              if (branch == 3 && i % 2 == 0) {
                g.real();
                g.real();
              }
              if (branch == 3 && i % 2 != 0) {
                g.integer(g.number(40));
                g.text(3, 3);
              }
            }
          }};
}

// A binary tree of `nodes` nodes, divided by chance.
void write_tree(Generator& g, std::uint64_t nodes) {
  g.integer(g.number(32));
  const std::uint64_t left = g.below(nodes);
  for (const std::uint64_t child : {left, nodes - 1 - left}) {
    g.integer(child == 0 ? 0 : 1);
    if (child != 0) write_tree(g, child);
  }
}

DataSet recursive_tree() {
  const std::string writer = record_type(
      "Tree",
      {{"value", kLong}, {"left", optional_of("\"Tree\"")}, {"right", optional_of("\"Tree\"")}});
  return {"recursive_tree", writer, "", [](Generator& g) { write_tree(g, 60 + g.below(81)); }};
}

// 30 fields; the reader drops 10, has the others in another order, renames 3, promotes 4 and
// adds 5.
DataSet evolve30() {
  const std::string optional_string = optional_of(kString);
  const char* const types[] = {kLong, kInt, kString, kDouble, optional_string.c_str()};
  Fields fields;
  for (int i = 0; i < 30; ++i) fields.emplace_back(cat("f", i), types[i % 5]);
  std::string reader = R"({"type":"record","name":"Evolve30","fields":[)";
  for (int i = 29; i >= 0; --i) {
    if (i % 3 == 1) continue;  // f1, f4 … f28 are dropped
    const bool renamed = i == 2 || i == 12 || i == 23;
    const bool promoted = i == 6 || i == 11 || i == 21 || i == 26;  // of type int
    const char* const type = !promoted ? types[i % 5] : i < 20 ? kLong : kDouble;
    reader += cat(R"({"name":")", renamed ? "renamed" : "f", i, '"');
    if (renamed) reader += cat(R"(,"aliases":["f)", i, "\"]");
    reader += cat(R"(,"type":)", type, "},");
  }
  reader += R"({"name":"n0","type":"string","default":"none"},)"
            R"({"name":"n1","type":"long","default":42},)"
            R"({"name":"n2","type":"double","default":0.5},)"
            R"({"name":"n3","type":["null","string"],"default":null},)"
            R"({"name":"n4","type":"boolean","default":true}]})";
  return {"evolve30", record_type("Evolve30", fields), reader, [](Generator& g) {
            for (int i = 0; i < 6; ++i) {
              g.integer(g.number(48));
              g.integer(g.number(31));
              g.text(5, 30);
              g.real();
              if (g.optional(50)) g.text(5, 30);
            }
          }};
}

DataSet project2() {
  constexpr const char* kTypes[] = {kLong, kString, kDouble};
  Fields fields;
  for (int i = 0; i < 60; ++i) fields.emplace_back(cat("f", i), kTypes[i % 3]);
  return {"project2", record_type("Project2", fields),
          record_type("Project2", {fields[7], fields[42]}), [](Generator& g) {
            for (int i = 0; i < 20; ++i) {
              g.integer(g.number(48));
              g.text(5, 30);
              g.real();
            }
          }};
}

DataSet tiny() {
  return {"tiny", record_type("Tiny", {{"id", kLong}, {"flag", "\"boolean\""}}), "",
          [](Generator& g) {
            g.integer(g.number(48));
            g.boolean(50);
          }};
}

// A change of a row, as tools for change data capture emit it.
void write_row(Generator& g) {
  g.integer(static_cast<std::int64_t>(g.below(100'000'000)));
  g.integer(static_cast<std::int64_t>(g.below(1'000'000)));
  g.text(4, 9);
  const std::uint64_t amount_bytes = 1 + g.below(6);
  g.text(amount_bytes, amount_bytes);
  g.integer(1'700'000'000'000'000 + static_cast<std::int64_t>(g.below(1'000'000'000'000)));
  if (g.optional(80)) g.text(10, 60);
  if (g.optional(30)) g.integer(g.number(40));
  g.boolean(90);
}

DataSet debezium() {
  const std::string optional_long = optional_of(kLong);
  const std::string row = record_type("Row", {{"id", kLong},
                                              {"customer_id", kLong},
                                              {"status", kString},
                                              {"amount", "\"bytes\""},
                                              {"updated_at", kLong},
                                              {"note", optional_of(kString)},
                                              {"parent_id", optional_long},
                                              {"active", "\"boolean\""}});
  const std::string source = record_type("Source", {{"version", kString},
                                                    {"connector", kString},
                                                    {"name", kString},
                                                    {"ts_ms", kLong},
                                                    {"snapshot", optional_of(kString)},
                                                    {"db", kString},
                                                    {"sequence", optional_of(kString)},
                                                    {"schema", kString},
                                                    {"table", kString},
                                                    {"tx_id", optional_long},
                                                    {"lsn", optional_long},
                                                    {"xmin", optional_long}});
  const std::string block = record_type(
      "Block", {{"id", kString}, {"total_order", kLong}, {"data_collection_order", kLong}});
  const std::string writer = record_type("Envelope", {{"before", optional_of(row)},
                                                      {"after", optional_of("\"Row\"")},
                                                      {"source", source},
                                                      {"op", kString},
                                                      {"ts_ms", optional_long},
                                                      {"transaction", optional_of(block)}});
  return {"debezium", writer, "", [](Generator& g) {
            const std::uint64_t change = g.below(10);  // one in ten deletes, three in ten create
            if (g.optional(change < 3 ? 0 : 100)) write_row(g);
            if (g.optional(change == 9 ? 0 : 100)) write_row(g);
            g.text(11, 11);
            g.text(10, 10);
            g.text(8, 8);
            g.integer(1'700'000'000'000 + static_cast<std::int64_t>(g.below(1'000'000'000)));
            if (g.optional(50)) g.text(4, 5);
            g.text(6, 12);
            if (g.optional(80)) g.text(20, 30);
            g.text(6, 6);
            g.text(6, 12);
            if (g.optional(90)) g.integer(static_cast<std::int64_t>(g.below(1'000'000)));
            if (g.optional(90)) g.integer(static_cast<std::int64_t>(g.below(1'000'000'000'000)));
            if (g.optional(5)) g.integer(static_cast<std::int64_t>(g.below(1'000'000)));
            g.text(1, 1);
            if (g.optional(95)) {
              g.integer(1'700'000'000'000 + static_cast<std::int64_t>(g.below(1'000'000'000)));
            }
            if (g.optional(20)) {
              g.text(8, 16);
              g.integer(static_cast<std::int64_t>(g.below(1'000)));
              g.integer(static_cast<std::int64_t>(g.below(1'000)));
            }
          }};
}

DataSet doubles100() {
  return {"doubles100",
          record_type("Doubles100", {{"values", R"({"type":"array","items":"double"})"}}), "",
          [](Generator& g) {
            g.integer(100);
            for (int i = 0; i < 100; ++i) g.real();
            g.integer(0);
          }};
}

DataSet longs200() {
  return {"longs200", record_type("Longs200", {{"values", R"({"type":"array","items":"long"})"}}),
          "", [](Generator& g) {
            g.integer(200);
            for (int i = 0; i < 200; ++i) g.integer(g.number(48));
            g.integer(0);
          }};
}

}  // namespace

const std::vector<DataSet>& data_sets() {
  static const std::vector<DataSet> kSets = {
      task_created(), num40(),          wide_strings(), maps_arrays(), nested8(),
      unions(),       recursive_tree(), evolve30(),     project2(),    tiny(),
      debezium(),     doubles100(),     longs200()};
  return kSets;
}

}  // namespace avocet::bench
