"""Says on what a benchmark ran: the machine and the versions of all that took part."""

import os
import platform
import re
import subprocess


def said(*command):
    """The first line that a program prints, or nothing where there is no such program."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    lines = (result.stdout or result.stderr).strip().splitlines()
    return lines[0] if lines else ""


def field(path, name):
    """The value of a `name : value` line of a file under /proc or /etc."""
    with open(path, encoding="utf-8") as lines:
        match = re.search(rf"^{re.escape(name)}\s*[:=]\s*\"?([^\"\n]*)", lines.read(), re.MULTILINE)
    return match.group(1).strip() if match else "unknown"


def machine():
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    return {
        "processor": field("/proc/cpuinfo", "model name")
        + f" (family {field('/proc/cpuinfo', 'cpu family')}, model {field('/proc/cpuinfo', 'model')})",
        "cores": f"{len(os.sched_getaffinity(0))} used of {os.cpu_count()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{field('/etc/os-release', 'PRETTY_NAME')}, Linux {platform.release()}",
    }


def versions(tool, peers_python):
    """By name; peers that are not installed are left out."""
    package = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
    found = {
        "reviewferry": said(tool, "--version") + commit(),
        "Swift": said("swift", "--version"),
        "Python": platform.python_version(),
        "Polars": said(peers_python, "-c", package, "polars"),
        "DuckDB": said(peers_python, "-c", package, "duckdb"),
        "Miller": said("mlr", "--version"),
        "gzip": said("gzip", "--version"),
        "libxml2": said("pkg-config", "--modversion", "libxml-2.0"),
        "zlib": said("pkg-config", "--modversion", "zlib"),
    }
    return {name: version for name, version in found.items() if version and "rror" not in version}


def commit():
    """The commit that was measured, marked where files differ from it."""
    described = said("git", "describe", "--always", "--dirty")
    return f" ({described})" if described and " " not in described else ""
