"""Times the import of a catalog, and a reconciliation against it beside `convert`: catalog.py, told by BENCH_* variables."""

import json
import os
import subprocess
import sys
import uuid

from compare import Bench
from measure import Contestant, read_through, remove, tell
from results import save, target, target_line

MIB = 1 << 20


def check_digit(digits):
    """Of a GTIN-13: https://www.gs1.org/services/how-calculate-check-digit-manually."""
    return -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10


def write_products(path, count):
    """An export of the PIM with the SKUs that the corpus has, and more; the columns are those that the PIM writes."""
    with open(path, "w", encoding="ascii") as file:
        file.write("uuid;sku;categories;enabled;family;parent;ean;name-en_US\n")
        for number in range(count):
            ean = f"40{number:010d}"
            name = uuid.UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128), version=4)
            file.write(f"{name};SKU-{number:07d};master;1;family;;{ean}{check_digit(ean)};Product {number}\n")


def size(ledger):
    """Bytes of the ledger and of what lies beside it."""
    return sum(path.stat().st_size for path in ledger.parent.glob(ledger.name + "*") if path.is_file())


def check_found(command):
    """A run that finds nothing must not be measured."""
    report = json.loads(subprocess.run([*map(str, command), "--format", "json"], check=True, capture_output=True).stdout)
    if report["unmatched"]["products"] or not report["matched"]:
        sys.exit(f"the catalog lacks products: {report['unmatched']}")


def main():
    bench = Bench()
    count = int(os.environ["BENCH_CATALOG"])
    products, ledger = bench.work / "products.csv", bench.work / "catalog.sqlite"
    write_products(products, count)
    command = [bench.tool, "catalog", "import", products, "--ledger", ledger, "--complete", "--quiet"]
    importing = Contestant(f"`catalog import` of {count:,} products", command)
    convert = bench.convert("csv", "`convert` of the corpus")
    look = [
        bench.tool, "reconcile", bench.file("csv"), "--mapping", bench.here / "mappings" / "csv.yaml", "--ledger", ledger,
        "--quiet",
    ]
    reconcile = Contestant("`reconcile` of the corpus", look)
    read_through(bench.file("csv"))
    read_through(products)
    for number in range(bench.runs):
        for path in bench.work.glob("catalog.sqlite*"):
            remove(path)
        importing.run()
        if number == 0:
            bytes_of_ledger = size(ledger)
            check_found(look)
        for each in (convert, reconcile):
            each.run()
        tell(", ".join(f"{each.name} {each.costs[-1].wall:.3f} s" for each in (importing, convert, reconcile)))
    rows = [each.row() for each in (importing, convert, reconcile)]
    targets = [
        target(f"import of {count:,} products: time", rows[0]["wall"], 15, unit="s"),
        target(f"import of {count:,} products: resident memory", rows[0]["rss"] / 1024, 200, unit="MiB"),
        target(f"import of {count:,} products: size of the file", bytes_of_ledger / MIB, 400, unit="MiB"),
        target("`reconcile`: time of `convert`", rows[2]["wall"] / rows[1]["wall"], 1.5),
    ]
    for row in rows:
        print(f"{row['name']:<42} {row['wall']:8.2f} s {row['cpu']:8.2f} s CPU {row['rss'] / 1024:6.0f} MiB")
    for aim in targets:
        print("{:<52} {:>9}   {:<9} {}".format(*target_line(aim)))
    save("catalog", {"rows": rows, "bytes": bytes_of_ledger, "targets": targets})


main()
