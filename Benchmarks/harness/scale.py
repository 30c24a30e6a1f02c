"""Times `convert` of a corpus and of one that is many times as large: scale.py, told by BENCH_* variables."""

import os
import sys

from compare import Bench
from measure import alternate
from memory import kept
from results import save, target, target_line


def main():
    bench = Bench()
    sizes = [int(os.environ["BENCH_REVIEWS"]), int(os.environ["BENCH_LARGE"])]
    files = [bench.file("csv"), bench.work / "large.csv"]
    contestants = []
    for reviews, file in zip(sizes, files):
        convert = bench.convert("csv", f"{reviews:,} reviews")
        convert.command[convert.command.index(bench.file("csv"))] = file
        convert.inputs = [file]
        contestants.append(convert)
    print("\nscale", file=sys.stderr)
    # The large input, what is spilled of it, and its output.
    with kept(sum(os.path.getsize(file) for file in files) * 3):
        alternate(contestants, bench.runs)
    rows = [{**each.row(), "reviews": reviews} for each, reviews in zip(contestants, sizes)]
    small, large = rows
    times = sizes[1] / sizes[0]
    targets = [
        target(f"{times:g} times the reviews: time", large["wall"] / small["wall"], 1.1 * times),
        target(f"{times:g} times the reviews: resident memory", large["rss"] / small["rss"], 1.1),
    ]
    for row in rows:
        print(f"{row['name']:<22} {row['wall']:8.2f} s {row['cpu']:8.2f} s CPU {row['rss'] / 1024:6.0f} MiB")
    for aim in targets:
        print("{:<44} {:>9}   {:<9} {}".format(*target_line(aim)))
    save("scale", {"rows": rows, "targets": targets})


main()
