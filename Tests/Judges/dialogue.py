"""Talks with a command at a pseudo-terminal and prints all that is to be seen in it.

    dialogue.py STEPS COMMAND…

STEPS is a file with a step a line; the terminal is the command's standard input, output and error.

    wait REGEX        waits until the last row is like that, after what was typed last
    type TEXT         types a line, when the command reads
    hide TEXT         types a line that must not be seen anywhere
    key LETTER        types Ctrl and the letter
    signal NUMBER     sends a signal to the command
    mode              prints whether the terminal shows what is typed

At the end the screen is printed, then the exit status. A command that waits for more than the steps have is an error, and so is
one that shows what it must not.
"""
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

PATIENCE = 120  # seconds, for machines that are busy


class Terminal:
    def __init__(self, command):
        self.text = ""
        self.mark = 0  # behind what was there when the last line was typed
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        environment.setdefault("TERM", "xterm")
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, env=environment, start_new_session=True,
            preexec_fn=self.own)

    @staticmethod
    def own():
        import fcntl
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def shows(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def read(self, seconds):
        """False when there is nothing to read within that time."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.text += os.read(self.master, 1 << 16).decode("utf-8", "replace")
        if "\x1b" in self.text:
            sys.exit(f"an escape sequence: {self.text!r}")
        return True

    def row(self):
        return self.text[self.mark:].replace("\r", "").split("\n")[-1]

    def wait(self, pattern):
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.row()):
            if self.process.poll() is not None and not self.read(0):
                sys.exit(f"ended with {self.process.returncode} before '{pattern}': {self.text}")
            if time.monotonic() > end:
                sys.exit(f"'{pattern}' never came: {self.text}")
            self.read(0.1)

    def type(self, text):
        self.mark = len(self.text)
        os.write(self.master, text.encode())

    def hide(self, text):
        """Waits until the terminal is blind: what is typed before is seen."""
        end = time.monotonic() + PATIENCE
        while self.shows():
            if time.monotonic() > end:
                sys.exit(f"what is typed would be seen: {self.text}")
            time.sleep(0.01)
        self.type(text + "\n")

    def finish(self):
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self.read(0.1)
            if time.monotonic() > end:
                self.process.kill()
                sys.exit(f"waits for more: {self.text}")
        while self.read(0):
            pass
        return self.process.returncode


def main():
    steps, command = open(sys.argv[1]).read().splitlines(), sys.argv[2:]
    terminal = Terminal(command)
    hidden, modes = [], []
    for line in steps:
        step, _, rest = line.partition(" ")
        if step == "wait":
            terminal.wait(rest)
        elif step == "type":
            terminal.type(rest + "\n")
        elif step == "hide":
            hidden.append(rest)
            terminal.hide(rest)
        elif step == "key":
            terminal.type(chr(ord(rest) & 0x1F))
        elif step == "signal":
            os.kill(terminal.process.pid, int(rest))
        elif step == "mode":
            modes.append("shows" if terminal.shows() else "blind")
    status = terminal.finish()
    for secret in filter(None, hidden):
        if secret in terminal.text:
            sys.exit(f"a secret was seen: {terminal.text}")
    print(terminal.text.replace("\r", ""), end="")
    for mode in modes:
        print(f"terminal {mode}")
    if termios.tcgetattr(terminal.slave) != terminal.before:
        sys.exit("the terminal is not as it was")
    print(f"status {status if status >= 0 else 128 - status}")


main()
