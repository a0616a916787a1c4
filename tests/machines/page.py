#!/usr/bin/env python3
"""The planner's page as other tools see it: axe-core looks for what people who don't see or have no mouse can't use, and
TypeScript checks the page's modules.

    python3 tests/machines/page.py --program target/debug/callsheet [types] [access]

Both tools come from npm into target/page-tools when they are asked for, and are no part of callsheet. Where there is no
npm, no chromedriver or no way to them, this is said, and nothing fails. Every page is looked at in both languages and in
two widths.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "target" / "page-tools"
VERSIONS = {"axe-core": "4", "typescript": "5"}
# Seconds for a solve or a page: two cores are shared.
PATIENCE = 60
# The rules of WCAG 2.2 up to AA, and axe's own advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def tool(name):
    """The folder of a package, fetched where it is not there yet."""
    folder = TOOLS / "node_modules" / name
    if not folder.is_dir() and shutil.which("npm"):
        TOOLS.mkdir(parents=True, exist_ok=True)
        order = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(TOOLS), f"{name}@{VERSIONS[name]}"]
        subprocess.run(order, capture_output=True, check=False)
    return folder if folder.is_dir() else None


def types():
    """Whether the page's modules have no fault of types; None where that can't be seen."""
    folder = tool("typescript")
    if folder is None or not shutil.which("node"):
        print("not checked: TypeScript can't be fetched")
        return None
    order = ["node", str(folder / "bin" / "tsc"), "-p", str(ROOT / "src" / "web" / "assets" / "tsconfig.json")]
    return subprocess.run(order, check=False).returncode == 0


class Browser:
    """A session of the WebDriver protocol."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], **quiet)
        self.home = ""
        options = {"goog:chromeOptions": {"args": ["--headless", "--no-sandbox", "--disable-gpu"]}}
        wanted = {"capabilities": {"alwaysMatch": options}}
        for _ in range(PATIENCE * 10):
            try:
                self.home = "/session/" + self.call("/session", wanted)["sessionId"]
                return
            except urllib.error.URLError:
                time.sleep(0.1)
        raise TimeoutError("chromedriver does not answer")

    def call(self, path, body):
        address = f"http://127.0.0.1:{self.port}{path}"
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(address, data=json.dumps(body).encode(), headers=head)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def go(self, address):
        self.call(self.home + "/url", {"url": address})

    def script(self, text):
        return self.call(self.home + "/execute/sync", {"script": text, "args": []})

    def until(self, text):
        end = time.time() + PATIENCE
        while self.script(text) is not True:
            if time.time() > end:
                raise TimeoutError(text)
            time.sleep(0.1)

    def width(self, width):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        command = {"cmd": "Emulation.setDeviceMetricsOverride", "params": size}
        self.call(self.home + "/goog/cdp/execute", command)

    def end(self):
        self.driver.kill()
        self.driver.wait()


def opened(program, arguments, home):
    """`callsheet open`, and its address."""
    environment = dict(os.environ, HOME=home)
    environment.pop("XDG_CONFIG_HOME", None)
    order = [str(program), "open", "--no-browser", *arguments]
    running = subprocess.Popen(order, cwd=home, env=environment, stdout=subprocess.PIPE, text=True)
    return running, running.stdout.readline().strip()


def found(browser, axe, where):
    """The number of violations that axe finds on the page as it is."""
    browser.script(axe + "; return true")
    only = json.dumps(RULES)
    browser.script(f"window.found = null; axe.run(document, {{runOnly: {only}}}).then((own) => {{ window.found = own.violations; }}); return true")
    browser.until("return window.found !== null")
    violations = browser.script("return window.found")
    for own in violations:
        print(f"{where}: {own['id']} ({own['impact']}): {own['help']}")
        for node in own["nodes"][:5]:
            print("   ", node["html"][:160])
    return len(violations)


def looked_at(browser, axe, where):
    count = 0
    for width in (1280, 390):
        browser.width(width)
        count += found(browser, axe, f"{where}, {width} px")
    return count


def board(browser, axe, address, lang):
    """The board, and every other page of a campaign, each with a campaign on it."""
    browser.go(address)
    browser.until("return document.querySelectorAll('#board .half').length > 0 && !/求解中|At work|未在求解|Not at work/.test(document.getElementById('job').textContent)")
    browser.script("document.querySelector('#board .window').click(); document.getElementById('front').click(); return true")
    browser.until("return document.querySelectorAll('.front circle').length > 1")
    count = looked_at(browser, axe, f"board, {lang}")
    browser.script("document.querySelectorAll('.front circle')[1].dispatchEvent(new MouseEvent('click', {bubbles: true})); return true")
    browser.until("return document.querySelector('.proposed') !== null")
    count += looked_at(browser, axe, f"board with a plan that is looked at, {lang}")
    browser.script("document.getElementById('publish').click(); return true")
    browser.until("return document.querySelector('#version .documents a') !== null")
    count += looked_at(browser, axe, f"board with a version, {lang}")
    pages = {
        "tables": "return document.querySelectorAll('.tab').length > 0",
        "notice": "return document.querySelector('#notice *') !== null",
        "compare": "return document.getElementById('cameras-station').options.length > 0",
        "day": "return document.querySelectorAll('.classes tr').length > 1",
        "forms": "return document.getElementById('verdict').textContent !== ''",
    }
    for page, is_there in pages.items():
        browser.go(address + page)
        browser.until(is_there)
        if page == "compare":
            browser.script("document.getElementById('cameras-add').click(); document.getElementById('solve').click(); return true")
            browser.until("return document.querySelectorAll('.contender').length > 2")
        if page == "day":
            browser.script("document.querySelector('.classes input').click(); return true")
            browser.until("return document.querySelector('.classes tr.done') !== null")
            browser.script("const now = document.getElementById('now'); now.value = '2023-12-11T10:40'; now.dispatchEvent(new Event('change')); document.getElementById('replan').click(); return true")
            browser.until("return document.querySelectorAll('.choice').length > 0")
        if page == "forms":
            browser.script("document.getElementById('send').click(); return true")
            browser.until("return document.querySelectorAll('#names li').length > 0")
        count += looked_at(browser, axe, f"{page}, {lang}")
        if page == "tables":
            tabs = browser.script("return [...document.querySelectorAll('.tab')].map((own) => own.dataset.name)")
            for tab in tabs:
                browser.script(f"document.querySelector(\".tab[data-name='{tab}']\").click(); return true")
                count += looked_at(browser, axe, f"tables, {tab}, {lang}")
    return count


def access(program):
    """Whether axe finds nothing on any page; None where that can't be seen."""
    folder = tool("axe-core")
    if folder is None or not shutil.which("chromedriver"):
        print("not checked: axe-core can't be fetched, or there is no chromedriver")
        return None
    axe = (folder / "axe.min.js").read_text(encoding="utf-8")
    count = 0
    browser = Browser()
    try:
        for lang in ("zh", "en"):
            with tempfile.TemporaryDirectory() as home:
                running, address = opened(program, ["--lang", lang], home)
                try:
                    browser.go(address)
                    browser.until("return document.getElementById('intro').textContent !== ''")
                    count += looked_at(browser, axe, f"start, {lang}")
                finally:
                    running.kill()
                    running.wait()
                campaign = Path(home) / "cqust-2024"
                shutil.copytree(ROOT / "instances" / "cqust-2024", campaign)
                running, address = opened(program, [str(campaign), "--lang", lang], home)
                try:
                    count += board(browser, axe, address, lang)
                finally:
                    running.kill()
                    running.wait()
    finally:
        browser.end()
    print("axe finds nothing" if count == 0 else f"axe finds {count}")
    return count == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "debug" / "callsheet")
    parser.add_argument("what", nargs="*", metavar="types|access")
    asked = parser.parse_args()
    program = asked.program.resolve()
    held = [types() if what == "types" else access(program) for what in asked.what or ["types", "access"]]
    sys.exit(1 if False in held else 0)


if __name__ == "__main__":
    main()
