"""Start times, cores and size of the program: start.py, told by BENCH_* variables."""

import os
import subprocess
import sys

from compare import Bench
from measure import Contestant, alternate
from results import save, target, target_line


def start_times(bench):
    """Medians in milliseconds of programs that do next to nothing."""
    samples = int(os.environ["BENCH_SAMPLES"])
    convert = bench.convert("csv", "convert of 100 reviews")
    convert.command[convert.command.index(bench.file("csv"))] = bench.work / "hundred.csv"
    contestants = [
        Contestant("--version", [bench.tool, "--version"]), convert,
        Contestant("for comparison: true", ["true"], "limit"),
    ]
    print(f"\nstart, {samples} runs of each", file=sys.stderr)
    for contestant in contestants:
        for _ in range(samples):
            contestant.run()
    return [contestant.row() for contestant in contestants]


def cores(bench):
    """Wall times with one and with two cores."""
    first, second = sorted(os.sched_getaffinity(0))[:2]
    rows = {}
    for name in [name for name in bench.inputs if name in os.environ["BENCH_CORES_INPUTS"].split()]:
        pair = [
            bench.convert(name, "one core", ["taskset", "-c", str(first)]),
            bench.convert(name, "two cores", ["taskset", "-c", f"{first},{second}"]),
        ]
        print(f"\n{name}: one and two cores", file=sys.stderr)
        alternate(pair, bench.runs)
        rows[name] = [contestant.row() for contestant in pair]
    return rows


def sizes(bench):
    """Bytes of the program as it is and without its symbols, and what it loads."""
    stripped = bench.work / "stripped"
    subprocess.run(["strip", "-o", stripped, bench.tool], check=True)
    loaded = subprocess.run(["ldd", bench.tool], check=True, capture_output=True, text=True).stdout
    return {
        "bytes": os.stat(bench.tool).st_size, "stripped": stripped.stat().st_size,
        "libraries": sorted(line.split()[0] for line in loaded.splitlines() if "=>" in line),
    }


def main():
    bench = Bench()
    starts = start_times(bench)
    by_cores = cores(bench) if len(os.sched_getaffinity(0)) > 1 else {}
    program = sizes(bench)
    targets = [
        target("`reviewferry --version`, whole process", starts[0]["wall"] * 1000, 20, "ms"),
        target("`convert` of 100 reviews, whole process", starts[1]["wall"] * 1000, 60, "ms"),
        *(
            target(f"`reviews.{name}`: speed of two cores over one", one["wall"] / two["wall"], 1.6, at_least=True)
            for name, (one, two) in by_cores.items()),
    ]
    for row in starts:
        print(f"{row['name']:<24} {row['wall'] * 1000:7.1f} ms")
    print(f"program: {program['bytes'] / 1e6:.0f} MB, {program['stripped'] / 1e6:.0f} MB stripped")
    for aim in targets:
        print("{:<44} {:>9}   {:<9} {}".format(*target_line(aim)))
    save("start", {"starts": starts, "cores": by_cores, "program": program, "targets": targets})


main()
