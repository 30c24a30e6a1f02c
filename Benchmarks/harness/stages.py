"""What each stage of a conversion costs: stages.py, told by BENCH_* variables."""

import os
import sys

from compare import Bench
from measure import Contestant, alternate, measured, read_through, remove
from results import save

STAGES = ["read", "map", "group", "write"]


class StageBench:
    def __init__(self):
        self.bench = Bench()
        self.program = os.environ["BENCH_STAGES"]
        self.shim = os.environ["BENCH_SHIM"]
        self.folder = self.bench.work / "out"

    def command(self, stage, file, shape):
        return [self.program, stage, file, self.bench.here / "mappings" / f"{shape}.yaml", self.folder]

    def allocations(self, stage, file, shape):
        """Calls that allocate in one whole run."""
        counter = self.bench.work / "allocations"
        remove(self.folder)
        measured(self.command(stage, file, shape), {"LD_PRELOAD": self.shim, "ALLOCATIONS": str(counter)})
        return int(counter.read_text())

    def per_thousand(self, stage, name):
        """Allocations for 1,000 records, without those that every run makes."""
        shape = name.removesuffix(".gz")
        fixed = self.allocations(stage, self.bench.work / f"hundred.{shape}", shape)
        more = self.allocations(stage, self.bench.file(name), shape) - fixed
        return more * 1000 / (int(os.environ["BENCH_REVIEWS"]) - 100)

    def time(self, name):
        print(f"\n{name}", file=sys.stderr)
        file, shape = self.bench.file(name), name.removesuffix(".gz")
        read_through(file)
        stages = [Contestant(stage, self.command(stage, file, shape), scratch=[self.folder]) for stage in STAGES]
        alternate(stages, self.bench.runs)
        return [{**stage.row(), "allocations": self.per_thousand(stage.name, name)} for stage in stages]


def main():
    stages = StageBench()
    inputs = {name: stages.time(name) for name in stages.bench.inputs}
    print(f"{'':<10} {'':<6} {'wall s':>8} {'CPU s':>8} {'stage':>8} {'allocations/1,000':>18}")
    for name, measured_stages in inputs.items():
        before = 0
        for stage in measured_stages:
            print(
                f"{name:<10} {stage['name']:<6} {stage['wall']:8.2f} {stage['cpu']:8.2f} {stage['cpu'] - before:8.2f}"
                f" {stage['allocations']:18.1f}")
            before = stage["cpu"]
    save("stages", {"inputs": inputs})


main()
