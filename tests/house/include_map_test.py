"""include_map_test - every #include follows the map of rooms; and the check itself fails when one does not."""
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import include_map  # noqa: E402


class TheHouse(unittest.TestCase):
    def test_follows_its_map(self):
        found = include_map.violations(HERE.parent.parent)
        if found:
            self.fail("\n".join(found))


class TheCheck(unittest.TestCase):
    """A small house in which one thing at a time is wrong."""

    GOOD = {
        "avocet/base/CMakeLists.txt": "avocet_library(base\n  SOURCES text.cc)\n",
        "avocet/base/text.h": "// text.h - text.\n",
        "avocet/base/text.cc": '// text.cc - text.\n#include "avocet/base/text.h"\n#include <simdjson.h>\n#include <unistd.h>\n',
        "avocet/avro/CMakeLists.txt": "avocet_library(avro\n  USES    base\n  SOURCES plan.cc\n  TESTS   plan_test.cc)\n",
        "avocet/avro/plan.h": '// plan.h - a plan.\n#include <vector>\n#include "avocet/base/text.h"\n',
        "avocet/avro/plan.cc": '// plan.cc - a plan.\n#include "avocet/avro/internal/step.h"\n',
        "avocet/avro/internal/step.h": "// step.h - a step.\n",
        "avocet/avro/plan_test.cc": '// plan_test.cc\n#include <gtest/gtest.h>\n#include <fstream>\n#include "avocet/testing/cases.h"\n',
        "avocet/schema/CMakeLists.txt": "avocet_library(schema\n  USES    avro\n  LINKS x::y\n  SOURCES schema.cc\n  TESTS   fake.cc\n  TEST_LINKS z)\n",
        "avocet/schema/fake.cc": "// fake.cc - named under TESTS, so a test though its name does not say so.\n#include <gtest/gtest.h>\n",
        "avocet/schema/schema.cc": '// schema.cc\n#include "avocet/base/text.h"\n',
        "avocet/http/CMakeLists.txt": "avocet_library(http\n  USES    base\n  SOURCES loop.cc)\n",
        "avocet/http/loop.cc": "// loop.cc\n#include <boost/asio/io_context.hpp>\n",
        "avocet/testing/CMakeLists.txt": "avocet_library(testing\n  USES base\n  SOURCES cases.cc)\n",
        "avocet/testing/cases.h": "// cases.h - cases.\n",
        "avocet/testing/cases.cc": "// cases.cc\n#include <gtest/gtest.h>\n",
        "fuzz/schema.cc": '// schema.cc\n#include "avocet/avro/internal/step.h"\n',
        "bench/check.cc": '// check.cc\n#include <benchmark/benchmark.h>\n#include "avocet/avro/plan.h"\n#include "bench/data.h"\n',
    }

    def check(self, changes=None):
        with tempfile.TemporaryDirectory() as root:
            for name, text in {**self.GOOD, **(changes or {})}.items():
                path = pathlib.Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return include_map.violations(root)

    def refused(self, name, text, *words):
        found = self.check({name: text})
        self.assertEqual(len(found), 1, found)
        for word in (name, *words):
            self.assertIn(word, found[0])

    def test_accepts_a_good_house(self):
        self.assertEqual(self.check(), [])

    def test_refuses_an_include_upward(self):
        self.refused("avocet/base/text.h", '// text.h\n#include "avocet/avro/plan.h"\n', "does not let base/")

    def test_refuses_an_include_sideways(self):
        self.refused("avocet/http/loop.cc", '// loop.cc\n  #  include "avocet/avro/plan.h"\n', "does not let http/")

    def test_refuses_a_room_that_the_build_does_not_name(self):
        found = self.check({"avocet/avro/CMakeLists.txt": "avocet_library(avro\n  SOURCES plan.cc\n  TESTS plan_test.cc)\n"})
        self.assertEqual(len(found), 1, found)
        self.assertIn("does not name base under USES", found[0])

    def test_refuses_uses_against_the_map(self):
        self.refused("avocet/http/CMakeLists.txt", "avocet_library(http\n  USES base schema\n  SOURCES loop.cc)\n", "USES schema")

    def test_refuses_another_rooms_internals(self):
        self.refused("avocet/schema/schema.cc", '// schema.cc\n#include "avocet/avro/internal/step.h"\n', "its own")

    def test_refuses_testing_in_code(self):
        self.refused("avocet/avro/plan.cc", '// plan.cc\n#include "avocet/testing/cases.h"\n', "tests only")

    def test_refuses_a_library_outside_its_door(self):
        self.refused("avocet/avro/plan.cc", "// plan.cc\n#include <boost/asio.hpp>\n", "door in http/")
        self.refused("avocet/schema/schema.cc", "// schema.cc\n#include <simdjson.h>\n", "door in base/")
        self.refused("avocet/base/text.cc", "// text.cc\n#include <gtest/gtest.h>\n", "door in testing/")
        self.refused("avocet/base/text.cc", "// text.cc\n#include <fmt/format.hpp>\n", "belongs to no library")

    def test_refuses_the_system_in_a_pure_room(self):
        self.refused("avocet/avro/plan.cc", "// plan.cc\n#include <sys/stat.h>\n", "knows no operating system")
        self.refused("avocet/avro/plan.cc", "// plan.cc\n#include <fstream>\n", "knows no operating system")

    def test_refuses_a_short_name(self):
        self.refused("avocet/avro/plan.cc", '// plan.cc\n#include "plan.h"\n', "full name")

    def test_refuses_a_header_that_is_not_there(self):
        self.refused("avocet/avro/plan.cc", '// plan.cc\n#include "avocet/avro/gone.h"\n', "no such file")

    def test_refuses_a_file_without_its_comment(self):
        self.refused("avocet/schema/schema.cc", "#include <vector>\n", "comment")
        self.refused("avocet/base/text.h", "#pragma once\n", "comment")

    def test_refuses_a_source_that_is_not_built(self):
        self.refused("avocet/avro/extra.cc", "// extra.cc\n", "not named")

    def test_refuses_a_room_off_the_map(self):
        found = self.check({"avocet/util/thing.h": "// thing.h - a thing.\n"})
        self.assertEqual(found, ["avocet/util: no such room on the map"])


if __name__ == "__main__":
    unittest.main()
