#!/usr/bin/env python3
"""Ends callsheet, or lets the system refuse, at every system call that writes.

For each verb that writes, an old result lies in the output folder; the verb that would replace it is killed, or refused
with ENOSPC, EACCES or EIO, at its n-th call of one kind. Then
  - the files that are seen are the old result or the new one, whole, or the folder says that it is unfinished;
  - the next run succeeds and leaves the new result and nothing else.

    tests/machines/kill.py --program target/release/callsheet --cases 1000 --seed 1

needs strace. Prints the seed, how often each verdict was given, and every case that failed; ends with 1 if one did.
"""

import argparse
import collections
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIVE = str(ROOT / "instances/teaching-five")
CALLS = ["openat", "write", "fsync", "mkdir", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "rmdir",
         "chmod", "fchmod", "flock"]
FAULTS = ["signal=SIGKILL", "error=ENOSPC", "error=EACCES", "error=EIO", "signal=SIGINT"]
UNFINISHED = "callsheet-unfinished.txt"


def seen(folder):
    """Every file that a person sees in a folder, with its content."""
    if not folder.exists():
        return {}
    files = (path for path in folder.rglob("*") if path.is_file() and ".callsheet" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


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
        self.home = base / name
        self.home.mkdir()
        if old is not None:
            self.call(self.home, old)
            if note:
                (self.home / "out/note.txt").write_text("mine")
        self.old = seen(self.home / "out")
        fresh = self.copy(base / (name + "-new"))
        self.call(fresh, arguments)
        self.new = seen(fresh / "out")

    def copy(self, to):
        shutil.copytree(self.home, to, symlinks=True)
        return to

    def call(self, work, arguments, before=()):
        command = [*before, self.program, *arguments]
        return subprocess.run(command, cwd=work, capture_output=True, timeout=120)

    def counts(self, work):
        """How often each call is made, by any thread."""
        log = work.parent / "counts"
        self.call(work, self.arguments, ["strace", "-f", "-o", str(log), "-e", "trace=" + ",".join("?" + c for c in CALLS)])
        calls = re.findall(r"^\d+ +(\w+)\((.*)$", log.read_text(errors="replace"), re.M)
        return collections.Counter(call for call, _ in calls)

    def attack(self, work, call, nth, fault):
        """The verdict of one case, and what is wrong with it."""
        inject = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={nth}"]
        ended = self.call(work, self.arguments, inject)
        files = seen(work / "out")
        begun = files.pop(UNFINISHED, None) is not None
        verdict = ("old" if files == self.old else "new" if files == self.new else "unfinished" if begun else "mixed")
        wrong = []
        if verdict == "mixed":
            wrong.append(f"mixed: {sorted(files)}")
        if ended.returncode == 0 and verdict != "new":
            wrong.append(f"said 0, but the result is {verdict}")
        if b"panicked" in ended.stderr:
            wrong.append("panicked")
        if self.note and files.get("note.txt") != b"mine":
            wrong.append("a person's file is lost")
        if verdict == "new" and self.new_is_final:
            shutil.rmtree(work / "out")
        again = self.call(work, self.arguments)
        if again.returncode != 0:
            wrong.append(f"the next run said {again.returncode}: {again.stderr.decode(errors='replace')[:300]}")
        if seen(work / "out") != self.new:
            wrong.append("the next run left another result")
        if left(work):
            wrong.append(f"left: {left(work)}")
        return verdict, wrong

    @property
    def new_is_final(self):
        """Verbs that write to a new folder only refuse it once it is written."""
        return self.arguments[0] in ("new", "generate", "forms")


def scenes(program, base):
    plan = base / "plan"
    subprocess.run([program, "solve", FIVE, "--out", str(plan)], check=True, capture_output=True)
    photographed = base / "photographed.csv"
    photographed.write_text("student\n")
    threads = ["--threads", "1"]
    solve = ["solve", FIVE, "--out", "out", "--lang", "en", *threads]
    report = ["report", FIVE, str(plan), "--out", "out"]
    yield Scene(program, base, "solve", solve[:-4] + ["--lang", "zh", *threads], solve, False)
    yield Scene(program, base, "report", report + ["--lang", "zh"], report + ["--lang", "en"], False)
    yield Scene(program, base, "report-beside-a-note", report + ["--lang", "zh"], report + ["--lang", "en"], True)
    yield Scene(program, base, "report-first", report, None, False)
    export = ["export", FIVE, str(plan), "--to", "csv,html", "--out", "out"]
    yield Scene(program, base, "export", export + ["--lang", "zh"], export + ["--lang", "en"], False)
    yield Scene(program, base, "export-beside-a-note", export + ["--lang", "zh"], export + ["--lang", "en"], True)
    yield Scene(program, base, "sweep", ["sweep", FIVE, "--set", "grid_minutes=5..10:5", "--out", "out", "--lang", "zh",
                "--threads", "1"], ["sweep", FIVE, "--set", "grid_minutes=5..10:5", "--out", "out", "--lang", "en"], False)
    yield Scene(program, base, "generate", ["generate", "out", "--groups", "4", "--blocks", "4"], None, False)
    yield Scene(program, base, "new", ["new", "out", "--from", str(ROOT / "instances/teaching-five/classes.csv"), "--first-day", "2024-05-06"],
                None, False)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(ROOT / "target/release/callsheet"))
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    if shutil.which("strace") is None:
        print("skipped: there is no strace")
        return 0
    program = str(Path(options.program).resolve())
    chance = random.Random(options.seed)
    verdicts, failed = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="kill-") as folder:
        base = Path(folder)
        all_scenes = list(scenes(program, base))
        counted = {scene.name: scene.counts(scene.copy(base / (scene.name + "-counted"))) for scene in all_scenes}
        cases = [(scene, call, nth, fault) for scene in all_scenes for call, count in sorted(counted[scene.name].items())
                 for nth in range(1, count + 1) for fault in FAULTS]
        # Reading opens and closes far more than writing does: calls of one kind in one verb are equally likely as others.
        kinds = collections.defaultdict(list)
        for case in cases:
            kinds[case[0].name, case[1]].append(case)
        order = sorted(kinds)
        work = base / "work"
        for number in range(options.cases):
            scene, call, nth, fault = chance.choice(kinds[order[number % len(order)]])
            verdict, wrong = scene.attack(scene.copy(work), call, nth, fault)
            verdicts[verdict] += 1
            if wrong:
                failed += 1
                print(f"{scene.name}: {fault} at {call} {nth}: " + "; ".join(wrong))
            shutil.rmtree(work)
    print(f"seed {options.seed}, {options.cases} of {len(cases)} cases: "
          + ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())) + f"; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
