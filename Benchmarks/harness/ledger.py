"""Times `submit` with a new ledger and with one that has it all beside `convert`: ledger.py, told by BENCH_* variables."""

import json
import os
import sys

from compare import Bench
from measure import Contestant, read_through, remove, tell
from results import save, target, target_line

CREDENTIALS = {"REVIEWFERRY_CLIENT_ID": "benchmark-client", "REVIEWFERRY_TOKEN": "benchmark-token"}


def submit(bench, name, ledger):
    port = os.environ["BENCH_PORT"]
    return Contestant(name, [
        bench.tool, "submit", bench.file("csv"), "--mapping", bench.here / "mappings" / "csv.yaml",
        "--ledger", ledger / "ledger.sqlite", "--max-reviews", "500", "--max-rate", "0", "--max-concurrency", "32",
        "--api-url", f"http://127.0.0.1:{port}/api/v1", "--pim-url", f"http://127.0.0.1:{port}", "--quiet",
    ], environment=CREDENTIALS)


def sent(ledger, run):
    """(reviews, requests) that a run of the ledger sent; anything refused or unsent ends the benchmark."""
    summary = json.loads((ledger / "ledger.runs" / f"{run:06d}" / "summary.json").read_text())
    submission = summary["submission"]
    if submission["refused"]["requests"] or submission["unsent"]["requests"]:
        sys.exit(f"not all was accepted: {submission}")
    return submission["sent"]["reviews"], submission["sent"]["requests"]


def main():
    bench = Bench()
    ledger = bench.work / "ledger"
    convert = bench.convert("csv", "convert")
    first, second = submit(bench, "submit, new ledger", ledger), submit(bench, "submit, nothing new", ledger)
    read_through(bench.file("csv"))
    print("\nledger", file=sys.stderr)
    for _ in range(bench.runs):
        convert.run()
        remove(ledger)
        ledger.mkdir()
        first.run()
        second.run()
        reviews, requests = sent(ledger, 1)
        if sent(ledger, 2) != (0, 0):
            sys.exit("the second run sent what the first one had sent")
        tell(", ".join(f"{each.name} {each.costs[-1].wall:.3f} s" for each in (convert, first, second)))
    rows = [each.row() for each in (convert, first, second)]
    base = rows[0]["wall"]
    targets = [
        target("`submit` with a new ledger: time of `convert`", rows[1]["wall"] / base, 1.4),
        target("`submit` of nothing new: time of `convert`", rows[2]["wall"] / base, 1.5),
    ]
    for row in rows:
        print(f"{row['name']:<22} {row['wall']:8.2f} s {row['cpu']:8.2f} s CPU {row['rss'] / 1024:6.0f} MiB")
    for aim in targets:
        print("{:<44} {:>9}   {:<9} {}".format(*target_line(aim)))
    save("ledger", {"rows": rows, "reviews": reviews, "requests": requests, "targets": targets})


main()
