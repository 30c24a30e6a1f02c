"""What the scripts leave behind for the page: a JSON file a section."""

import json
import os
import shlex
from datetime import date
from pathlib import Path


def save(section, content):
    """Keeps a section with the day and the command that made it."""
    folder = Path(os.environ["BENCH_RESULTS"])
    content = {"date": date.today().isoformat(), "command": command(), **content}
    (folder / f"{section}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def command():
    """The script and the variables that were set, as one would type it."""
    names = ["REVIEWS", "PRODUCTS", "RUNS", "SLOW_RUNS", "INPUTS", "PEERS", "CPUS", "LARGE", "LARGE_PRODUCTS", "SAMPLES", "CATALOG"]
    given = [f"{name}={shlex.quote(os.environ[name])}" for name in names if os.environ.get(name)]
    return " ".join([*given, os.environ["BENCH_SCRIPT"]])


def target(what, measured, limit, unit="×", at_least=False):
    """A line of the table of aims. `measured` is None where what it needs did not run."""
    if measured is None:
        return None
    met = measured >= limit if at_least else measured <= limit
    return {"what": what, "measured": measured, "limit": limit, "unit": unit, "at_least": at_least, "met": met}


def target_line(aim):
    sign = "≥" if aim["at_least"] else "≤"
    unit = aim["unit"] if aim["unit"] == "×" else f" {aim['unit']}"
    shape = "{:.2f}" if aim["unit"] == "×" else "{:.0f}"
    return (
        aim["what"], f"{shape.format(aim['measured'])}{unit}", f"{sign} {aim['limit']:g}{unit}",
        "met" if aim["met"] else "**missed**",
    )
