"""Runs programs and tells what they took."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds of wall time, of CPU on all cores, and the peak of resident memory in KiB.

    A process counts from the moment it is asked for to the moment it is gone, its children included.
    """

    wall: float
    cpu: float
    rss: int


@dataclass
class Contestant:
    """A program that takes part: what it is called and how it is run."""

    name: str
    command: list
    # "convert", "peer" (does the same job) or "limit" (does a part of it).
    kind: str = "convert"
    # The request bodies it writes, which are checked.
    output: Path = None
    # What is removed before a run.
    scratch: list = field(default_factory=list)
    # How often it runs at most, for those that take long.
    max_runs: int = None
    environment: dict = field(default_factory=dict)
    # Files that are brought into the page cache before each run, where it is long since another one read them.
    inputs: list = field(default_factory=list)
    costs: list = field(default_factory=list)

    def run(self):
        for path in self.scratch:
            remove(path)
        # What others have left to be written is not this program's.
        os.sync()
        for path in self.inputs:
            read_through(path)
        self.costs.append(measured(self.command, self.environment))

    @property
    def is_slow(self):
        return self.max_runs is not None

    @property
    def median(self):
        """The median of each figure by itself; memory is the largest."""
        return Cost(
            statistics.median(cost.wall for cost in self.costs),
            statistics.median(cost.cpu for cost in self.costs),
            max(cost.rss for cost in self.costs),
        )

    def row(self):
        """For the results."""
        median = self.median
        walls = sorted(cost.wall for cost in self.costs)
        return {
            "name": self.name, "kind": self.kind, "runs": len(walls), "wall": median.wall, "cpu": median.cpu,
            "rss": median.rss, "fastest": walls[0], "slowest": walls[-1],
        }


def measured(command, environment=None):
    """Runs a command to its end; one that fails ends the benchmark with what it said."""
    problems = Path(os.environ["BENCH_WORK"]) / "stderr"
    with open(problems, "wb") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr,
            env={**os.environ, **(environment or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = problems.read_text(errors="replace")[-4000:]
        sys.exit(f"failed with status {process.returncode}: {' '.join(map(str, command))}\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def alternate(contestants, runs, after_first=lambda contestant: None):
    """Runs all in turn, so that a busy minute hits all; `after_first` looks at what the first run left behind.

    One round more than `runs` is made, of which the first does not count, but for programs that take long: a virtual
    machine may have to ask its host for memory that was not used for some time, which takes up to a second for 300 MB.
    """
    for number in range(runs + 1):
        for contestant in contestants:
            if contestant.is_slow and number >= contestant.max_runs:
                continue
            contestant.run()
            is_rehearsal = number == 0 and not contestant.is_slow
            tell(f"{contestant.name}: {contestant.costs[-1].wall:.3f} s{', not counted' if is_rehearsal else ''}")
            if is_rehearsal:
                contestant.costs.clear()
            if number == 0:
                after_first(contestant)
            for path in contestant.scratch:
                remove(path)


def remove(path):
    if Path(path).is_dir():
        shutil.rmtree(path)
    else:
        Path(path).unlink(missing_ok=True)


def tell(words):
    print(f"  {words}", file=sys.stderr, flush=True)


def read_through(path):
    """Brings a file into the page cache."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
