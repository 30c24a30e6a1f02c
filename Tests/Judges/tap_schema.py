"""Prints the schema of a stream as a published tap has it; exits 75 where it cannot be fetched.

Usage: tap_schema.py PACKAGE VERSION SHA256 MEMBER

Nothing is installed and nothing of the package is run: the source archive is fetched from pip's index, its digest compared,
and one member read.
"""

import hashlib
import io
import os
import re
import sys
import tarfile
import urllib.parse
import urllib.request

SKIP = 75


def fetch(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read(1 << 24)


def archive(package, version):
    from pip._internal.models.index import PyPI  # where pip looks when nobody says otherwise

    page = (os.environ.get("PIP_INDEX_URL") or PyPI.simple_url).rstrip("/") + f"/{package}/"
    name = re.escape(f"{package.replace('-', '_')}-{version}.tar.gz")
    link = re.search(f'href="([^"]*{name})[#"]', fetch(page).decode())
    return fetch(urllib.parse.urljoin(page, link.group(1)))


def main():
    package, version, digest, member = sys.argv[1:]
    try:
        data = archive(package, version)
    except (ImportError, OSError, AttributeError) as error:
        print(f"{package} cannot be fetched: {error}", file=sys.stderr)
        return SKIP
    if hashlib.sha256(data).hexdigest() != digest:
        print(f"{package} {version} is not what it was", file=sys.stderr)
        return 1
    with tarfile.open(fileobj=io.BytesIO(data)) as files:
        name = next(name for name in files.getnames() if name.endswith(member))
        sys.stdout.buffer.write(files.extractfile(name).read())
    return 0


sys.exit(main())
