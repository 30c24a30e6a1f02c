"""A stand-in for the PIM's REST API: products by uuid, product models, tokens; with faults that a seed decides.

    pim_stub.py PRODUCTS MODELS [--port N] [--seed N] [--throttle SHARE] [--errors SHARE] [--cuts SHARE]
                [--token-life SECONDS] [--changed N] [--log FILE] [--wrong KIND]

Knows nothing of reviewferry: standard library alone, rules as the PIM's public pages have them. Prints its URL, then
serves until it is killed; with --log it writes one line a request: status, seconds since the start, path and query.
Client 'client' with 'secret', user 'user' with 'password'. With --changed only the first N products are newer than
any `updated` filter.
KIND is what a broken PIM would do: 'html', 'foreign' (links to another host), 'circle', 'circle2' (of two pages),
'short' (the second page is empty), 'unlinked' (no `_links`), '403', 'redirect'.
GET /gone/N, without a token, takes the last N products away.
"""
import argparse
import base64
import bisect
import hashlib
import json
import random
import socketserver
import sys
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler


class State:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.lock = threading.Lock()
        self.tokens = {}
        self.refresh = set()
        self.begin = time.monotonic()
        self.starts = []
        self.inflight = self.throttles = 0
        self.log = open(options.log, "a", buffering=1) if options.log else None
        names = (hashlib.md5(f"{options.seed}-{n}".encode()).hexdigest() for n in range(options.products))
        self.products = sorted((str(uuid.UUID(name)), n) for n, name in enumerate(names))
        self.models = [(f"model_{n:06d}", n) for n in range(options.models)]

    def grant(self):
        access, refresh = (f"{self.random.getrandbits(128):032x}" for _ in range(2))
        self.tokens[access] = time.monotonic() + self.options.token_life
        self.refresh.add(refresh)
        return {"access_token": access, "expires_in": self.options.token_life, "token_type": "bearer",
                "scope": None, "refresh_token": refresh}

    def count(self):
        """What a PIM refuses above is not to be reached: 100 in a second, 4 at once, tokens included."""
        with self.lock:
            self.inflight += 1
            now = time.monotonic()
            self.starts = [start for start in self.starts if now - start < 1] + [now]
            if (len(self.starts) > 100 or self.inflight > 4) and self.log:
                self.log.write(f"LIMIT {len(self.starts)} in a second, {self.inflight} at once\n")

    def done(self):
        with self.lock:
            self.inflight -= 1

    def fault(self):
        """429, 500, 'cut' or nothing, by the seed."""
        dice = self.random.random()
        for share, fault in ((self.options.throttle, 429), (self.options.errors, 500), (self.options.cuts, "cut")):
            if dice < share:
                return fault
            dice -= share
        return None


def gtin(number):
    digits = f"{400000000000 + number:012d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def value(data, kind):
    return [{"data": data, "locale": None, "scope": None, "attribute_type": kind}]


def product(name, number, wanted):
    values = {"sku": value(f"SKU-{number:06d}", "pim_catalog_identifier"), "ean": value(gtin(number), "pim_catalog_text"),
              "description": value("A text that nobody needs. " * 20, "pim_catalog_textarea")}
    return {"uuid": name, "enabled": True, "family": "shoes", "parent": None, "root_parent": None,
            "values": {key: values[key] for key in values if wanted is None or key in wanted}}


def model(name, _, __):
    return {"code": name, "family": "shoes", "family_variant": "by_size", "parent": None, "values": {}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes: with Nagle's algorithm each answer would wait for the client's acknowledgement.
    disable_nagle_algorithm = True

    def answer(self, status, body, headers=()):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, content in headers:
            self.send_header(name, content)
        self.end_headers()
        self.wfile.write(text)
        self.note(status)

    def error(self, status, message, headers=()):
        self.answer(status, {"code": status, "message": message}, headers)

    def note(self, status):
        if self.state.log:
            self.state.log.write(f"{status} {time.monotonic() - self.state.begin:.4f} {self.path}\n")

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.state.count()
        try:
            self.token()
        finally:
            self.state.done()

    def token(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/api/oauth/v1/token":
            return self.error(404, "Not found")
        pair = base64.b64encode(b"client:secret").decode()
        if self.headers.get("Authorization") != "Basic " + pair:
            return self.error(422, "Parameter \"client_id\" is missing or does not match any client, or secret is invalid")
        asked = json.loads(body)
        with self.state.lock:
            if asked.get("grant_type") == "refresh_token" and asked.get("refresh_token") in self.state.refresh:
                self.state.refresh.discard(asked["refresh_token"])
                return self.answer(200, self.state.grant())
            if (asked.get("grant_type"), asked.get("username"), asked.get("password")) == ("password", "user", "password"):
                return self.answer(200, self.state.grant())
        self.error(422, "No user found for the given username and password")

    def do_GET(self):
        state = self.state
        if self.path.startswith("/gone/"):
            count = int(self.path.rsplit("/", 1)[1])
            state.products = state.products[:len(state.products) - count]
            return self.answer(200, {})
        state.count()
        try:
            with state.lock:
                fault = state.fault()
            self.page(fault)
        finally:
            state.done()

    def page(self, fault):
        state, wrong = self.state, self.state.options.wrong
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if state.tokens.get(token, 0) < time.monotonic():
            return self.error(401, "The access token provided has expired.")
        if fault == "cut":
            self.close_connection = True
            return self.note("cut")
        if fault:
            return self.error(fault, "a fault", self.patience() if fault == 429 else ())
        if wrong == "html":
            return self.answer(200, b"<html>Please log in</html>")
        if wrong == "403":
            return self.error(403, "Access forbidden. You are not allowed to list products.")
        if wrong == "redirect":
            return self.answer(302, b"", [("Location", "https://login.example/")])
        self.list()

    def patience(self):
        """Seconds for one in ten, as whole ones are the least that the header has."""
        with self.state.lock:
            self.state.throttles += 1
            return [("Retry-After", "1" if self.state.throttles % 10 == 0 else "0")]

    def list(self):
        state = self.state
        path, _, text = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(text, strict_parsing=True))
        lists = {"/api/rest/v1/products-uuid": (state.products, product),
                 "/api/rest/v1/product-models": (state.models, model)}
        if path not in lists:
            return self.error(404, "Not found")
        items, make = lists[path]
        limit = int(query.get("limit", 10))
        if query.get("pagination_type") != "search_after" or not 1 <= limit <= 100:
            return self.error(422, "Pagination type or limit is not supported.")
        if "search" in query:
            (condition,) = json.loads(query["search"])["updated"]
            time.strptime(condition["value"], "%Y-%m-%d %H:%M:%S")
            if condition["operator"] != ">":
                return self.error(422, "Operator is not supported.")
            items = [item for item in items if item[1] < state.options.changed]
        wanted = query["attributes"].split(",") if "attributes" in query else None
        if wanted and not set(wanted) <= {"sku", "ean", "description"}:
            return self.error(422, "The attribute does not exist.")
        after = query.get("search_after", "")
        start = bisect.bisect_right(items, after, key=lambda item: item[0])
        page = items[start:start + limit]
        if state.options.wrong == "short" and after:
            page, items = [], items[:start]
        base = f"http://127.0.0.1:{self.server.server_address[1]}{path}"
        links = {"self": {"href": base + "?" + text}, "first": {"href": base}}
        if start + limit < len(items):
            last = after if state.options.wrong == "circle" and after else page[-1][0]
            if state.options.wrong == "circle2" and start >= 2 * limit:
                last = items[limit - 1][0]
            following = dict(query, search_after=last)
            host = base.replace("127.0.0.1", "localhost") if state.options.wrong == "foreign" else base
            links["next"] = {"href": host + "?" + urllib.parse.urlencode(following)}
        answer = {"_links": links, "_embedded": {"items": [make(*item, wanted) for item in page]}}
        if state.options.wrong == "unlinked":
            del answer["_links"]
        self.answer(200, answer)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("products", type=int)
    parser.add_argument("models", type=int)
    for name, kind, usual in (("port", int, 0), ("seed", int, 1), ("throttle", float, 0.0), ("errors", float, 0.0),
                              ("cuts", float, 0.0), ("token-life", float, 3600), ("changed", int, 0),
                              ("log", str, ""), ("wrong", str, "")):
        parser.add_argument("--" + name, type=kind, default=usual)
    Handler.state = State(parser.parse_args())
    with Server(("127.0.0.1", Handler.state.options.port), Handler) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
