"""Judges converted sets from outside: python3 validate_requests.py flat|envelope FOLDER...

Each body of requests.jsonl must be strict JSON that the schema accepts, ids must be unique within a product, and
the manifest must hold the checksum (as xxhsum sees it), size and number of reviews of every body.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def refuse_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"duplicate keys in {keys}")
    return dict(pairs)


def checksums(bodies):
    """The XXH3-128 of each body, by Debian's xxhsum."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{index:08}" for index in range(len(bodies))]
        for name, body in zip(names, bodies):
            (pathlib.Path(folder) / name).write_bytes(body)
        # Names by standard input: they may be more than a command line holds.
        shown = subprocess.run(
            ["xargs", "-r", "xxhsum", "-H2"], cwd=folder, input="\n".join(names), capture_output=True, text=True,
            check=True).stdout
    by_name = {line.split()[1]: line.split()[0] for line in shown.splitlines()}
    return [by_name[name] for name in names]


def judge(folder, shape, validator):
    seen = set()
    reviews = 0
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    bodies = (folder / "requests.jsonl").read_bytes().splitlines()
    if len(bodies) != len(manifest["requests"]):
        raise ValueError(f"{folder}: {len(bodies)} bodies, {len(manifest['requests'])} in the manifest")
    for body, checksum, entry in zip(bodies, checksums(bodies), manifest["requests"]):
        value = json.loads(body.decode("utf-8", errors="strict"), object_pairs_hook=refuse_duplicates)
        validator.validate(value)
        flat = value["review"] if shape == "envelope" else value
        product = json.dumps(flat["product_identification"], sort_keys=True)
        for review in flat["raw_reviews"]:
            key = (product, review["external_id"])
            if key in seen:
                raise ValueError(f"{folder}: {key} twice")
            seen.add(key)
        reviews += len(flat["raw_reviews"])
        found = (checksum, len(body), len(flat["raw_reviews"]))
        if found != (entry["xxh128"], entry["bytes"], entry["reviews"]):
            raise ValueError(f"{folder}: the manifest says {entry}, found {found}")
    return reviews


def main():
    shape = sys.argv[1]
    schema = json.loads((pathlib.Path(__file__).parent / "request.schema.json").read_text())
    schema["$ref"] = f"#/$defs/{shape}"
    validator = jsonschema.Draft202012Validator(schema) if hasattr(
        jsonschema, "Draft202012Validator") else jsonschema.Draft7Validator(schema)
    for name in sys.argv[2:]:
        print(f"{pathlib.Path(name).name}: {judge(pathlib.Path(name), shape, validator)} reviews")


main()
