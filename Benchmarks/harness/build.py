"""Times release builds: build.py, told by BENCH_* variables."""

import os
from pathlib import Path

from measure import measured
from results import save


def main():
    root, scratch = Path(os.environ["BENCH_ROOT"]), Path(os.environ["BENCH_WORK"]) / "build"
    swift = ["--package-path", root, "--scratch-path", scratch]
    build = ["swift", "build", *swift, "-c", "release", "--product", "reviewferry"]
    measured(["swift", "package", *swift, "resolve"])
    rows = []
    for name, touched in [
        ("everything, dependencies fetched", None),
        ("nothing changed", None),
        ("a file of Pipeline changed", root / "Sources" / "Pipeline" / "ConvertPipeline.swift"),
        ("a file of Records changed", root / "Sources" / "Records" / "ByteBuffer.swift"),
    ]:
        if touched:
            touched.touch()
        cost = measured(build)
        print(f"{name:<34} {cost.wall:6.0f} s {cost.cpu:6.0f} s CPU")
        rows.append({"name": name, "wall": cost.wall, "cpu": cost.cpu})
    save("build", {"rows": rows})


main()
