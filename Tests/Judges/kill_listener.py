"""Kills a listener with signal 9 while events are posted, and judges that no acknowledged event is missing.

    kill_listener.py LEDGER EVENTS KILLS     (the tool is on the path)

Prints one JSON object: how many events were acknowledged, how many of them the ledger lacks.
"""
import asyncio
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys

from event_load import Load

SECRET = "a-secret-of-the-test"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Listener:
    """The tool, started again on the same port after each end."""

    def __init__(self, ledger, port):
        self.arguments = ["reviewferry", "events", "listen", "--ledger", ledger, "--port", str(port)]
        self.environment = dict(os.environ, REVIEWFERRY_EVENT_SECRET=SECRET)
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.arguments, env=self.environment, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if not re.match("events http://127.0.0.1:", line):
            sys.exit("the listener does not begin: " + line)

    def end(self, number):
        self.process.send_signal(number)
        self.process.wait()
        self.process.stderr.close()
        return self.process.returncode


async def judge(ledger, count, kills):
    random.seed(5)
    port = free_port()
    listener = Listener(ledger, port)
    load = Load(f"http://127.0.0.1:{port}/events", SECRET, count, 16, prefix="kill")
    running = asyncio.ensure_future(load.run())
    # Each life ends when it has seen its share of the events, somewhere in the middle of a transaction.
    for kill in range(kills):
        share = count * (kill + random.random()) / (kills + 1)
        while len(load.acked) < share:
            await asyncio.sleep(0)
        assert listener.end(signal.SIGKILL) == -signal.SIGKILL
        listener.start()
    await running
    status = listener.end(signal.SIGTERM)
    database = sqlite3.connect(ledger)
    stored = {row[0] for row in database.execute("SELECT id FROM event")}
    counted = database.execute("SELECT sum(count) FROM event_count").fetchone()[0]
    missing = [number for number in load.acked if f"kill-{number}" not in stored]
    return {"acknowledged": len(load.acked), "missing": len(missing), "stored": len(stored), "counted": counted,
            "cut_off": load.cut > 0, "status": status,
            "integrity": database.execute("PRAGMA integrity_check").fetchone()[0]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(judge(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
