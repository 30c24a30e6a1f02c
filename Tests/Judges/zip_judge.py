"""Makes ZIP archives with Python's zipfile, whole and damaged, and says what zipfile reads of them.

Usage: zip_judge.py SEED COUNT FOLDER. Writes FOLDER/N.zip, and to standard output one JSON line an archive:
{"file": "N.zip", "damage": "none|flip|cut|zeros", "members": [{"name": …, "data": hex | null, "error": class}]},
or "members": null and an "error" where zipfile cannot open it.
"""
import json
import random
import sys
import zipfile


def text(rng):
    words = [rng.choice(["good", "größe", "★★★★", "ok", "bad,", '"quoted"']) for _ in range(rng.randrange(400))]
    return ("id,text\n" + "\n".join(words)).encode()


def make(rng, path):
    """One archive; streamed writing gives data descriptors, force_zip64 the long numbers."""
    is_streamed = rng.random() < 0.4
    with open(path, "wb") as file:
        target = Stream(file) if is_streamed else file
        with zipfile.ZipFile(target, "w") as archive:
            for number in range(rng.randrange(1, 6)):
                name = rng.choice(["", "ordner/", "a/b/"]) + rng.choice(["reviews", "größe", "é ü", "x"]) + f"{number}.csv"
                info = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
                info.compress_type = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED])
                info.extra = rng.choice([b"", b"UT\x05\x00\x03\x00\x00\x00\x00"])
                data = rng.choice([text(rng), rng.randbytes(rng.randrange(70000)), b""])
                with archive.open(info, "w", force_zip64=rng.random() < 0.3) as member:
                    member.write(data)
            if rng.random() < 0.3:
                archive.comment = rng.choice([b"made for a test", b"PK" * 30])


class Stream:
    """A file that cannot seek, as a socket."""

    def __init__(self, file):
        self.file = file

    def write(self, data):
        return self.file.write(data)

    def flush(self):
        self.file.flush()


def damage(rng, path):
    data = bytearray(open(path, "rb").read())
    kind = rng.choice(["none", "none", "flip", "flip", "flip", "cut", "zeros"])
    if kind == "flip":
        # The headers are few bytes among many: half of the flips are among the last, where the table of contents is.
        place = rng.randrange(len(data)) if rng.random() < 0.5 else len(data) - 1 - rng.randrange(min(300, len(data)))
        data[place] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del data[rng.randrange(len(data)):]
    elif kind == "zeros":
        start = rng.randrange(len(data))
        end = min(len(data), start + rng.randrange(1, 600))
        data[start:end] = bytes(end - start)
    open(path, "wb").write(data)
    return kind


def read(path):
    members = []
    try:
        archive = zipfile.ZipFile(path)
    except Exception as error:
        return None, type(error).__name__
    with archive:
        for info in archive.infolist():
            try:
                members.append({"name": info.filename, "data": archive.read(info).hex(), "error": None})
            except Exception as error:
                members.append({"name": info.filename, "data": None, "error": type(error).__name__})
    return members, None


def main():
    rng = random.Random(int(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        path = f"{sys.argv[3]}/{number}.zip"
        make(rng, path)
        kind = damage(rng, path)
        members, error = read(path)
        print(json.dumps({"file": f"{number}.zip", "damage": kind, "members": members, "error": error}))


main()
