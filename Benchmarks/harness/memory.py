"""Keeps a virtual machine from giving memory back to its host while it is measured.

`memory.py BYTES` has the machine hold so many bytes, of which all but one page of each MiB stays free, says so by a
line, and goes on until its standard input ends. It is a process of its own, since a child's peak memory begins with that
of whoever starts it.
"""

import contextlib
import mmap
import subprocess
import sys

PAGE = mmap.PAGESIZE
# Only free pieces of 2 MiB are given back: one page of each MiB leaves none.
STEP = 1 << 20
RESERVE = 3 << 30


@contextlib.contextmanager
def kept(wanted):
    """Has the machine hold about `wanted` bytes of free memory, less where it has less, while the body runs.

    Some hosts take free memory back after seconds, and to touch it again takes several times as long as an ordinary
    page: a run that fills gigabytes of page cache then measures the host. Where this is no virtual machine, or no Linux,
    it changes nothing.
    """
    size = min(wanted, free_bytes() - RESERVE) // STEP * STEP
    if size <= 0 or not hasattr(mmap, "MADV_DONTNEED"):
        yield
        return
    command = [sys.executable, __file__, str(size)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        yield
        holder.stdin.close()


def free_bytes():
    """What nobody uses, not even as page cache; 0 where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            figures = dict(line.split(":") for line in lines)
        return int(figures["MemFree"].split()[0]) << 10
    except (OSError, KeyError, ValueError):
        return 0


def hold(size):
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        if hasattr(mmap, "MADV_NOHUGEPAGE"):
            memory.madvise(mmap.MADV_NOHUGEPAGE)
        memory[::PAGE] = b"1" * (size // PAGE)
        for start in range(0, size, STEP):
            memory.madvise(mmap.MADV_DONTNEED, start + PAGE, STEP - PAGE)
        print("kept", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    hold(int(sys.argv[1]))
