// settings_test.cc - who beats whom, and every refusal.
#include "avocet/server/settings.h"

#include <gtest/gtest.h>

#include <map>

#include "avocet/base/text.h"

namespace avocet::server {
namespace {

using Options = std::vector<std::pair<std::string, std::vector<std::string>>>;
using Environment = std::vector<std::pair<std::string, std::string>>;

// With a file named "f" that holds `file`.
base::Result<Settings, std::string> read(Options options, Environment environment = {},
                                         const std::string& file = "") {
  return read_settings(
      {.options = std::move(options),
       .environment = std::move(environment),
       .read_file = [file](const std::string& path) -> base::Result<std::string, std::string> {
         if (path != "f") return std::unexpected("No such file or directory");
         return file;
       }});
}

std::string refusal(Options options, Environment environment = {}, const std::string& file = "") {
  const auto settings = read(std::move(options), std::move(environment), file);
  return settings ? "accepted" : settings.error();
}

std::string listens(const Settings& settings) {
  std::string text;
  for (const http::Address& address : settings.listen) text += base::cat(to_text(address), ' ');
  return text;
}

TEST(Settings, Defaults) {
  const auto settings = read({}, {{"PATH", "/bin"}, {"HOME", "/root"}});
  ASSERT_TRUE(settings);
  EXPECT_EQ(listens(*settings), "127.0.0.1:8081 ");
  EXPECT_EQ(settings->storage, StorageKind::Sqlite);
  EXPECT_EQ(settings->data, "avocet-data");
  EXPECT_GE(settings->threads, 1U);
  EXPECT_LE(settings->threads, 4U);
  EXPECT_EQ(settings->log_level, base::LogLevel::Info);
  EXPECT_EQ(settings->compatibility_level, schema::Level::Backward);
  EXPECT_EQ(settings->app.claimed_version, "8.3.1");
}

TEST(Settings, AnOptionBeatsAVariableBeatsTheFile) {
  const std::string file =
      "threads = 1\nlog.level: error\ndata file\n# comment\n! comment\n\nstorage=sqlite\n";
  const std::string good =
      "threads = 1\nlog.level: error\n# comment\n! comment\n\nlog.format = js\\\non\n";
  EXPECT_NE(refusal({{"--config", {"f"}}}, {}, file), "accepted");
  auto settings = read({{"--config", {"f"}}}, {}, good);
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->threads, 1U);
  EXPECT_EQ(settings->log_level, base::LogLevel::Error);
  EXPECT_EQ(settings->log_format, base::LogFormat::Json);
  settings = read({}, {{"AVOCET_CONFIG", "f"}, {"AVOCET_THREADS", "2"}}, good);
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->threads, 2U);
  EXPECT_EQ(settings->log_level, base::LogLevel::Error);
  settings = read({{"--threads", {"3"}}}, {{"AVOCET_CONFIG", "f"}, {"AVOCET_THREADS", "2"}}, good);
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->threads, 3U);
}

TEST(Settings, ListsComeByRepetitionOrByCommas) {
  auto settings = read({{"--listen", {"127.0.0.1:1", "[::1]:2", ":3"}}});
  ASSERT_TRUE(settings);
  EXPECT_EQ(listens(*settings), "127.0.0.1:1 [::1]:2 0.0.0.0:3 ");
  settings = read({}, {{"AVOCET_LISTEN", "localhost:4, [::]:0"}});
  ASSERT_TRUE(settings);
  EXPECT_EQ(listens(*settings), "localhost:4 [::]:0 ");
}

TEST(Settings, EverySettingTakesItsValues) {
  const auto settings = read({{"--data", {"/d"}},
                              {"--compatibility-level", {"full_transitive"}},
                              {"--compatibility-error-code", {"409"}},
                              {"--version-claimed", {"7.9.0"}},
                              {"--log-level", {"OFF"}}});
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->data, "/d");
  EXPECT_EQ(settings->compatibility_level, schema::Level::FullTransitive);
  EXPECT_EQ(settings->app.incompatible, IncompatibleCode::Old);
  EXPECT_EQ(settings->app.claimed_version, "7.9.0");
  EXPECT_EQ(settings->log_level, base::LogLevel::Off);
  EXPECT_EQ(read({{"--storage", {"memory"}}})->storage, StorageKind::Memory);
}

TEST(Settings, BadValuesAreRefusedWithWhatIsAllowed) {
  const std::map<std::string, std::vector<std::string>> bad = {
      {"--listen",
       {"8081", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", "::1:80", "[::1]",
        "a b:1", ":-1", ":+1", ""}},
      {"--data", {""}},
      {"--storage", {"floppy", "SQLITE", ""}},
      {"--threads", {"0", "-1", "257", "many", "1.5", ""}},
      {"--compatibility-level", {"sideways", ""}},
      {"--compatibility-error-code", {"410", ""}},
      {"--version-claimed", {"8", "8.3", "8.3.x", "8.3.", ""}},
      {"--log-format", {"xml", ""}},
      {"--log-level", {"loud", ""}},
      {"--config", {""}},
  };
  for (const Setting& setting : settings_table()) {
    for (const std::string& value : bad.at(std::string(setting.option))) {
      const std::string said = refusal({{std::string(setting.option), {value}}});
      EXPECT_NE(said.find(setting.option), std::string::npos) << said;
      if (setting.option == "--config") continue;  // it is a file that cannot be read
      EXPECT_NE(said.find(setting.allowed), std::string::npos) << said;
      const std::string variable = refusal({}, {{std::string(setting.variable), value}});
      EXPECT_NE(variable.find(setting.variable), std::string::npos) << variable;
    }
  }
}

TEST(Settings, UnknownNamesAreRefused) {
  EXPECT_TRUE(
      refusal({}, {{"AVOCET_NONSENSE", "1"}})
          .starts_with(
              "the environment variable AVOCET_NONSENSE is no setting; there are AVOCET_LISTEN"));
  EXPECT_TRUE(refusal({{"--config", {"f"}}}, {}, "nonsense = 1\n")
                  .starts_with("\"nonsense\" in f, line 1 is no setting; there are listen, data"));
  EXPECT_TRUE(refusal({{"--config", {"f"}}}, {}, "config = g\n")
                  .starts_with("\"config\" in f, line 1 is no setting"));
  EXPECT_EQ(refusal({{"--nonsense", {"1"}}}), "--nonsense is no option; try avocet serve --help");
}

// A service called "avocet" puts these into every pod beside it.
TEST(Settings, KubernetesServiceLinksAreNobodysSetting) {
  EXPECT_EQ(refusal({}, {{"AVOCET_PORT", "tcp://10.0.0.1:8081"},
                         {"AVOCET_PORT_8081_TCP_ADDR", "10.0.0.1"},
                         {"AVOCET_SERVICE_HOST", "10.0.0.1"},
                         {"AVOCET_SERVICE_PORT_HTTP", "8081"}}),
            "accepted");
  EXPECT_NE(refusal({}, {{"AVOCET_PORTS", "8081"}}), "accepted");
}

TEST(Settings, BadFilesAreRefused) {
  EXPECT_EQ(refusal({{"--config", {"g"}}}), "--config: cannot read g: No such file or directory");
  EXPECT_EQ(refusal({{"--config", {"f"}}}, {}, "\nstorage\n"),
            "\"storage\" in f, line 2 has no value: write storage = sqlite|memory");
  EXPECT_EQ(refusal({{"--config", {"f"}}}, {}, "threads=1\nthreads=2\n"),
            "\"threads\" is given twice, the second time in f, line 2");
  EXPECT_EQ(refusal({{"--config", {"f"}}}, {}, "storage=floppy"),
            "\"storage\" in f, line 1 cannot be \"floppy\": it is sqlite or memory");
}

TEST(Settings, ContradictionsAreRefused) {
  EXPECT_EQ(refusal({{"--storage", {"memory"}}, {"--data", {"x"}}}),
            "--storage says memory, which keeps nothing, but --data names a directory to keep data "
            "in; leave one of them out");
  EXPECT_EQ(refusal({{"--config", {"f"}}}, {{"AVOCET_DATA", "x"}}, "storage=memory"),
            "\"storage\" in f, line 1 says memory, which keeps nothing, but AVOCET_DATA names a "
            "directory to keep data in; leave one of them out");
  EXPECT_EQ(refusal({{"--listen", {":1", "0.0.0.0:1"}}}), "--listen has 0.0.0.0:1 twice");
  EXPECT_EQ(refusal({{"--threads", {"1", "2"}}}), "--threads is given twice");
  EXPECT_EQ(refusal({{"--listen", {":0", ":0"}}}), "accepted");
}

TEST(Settings, TheTableIsOfOnePiece) {
  for (const Setting& setting : settings_table()) {
    std::string variable = base::cat("AVOCET_", base::to_upper(setting.option.substr(2)));
    std::replace(variable.begin(), variable.end(), '-', '_');
    EXPECT_EQ(setting.variable, variable);
    std::string option = base::cat("--", setting.key);
    std::replace(option.begin(), option.end(), '.', '-');
    if (!setting.key.empty()) {
      EXPECT_EQ(setting.option, option);
    }
    EXPECT_FALSE(setting.help.empty());
  }
}

}  // namespace
}  // namespace avocet::server
