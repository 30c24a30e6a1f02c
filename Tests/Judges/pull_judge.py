"""Pulls a catalog from the stand-in of the PIM, whole and in pieces, and judges what the ledger then holds.

    pull_judge.py PRODUCTS MODELS KILLS     (the tool is on the path; ledgers are made in the working folder)

Prints one JSON object. KILLS pulls are ended, in turn by signal 9 and by SIGTERM, before one may come to its end.
"""
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = dict(
    os.environ, REVIEWFERRY_CLIENT_ID="client", REVIEWFERRY_CLIENT_SECRET="secret", REVIEWFERRY_USERNAME="user",
    REVIEWFERRY_PASSWORD="password")
FAULTS = ["--throttle", "0.05", "--errors", "0.01", "--cuts", "0.01", "--token-life", "3"]


def stub(products, models, log):
    process = subprocess.Popen(
        [sys.executable, os.path.join(HERE, "pim_stub.py"), str(products), str(models), "--log", log, *FAULTS],
        stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def command(url, ledger, *more):
    return ["reviewferry", "catalog", "pull", "--pim-url", url, "--ledger", ledger, "--retry-delay", "20ms",
            "--log-format", "json", *more]


def summary(text):
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return next(line for line in lines if line.get("event") == "summary")


def pull(url, ledger, *more):
    done = subprocess.run(command(url, ledger, *more), env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"a pull ended with {done.returncode}: {done.stderr}")
    return summary(done.stderr)


def requests(log):
    """Lines of lists, but not of tokens, and the lines about limits."""
    lines = open(log).read().splitlines()
    return [line for line in lines if "/api/rest/" in line], [line for line in lines if line.startswith("LIMIT")]


def interrupted(url, ledger, log, kills, pages):
    """Starts a pull again and again; each life ends when it has asked for its share of the pages."""
    codes = []
    for kill in range(kills):
        before = len(requests(log)[0])
        process = subprocess.Popen(command(url, ledger), env=ENVIRONMENT, stderr=subprocess.DEVNULL)
        while len(requests(log)[0]) - before < pages / (kills + 1) and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGTERM if kill % 2 else signal.SIGKILL)
        codes.append(process.wait())
    return codes


def catalog(ledger):
    """What is known, without when."""
    database = sqlite3.connect(ledger)
    known = "max(ifnull(read, 0), ifnull(created, 0), ifnull(updated, 0)) > ifnull(deleted, 0)"
    items = database.execute(f"SELECT kind, hex(name), hex(identifiers), {known} FROM catalog_item ORDER BY 1, 2").fetchall()
    values = database.execute("SELECT key, hex(value), kind, hex(name) FROM catalog_value ORDER BY 1, 2, 3, 4").fetchall()
    database.close()
    return items, values


def main():
    products, models, kills = (int(argument) for argument in sys.argv[1:])
    pages = -(-products // 100) + -(-models // 100)
    log = "stub.log"
    process, url = stub(products, models, log)
    try:
        begin = time.monotonic()
        first = pull(url, "whole.sqlite")
        seconds = time.monotonic() - begin
        whole = catalog("whole.sqlite")
        second = pull(url, "whole.sqlite")
        again = catalog("whole.sqlite")
        before = len(requests(log)[0])
        codes = interrupted(url, "pieces.sqlite", log, kills, pages)
        lives = len(requests(log)[0]) - before
        last = pull(url, "pieces.sqlite")
        pieces = catalog("pieces.sqlite")
        answered, limits = requests(log)
    finally:
        process.kill()
    print(json.dumps({
        "products": first["products"], "models": first["models"], "values": len(whole[1]),
        "unchanged": second["unchanged"], "repeatable": whole == again, "resumed": last["resumed"],
        "ended_by": codes, "same": pieces == whole, "pages": pages, "calls": first["calls"],
        "calls_of_the_rest": last["calls"], "calls_in_pieces": lives + last["calls"],
        "throttled": sum(line.startswith("429") for line in answered),
        "expired": sum(line.startswith("401") for line in answered), "beyond_limits": len(limits),
        "seconds": round(seconds, 1)}))


if __name__ == "__main__":
    main()
