#include "avocet/server/settings.h"

#include <algorithm>
#include <map>

#include "avocet/base/text.h"

namespace avocet::server {
namespace {

using base::cat;
using base::trim;

constexpr std::string_view kVariablePrefix = "AVOCET_";
constexpr std::int32_t kMaxPort = 65535;

// Values of one setting, and where they were given, for people: `--listen`, `AVOCET_LISTEN`,
// `listen in FILE, line 3`.
struct Given {
  std::string where;
  std::vector<std::string> values;
};
using GivenSettings = std::map<const Setting*, Given>;

template <class Is>
const Setting* find(const Is& is) {
  const auto table = settings_table();
  const auto found = std::find_if(table.begin(), table.end(), is);
  return found == table.end() ? nullptr : &*found;
}

const Setting& config_setting() {
  return *find([](const Setting& setting) { return setting.option == "--config"; });
}

// All names of one kind, for a refusal: "listen, data, …".
template <class Name>
std::string list(const Name& name) {
  std::string text;
  for (const Setting& setting : settings_table()) {
    if (!name(setting).empty()) text += cat(text.empty() ? "" : ", ", name(setting));
  }
  return text;
}

std::vector<std::string> values_of(const Setting& setting, std::string_view text) {
  if (!setting.is_list) return {std::string(text)};
  std::vector<std::string> values;
  for (const std::string_view part : base::split(text, ',')) values.emplace_back(trim(part));
  return values;
}

// Kubernetes puts variables into every pod that tell where the service called "avocet" is:
// AVOCET_SERVICE_HOST, AVOCET_SERVICE_PORT, AVOCET_SERVICE_PORT_HTTP, AVOCET_PORT,
// AVOCET_PORT_8081_TCP_ADDR. They are nobody's setting.
bool is_service_link(std::string_view variable) {
  const std::string_view rest = variable.substr(kVariablePrefix.size());
  if (rest == "PORT" || rest.starts_with("SERVICE_HOST") || rest.starts_with("SERVICE_PORT"))
    return true;
  return rest.starts_with("PORT_") && rest.size() > 5 && rest[5] >= '0' && rest[5] <= '9';
}

std::optional<std::string> read_environment(const Sources& sources, GivenSettings& given) {
  for (const auto& [name, value] : sources.environment) {
    if (!name.starts_with(kVariablePrefix) || is_service_link(name)) continue;
    const Setting* setting = find([&](const Setting& s) { return s.variable == name; });
    if (setting == nullptr) {
      return cat("the environment variable ", name, " is no setting; there are ",
                 list([](const Setting& s) { return s.variable; }));
    }
    given[setting] = {name, values_of(*setting, value)};
  }
  return std::nullopt;
}

// Lines `key = value`, `key: value`; comments begin with # or !, a backslash at the end joins the
// next line.
std::optional<std::string> read_lines(const std::string& path, std::string_view text,
                                      GivenSettings& given) {
  std::string joined;
  std::size_t number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    line = trim(line);
    if (joined.empty() && (line.starts_with('#') || line.starts_with('!'))) continue;
    if (line.ends_with('\\')) {
      joined += line.substr(0, line.size() - 1);
      continue;
    }
    joined += line;
    const std::string whole = std::exchange(joined, "");
    if (whole.empty()) continue;
    const std::size_t separator = std::min(whole.find_first_of("=:"), whole.size());
    const std::string_view key = trim(std::string_view(whole).substr(0, separator));
    const std::string place = cat(path, ", line ", number);
    const Setting* setting = find([&](const Setting& s) { return !s.key.empty() && s.key == key; });
    if (setting == nullptr) {
      return cat('"', key, "\" in ", place, " is no setting; there are ",
                 list([](const Setting& s) { return s.key; }));
    }
    if (separator == whole.size())
      return cat('"', key, "\" in ", place, " has no value: write ", key, " = ", setting->value);
    if (given.contains(setting))
      return cat('"', key, "\" is given twice, the second time in ", place);
    given[setting] = {cat('"', key, "\" in ", place),
                      values_of(*setting, trim(std::string_view(whole).substr(separator + 1)))};
  }
  return std::nullopt;
}

std::optional<std::string> read_options(const Sources& sources, GivenSettings& given) {
  for (const auto& [name, values] : sources.options) {
    const Setting* setting = find([&](const Setting& s) { return s.option == name; });
    if (setting == nullptr) return cat(name, " is no option; try avocet serve --help");
    if (values.size() > 1 && !setting->is_list) return cat(name, " is given twice");
    given[setting] = {name, values};
  }
  return std::nullopt;
}

// What each by itself allows, but not together.
std::optional<std::string> contradiction(const Settings& settings, const GivenSettings& given) {
  const auto where = [&](std::string_view option) -> const std::string* {
    const auto found = given.find(find([&](const Setting& s) { return s.option == option; }));
    return found == given.end() ? nullptr : &found->second.where;
  };
  const std::string* data = where("--data");
  if (settings.storage == StorageKind::Memory && data != nullptr) {
    return cat(*where("--storage"), " says memory, which keeps nothing, but ", *data,
               " names a directory to keep data in; leave one of them out");
  }
  for (std::size_t i = 0; i < settings.listen.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto& [host, port] = settings.listen[i];
      if (port != 0 && port == settings.listen[j].port && host == settings.listen[j].host) {
        return cat(*where("--listen"), " has ", to_text(settings.listen[i]), " twice");
      }
    }
  }
  return std::nullopt;
}

}  // namespace

base::Result<Settings, std::string> read_settings(const Sources& sources) {
  GivenSettings from_environment;
  GivenSettings from_options;
  GivenSettings given;  // the file's at first, then what beats it
  if (auto error = read_environment(sources, from_environment)) return std::unexpected(*error);
  if (auto error = read_options(sources, from_options)) return std::unexpected(*error);

  for (const GivenSettings* source : {&from_options, &from_environment}) {
    const auto config = source->find(&config_setting());
    if (config == source->end()) continue;
    const std::string& path = config->second.values.front();
    const auto text = sources.read_file(path);
    if (!text)
      return std::unexpected(cat(config->second.where, ": cannot read ", path, ": ", text.error()));
    if (auto error = read_lines(path, *text, given)) return std::unexpected(*error);
    break;
  }
  for (GivenSettings* source : {&from_environment, &from_options}) {
    for (auto& [setting, values] : *source) given[setting] = std::move(values);
  }

  Settings settings;
  for (const auto& [setting, values] : given) {
    if (setting->take(settings, values.values)) continue;
    std::string shown;
    for (const std::string& value : values.values) shown += cat(shown.empty() ? "" : ",", value);
    return std::unexpected(
        cat(values.where, " cannot be \"", shown, "\": it is ", setting->allowed));
  }
  if (auto error = contradiction(settings, given)) return std::unexpected(*error);
  return settings;
}

std::optional<http::Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  const auto port = base::parse_int32(digits);
  if (!port || *port < 0 || *port > kMaxPort || digits.front() == '+') return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find_first_of(":[]/ ") != std::string_view::npos) {
    return std::nullopt;
  }
  return http::Address{.host = host.empty() ? "0.0.0.0" : std::string(host),
                       .port = static_cast<std::uint16_t>(*port)};
}

std::string to_text(const http::Address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? cat('[', address.host, "]:", address.port) : cat(address.host, ':', address.port);
}

}  // namespace avocet::server
