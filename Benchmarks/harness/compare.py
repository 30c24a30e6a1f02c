"""Times `convert`, the peers and the limits on the same inputs in alternation: compare.py, told by BENCH_* variables."""

import os
import sys
from pathlib import Path

from machine import field, machine, versions
from measure import Contestant, alternate, read_through, tell
from results import save, target, target_line
from reviews_of import WrongOutput, reviews_of

MIB = 1024
MEMORY_LIMIT = 320
# Of main memory that Miller takes for a review: it would end a machine that has less.
MILLER_BYTES = 14_000


class Bench:
    """What to run on, from the environment that Benchmarks/run sets."""

    def __init__(self):
        self.here = Path(__file__).resolve().parent.parent
        self.tool = os.environ["BENCH_TOOL"]
        self.corpora = Path(os.environ["BENCH_CORPORA"])
        self.work = Path(os.environ["BENCH_WORK"])
        self.runs = int(os.environ["BENCH_RUNS"])
        self.slow_runs = int(os.environ["BENCH_SLOW_RUNS"])
        self.inputs = os.environ["BENCH_INPUTS"].split()
        self.peers = os.environ["BENCH_PEERS"].split()
        self.python = self.here / ".peers" / "bin" / "python"

    def file(self, name):
        return self.corpora / f"reviews.{name}"

    def convert(self, name, label="reviewferry", prefix=(), options=()):
        """`reviewferry convert` of an input, with the settings that a user gets but for the size of requests."""
        folder = self.work / "out"
        mapping = self.here / "mappings" / f"{name.removesuffix('.gz')}.yaml"
        command = [*prefix, self.tool, "convert", self.file(name), "--mapping", mapping, "--output", folder]
        return Contestant(
            label, [*command, "--max-reviews", "500", "--quiet", *options], output=folder / "requests.jsonl",
            scratch=[folder],
        )

    def peer(self, label, command, name, slow=False, options=()):
        output = self.work / "peer.jsonl"
        shape = name.removesuffix(".gz")
        runs = self.slow_runs if slow else None
        return Contestant(
            label, [*command, shape, self.file(name), output, *options], "peer", output, [output], runs
        )

    def peers_of(self, name):
        shape = name.removesuffix(".gz")
        scripts = self.here / "peers"
        polars, duckdb = [self.python, scripts / "with_polars.py"], [self.python, scripts / "with_duckdb.py"]
        if "polars" in self.peers and shape != "xml":
            yield self.peer("Polars, streaming engine", polars, name, options=["streaming"])
            yield self.peer("Polars, in-memory engine", polars, name, options=["in-memory"])
        if "duckdb" in self.peers and shape != "xml":
            yield self.peer("DuckDB", duckdb, name)
        if "python" in self.peers and shape != "xml":
            yield self.peer("Python script", [self.python, scripts / "plain.py"], name, slow=True)
        if "miller" in self.peers and shape == "csv" and self.has_memory_for_miller():
            yield self.peer("Miller", [scripts / "miller.sh"], name, slow=True)

    def has_memory_for_miller(self):
        needed = int(os.environ["BENCH_REVIEWS"]) * MILLER_BYTES
        free = int(field("/proc/meminfo", "MemAvailable").split()[0]) * 1024
        if free < needed:
            tell(f"Miller is left out: it would take {needed / 1e9:.0f} GB, there are {free / 1e9:.0f} GB")
        return free >= needed

    def limits_of(self, name):
        file = self.file(name)
        if name.endswith(".gz"):
            yield Contestant("gzip -dc", ["gzip", "-dc", file], "limit")
        else:
            yield Contestant("wc -l", ["wc", "-l", file], "limit")
        if name.startswith("xml"):
            yield Contestant("libxml2 SAX loop in C", [self.here / ".peers" / "sax", file], "limit")


class SameReviews:
    """Holds every output against the first one."""

    def __init__(self):
        self.found = None

    def check(self, contestant):
        if contestant.output is None:
            return
        try:
            requests, reviews, digest = reviews_of(contestant.output)
        except (WrongOutput, KeyError, ValueError) as problem:
            sys.exit(f"{contestant.name} did not write the expected requests: {problem}")
        self.found = self.found or (reviews, digest)
        if self.found != (reviews, digest):
            sys.exit(f"{contestant.name} gave {reviews} reviews ({digest}), those before it {self.found}")
        tell(f"{contestant.name}: {reviews} reviews in {requests} requests, the same")


def time_input(bench, name, same):
    contestants = [bench.convert(name), *bench.peers_of(name), *bench.limits_of(name)]
    print(f"\n{name}", file=sys.stderr)
    read_through(bench.file(name))
    alternate(contestants, bench.runs, same.check)
    return {
        "file_bytes": bench.file(name).stat().st_size,
        "text_bytes": bench.file(name.removesuffix(".gz")).stat().st_size,
        "rows": [contestant.row() for contestant in contestants],
    }


def wall(inputs, name, *starts):
    """The median wall time of the fastest whose name starts so; None where none took part."""
    rows = inputs.get(name, {"rows": []})["rows"]
    return min((row["wall"] for row in rows if row["name"].startswith(starts)), default=None)


def ratio(inputs, name, other):
    ours, theirs = wall(inputs, name, "reviewferry"), wall(inputs, name, other)
    return ours / theirs if ours and theirs else None


def aims(inputs):
    memory = [row["rss"] / MIB for each in inputs.values() for row in each["rows"] if row["kind"] == "convert"]
    return [aim for aim in [
        target("CSV: time of Polars", ratio(inputs, "csv", "Polars"), 0.4),
        target("CSV: time of DuckDB", ratio(inputs, "csv", "DuckDB"), 0.25),
        target("JSON Lines: time of DuckDB", ratio(inputs, "jsonl", "DuckDB"), 0.3),
        target("XML, gzipped: time of the C loop", ratio(inputs, "xml.gz", "libxml2"), 0.75),
        target("JSON Lines, gzipped: time of `gzip -dc`", ratio(inputs, "jsonl.gz", "gzip"), 0.8),
        target("resident memory, the largest of all inputs", max(memory, default=None), MEMORY_LIMIT, "MiB"),
    ] if aim]


def print_tables(inputs, targets):
    for name, each in inputs.items():
        ours = wall(inputs, name, "reviewferry")
        print(f"\n{name}: {each['file_bytes'] / 1e6:.0f} MB, {each['text_bytes'] / 1e6:.0f} MB of text")
        print(f"  {'':<26} {'wall s':>8} {'CPU s':>8} {'RSS MiB':>8} {'runs':>5} {'ours/its':>9}")
        for row in each["rows"]:
            memory = "" if row["kind"] == "limit" else f"{row['rss'] / MIB:.0f}"
            print(
                f"  {row['name']:<26} {row['wall']:8.2f} {row['cpu']:8.2f} {memory:>8} {row['runs']:5d}"
                f" {ours / row['wall']:9.2f}")
    print()
    for aim in targets:
        print("{:<44} {:>9}   {:<9} {}".format(*target_line(aim)))


def main():
    bench = Bench()
    same = SameReviews()
    inputs = {name: time_input(bench, name, same) for name in bench.inputs}
    targets = aims(inputs)
    print_tables(inputs, targets)
    save("compare", {
        "machine": machine(), "versions": versions(bench.tool, bench.python), "inputs": inputs,
        "reviews": same.found[0] if same.found else 0, "targets": targets,
    })


if __name__ == "__main__":
    main()
