"""Writes the page of figures from the results of all scripts: page.py RESULTS-FOLDER PAGE."""

import json
import string
import sys
from pathlib import Path

from results import target_line

MIB = 1024
TITLES = {
    "csv": "CSV", "csv.gz": "CSV, gzipped", "jsonl": "JSON Lines", "jsonl.gz": "JSON Lines, gzipped", "xml": "Feed XML",
    "xml.gz": "Feed XML, gzipped",
}
STAGES = {"read": "read", "map": "+ map and encode", "group": "+ group", "write": "+ write"}


def table(head, rows):
    """A table of Markdown; the first column is words, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def missing(script):
    return f"Not measured yet: `{script}`."


def made(section):
    return f"`{section['command']}`, {section['date']}."


def compare(section):
    if not section:
        return missing("Benchmarks/run")
    parts = [made(section)]
    for name, each in section["inputs"].items():
        sizes = f"{each['file_bytes'] / 1e6:,.0f} MB"
        if name.endswith(".gz"):
            sizes += f", {each['text_bytes'] / 1e6:,.0f} MB inflated"
        parts += [f"### {TITLES[name]} ({sizes})", comparison(each)]
    return "\n\n".join(parts)


def comparison(each):
    ours = next(row["wall"] for row in each["rows"] if row["kind"] == "convert")
    rows = []
    for row in each["rows"]:
        limit = row["kind"] == "limit"
        rows.append([
            f"*{row['name']}*" if limit else f"**{row['name']}**" if row["kind"] == "convert" else row["name"],
            f"{row['wall']:.2f}", f"{row['fastest']:.2f} … {row['slowest']:.2f}", f"{row['cpu']:.2f}",
            f"{each['text_bytes'] / 1e6 / max(row['wall'], 0.001):,.0f}",
            "" if limit else f"{row['rss'] / MIB:,.0f}", row["runs"],
            "" if row["kind"] == "convert" else f"{ours / row['wall']:.2f}",
        ])
    head = ["", "wall s", "from … to", "CPU s", "text MB/s", "peak MiB", "runs", "ours ÷ its"]
    return table(head, rows)


def start(section):
    if not section:
        return missing("Benchmarks/run")
    program = section["program"]
    rows = [
        [row["name"], f"{row['wall'] * 1000:.1f}", "" if row["kind"] == "limit" else f"{row['rss'] / MIB:.0f}", row["runs"]]
        for row in section["starts"]
    ]
    size = (
        f"The program has {program['bytes'] / 1e6:.0f} MB, {program['stripped'] / 1e6:.0f} MB without the names of its"
        f" functions (`strip`). It loads {len(program['libraries'])} libraries, none of them Swift's:"
        f" {', '.join(f'`{name}`' for name in program['libraries'])}."
    )
    return "\n\n".join([made(section), table(["whole process", "median ms", "peak MiB", "runs"], rows), size])


def cores(section):
    if not section or not section["cores"]:
        return missing("Benchmarks/run")
    rows = [
        [TITLES[name], f"{one['wall']:.2f}", f"{two['wall']:.2f}", f"{one['wall'] / two['wall']:.2f}"]
        for name, (one, two) in section["cores"].items()
    ]
    return table(["`taskset`", "one core, s", "two cores, s", "gain"], rows)


def stages(section):
    if not section:
        return missing("Benchmarks/by-stage")
    rows = []
    for name, measured in section["inputs"].items():
        before = 0
        for stage in measured:
            rows.append([
                f"{TITLES[name]}: {STAGES[stage['name']]}", f"{stage['cpu']:.2f}", f"{stage['cpu'] - before:.2f}",
                f"{stage['allocations']:.1f}",
            ])
            before = stage["cpu"]
    head = ["", "CPU s", "of this stage", "allocations per 1,000 records"]
    return "\n\n".join([made(section), table(head, rows)])


def scale(section):
    if not section:
        return missing("Benchmarks/scale")
    rows = [
        [f"{row['reviews']:,}", f"{row['wall']:.2f}", f"{row['cpu']:.2f}", f"{row['rss'] / MIB:.0f}", row["runs"]]
        for row in section["rows"]
    ]
    return "\n\n".join([made(section), table(["reviews", "wall s", "CPU s", "peak MiB", "runs"], rows)])


def ledger(section):
    if not section:
        return missing("Benchmarks/ledger")
    base = section["rows"][0]["wall"]
    rows = [
        [row["name"], f"{row['wall']:.2f}", f"{row['cpu']:.2f}", f"{row['rss'] / MIB:.0f}", row["runs"],
         f"{row['wall'] / base:.2f}"]
        for row in section["rows"]
    ]
    words = f"{section['requests']:,} requests of {section['reviews']:,} reviews."
    return "\n\n".join([made(section), table(["", "wall s", "CPU s", "peak MiB", "runs", "÷ convert"], rows), words])


def catalog(section):
    if not section:
        return missing("Benchmarks/catalog")
    rows = [
        [row["name"], f"{row['wall']:.2f}", f"{row['cpu']:.2f}", f"{row['rss'] / MIB:.0f}", row["runs"]]
        for row in section["rows"]
    ]
    words = f"The catalog takes {section['bytes'] / 1e6:,.0f} MB in the ledger."
    return "\n\n".join([made(section), table(["", "wall s", "CPU s", "peak MiB", "runs"], rows), words])


def build(section):
    if not section:
        return missing("Benchmarks/build")
    rows = [[row["name"], f"{row['wall']:.0f}", f"{row['cpu']:.0f}"] for row in section["rows"]]
    return "\n\n".join([made(section), table(["release build", "wall s", "CPU s"], rows)])


def aims(sections):
    rows = [target_line(aim) for section in sections.values() for aim in section.get("targets", [])]
    return table(["", "measured", "aim", ""], rows)


def ran_on(section):
    if not section:
        return missing("Benchmarks/run")
    facts = {**section["machine"], **section["versions"]}
    return table(["", ""], [[name, value] for name, value in facts.items()]).replace("---:", "---")


def main():
    folder, page = map(Path, sys.argv[1:])
    names = ["compare", "start", "scale", "ledger", "catalog", "stages", "build"]
    files = {name: folder / f"{name}.json" for name in names}
    sections = {name: json.loads(file.read_text()) for name, file in files.items() if file.exists()}
    get = sections.get
    template = string.Template((Path(__file__).parent / "page.md").read_text())
    page.write_text(template.substitute(
        aims=aims(sections), machine=ran_on(get("compare")), compare=compare(get("compare")), start=start(get("start")),
        cores=cores(get("start")), stages=stages(get("stages")), scale=scale(get("scale")), ledger=ledger(get("ledger")),
        catalog=catalog(get("catalog")), build=build(get("build")), reviews=f"{get('compare', {}).get('reviews', 0):,}",
    ))


main()
