#include "avocet/registry/decide.h"

#include <gtest/gtest.h>

#include <random>

#include "avocet/base/text.h"
#include "avocet/testing/cases.h"
#include "avocet/testing/registry_script.h"

namespace avocet::registry {
namespace {

// "409" stands for a refusal whose differences are told in the cases of schema/.
void expect_answers(const std::string& answers, const std::string& expected) {
  const auto got = base::split(answers, '\n');
  const auto want = base::split(expected, '\n');
  ASSERT_EQ(got.size(), want.size()) << answers;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i] == "409") {
      EXPECT_TRUE(got[i].starts_with(
          "40901 Schema being registered is incompatible with an earlier schema for subject"))
          << "step " << i + 1 << ": " << got[i];
    } else {
      EXPECT_EQ(got[i], want[i]) << "step " << i + 1;
    }
  }
}

TEST(Decide, Rules) {
  for (const auto& c : testing::read_cases("registry/rules.case")) {
    SCOPED_TRACE(c.where + " " + c.title);
    testing::RegistryScript script;
    expect_answers(script.run(c["steps"]), c["expect"]);
  }
}

// Whatever was done, reading the compacted log gives the state that was reached step by step, and
// no id has two contents.
TEST(Decide, RandomStepsSurviveARestart) {
  const std::vector<std::string> subjects = {"a", "b", "t-value", ":.ctx:a", ":.ctx:c"};
  const std::vector<std::string> schemas = {"\"int\"", "\"long\"", "\"string\"",
                                            "[\"null\",\"int\"]",
                                            R"({"type":"fixed","name":"F","size":4})"};
  const std::vector<std::string> steps = {
      "register S X",       "register S X",  "register S X",       "delete S",
      "delete S permanent", "delete S 1",    "delete S 2",         "delete S 1 permanent",
      "delete S latest",    "config S NONE", "config S clear",     "mode S READONLY",
      "mode S clear",       "mode S IMPORT", "register S id=40 X", "config - NONE",
      "config - clear"};
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(base::cat("seed ", seed));
    std::mt19937 random(seed);
    const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
    testing::RegistryScript script;
    std::map<std::string, std::string> content_of_id;  // ever seen
    for (int i = 0; i < 120; ++i) {
      std::string step = pick(steps);
      const std::string subject = pick(subjects);
      const std::string text = pick(schemas);
      if (const auto at = step.find('S'); at != step.npos && step.find(" S") != step.npos)
        step.replace(step.find(" S") + 1, 1, subject);
      if (step.ends_with("X")) step.replace(step.size() - 1, 1, text);
      const std::string answer = script.step(step);
      const bool chooses_id = step.find("id=") != step.npos;  // that is the client's word
      if (step.starts_with("register") && answer.starts_with("id ") && !chooses_id) {
        const std::string key = base::cat(Subject::parse(subject).context, ' ',
                                          answer.substr(0, answer.find(" version")));
        const auto [known, fresh] = content_of_id.emplace(key, text);
        EXPECT_EQ(known->second, text) << key << " after " << step;
      }
    }
    EXPECT_EQ(script.step("restart"), "same");
  }
}

}  // namespace
}  // namespace avocet::registry
