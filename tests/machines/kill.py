#!/usr/bin/env python3
"""Ends callsheet, or lets the system refuse, at every system call that writes.

For each verb that writes, an old result lies in the output folder; the verb that would replace it is killed, or refused
with ENOSPC, EACCES or EIO, at its n-th call of one kind. Then
  - the files that are seen are the old result or the new one, whole, or the folder says that it is unfinished;
  - the next run ends as a run that nobody disturbs, and leaves the new result and nothing else.

    tests/machines/kill.py --program target/release/callsheet --cases 1000 --seed 1

needs strace. Prints the seed, how often each verdict was given, and every case that failed; ends with 1 if one did.

`close` is not refused: every file is synced before it is closed, so that close has nothing to tell, and Linux never
refuses it for a folder. (Rust's standard library takes a refused close of a folder for a bug, and panics.)
"""

import argparse
import collections
import concurrent.futures
import itertools
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIVE = str(ROOT / "instances/teaching-five")
CALLS = ["openat", "write", "fsync", "mkdir", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "rmdir",
         "chmod", "fchmod", "flock"]
FAULTS = ["signal=SIGKILL", "error=ENOSPC", "error=EACCES", "error=EIO", "signal=SIGINT"]
# These answer an interrupt with the best so far, which is another result.
SEARCHING = ("solve", "sweep", "pareto", "variants", "fit", "suggest", "simulate", "safety", "replan")
UNFINISHED = "callsheet-unfinished.txt"
# What differs from run to run: how long a solve took, on its page; when a calendar was made.
CHANGING = re.compile(rb'<td class="n optional">\d+\.\d</td></tr>|\d+\.\d s</|(DTSTAMP|LAST-MODIFIED):\w+')


def is_own(path):
    """The program's own folder, and a file that a killed run has not finished: the next run must clean it up."""
    return any(part.startswith(".callsheet") for part in path.parts)


def seen(folder):
    """Every file that a person sees in a folder, with its content but for moments."""
    if not folder.exists():
        return {}
    files = (path for path in folder.rglob("*") if path.is_file() and not is_own(path.relative_to(folder)))
    return {str(path.relative_to(folder)): masked(path) for path in files}


def masked(path):
    """A content without what differs from run to run. A workbook says when it was made, in a part of its own. Where the
    system refuses a font, pictures are drawn in another one: of them it counts that they are whole."""
    if path.suffix == ".png":
        picture = path.read_bytes()
        return picture.startswith(b"\x89PNG") and picture.endswith(b"IEND\xaeB`\x82")
    try:
        with zipfile.ZipFile(path) as parts:
            return {name: CHANGING.sub(b"_", parts.read(name)) for name in parts.namelist() if name != "docProps/core.xml"}
    except zipfile.BadZipFile:
        return CHANGING.sub(b"_", path.read_bytes())


def left(work):
    """What a run should have taken away again."""
    found = [path for path in work.rglob(".callsheet*") if path.name != ".callsheet"]
    for home in work.rglob(".callsheet"):
        found += [path for path in home.iterdir() if path.name not in ("lock", "written")]
    return [str(path.relative_to(work)) for path in found + list(work.rglob(UNFINISHED))]


class Scene:
    """A verb, the folder that it writes to, an old result in it and the new one."""

    def __init__(self, program, base, name, arguments, old, note):
        self.program, self.name, self.arguments, self.note = program, name, arguments, note
        # What writes one file writes it where it is run.
        self.place = "out" if "out" in arguments else "."
        self.home = base / name
        self.home.mkdir()
        if arguments[0] == "publish":
            # Versions lie beside their campaign.
            shutil.copytree(base / "spring" if name == "publish-season" else FIVE, self.home / "c")
        if old is not None:
            self.call(self.home, old)
            if note:
                (self.home / "out/note.txt").write_text("mine")
        self.old = seen(self.home / self.place)
        fresh = self.copy(base / (name + "-new"))
        ended = self.call(fresh, arguments)
        self.code, self.new = ended.returncode, seen(fresh / self.place)
        if not self.new or self.new == self.old:
            raise SystemExit(f"{name}: nothing new is written: {ended.stderr.decode(errors='replace')}")
        self.faults = [fault for fault in FAULTS if "SIGINT" not in fault or arguments[0] not in SEARCHING]
        self.calls = self.watched(self.copy(base / (name + "-watched")))

    def copy(self, to):
        shutil.copytree(self.home, to, symlinks=True)
        return to

    def call(self, work, arguments, before=()):
        command = [*before, self.program, *arguments]
        return subprocess.run(command, cwd=work, capture_output=True, timeout=120)

    def watched(self, work):
        """Which calls of each kind write, by number. strace counts those of each thread apart."""
        log = work.with_name(work.name + ".log")
        self.call(work, self.arguments, ["strace", "-f", "-o", str(log), "-e", "trace=" + ",".join("?" + c for c in CALLS)])
        counts, found = collections.Counter(), collections.defaultdict(set)
        for thread, call, rest in re.findall(r"^(\d+) +(\w+)\((.*)$", log.read_text(errors="replace"), re.M):
            counts[thread, call] += 1
            if call != "openat" or re.search(r"O_WRONLY|O_RDWR|O_CREAT|[/\"]out[/\"]|\\.callsheet", rest):
                found[call].add(counts[thread, call])
        return {call: sorted(numbers) for call, numbers in found.items()}

    def attack(self, work, call, nth, fault):
        """The verdict of one case, and what is wrong with it."""
        self.copy(work)
        inject = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={nth}"]
        ended = self.call(work, self.arguments, inject)
        files = seen(work / self.place)
        begun = files.pop(UNFINISHED, None) is not None
        verdict = ("old" if files == self.old else "new" if files == self.new else "unfinished" if begun else "mixed")
        wrong = []
        if verdict == "mixed":
            wrong.append(f"mixed: {differing(files, self.old)} are not the old ones, {differing(files, self.new)} not the new")
        if ended.returncode == self.code and verdict != "new":
            wrong.append(f"said {self.code}, but the result is {verdict}")
        if b"panicked" in ended.stderr:
            wrong.append("panicked: " + ended.stderr.decode(errors="replace")[:300])
        if self.note and files.get("note.txt") != b"mine":
            wrong.append("a person's file is lost")
        if verdict == "new" and self.is_final:
            shutil.rmtree(work / self.place)
            work.mkdir(exist_ok=True)
        again = self.call(work, self.arguments)
        if again.returncode != self.code:
            wrong.append(f"the next run said {again.returncode}: {again.stderr.decode(errors='replace')[:300]}")
        if (files := seen(work / self.place)) != self.new:
            wrong.append(f"the next run left {differing(files, self.new)} that are not the new ones")
        if left(work):
            wrong.append(f"left: {left(work)}")
        shutil.rmtree(work)
        return verdict, wrong

    @property
    def is_final(self):
        """Verbs that write to a new folder only refuse it once it is written."""
        return self.arguments[0] in ("new", "generate", "forms")


def differing(files, others):
    return sorted(name for name in files.keys() | others.keys() if files.get(name) != others.get(name))


class Scenes:
    """The verbs that write. Each scene is set when it is first asked for."""

    def __init__(self, program, base):
        self.program, self.base = program, base
        self.plan, self.listed = base / "plan", base / "listed"
        self.run("solve", FIVE, "--out", self.plan)
        self.book = base / "book.xlsx"
        self.run("new", self.book, "--from", FIVE + "/classes.csv", "--days", "2024-05-06..08")
        self.season, self.season_plan = base / "spring", base / "spring-plan"
        self.run("generate", self.season, "--season", "2", "--crews", "1", "--days", "10")
        self.run("solve", self.season, "--out", self.season_plan)

    def run(self, *arguments):
        subprocess.run([self.program, *map(str, arguments)], check=True, capture_output=True)

    def texts(self):
        """What some verbs read."""
        variant, photographed = self.base / "variant.toml", self.base / "photographed.csv"
        variant.write_text('name = "快"\n[set]\n"station.rate" = 300\n')
        students, listed_plan, returned = self.listed, self.base / "listed-plan", self.base / "returned"
        self.run("generate", students, "--groups", "4", "--blocks", "4", "--classes-per-group", "2", "--students")
        self.run("solve", students, "--out", listed_plan)
        self.run("forms", FIVE, self.plan, "--deadline", "2024-05-01", "--out", returned)
        photographed.write_text("number\n")

    def names(self):
        return list(self.verbs())

    def verbs(self):
        """Of each verb its arguments; whether it has a language and replaces an old result; whether a note lies there."""
        plan, first = str(self.plan), "--days"
        rate = ["--set", "station.rate=200"]
        given = self.base
        verbs = {
            "solve": ["solve", FIVE],
            "solve-workbook": ["solve", self.book],
            "solve-season": ["solve", self.season],
            "export-season": ["export", self.season, self.season_plan, "--to", "csv,html,ics"],
            "report": ["report", FIVE, plan],
            "export": ["export", FIVE, plan, "--to", "csv,html,ics"],
            "sweep": ["sweep", FIVE, "--set", "grid_minutes=5..10:5"],
            "pareto": ["pareto", FIVE, "--between", "peak,blocks", "--set", "station.rate=100"],
            "variants": ["variants", FIVE, given / "variant.toml"],
            "fit": ["fit", FIVE, "--set", "station.rate=100"],
            "suggest": ["suggest", FIVE, plan, "甲组", "--most", "1"],
            "simulate": ["simulate", FIVE, plan, "--runs", "20", *rate],
            "safety": ["safety", FIVE, "--runs", "5", "--rate", "400"],
            "replan": ["replan", FIVE, plan, "--now", "2024-05-06 09:20", *rate],
            "makeup": ["makeup", given / "listed", given / "listed-plan", "--photographed", given / "photographed.csv"],
            "collect": ["collect", FIVE, plan, given / "returned"],
        }
        found = {}
        for name, arguments in verbs.items():
            arguments = [*map(str, arguments), "--out", "out", *(["--threads", "1"] if name in SEARCHING else [])]
            new, old = arguments + ["--lang", "zh"], arguments + ["--lang", "en"]
            found[name] = (new, old, False)
            found[name + "-beside-a-note"] = (new, old, True)
            found[name + "-first"] = (new, None, False)
        found["forms"] = (["forms", FIVE, plan, "--deadline", "2024-05-01", "--out", "out"], None, False)
        found["publish"] = (["publish", "c", plan], None, False)
        found["publish-season"] = (["publish", "c", str(self.season_plan)], None, False)
        found["generate"] = (["generate", "out", "--groups", "4", "--blocks", "4"], None, False)
        found["new-workbook"] = (["new", "2027.xlsx", "--from", FIVE + "/classes.csv", first, "2024-05-06"], None, False)
        found["new"] = (["new", "out", "--from", FIVE + "/classes.csv", first, "2024-05-06"], None, False)
        return found

    def scene(self, name):
        return Scene(self.program, self.base, name, *self.verbs()[name])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(ROOT / "target/release/callsheet"))
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--scenes", help="names separated by commas; default: all")
    options = options.parse_args()
    if shutil.which("strace") is None:
        print("skipped: there is no strace")
        return 0
    program = str(Path(options.program).resolve())
    chance = random.Random(options.seed)
    verdicts, failed = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="kill-") as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        base = Path(folder)
        scenes = Scenes(program, base)
        names = options.scenes.split(",") if options.scenes else scenes.names()
        if any(name.startswith(("variants", "makeup", "collect")) for name in names):
            scenes.texts()
        # Reading opens and closes far more than writing does: calls of one kind in one verb are as likely as others.
        kinds = [(scene, call) for scene in pool.map(scenes.scene, names) for call in scene.calls]
        chance.shuffle(kinds)
        possible = sum(len(scene.calls[call]) * len(scene.faults) for scene, call in kinds)
        cases = []
        for number, (scene, call) in zip(range(options.cases), itertools.cycle(kinds)):
            nth, fault = chance.choice(scene.calls[call]), chance.choice(scene.faults)
            done = pool.submit(scene.attack, base / f"work-{number}", call, nth, fault)
            cases.append((f"{scene.name}: {fault} at {call} {nth}", done))
        for said, done in cases:
            verdict, wrong = done.result()
            verdicts[verdict] += 1
            if wrong:
                failed += 1
                print(f"{said}: " + "; ".join(wrong), flush=True)
    print(f"seed {options.seed}, {options.cases} of {possible} cases: "
          + ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())) + f"; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
