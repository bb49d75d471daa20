// The named types of a graph: records with their fields, enums, fixed.
#include <algorithm>

#include "avocet/avro/internal/attributes.h"
#include "avocet/avro/internal/builder.h"
#include "avocet/avro/internal/message.h"
#include "avocet/avro/internal/names.h"
#include "avocet/avro/internal/number.h"
#include "avocet/avro/internal/same.h"
#include "avocet/base/text.h"

namespace avocet::avro {

using base::cat;

namespace {

std::optional<std::string> text_of(const base::Json& object, std::string_view key) {
  const base::Json* value = object.find(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->string();
}

// The first text that stands a second time: its place, and the place of its first.
template <class Item, class Text>
std::optional<std::pair<std::size_t, std::size_t>> first_repeat(const std::vector<Item>& items,
                                                                Text text) {
  std::vector<std::size_t> order(items.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int by_text = text(items[a]).compare(text(items[b]));
    return by_text != 0 ? by_text < 0 : a < b;
  });
  std::optional<std::pair<std::size_t, std::size_t>> found;
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (text(items[order[i]]) != text(items[order[first]])) {
      first = i;
    } else if (!found || order[i] < found->first) {
      found = {order[i], order[first]};
    }
  }
  return found;
}

template <class Item>
void drop_repeats(std::vector<Item>& items) {
  std::vector<Item> kept;
  std::vector<Item> sorted = items;
  std::sort(sorted.begin(), sorted.end());
  std::vector<bool> seen(sorted.size());
  for (Item& item : items) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), item) - sorted.begin();
    if (seen[static_cast<std::size_t>(place)]) continue;
    seen[static_cast<std::size_t>(place)] = true;
    kept.push_back(std::move(item));
  }
  items = std::move(kept);
}

bool is_finite(const base::Json& value) {
  if (value.is_array()) return std::all_of(value.items().begin(), value.items().end(), is_finite);
  if (value.is_object()) {
    return std::all_of(value.members().begin(), value.members().end(),
                       [](const base::JsonMember& member) { return is_finite(member.value); });
  }
  return !value.is_number() || stored_number(value.number()).is_number();
}

}  // namespace

GraphBuilder::Id GraphBuilder::named(const Json& json, std::string_view word,
                                     std::string_view space) {
  const auto written = text_of(json, "name");
  if (!written) return fail(SchemaFault::Name, json, cat("No name in schema: ", shown(json)));
  const Name name = resolve_name(*written, text_of(json, "namespace").value_or(std::string(space)));
  if (!check_type_name(json, name)) return std::nullopt;
  bool again = false;  // the name is defined already
  const Id id = claim(json, name, again);
  if (!id) return id;
  const Kind kind = word == "enum" ? Kind::Enum : word == "fixed" ? Kind::Fixed : Kind::Record;
  node(*id) = {
      .kind = kind, .is_error = word == "error", .name = name, .doc = text_of(json, "doc")};
  const std::size_t own = kind == Kind::Enum ? kReservedInEnum.size() : kReservedInSchema.size();
  node(*id).attributes = attributes_of(json, std::span(kReservedInEnum).first(own));
  if (!read_type_aliases(json, node(*id))) return std::nullopt;
  const bool filled = kind == Kind::Enum    ? fill_enum(json, node(*id))
                      : kind == Kind::Fixed ? fill_fixed(json, node(*id))
                                            : fill_record(json, *id);
  if (!filled) return std::nullopt;
  stages_[static_cast<std::size_t>(*id)] = Stage::Done;
  if (!again) return id;

  const NodeId first = names_.find(name.full())->second;
  if (!same_definition(nodes_, first, *id)) {
    return fail(SchemaFault::Redefined, json, cat("Can't redefine: ", shown(name.full())));
  }
  // All that the equal definition holds is held by the first already: forget it.
  nodes_.resize(static_cast<std::size_t>(*id));
  stages_.resize(nodes_.size());
  sources_.resize(nodes_.size());
  return first;
}

// The node that a definition fills: one that was awaited, or a new one.
GraphBuilder::Id GraphBuilder::claim(const Json& json, const Name& name, bool& again) {
  const auto found = names_.find(name.full());
  if (found == names_.end()) {
    const Id id = add_node(json, {}, Stage::Open);
    if (id) names_.emplace(name.full(), *id);
    return id;
  }
  const auto index = static_cast<std::size_t>(found->second);
  if (stages_[index] == Stage::Awaited) {
    stages_[index] = Stage::Open;
    sources_[index] = &json;
    forward_ = true;
    return found->second;
  }
  if (validation_ == Validation::Strict || stages_[index] == Stage::Open) {
    return fail(SchemaFault::Redefined, json, cat("Can't redefine: ", shown(name.full())));
  }
  again = true;
  return add_node(json, {}, Stage::Open);
}

bool GraphBuilder::fill_record(const Json& json, NodeId id) {
  const Json* fields = json.find("fields");
  if (fields == nullptr || !fields->is_array()) {
    return refuse(SchemaFault::Field, json, cat("Record has no fields: ", shown(json)));
  }
  if (too_many(*fields, fields->items().size(), "a record has ", "max_fields", limits_.max_fields))
    return false;
  for (const Json& field : fields->items()) {
    if (!read_field(field, id)) return false;
  }
  return check_fields(*fields, id);
}

bool GraphBuilder::check_fields(const Json& json, NodeId id) {
  const std::vector<Field>& fields = node(id).fields;
  const auto repeat =
      first_repeat(fields, [](const Field& field) -> const std::string& { return field.name; });
  if (!repeat) return true;
  const auto described = [&](std::size_t i) {
    return cat(shown(fields[i].name), " type:", base::to_upper(to_text(node(fields[i].type).kind)),
               " pos:", i);
  };
  return refuse(SchemaFault::Field, json.items()[repeat->first],
                cat("Duplicate field ", shown(fields[repeat->first].name), " in record ",
                    shown(node(id).name.full()), ": ", described(repeat->first), " and ",
                    described(repeat->second), "."));
}

bool GraphBuilder::read_field(const Json& json, NodeId record) {
  const auto name = text_of(json, "name");
  if (!name) return refuse(SchemaFault::Field, json, cat("No field name: ", shown(json)));
  if (!check_name(json, *name, SchemaFault::Name)) return false;
  const Json* written = json.find("type");
  if (written == nullptr)
    return refuse(SchemaFault::Field, json, cat("No field type: ", shown(json)));
  const std::string space = node(record).name.space;  // a copy: nodes_ grows
  const Id id = type(*written, space);
  if (!id) return false;
  Field field{.name = *name, .type = *id, .doc = text_of(json, "doc")};
  field.attributes = attributes_of(json, kReservedInField);
  if (!read_default(json, field, node(*id).kind) || !read_order(json, field) ||
      !read_aliases(json, field.aliases)) {
    return false;
  }
  node(record).fields.push_back(std::move(field));
  return true;
}

bool GraphBuilder::read_default(const Json& json, Field& field, Kind kind) {
  const Json* value = json.find("default");
  if (value == nullptr) return true;
  if (value->is_string() && (kind == Kind::Float || kind == Kind::Double)) {
    const auto number = parse_java_double(value->string());
    if (!number) {
      return refuse(SchemaFault::Default, *value,
                    value->string().empty()
                        ? "empty String"
                        : cat("For input string: \"", shown(value->string()), '"'));
    }
    field.default_value = json_of(*number);
    return true;
  }
  if (validation_ == Validation::Strict && !is_finite(*value)) {
    return refuse(SchemaFault::Default, *value,
                  cat("Invalid default for field ", shown(field.name),
                      ": a number is beyond the range of a double"));
  }
  field.default_value = stored_json(*value);
  return true;
}

bool GraphBuilder::read_order(const Json& json, Field& field) {
  const Json* value = json.find("order");
  if (value == nullptr) return true;
  const std::string word = value->is_string() ? base::to_upper(value->string()) : "";
  if (word == "ASCENDING") return true;
  if (word == "DESCENDING") {
    field.order = Order::Descending;
  } else if (word == "IGNORE") {
    field.order = Order::Ignore;
  } else {
    return refuse(SchemaFault::Attribute, *value,
                  cat("order is not ascending, descending or ignore: ", shown(*value)));
  }
  return true;
}

bool GraphBuilder::read_aliases(const Json& json, std::vector<std::string>& aliases) {
  const Json* value = json.find("aliases");
  if (value == nullptr) return true;
  if (!value->is_array()) {
    return refuse(SchemaFault::Attribute, *value, cat("aliases not an array: ", shown(json)));
  }
  if (too_many(*value, value->items().size(), "there are aliases: ", "max_aliases",
               limits_.max_aliases))
    return false;
  for (const Json& item : value->items()) {
    if (!item.is_string())
      return refuse(SchemaFault::Attribute, item, cat("alias not a string: ", shown(item)));
    if (item.string().empty() && validation_ == Validation::Strict) {
      return refuse(SchemaFault::Attribute, item, "Empty name");
    }
    if (too_many(item, item.string().size(), "bytes of an alias: ", "max_name_bytes",
                 limits_.max_name_bytes)) {
      return false;
    }
    aliases.push_back(item.string());
  }
  drop_repeats(aliases);
  return true;
}

bool GraphBuilder::read_type_aliases(const Json& json, Node& node) {
  std::vector<std::string> written;
  if (!read_aliases(json, written)) return false;
  for (const std::string& alias : written) {
    Name name = resolve_name(alias, node.name.space);
    if (validation_ == Validation::RegistryNew) {
      const std::string fault = fault_in_ascii_name(name.simple);
      if (!fault.empty()) return refuse(SchemaFault::Name, *json.find("aliases"), shown(fault));
    }
    node.aliases.push_back(std::move(name));
  }
  drop_repeats(node.aliases);
  return true;
}

bool GraphBuilder::fill_enum(const Json& json, Node& node) {
  const Json* symbols = json.find("symbols");
  if (symbols == nullptr || !symbols->is_array()) {
    return refuse(SchemaFault::Symbol, json, cat("Enum has no symbols: ", shown(json)));
  }
  if (too_many(*symbols, symbols->items().size(), "an enum has ", "max_symbols",
               limits_.max_symbols))
    return false;
  for (const Json& symbol : symbols->items()) {
    if (!symbol.is_string()) return refuse(SchemaFault::Symbol, symbol, "Null name");
    if (!check_name(symbol, symbol.string(), SchemaFault::Symbol)) return false;
    node.symbols.push_back(symbol.string());
  }
  if (const auto repeat = first_repeat(
          node.symbols, [](const std::string& s) -> const std::string& { return s; })) {
    return refuse(SchemaFault::Symbol, symbols->items()[repeat->first],
                  cat("Duplicate enum symbol: ", shown(node.symbols[repeat->first])));
  }
  node.enum_default = text_of(json, "default");  // Java drops what is no string
  if (!node.enum_default || std::find(node.symbols.begin(), node.symbols.end(),
                                      *node.enum_default) != node.symbols.end()) {
    return true;
  }
  std::string all;
  for (const std::string& symbol : node.symbols) all += (all.empty() ? "" : ", ") + symbol;
  return refuse(SchemaFault::Symbol, *json.find("default"),
                cat("The Enum Default: ", shown(*node.enum_default),
                    " is not in the enum symbol set: [", shown(all), ']'));
}

bool GraphBuilder::fill_fixed(const Json& json, Node& node) {
  const Json* size = json.find("size");
  const auto bytes =
      size != nullptr && size->is_number() ? base::parse_int32(size->number()) : std::nullopt;
  if (!bytes) return refuse(SchemaFault::Size, json, cat("Invalid or no size: ", shown(json)));
  if (*bytes < 0)
    return refuse(SchemaFault::Size, *size, cat("Malformed data. Length is negative: ", *bytes));
  node.size_bytes = static_cast<std::uint32_t>(*bytes);
  return !too_many(*size, node.size_bytes, "bytes of a fixed: ", "max_fixed_size",
                   limits_.max_fixed_size);
}

bool GraphBuilder::check_type_name(const Json& json, const Name& name) {
  const std::size_t bytes = name.space.size() + 1 + name.simple.size();
  if (too_many(json, bytes, "bytes of a name: ", "max_name_bytes", limits_.max_name_bytes))
    return false;
  const bool is_stored = validation_ == Validation::RegistryStored;
  std::string fault = is_stored ? "" : fault_in_namespace(name.space);
  if (fault.empty())
    fault = is_stored ? fault_in_unicode_name(name.simple) : fault_in_ascii_name(name.simple);
  if (fault.empty() && name.space.find('\0') != std::string::npos)
    fault = "Illegal character in a namespace";
  if (fault.empty() && primitive(name.simple) &&
      (name.space.empty() || validation_ == Validation::Strict)) {
    fault = cat("Schemas may not be named after primitives: ", name.simple);
  }
  return fault.empty() || refuse(SchemaFault::Name, json, shown(fault));
}

// Names of fields and symbols. Stored ones are not looked at: what is stored must stay readable.
bool GraphBuilder::check_name(const Json& json, std::string_view name, SchemaFault fault) {
  if (too_many(json, name.size(), "bytes of a name: ", "max_name_bytes", limits_.max_name_bytes))
    return false;
  if (validation_ == Validation::RegistryStored) {
    return name.find('\0') == std::string_view::npos ||
           refuse(fault, json, "Illegal character in a name");
  }
  const std::string why = fault_in_ascii_name(name);
  return why.empty() || refuse(fault, json, shown(why));
}

}  // namespace avocet::avro
