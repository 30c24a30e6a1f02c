"""Opens a report in headless Chromium and judges what a reader gets.

    report_judge.py REPORT [--text FILE] [--pictures FOLDER]

The page must load nothing but itself, run nothing, and raise no error of its policy; have a language, a title, headings in
order, a name for each picture and table; be readable at 360 pixels (no sideways scrolling) and in light, dark and print
(contrast of each text at least 4.5 : 1); and hold each line of FILE as visible text. Prints a line for each thing that is
wrong, and exits with 1 then. The browser is driven by its own protocol over a pipe, offline, with every host name mapped
to nowhere.
"""
import argparse
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

PATIENCE = 120  # seconds, for machines that are busy


class Browser:
    """Chromium, driven over its pipe: messages in JSON, each ended by a zero byte."""

    def __init__(self, program, profile):
        down_read, self.down = os.pipe()
        self.up, up_write = os.pipe()
        arguments = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
            "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank",
        ]

        def pipes():
            # As the protocol has it: 3 is read, 4 is written.
            read, write = os.dup(down_read), os.dup(up_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            arguments, close_fds=False, preexec_fn=pipes, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(down_read)
        os.close(up_write)
        self.rest, self.number, self.events, self.session = b"", 0, [], None
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.session = attached["sessionId"]

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.down, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        """Waits for an event, which may have come already."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive())

    def receive(self):
        end = time.monotonic() + PATIENCE
        while b"\0" not in self.rest:
            if not select.select([self.up], [], [], max(0, end - time.monotonic()))[0]:
                sys.exit("the browser says nothing")
            data = os.read(self.up, 1 << 20)
            if not data:
                sys.exit("the browser has ended")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            sys.exit(f"cannot evaluate: {result['exceptionDetails']}")
        return result["result"].get("value")

    def close(self):
        os.close(self.down)
        self.process.terminate()
        self.process.wait()


# Of every text that is to be seen: its contrast with the first background behind it that is not transparent.
CONTRASTS = """
(() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const color = parse(getComputedStyle(element).backgroundColor);
      if (color.length == 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const poor = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('svg')) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.localName} '${walker.currentNode.data.slice(0, 30)}'`);
  }
  return poor;
})()
"""

STRUCTURE = """
(() => {
  const wrong = [], names = [...document.querySelectorAll('*')].map(e => e.localName);
  const known = new Set(('html head meta title style body header main footer section div h1 h2 p span dl dt dd table '
    + 'caption thead tbody tfoot tr th td svg rect path g bdi small code ul li details summary').split(' '));
  for (const name of new Set(names)) if (!known.has(name)) wrong.push(`an element '${name}'`);
  for (const element of document.querySelectorAll('*'))
    for (const attribute of element.attributes) {
      if (/^on|^(href|src|srcset|action|style|background|ping|poster|data|xlink:href)$/.test(attribute.name))
        wrong.push(`an attribute '${attribute.name}' of '${element.localName}'`);
    }
  if (document.documentElement.lang !== 'en') wrong.push('no language');
  if (!document.title.trim()) wrong.push('no title');
  if (document.characterSet !== 'UTF-8' || document.compatMode !== 'CSS1Compat') wrong.push('its encoding or mode');
  const heads = [...document.querySelectorAll('h1,h2,h3')].map(e => e.localName);
  if (heads[0] !== 'h1' || heads.filter(h => h === 'h1').length !== 1) wrong.push('headings ' + heads);
  for (const svg of document.querySelectorAll('svg'))
    if (svg.getAttribute('aria-hidden') !== 'true' && !(svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label')))
      wrong.push('a picture without a name');
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption) wrong.push('a table without a caption');
    if (table.querySelector('tbody tr > :first-child:not(th[scope=row])')) wrong.push('a row without a head');
    const widths = new Set([...table.rows].map(row => row.cells.length));
    if (widths.size > 1) wrong.push('a table with rows of ' + [...widths] + ' cells: ' + table.caption.textContent);
  }
  for (const bdi of document.querySelectorAll('bdi')) if (bdi.dir !== 'auto') wrong.push('a text without direction');
  if (/[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]/.test(document.body.textContent))
    wrong.push('a character that steers text');
  if (getComputedStyle(document.querySelector('main')).maxWidth === 'none') wrong.push('no style');
  return wrong;
})()
"""


def emulate(browser, width, scheme="light", media="screen"):
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    browser.call(
        "Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])


def picture(browser, folder, name):
    height = browser.value("document.documentElement.scrollHeight")
    width = browser.value("innerWidth")
    data = browser.call(
        "Page.captureScreenshot", captureBeyondViewport=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(height, 12000), "scale": 1})["data"]
    if folder:
        (folder / name).write_bytes(base64.b64decode(data))


def brightness(browser):
    """Of the page's ground, 0 to 255."""
    return browser.value(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b) / 3")


def judge(browser, report, texts, pictures):
    wrong = []
    for domain in ("Page", "Network", "Runtime", "Log"):
        browser.call(f"{domain}.enable")
    emulate(browser, 1100)
    address = report.resolve().as_uri()
    browser.call("Page.navigate", url=address)
    browser.wait("Page.loadEventFired")
    wrong += browser.value(STRUCTURE)
    if browser.value("typeof pwned") != "undefined":
        wrong.append("a script that ran")
    # Closed parts are there to be opened.
    browser.value("document.querySelectorAll('details').forEach(e => e.open = true)")
    # One by one: a text that is over a line of the screen is one text all the same.
    shown = " ".join(browser.value("document.body.textContent").split())
    for text in texts:
        if " ".join(text.split()) not in shown:
            wrong.append(f"the text {text!r} is not there")
    browser.value("document.querySelectorAll('details').forEach(e => e.open = false)")
    grounds = {}
    for width, scheme, media in [
        (1100, "light", "screen"), (1100, "dark", "screen"), (360, "light", "screen"), (360, "dark", "screen"),
        (1100, "dark", "print"),
    ]:
        emulate(browser, width, scheme, media)
        name = f"{scheme if media == 'screen' else media}-{width}"
        grounds[name] = brightness(browser)
        wrong += [f"{name}: contrast {poor}" for poor in browser.value(CONTRASTS)]
        over = browser.value("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wrong.append(f"{name}: {over} pixels wider than the window")
        picture(browser, pictures, f"{name}.png")
    if not (grounds["dark-1100"] < 60 and grounds["light-1100"] > 200 and grounds["print-1100"] == 255):
        wrong.append(f"grounds are {grounds}")
    browser.call("Emulation.setEmulatedMedia", media="", features=[])  # as paper is, not as told before
    paper = base64.b64decode(browser.call("Page.printToPDF", printBackground=False)["data"])
    if pictures:
        (pictures / "print.pdf").write_bytes(paper)
    if not paper.startswith(b"%PDF") or len(paper) < 5000:
        wrong.append(f"a print of {len(paper)} bytes")
    return wrong + noises(browser, address)


def noises(browser, address):
    """What a page that loads and runs nothing does not do."""
    wrong = []
    for event in browser.events:
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent" and parameters["request"]["url"] != address:
            wrong.append(f"a request to {parameters['request']['url']}")
        if method in ("Page.javascriptDialogOpening", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            wrong.append(f"{method}: {parameters}")
        if method == "Log.entryAdded":
            wrong.append(f"the browser says: {parameters['entry']['text']}")
        if method == "Page.frameAttached":
            wrong.append("a frame")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--text", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if program is None:
        sys.exit("no browser")
    texts = options.text.read_text(encoding="utf-8").split("\n") if options.text else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            wrong = judge(browser, options.report, [text for text in texts if text], options.pictures)
        finally:
            browser.close()
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
