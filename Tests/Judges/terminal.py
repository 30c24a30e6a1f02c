"""Runs a command in a pseudo-terminal and prints what is to be seen in it.

    terminal.py COLUMNS STEPS COMMAND…

STEPS is a file with a step a line; the command's standard input is a pipe that the steps fill.

    feed FILE [TIMES]    writes a file, so often
    wait REGEX           waits until the last row is like that
    show                 prints the screen
    resize COLUMNS       gives the terminal another width
    signal NUMBER        sends a signal to the command

At the end the pipe is closed, and the screen is printed once more with the exit status. Rates are shown as RATE and records
that are read as N, since they differ from run to run, and colours as {33}. A row that is drawn in place and is too wide for the terminal ends the judge.
"""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata

PATIENCE = 120  # seconds, for machines that are busy


class Screen:
    """Rows as a terminal shows them that never scrolls."""

    def __init__(self, columns):
        self.columns = columns
        self.rows = [""]
        self.isDrawn = False  # whether the last row is drawn in place
        self.rest = b""

    def take(self, data):
        data = self.rest + data
        text = data.decode("utf-8", "ignore") if self.whole(data) else ""
        self.rest = b"" if text else data
        for piece in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|\r\n|\r|\n|[^\x1b\r\n]+|.", text):
            self.put(piece)

    @staticmethod
    def whole(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return not re.search(rb"(\x1b(\[[0-9;]*)?|\r)\Z", data)

    def put(self, piece):
        if piece in ("\r\n", "\n"):
            self.rows.append("")
            self.isDrawn = False
        elif piece == "\r":
            pass  # always with the erasure behind it
        elif piece == "\x1b[K":
            self.rows[-1] = ""
            self.isDrawn = True
        elif piece.startswith("\x1b[") and piece.endswith("m"):
            self.rows[-1] += "{" + piece[2:-1] + "}"
        elif piece.startswith("\x1b"):
            sys.exit(f"an escape sequence that nobody expects: {piece!r}")
        else:
            self.rows[-1] += piece

    def check(self):
        """A row that is drawn in place and reaches the last column may begin a new one, which nobody would erase."""
        if not self.isDrawn:
            return
        row = re.sub(r"\{[0-9;]*\}", "", self.rows[-1])
        wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in row)
        if wide >= self.columns:
            sys.exit(f"{wide} columns in a terminal of {self.columns}: {row!r}")

    def show(self):
        rows = self.rows[:-1] + ([self.rows[-1]] if self.rows[-1] else [])
        for row in rows:
            row = re.sub(r"[0-9][0-9,]* records  ", "N records  ", row)
            print(re.sub(r"[0-9][0-9.,]* ([kMGT]?B|requests|reviews|items)/s", "RATE", row))


class Terminal:
    def __init__(self, columns, command):
        self.screen = Screen(columns)
        self.master, slave = pty.openpty()
        self.resize(columns, slave)
        environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        environment.setdefault("TERM", "xterm")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=slave, stderr=slave, env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0))
        os.close(slave)

    def resize(self, columns, descriptor=None):
        self.screen.columns = max(columns, self.screen.columns) if descriptor is None else columns
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(self.master if descriptor is None else descriptor, termios.TIOCSWINSZ, size)

    def read(self, seconds):
        """False when the command has closed the terminal."""
        if not select.select([self.master], [], [], seconds)[0]:
            sys.exit(f"nothing came for {seconds} s; the screen: {self.screen.rows}")
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.screen.take(data)
        self.screen.check()
        return bool(data)

    def wait(self, pattern):
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.screen.rows[-1]):
            if time.monotonic() > end or not self.read(PATIENCE):
                sys.exit(f"'{pattern}' never came; the screen: {self.screen.rows}")

    def feed(self, path, times=1):
        data = open(path, "rb").read()
        for _ in range(times):
            self.process.stdin.write(data)
        self.process.stdin.flush()

    def finish(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        while self.read(PATIENCE):
            pass
        return self.process.wait()


def main():
    columns, steps, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    terminal = Terminal(columns, command)
    for line in open(steps).read().splitlines():
        step, _, rest = line.partition(" ")
        if step == "feed":
            path, _, times = rest.partition(" ")
            terminal.feed(path, int(times or 1))
        elif step == "wait":
            terminal.wait(rest)
        elif step == "show":
            terminal.screen.show()
            print("~" * 20)
        elif step == "resize":
            terminal.resize(int(rest))
        elif step == "signal":
            os.kill(terminal.process.pid, int(rest))
    status = terminal.finish()
    terminal.screen.show()
    print(f"status {status}")


main()
