"""What was measured, as tables in Markdown: on the terminal, and in docs/benchmarks.md."""
import dataclasses
import datetime
import platform
import re
import statistics
import subprocess

import drivers
import limits
import peers


@dataclasses.dataclass(frozen=True)
class Verdict:
    """One limit on one data set."""
    limit: limits.Limit
    data_set: str
    peer: str
    mode: str
    ours: list  # ns of each round
    theirs: list

    @property
    def ratio(self):
        """The median of the rounds' ratios: a slow moment of the machine hits both."""
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs))

    @property
    def mark(self):
        return "✗" if self.ratio > self.limit.must else "✓✓" if self.limit.aim and self.ratio <= self.limit.aim else "✓"


def opponent(limit, found):
    """The (mode, name) that our time is divided by, or None where it was not measured."""
    if limit.against[0] != limits.BEST:
        name, mode = limit.against
        return (mode, name) if (mode, name) in found else None
    rivals = [key for key in found if key[1] != "ours" and key[0] in limit.against[1:]]
    return min(rivals, key=lambda key: statistics.median(found[key]), default=None)


def judge(times):
    verdicts = []
    for limit in limits.LIMITS:
        for data_set in limit.sets:
            found = times.get(data_set, {})
            rival = opponent(limit, found)
            if rival and (limit.mode, "ours") in found:
                verdicts.append(Verdict(limit, data_set, rival[1], rival[0], found[(limit.mode, "ours")], found[rival]))
    return verdicts


def table(head, rows):
    """Aligned, so that it can be read on a terminal too."""
    rows = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def limits_text(verdicts):
    rows = []
    before = None
    for verdict in verdicts:
        limit = verdict.limit
        rows.append(["" if limit.what == before else limit.what, verdict.data_set,
                     f"{statistics.median(verdict.ours):.0f} ({min(verdict.ours):.0f})",
                     f"{statistics.median(verdict.theirs):.0f} ({min(verdict.theirs):.0f})",
                     f"{verdict.peer} {verdict.mode}" if limit.against[0] == limits.BEST else "",
                     f"{verdict.ratio:.2f}", f"{min(verdict.ours) / min(verdict.theirs):.2f}", f"{limit.must:.2f}",
                     f"{limit.aim:.2f}" if limit.aim else "", verdict.mark])
        before = limit.what
    return table(["operation", "data set", "ours, ns", "theirs, ns", "best peer", "ratio", "of minima", "must", "aim", ""], rows)


def reasons(gone):
    """{(mode, name, why): [data set …]}, for peers."""
    found = {}
    for data_set, missing in gone.items():
        for (mode, name), why in missing.items():
            if why != "such mode":
                found.setdefault((mode, name, why), []).append(data_set)
    return found


def figures_text(times, gone, unavailable):
    """One table for each mode: data sets down, libraries across."""
    text = ""
    for mode, what in limits.MODES.items():
        names = [name for name in ["ours", *peers.PEERS] if any((mode, name) in found for found in times.values())]
        if not names:
            continue
        rows = []
        for data_set, found in times.items():
            cells = [found.get((mode, name)) for name in names]
            if any(cells):
                rows.append([data_set, *(f"{statistics.median(c):.0f} ({min(c):.0f})" if c else "–" for c in cells)])
        text += f"**{mode}**: {what}. ns of CPU time per record, median and minimum.\n\n{table(['data set', *names], rows)}\n"
    notes = [f"- {name}: not compared: {why}" for name, why in unavailable.items()]
    notes += [f"- {name}, {mode}, {', '.join(sets)}: {why}" for (mode, name, why), sets in sorted(reasons(gone).items())]
    if notes:
        text += "Not measured:\n\n" + "\n".join(notes) + "\n"
    return text


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        text = file.read()
    model, family, number = (re.search(rf"^{key}\s*:\s*(.+)$", text, re.M)[1] for key in ("model name", "cpu family", "model"))
    return f"{model} (family {family}, model {number}), {text.count('processor')} cores"


def missed(verdicts):
    lines = [f"- {v.limit.what}, {v.data_set}: {v.ratio:.2f} where {v.limit.must:.2f} is the limit ({v.ratio / v.limit.must - 1:+.0%})"
             for v in verdicts if v.ratio > v.limit.must]
    return "Above their limits:\n\n" + "\n".join(lines) + "\n" if lines else "None is above its limit.\n"


def page(times, gone, unavailable, verdicts, rounds):
    versions = peers.versions()
    libraries = "\n".join(f"- {name}: {title.format(**versions)}" for name, (title, _) in peers.PEERS.items())
    commit = subprocess.run(["git", "-C", peers.HERE, "rev-parse", "--short=12", "HEAD"], text=True, stdout=subprocess.PIPE,
                            check=False).stdout.strip()
    return f"""# Benchmarks of avro/

Written by `./dev bench avro --write`, which repeats it: builds the peers from their registries, makes the data, and measures
for about twenty minutes. {datetime.date.today()}, commit {commit}. Single figures move with the machine; ratios are of the same round.

- Machine: {processor()}, {platform.system()} {platform.release()}; all processes on one core, one at a time.
- Ours: the release preset, {versions['gcc']} -O2; instructions beyond the baseline are chosen at run time.
{libraries}
- {rounds} interleaved rounds; {drivers.RECORDS:,} distinct records in each data set (slow libraries: as many of them as fit into
  {drivers.MOST_SECONDS} s, other ones each round). Warm-up: Java 3 s, Node 2 s.
- CPU time: of the thread where one thread does the work (Java's collector is not counted then), of the process in Go, Node and
  Python. Every library first decoded {drivers.CHECKED:,} records to the same values as ours, and what it encoded was decoded by ours.
- What each mode does and the shapes of the data: `bench/avro/peers/README.md`, `bench/avro/data_sets.cc`. Ours checks all text for
  UTF-8; Java, Go and the C library do not.

## Limits

The ratio is the median over the rounds of our time divided by theirs. ✓ within the limit, ✓✓ within the aim, ✗ above the limit.

{limits_text(verdicts)}
{missed(verdicts)}
## All figures

{figures_text(times, gone, unavailable)}"""
