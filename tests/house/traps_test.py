"""traps_test - every trap of the Avro contract is named by a case or a test. As a program: lists where each is.

  traps_test.py --list      T67  tests/data/avro/decoding.case:4  T67: boolean 02 …
"""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# The lists of spec/avro.md: its traps (4), what a decoder refuses (1.8), the compatibility check (2.1).
ROWS = [f"T{n}" for n in range(1, 151)] + [f"B{n}" for n in range(1, 16)] + [f"K{n}" for n in range(1, 14)]
ROW = re.compile(r"\b([TBK])(\d+)\b(?:\s*(?:-|–|to)\s*(?:\1)?(\d+)\b)?")


def places():
    """For each row where it is named: [(file, line, text)]. Only titles of cases and comments of tests count; "T1 to T3" names three."""
    found = {row: [] for row in ROWS}
    files = sorted((ROOT / "tests/data").rglob("*.case")) + sorted((ROOT / "avocet").rglob("*_test.cc"))
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            is_title = line.startswith("== ") if file.suffix == ".case" else "//" in line
            if not is_title:
                continue
            text = line[3:] if file.suffix == ".case" else line[line.index("//") + 2:].strip()
            for letter, first, last in ROW.findall(text):
                for n in range(int(first), int(last or first) + 1):
                    found.get(f"{letter}{n}", []).append((file.relative_to(ROOT), number, text))
    return found


class Traps(unittest.TestCase):
    def test_each_has_a_case(self):
        missing = [row for row, where in places().items() if not where]
        self.assertEqual(missing, [], "rows of spec/avro.md that no case and no test names")


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        for row, where in places().items():
            for file, number, text in where:
                print(f"{row:5} {file}:{number}  {text}")
    else:
        unittest.main()
