"""Judges the readers from outside: python3 read_records.py judge|discover FOLDER

FOLDER holds inputs.jsonl, a line for each file: its format, the options of the mapping's `source:` block, its selectors.
`judge` reads each N.input with Python's csv, json and lxml, compares with what the readers made of it (N.records),
prints where they differ and ends with status 1. `discover` prints, for each file, selectors for everything in its records.
"""

import csv
import gzip
import io
import json
import pathlib
import re
import sys
import xml.etree.ElementTree

import lxml.etree

MISSING, NULL, REJECTED = ["missing", ""], ["null", ""], "rejected"
SHOWN = 20


def rejected(row):
    return row == REJECTED or isinstance(row, dict)


# CSV ------------------------------------------------------------------------------------------------------------------

CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
          "iso-8859-1": "latin-1", "windows-1252": "cp1252"}
CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
MARKS = [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]


def decode(data, options):
    codec = CODECS[options.get("encoding", "utf-8")]
    for mark, marked in MARKS:
        if data.startswith(mark) and options.get("encoding", "utf-16") != "iso-8859-1":
            codec = marked
    return data.decode(codec)


def dialect(options):
    quote = options.get("quote", '"')
    escape = options.get("escape", "doubled")
    return dict(delimiter=options.get("delimiter", ","), quotechar=quote or '"', doublequote=escape != "none",
                escapechar="\\" if escape == "backslash" else None,
                quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE, strict=False)


def csv_rows(data, options):
    """The rows of the file, without lines to skip, comments and blank lines."""
    text = decode(data, options)
    if options.get("escape") == "backslash":
        # Behind a backslash, Python knows line breaks and tabs only as themselves.
        text = re.sub(r"\\(.)", lambda match: "\\" + CONTROLS.get(match[1], match[1]), text, flags=re.DOTALL)
    lines = iter(io.StringIO(text, newline=""))
    for _ in range(options.get("skip_lines", 0)):
        next(lines, None)
    between_records = True

    def feed():
        nonlocal between_records
        for line in lines:
            if between_records and options.get("comment") and line.startswith(options["comment"]):
                continue
            between_records = False
            yield line

    for row in csv.reader(feed(), **dialect(options)):
        between_records = True
        if row:
            yield row


def csv_table(data, options):
    rows = list(csv_rows(data, options))
    header = rows.pop(0) if options.get("header", True) else options.get("columns", [])
    width = len(header) if header else len(rows[0]) if rows else 0
    return header, width, rows


def csv_records(data, case):
    options = case["options"]
    header, width, rows = csv_table(data, options)
    ragged = options.get("ragged", "reject")
    columns = []
    for selector in case["selectors"]:
        number = selector[1:]
        columns.append(int(number) - 1 if selector[:1] == "#" and number.isdigit() else header.index(selector))

    def value(row, column):
        if column >= len(row) or (column >= width and ragged != "allow"):
            return MISSING
        cell = row[column].strip(" \t\r\n") if options.get("trim_cells") else row[column]
        return NULL if cell in options.get("null_values", []) else ["string", cell]

    for row in rows:
        extra = [cell.strip(" \t") if options.get("trim_cells") else cell for cell in row[width:]]
        fits = len(row) == width or ragged == "allow" or (ragged == "pad" and not any(extra))
        yield [value(row, column) for column in columns] if fits else REJECTED


def csv_selectors(data, case):
    header, width, _ = csv_table(data, case["options"])
    names = [name for name in header if name and header.count(name) == 1]
    return [f"#{number + 1}" for number in range(width)] + names


# JSON -----------------------------------------------------------------------------------------------------------------

class Number(str):
    """A number as the file writes it."""


def refuse(word):
    raise ValueError(f"{word} is no JSON")


DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=refuse)


def json_values(text):
    """The values of a text, one after the other."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
        if at == len(text):
            return
        value, at = DECODER.raw_decode(text, at)
        yield value


def json_documents(text, path):
    """Records, each with the objects around it, innermost first."""
    values = list(json_values(text))
    if not path:
        if len(values) == 1 and isinstance(values[0], list):
            values = values[0]
        return [(value, []) for value in values]
    found = [pair for value in values for pair in descend(value, path, [])]
    return [(record, around) for value, around in found
            for record in (value if isinstance(value, list) else [value])]


def descend(value, path, around):
    if not path:
        yield value, around
    elif path[0] == "*":
        for element in value if isinstance(value, list) else value.values() if isinstance(value, dict) else []:
            yield from descend(element, path[1:], around)
    elif isinstance(value, dict) and path[0] in value:
        yield from descend(value[path[0]], path[1:], [value] + around)
    elif isinstance(value, list) and path[0].isdigit() and int(path[0]) < len(value):
        yield from descend(value[int(path[0])], path[1:], around)


def pointer(text):
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


def json_path(selector):
    """How many objects to climb, and the steps from there."""
    climbs = 0
    while selector.startswith("../"):
        climbs, selector = climbs + 1, selector[3:]
    if selector == ".":
        return climbs, []
    return climbs, pointer(selector) if selector.startswith("/") else selector.split(".")


def is_index(step):
    return step.isascii() and step.isdigit() and (step == "0" or step[0] != "0")


class Many(list):
    """The values that a path found on its way through arrays."""


def flatten(value):
    if isinstance(value, list):
        return [leaf for element in value for leaf in flatten(element)]
    return [value]


def look(value, steps):
    """The value under the steps, Many values, or None for nothing (null is a value of its own)."""
    if isinstance(value, list):
        if not steps:
            return Many(flatten(value))
        if is_index(steps[0]):
            return look(value[int(steps[0])], steps[1:]) if int(steps[0]) < len(value) else Nothing
        found = Many()
        for element in flatten(value):
            if isinstance(element, dict):
                below = look(element, steps)
                found += below if isinstance(below, Many) else [] if below is Nothing else [below]
        return found
    if not steps:
        return value
    if isinstance(value, dict) and steps[0] in value:
        return look(value[steps[0]], steps[1:])
    return Nothing


class Nothing:
    pass


def tagged(value):
    if value is Nothing:
        return MISSING
    if value is None:
        return NULL
    if isinstance(value, bool):
        return ["boolean", "true" if value else "false"]
    if isinstance(value, Number):
        return ["number", str(value)]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, Many):
        return ["list", [tagged(element) for element in value]]
    return ["object", plain(value)]


def plain(value):
    """A value in which a number is not equal to a string."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return [plain(element) for element in value] if isinstance(value, list) else tagged(value)


def comparable(value):
    """What a reader gave, with the text of objects parsed."""
    if value[0] == "list":
        return ["list", [comparable(element) for element in value[1]]]
    return ["object", plain(DECODER.decode(value[1]))] if value[0] == "object" else value


def json_contexts(data, case):
    """For each record: REJECTED, or the record and what is around it."""
    text = decode(data, case["options"])
    if not case["lines"]:
        return json_documents(text, pointer(case["options"].get("records", "")))
    contexts = []
    for line in text.split("\n"):
        try:
            if line.strip():
                contexts.append((DECODER.decode(line.strip(" \t\r\n")), []))
        except ValueError:
            contexts.append(REJECTED)
    return contexts


def json_items(record, each):
    """The items of a record, each with what is around it; a record without any stands for itself."""
    if each is None:
        return [(record, True)]
    found = look(record, json_path(each)[1])
    items = found if isinstance(found, Many) else [] if found is Nothing or found is None else [found]
    return [(item, True) for item in items] or [(Nothing, False)]


def json_records(data, case):
    for context in json_contexts(data, case):
        if context == REJECTED:
            yield REJECTED
            continue
        record, around = context
        for item, _ in json_items(record, case["each"]):
            levels = ([item] if case["each"] else []) + [record] + around
            row = []
            for selector in case["selectors"]:
                climbs, steps = json_path(selector)
                row.append(tagged(look(levels[climbs], steps)))
            yield row


def json_paths(value, prefix):
    if isinstance(value, dict):
        for name, member in value.items():
            path = prefix + "/" + name.replace("~", "~0").replace("/", "~1")
            yield path
            yield from json_paths(member, path)
    elif isinstance(value, list):
        for index, element in enumerate(flatten(value)):
            yield from json_paths(element, prefix)
            if index < 2 and prefix:
                yield f"{prefix}/{index}"


def json_selectors(data, case):
    paths = {".": None}
    way = pointer(case["options"].get("records", ""))
    for context in json_contexts(data, case):
        if context == REJECTED:
            continue
        record, around = context
        for item, _ in json_items(record, case["each"]):
            levels = ([item] if case["each"] else []) + [record] + around
            for climbs, value in enumerate(levels):
                is_around = climbs >= len(levels) - len(around)
                for path in json_paths(value, ""):
                    if not (is_around and pointer(path)[0] in way):
                        paths["../" * climbs + path] = None
    return list(paths)


# XML ------------------------------------------------------------------------------------------------------------------

def local(tag):
    return tag.rpartition("}")[2] if isinstance(tag, str) else None


def own_text(element):
    return (element.text or "") + "".join(child.tail or "" for child in element)


def children(element, name):
    return [child for child in element if name == "*" or local(child.tag) == name]


def attribute(element, name):
    if name in element.attrib:
        return element.attrib[name]
    return next((value for key, value in element.attrib.items() if local(key) == name), None)


def xml_trails(root, path):
    """Each record as the elements from the root down to it."""
    trails = [[root]] if path[0] in ("*", local(root.tag)) else []
    for step in path[1:]:
        trails = [trail + [child] for trail in trails for child in children(trail[-1], step) if local(child.tag)]
    return trails


def xml_value(trail, selector):
    steps = selector.split("/")
    while steps and steps[0] == "..":
        trail, steps = trail[:-1], steps[1:]
    elements = [trail[-1]]
    if elements == [None]:
        return MISSING
    name = steps.pop()[1:] if steps and steps[-1].startswith("@") else None
    for step in steps:
        if step != ".":
            elements = [child for element in elements for child in children(element, step)]
    values = [own_text(element) if name is None else attribute(element, name) for element in elements]
    values = [["string", value] for value in values if value is not None]
    return ["list", values] if len(values) > 1 else values[0] if values else MISSING


def xml_rows(root, case):
    path = case["options"]["records"].strip("/").split("/")
    for trail in xml_trails(root, path):
        rows = [trail]
        if case["each"]:
            for step in case["each"].split("/"):
                rows = [row + [child] for row in rows for child in children(row[-1], step)]
            rows = rows or [trail + [None] * len(case["each"].split("/"))]
        yield from rows


def xml_text(data):
    """The document without what may stand before its first `<`."""
    start = data.find(b"<")
    return data if data[:2] in (b"\xff\xfe", b"\xfe\xff") or start < 1 or data[start - 1] == 0 else data[start:]


def xml_root(data):
    parser = lxml.etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    return lxml.etree.fromstring(xml_text(data), parser)


def xml_records(data, case):
    rows = [[xml_value(trail, selector) for selector in case["selectors"]] for trail in xml_rows(xml_root(data), case)]
    # libxml2 is also the readers' parser; expat is nobody's relative.
    expat = xml.etree.ElementTree.fromstring(xml_text(data))
    others = [[xml_value(trail, selector) for selector in case["selectors"]] for trail in xml_rows(expat, case)]
    if rows != others:
        raise ValueError("lxml and expat disagree")
    return rows


def xml_paths(element, prefix, avoided=()):
    for name in element.attrib:
        yield f"{prefix}@{local(name)}"
    for child in element:
        name = local(child.tag)
        if name and name not in avoided:
            yield prefix + name
            yield from xml_paths(child, f"{prefix}{name}/")


def xml_selectors(data, case):
    way = case["options"]["records"].strip("/").split("/")
    paths = {".": None}
    for trail in xml_rows(xml_root(data), case):
        for climbs, element in enumerate(reversed(trail)):
            level = len(trail) - climbs
            if element is not None:
                avoided = [step for step in way[level:level + 1]]
                for path in xml_paths(element, "../" * climbs, avoided):
                    paths[path] = None
    return list(paths)


# ----------------------------------------------------------------------------------------------------------------------

RECORDS = {"csv": csv_records, "json": json_records, "xml": xml_records}
SELECTORS = {"csv": csv_selectors, "json": json_selectors, "xml": xml_selectors}


def differences(data, case, found):
    expected = list(RECORDS[case["format"]](data, case))
    if len(expected) != len(found):
        yield f"{len(expected)} records expected, {len(found)} found"
    for number, (wanted, row) in enumerate(zip(expected, found), 1):
        if rejected(wanted) or rejected(row):
            if rejected(wanted) != rejected(row):
                yield f"record {number}: expected {wanted}, found {row}"
            continue
        for selector, one, other in zip(case["selectors"], wanted, row):
            if one != comparable(other):
                yield f"record {number}, {selector!r}: expected {one}, found {other}"


def main():
    csv.field_size_limit(1 << 30)
    command, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong, selectors = 0, []
    with open(folder / "inputs.jsonl", encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    for number, case in enumerate(cases):
        data = (folder / f"{number}.input").read_bytes()
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        if command == "discover":
            selectors.append(SELECTORS[case["format"]](data, case))
            continue
        found = json.loads((folder / f"{number}.records").read_text(encoding="utf-8"))
        try:
            lines = list(differences(data, case, found))
        except Exception as error:  # the judge itself stumbled: say over which file
            lines = [f"{type(error).__name__}: {error}"]
        for line in lines[:3]:
            wrong += 1
            if wrong <= SHOWN:
                print(f"{number} {case['name']} {case['options']} each={case['each']}: {line}")
    if command == "discover":
        print(json.dumps(selectors))
    elif wrong:
        print(f"{wrong} differences in {len(cases)} files")
    sys.exit(1 if wrong else 0)


main()
