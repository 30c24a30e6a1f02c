"""Posts signed events to a listener as the Akeneo Event Platform does, and judges the answers.

    event_load.py http://127.0.0.1:8088/events --secret S --events 20000 --rate 2000 --connections 32

At a rate, the time of an answer counts from when its request was due, so that a listener that stops for a second
is not spared. Prints one JSON object.
"""
import argparse
import asyncio
import hashlib
import hmac
import json
import time
import urllib.parse

TYPES = ["product.created", "product.updated", "product.deleted", "product-model.created", "product-model.updated",
         "category.updated", "asset.created", "attribute.updated"]


def event(number, prefix):
    kind = TYPES[number % len(TYPES)]
    if kind.startswith("product."):
        data = {"product": {"uuid": "00000000-0000-4000-8000-%012d" % (number % 5000)}}
    elif kind.startswith("product-model."):
        data = {"product_model": {"code": "model-%d" % (number % 500)}}
    elif kind == "asset.created":
        data = {"asset": {"code": "a%d" % number, "asset_family": {"code": "f"}}}
    else:
        data = {kind.split(".")[0]: {"code": "c%d" % (number % 50)}}
    data["author"] = {"identifier": "load", "type": "job"}
    seconds = number % 86400
    return json.dumps({
        "specversion": "1.0", "id": "%s-%d" % (prefix, number), "type": "com.akeneo.pim.v1." + kind,
        "source": "akeneo-event-platform", "subject": "01938c00-0000-7000-8000-00000000cafe",
        "time": "2026-05-04T%02d:%02d:%02d.%03dZ" % (seconds // 3600, seconds // 60 % 60, seconds % 60, number % 1000),
        "datacontenttype": "application/json", "data": data}).encode()


def request(url, body, secret):
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return (f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
            f"User-Agent: akeneo/event-platform\r\nX-AKENEO-SIGNATURE-PRIMARY: {signature}\r\n"
            f"X-AKENEO-SIGNATURE-ALGORITHM: HmacSHA256\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


class Load:
    def __init__(self, url, secret, count, connections, rate=None, prefix="load"):
        self.url, self.secret, self.prefix = urllib.parse.urlsplit(url), secret, prefix
        self.count, self.connections, self.rate = count, connections, rate
        self.next, self.acked, self.statuses, self.seconds, self.cut = 0, [], {}, [], 0
        self.start = 0.0

    async def run(self):
        self.start = time.perf_counter()
        await asyncio.gather(*(self.connection() for _ in range(self.connections)))
        self.elapsed = time.perf_counter() - self.start
        return self

    async def connection(self):
        streams = None
        while self.next < self.count:
            number, self.next = self.next, self.next + 1
            due = self.start + number / self.rate if self.rate else None
            if due is not None:
                wait = due - time.perf_counter()
                if wait > 0:
                    await asyncio.sleep(wait)
            due = due or time.perf_counter()
            payload = request(self.url, event(number, self.prefix), self.secret)
            while True:
                try:
                    if streams is None:
                        streams = await asyncio.open_connection(self.url.hostname, self.url.port)
                    streams[1].write(payload)
                    status = await self.status(streams[0])
                except (OSError, EOFError):
                    # Killed, or not there again yet: sent once more, as the platform does.
                    self.cut += 1
                    if streams is not None:
                        streams[1].close()
                    streams = None
                    await asyncio.sleep(0.02)
                    continue
                self.statuses[status] = self.statuses.get(status, 0) + 1
                if status == 200:
                    self.acked.append(number)
                    self.seconds.append(time.perf_counter() - due)
                    break
                await asyncio.sleep(0.02)
        if streams is not None:
            streams[1].close()

    @staticmethod
    async def status(reader):
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        if length:
            await reader.readexactly(length)
        return int(head[9:12])

    def report(self):
        times = sorted(self.seconds)
        share = lambda part: round(times[min(len(times) - 1, int(len(times) * part))] * 1000, 2) if times else None
        return {"acknowledged": len(self.acked), "statuses": self.statuses, "cut_off": self.cut,
                "seconds": round(self.elapsed, 2), "per_second": round(len(self.acked) / self.elapsed, 1),
                "ms": {"p50": share(.5), "p90": share(.9), "p99": share(.99), "p999": share(.999), "max": share(1)}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--events", type=int, default=20000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--prefix", default="load")
    options = parser.parse_args()
    load = Load(options.url, options.secret, options.events, options.connections, options.rate, options.prefix)
    print(json.dumps(asyncio.run(load.run()).report()))
