#!/usr/bin/env python3
"""Runs every verb of callsheet on inputs that were changed a little, and judges what it does.

A case copies a campaign with all that a verb reads (tables, TOML, plans, workbooks, calendars), changes one to four
places of them with an eye to their structure (swapped cells, extreme numbers, odd dates, odd Unicode, a row twice, a
line less, bytes cut off), and runs one verb. Whatever the input has become:
  - it ends with a documented exit code: no panic, no code 70, no signal;
  - within 20 s and 2 GB;
  - what `--json` prints is JSON;
  - a plan that is written passes `check`;
  - a refused run leaves the result before it as it was, byte for byte; what is written is whole;
  - an identity number among the input appears in nothing that comes out.

    tests/machines/mutate.py --program target/release/callsheet --cases 1000 --seed 1 --keep found

prints how often each verb ended how, and every case that failed, whose folder `--keep` keeps with the command in
`command.txt`; ends with 1 if one did. Needs nothing but Python 3.9.
"""

import argparse
import collections
import concurrent.futures
import csv
import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# An identity number that is right (its last character is the check), and a mobile number: nobody's.
PERSONAL = ["110105194912310021", "13900000000"]
CODES = {0, 1, 2, 3, 4}
SECONDS = 20
BYTES = 2 << 30

ODD_TEXT = ["", " ", "　", "\u200b", "\ufeff", "\u202e甲组", "甲组\u200d", "ＡＢＣ", "⼯", "e\u0301", "\x1b[31m", "\x00", "\r", "\n",
            '"', '""', "'", ",", ";", "\t", "=1+1", "@SUM(A1)", "-", "—", "NaN", "inf", "null", "true", "合计", "小计", "备注：",
            "共 5 人", "a" * 5000, "😀" * 300, "../../x", "con", "甲组" * 40] + PERSONAL
ODD_NUMBERS = ["0", "-1", "1", "00", "0.5", "1e3", "1E+12", "99999", "100000", "100001", "2147483647", "2147483648",
               "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e308", "1e999", "٣", "１２", "一百二十",
               "12人", "1,000", "1 000", "100%", "101%", "-5%", "0.0000001", "20250007", "2.02513E+12"]
ODD_TIMES = ["24:00", "00:00", "25:00", "9", "9:5", "09:60", "-1:00", "9点", "九点半", "上午9:30", "下午1:00", "9:00 PM", "0.375",
             "23:59", "23:59:59", "09：00", "2024-05-06T09:00", "１０:００", "2:30"]
ODD_DATES = ["2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "-9999-01-01", "2024-13-01", "2024/5/6", "5月6日", "5/6",
             "二〇二四年五月六日", "2024-05-06（周一）", "45418", "45418.00000003", "2024-03-31", "2024-10-27", "2011-12-30",
             "1900-02-29", "2024-05-06 09:00", "星期一"]
ODD = ODD_TEXT + ODD_NUMBERS + ODD_TIMES + ODD_DATES


def run(program, arguments, work, seconds=SECONDS):
    """Exit code (negative for a signal, None when stopped after `seconds`), both outputs, and bytes of memory."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([program, *arguments], cwd=work, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (4 * BYTES, 4 * BYTES)))
        try:
            code, used = process.wait(seconds), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code, used = None, 0
        out.seek(0), err.seek(0)
        return code, out.read(), err.read(), used


# ------------------------------------------------------------------------------------------------ what can be changed


class Dice(random.Random):
    """Chance; a mild one mostly makes inputs that can be planned, another one inputs that are refused."""

    def __init__(self, seed):
        super().__init__(seed)
        self.is_mild = self.random() < 0.6

    def odd(self, before=""):
        """Something else for a cell or value: near what stands there, or far from it."""
        text = before.strip()
        near = self.near(text)
        if near and self.random() < (0.9 if self.is_mild else 0.3):
            return self.choice(near)
        kinds = [ODD]
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            kinds += [ODD_NUMBERS] * 2
        if re.search(r"\d:\d", text):
            kinds += [ODD_TIMES] * 2
        if re.search(r"\d-\d|月", text):
            kinds += [ODD_DATES] * 2
        return self.choice(self.choice(kinds))

    def near(self, text):
        """Other values of the same kind; other ways to write the same text."""
        if re.fullmatch(r"\d{1,6}", text):
            return [str(max(0, int(text) + more)) for more in (-10, -1, 1, 10)] + ["0", "1", str(int(text) * 2), text + "人"]
        if re.fullmatch(r"\d{1,2}:\d\d", text):
            return [f"{self.randrange(7, 20):02}:{self.randrange(0, 60, 5):02}", f"{self.randrange(24)}:{self.randrange(60):02}",
                    text.replace(":", "："), text + ":00"]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return [f"2024-05-{day:02}" for day in range(5, 10)] + [text.replace("-", "/"), "5月7日", text + " 00:00"]
        return [text + " ", "\u200b" + text, "　" + text, text + text[-1]] if text else []


def of_table(dice, data):
    """A table with one cell, row or column changed; comes back as CSV."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline="")))
    except csv.Error:
        return of_bytes(dice, data)
    rows = [row for row in rows if row] or [[""]]
    where = dice.randrange(len(rows))
    row = rows[where]
    column = dice.randrange(len(row)) if row else 0
    change = dice.choice([0, 0, 0, 4, 5, 6, 9, 12]) if dice.is_mild else dice.randrange(13)
    if change <= 3 and row:
        row[column] = dice.odd(row[column])
    elif change == 4:
        other = dice.choice(rows)
        if other and row:
            place = dice.randrange(len(other))
            row[column], other[place] = other[place], row[column]
    elif change == 5:
        rows.insert(dice.randrange(len(rows) + 1), list(row))
    elif change == 6 and len(rows) > 1:
        del rows[where]
    elif change == 7:
        row.insert(column, dice.odd())
    elif change == 8 and row:
        del row[column]
    elif change == 9:
        for row in rows:
            row.insert(min(column, len(row)), dice.odd() if dice.random() < 0.3 else "")
    elif change == 10:
        for row in rows:
            del row[column:column + 1]
    elif change == 11:
        rows.insert(0, [dice.odd()])
    else:
        rows.append(dice.choice([["合计", "300"], ["注：", "以上"], ["", ""], [dice.odd()] * 4]))
    if dice.random() < (0.02 if dice.is_mild else 0.1):
        return dice.choice([";", "\t", "|"]).join(",".join(row) for row in rows).encode("utf-8", "replace")
    out = io.StringIO()
    csv.writer(out, delimiter=dice.choice(",,,,,;\t"), lineterminator=dice.choice(["\n", "\r\n", "\n"])).writerows(rows)
    encoding = dice.choice(["utf-8"] * 6 + ["utf-8-sig", "gb18030", "utf-16"])
    return out.getvalue().encode(encoding, "replace")


def of_lines(dice, data):
    """Text of lines (TOML, calendars) with one value or line changed."""
    lines = data.decode("utf-8", "replace").splitlines() or [""]
    where = dice.randrange(len(lines))
    change = dice.choice([0, 0, 0, 4, 5, 7]) if dice.is_mild else dice.randrange(8)
    if change <= 3:
        pieces = re.split(r'([=:,\[\]"]\s*)', lines[where])
        values = [place for place, piece in enumerate(pieces) if place > 1 and re.search(r"\w", piece)]
        place = dice.choice(values) if dice.is_mild and values else dice.randrange(len(pieces))
        pieces[place] = dice.odd(pieces[place])
        lines[where] = "".join(pieces)
    elif change == 4:
        lines.insert(dice.randrange(len(lines)), lines[where])
    elif change == 5:
        del lines[where]
    elif change == 6:
        lines.insert(where, dice.choice(["[[block]]", "[[station]]", "[objective]", "x = 1", "grid_minutes = 0", "[", "a.b = {",
                                         "END:VEVENT", "BEGIN:VEVENT", " folded", dice.odd()]))
    else:
        other = dice.randrange(len(lines))
        lines[where], lines[other] = lines[other], lines[where]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n"


def of_json(dice, data):
    """JSON with a value somewhere changed, taken away or doubled."""
    try:
        whole = json.loads(data)
    except ValueError:
        return of_bytes(dice, data)
    places = []

    def collect(value):
        if isinstance(value, (dict, list)):
            for key in value if isinstance(value, dict) else range(len(value)):
                places.append((value, key))
                collect(value[key])

    collect(whole)
    if places:
        parent, key = dice.choice(places)
        before = parent[key]
        change = dice.randrange(5)
        if change == 0:
            del parent[key]
        elif change == 1 and isinstance(parent, list):
            parent.insert(key, before)
        elif change == 2:
            parent[key] = dice.choice([None, True, [], {}, -1, 0, 1 << 63, 1e308, 0.5])
        else:
            parent[key] = dice.odd(str(before) if not isinstance(before, (dict, list)) else "")
    return json.dumps(whole, ensure_ascii=dice.random() < 0.5).encode("utf-8", "replace")


def of_workbook(dice, data):
    """A workbook with a text, a number or a tag in one of its parts changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = {name: book.read(name) for name in book.namelist()}
    except zipfile.BadZipFile:
        return of_bytes(dice, data)
    name = dice.choice([name for name in parts if re.search(r"sheet\d|sharedStrings|workbook\.xml$", name)] or list(parts))
    text = parts[name].decode("utf-8", "replace")
    values = list(re.finditer(r"(?<=>)[^<>]+(?=<)|(?<=\=\")[^\"<>]+(?=\")", text))
    if values and dice.random() < 0.9:
        value = dice.choice(values)
        odd = re.sub(r"[<>&\x00-\x08\x0b\x0c\x0e-\x1f]", "", dice.odd(value.group()))
        text = text[:value.start()] + odd + text[value.end():]
    else:
        text = dice.choice(["", text[:len(text) // 2], text.replace("</row>", "", 1), text.replace("<row", "<row hidden=\"1\"")])
    parts[name] = text.encode("utf-8", "replace")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return out.getvalue()


def of_bytes(dice, data):
    """Bytes cut off, doubled, or turned."""
    at = dice.randrange(len(data) + 1)
    change = dice.randrange(4)
    if change == 0:
        return data[:at]
    if change == 1:
        return data[:at] + data[at // 2:]
    if change == 2:
        return b""
    turned = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        if turned:
            turned[dice.randrange(len(turned))] = dice.randrange(256)
    return bytes(turned)


def changed(dice, path):
    data = path.read_bytes()
    by_name = {".csv": of_table, ".toml": of_lines, ".ics": of_lines, ".json": of_json, ".xlsx": of_workbook}
    how = by_name.get(path.suffix, of_bytes) if dice.random() < (1 if dice.is_mild else 0.95) else of_bytes
    path.write_bytes(how(dice, data))


# -------------------------------------------------------------------------------------------------------- what is run


class Verb:
    """Arguments of a verb in a folder with `c` (a campaign), `plan` (a result), and what else it reads."""

    def __init__(self, name, arguments, reads, json=True, writes=True, out="out"):
        self.name, self.arguments, self.reads, self.json, self.writes = name, arguments.split(), reads, json, writes
        self.out = out


# A season's tables lie in a folder for each campus.
CAMPAIGN = ["c/*.toml", "c/*.csv", "c/campuses/*/*.csv"]
PLAN = ["plan/plan.json"]
# A copy of the campaign of which a version was published, beside it.
PUBLISHED = ["p/*.toml", "p/*.csv", "p/campuses/*/*.csv", "p-发布/第1版/*.json", "p-发布/第1版/campaign/*"]
VERBS = [
    Verb("solve", "solve c --time-limit 5", CAMPAIGN),
    Verb("solve", "solve c --time-limit 5", CAMPAIGN),
    Verb("check", "check c plan", CAMPAIGN + PLAN, writes=False),
    Verb("check", "check c plan/plan.csv --slots plan/classes.csv", ["plan/plan.csv", "plan/classes.csv"], writes=False),
    Verb("check", "check c plan/plan.json", PLAN, writes=False),
    Verb("check", "check c book/timetable.xlsx", ["book/timetable.xlsx"], writes=False),
    Verb("check", "check c book/timetable.csv", ["book/timetable.csv"], writes=False),
    Verb("compare", "compare c plan book/plan.csv", CAMPAIGN + ["plan/plan.json", "book/plan.csv"], writes=False),
    Verb("report", "report c plan", CAMPAIGN + PLAN, json=False),
    Verb("export", "export c plan --to csv,ics,html --previous book", CAMPAIGN + PLAN + ["book/calendar/*.ics"], json=False),
    Verb("forms", "forms c plan --deadline 2024-05-01", CAMPAIGN + PLAN, json=False),
    Verb("collect", "collect c plan forms", CAMPAIGN + PLAN + ["forms/*.xlsx"]),
    Verb("replan", "replan c plan --now {now} --time-limit 5 --actuals actuals.csv", CAMPAIGN + PLAN + ["actuals.csv"]),
    Verb("makeup", "makeup c plan --photographed photographed.csv", CAMPAIGN + PLAN + ["photographed.csv"]),
    Verb("simulate", "simulate c plan --runs 20 {rate}", CAMPAIGN + PLAN),
    Verb("fit", "fit c --time-limit 5", CAMPAIGN),
    Verb("slack", "slack c plan --time-limit 5", CAMPAIGN + PLAN, writes=False),
    Verb("variants", "variants c variant.toml --time-limit 5", CAMPAIGN + ["variant.toml"]),
    Verb("model", "model c", CAMPAIGN, json=False, writes=False),
    Verb("new", "new new --from list.csv", ["list.csv"], json=False),
    Verb("new", "new new --from list.xlsx", ["list.xlsx"], json=False),
    Verb("new", "new new --from roster.csv", ["roster.csv"], json=False),
    Verb("solve", "solve one.xlsx --time-limit 5", ["one.xlsx"]),
    Verb("solve", "solve one.xlsx --time-limit 5", ["one.xlsx"]),
    Verb("publish", "publish p plan", PUBLISHED + PLAN, out="p-发布"),
    Verb("solve", "solve p --time-limit 5", PUBLISHED),
    Verb("replan", "replan p --now {now} --time-limit 5", PUBLISHED),
    Verb("check", "check one.xlsx one-plan/plan.json", ["one.xlsx", "one-plan/plan.json"], writes=False),
]

ACTUALS = "事项,学院,人数,开始,结束,备注\n已拍,{group},2,,,\n停用,,,09:05,09:15,相机\n"
VARIANT = 'name = "再试"\n\n[set]\ngrid_minutes = 5\n'
ROSTER = "学号,姓名,身份证号,班级,学院\n" + "".join(
    f"20270{number:03},某人,{PERSONAL[0] if number == 7 else ''},甲{number % 3}班,{'甲学院' if number % 2 else '乙学院'}\n" for number in range(60))
LIST = "毕业照名单,,\n学院,班级,人数\n甲学院,甲1班,31\n甲学院,甲2班,28\n乙学院,乙1班,40\n合计,,99\n"


def prepared(program, base):
    """Folders with a campaign and all that belongs to it, made by the program itself."""
    homes = []
    campaigns = {"five": ROOT / "instances/teaching-five", "rules": ROOT / "tests/campaigns/rules",
                 "day": ROOT / "tests/campaigns/day", "full-day": ROOT / "tests/campaigns/full-day",
                 "season": season(program, base / "spring")}
    for name, campaign in campaigns.items():
        home = base / name
        shutil.copytree(campaign, home / "c")
        # A list of students holds headcounts fast: half the campaigns have none.
        if name in ("five", "day"):
            with_students(home / "c")
        shutil.copytree(home / "c", home / "p")
        (home / "variant.toml").write_text(VARIANT)
        for arguments in ("solve c --time-limit 10 --out plan", "export c plan --to xlsx,csv,ics --out book",
                          "forms c plan --deadline 2024-05-01 --out forms", "new n --from list.csv",
                          "new one.xlsx --from list.csv --days 2024-05-06..08", "solve one.xlsx --out one-plan",
                          "publish p plan --lang zh"):
            (home / "list.csv").write_text(LIST)
            (home / "roster.csv").write_text(ROSTER)
            code, _, err, _ = run(program, arguments.split(), home, 60)
            if code not in CODES:
                raise SystemExit(f"{name}: {arguments}: {code} {err.decode(errors='replace')}")
        if not (home / "plan/plan.json").exists():
            raise SystemExit(f"{name}: no plan")
        shutil.rmtree(home / "n")
        shutil.copy(next((home / "forms").rglob("*.xlsx")), home / "list.xlsx")
        plan = json.loads((home / "plan/plan.json").read_text())
        first = plan["windows"][0]
        (home / "actuals.csv").write_text(ACTUALS.format(group=first["group"]))
        (home / "now.txt").write_text(f"{first['date']}T{first['start']}")
        students = home / "c/students.csv"
        photographed = [line.split(",")[0] for line in students.read_text().splitlines()[1:9]] if students.exists() else ["1"]
        (home / "photographed.csv").write_text("学号\n" + "\n".join(photographed) + "\n")
        homes.append(home)
    return homes


def season(program, folder):
    """A season of three campuses and a crew, with every key that a campus can have."""
    code, _, err, _ = run(program, ["generate", str(folder), "--season", "3", "--crews", "1", "--days", "15", "--lang", "zh"], folder.parent, 60)
    if code != 0:
        raise SystemExit(f"generate: {code} {err.decode(errors='replace')}")
    settings = folder / "season.toml"
    first = 'folder = "campuses/001"\n'
    settings.write_text(settings.read_text().replace(first, first + "most_visits = 9\nconsecutive = true\n", 1))
    return folder


def with_students(campaign):
    """Students for the first class or group, so that what reads them is tried as well."""
    classes, groups = campaign / "classes.csv", campaign / "groups.csv"
    if (campaign / "students.csv").exists() or not classes.exists():
        return
    header, *rows = list(csv.reader(io.StringIO(classes.read_text("utf-8-sig"))))
    names = next((names for names in (("学院", "班级", "人数"), ("group", "class", "headcount")) if set(names) <= set(header)), None)
    if names is None or not groups.exists():
        return
    at = [header.index(name) for name in names]
    lines, number = ["学号,学院,班级"], 20240001
    for row in rows:
        for _ in range(int(row[at[2]])):
            lines.append(f"{number},{row[at[0]]},{row[at[1]]}")
            number += 1
    (campaign / "students.csv").write_text("\n".join(lines) + "\n")


def case(program, home, seed):
    """Runs a case; the verb's name, how it ended, and what is wrong with that, with the folder."""
    dice = Dice(seed)
    verb = dice.choice(VERBS)
    work = Path(tempfile.mkdtemp(prefix="mutate-"))
    shutil.copytree(home, work / "w")
    work = work / "w"
    inputs = [path for pattern in verb.reads for path in sorted(work.glob(pattern))]
    for _ in range(dice.choice([1, 1, 2, 4])):
        if inputs:
            changed(dice, dice.choice(inputs))
    # One campaign does not say how fast its crew is.
    known = {"{now}": [(work / "now.txt").read_text()], "{rate}": ["--rate", "300"] if home.name == "five" else []}
    arguments = [each for argument in verb.arguments for each in known.get(argument, [argument])]
    arguments += ["--lang", dice.choice(["zh", "en"])] if verb.name != "model" else []
    as_json = verb.json and dice.random() < 0.5
    arguments += ["--json"] if as_json else []
    out = work / verb.out
    if verb.writes and verb.name not in ("new", "publish"):
        arguments += ["--out", "out"]
        # Forms go into a new folder only.
        if dice.random() < 0.5 and verb.name != "forms":
            shutil.copytree(work / "plan", out)
    before = files(out)
    inputs_before = {path: path.read_bytes() for path in inputs}
    (work / "command.txt").write_text(" ".join(["callsheet", *arguments]) + f"\nseed {seed} of {home.name}\n")
    code, said, told, used = run(program, arguments, work)
    wrong = judged(program, work, verb, as_json, (code, said, told, used), before)
    if any(path.read_bytes() != was for path, was in inputs_before.items() if path.exists()):
        wrong.append("an input was changed")
    return verb.name, code, wrong, work, told


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and ".callsheet" not in path.parts}


def judged(program, work, verb, as_json, ended, before):
    code, said, told, used = ended
    wrong = []
    if code is None:
        return [f"not done after {SECONDS} s"]
    if code not in CODES:
        wrong.append(f"ended with {code}")
    if b"panicked" in told:
        wrong.append("panicked")
    if used > BYTES:
        wrong.append(f"took {used >> 20} MiB")
    if as_json and said.strip():
        try:
            json.loads(said)
        except ValueError as error:
            wrong.append(f"its JSON is none: {error}")
    out = work / verb.out
    after = files(out)
    if code == 2 and verb.writes and after != before:
        wrong.append("refused, and yet something was written")
    for name, data in after.items():
        if before.get(name) != data:
            wrong += whole(name, data)
    for number in PERSONAL:
        outputs = [said, told] + [data for name, data in after.items() if before.get(name) != data]
        if any(number.encode() in data for data in outputs):
            wrong.append(f"{number} is repeated")
    if verb.name == "solve" and code == 0 and not wrong:
        checked, listed, _, _ = run(program, ["check", verb.arguments[1], "out"], work)
        if checked != 0:
            wrong.append(f"its plan does not pass check: {checked} {listed.decode(errors='replace')[:300]}")
    return wrong


def whole(name, data):
    """What shows that a written file isn't whole."""
    try:
        if name.endswith(".json"):
            json.loads(data)
        elif name.endswith((".xlsx", ".docx")):
            if zipfile.ZipFile(io.BytesIO(data)).testzip():
                return [f"{name} is broken"]
        elif name.endswith(".html") and b"</html>" not in data[-200:]:
            return [f"{name} ends early"]
        elif name.endswith(".png") and not data.endswith(b"IEND\xaeB`\x82"):
            return [f"{name} ends early"]
        elif name.endswith(".ics") and not data.endswith(b"END:VCALENDAR\r\n"):
            return [f"{name} ends early"]
    except (ValueError, zipfile.BadZipFile) as error:
        return [f"{name}: {error}"]
    return []


def worker(task):
    """Some cases in a process of their own: the memory of what they run is counted apart from the rest."""
    program, home, seed, keep = task
    name, code, wrong, work, told = case(program, home, seed)
    if wrong and keep:
        (work / "stderr.txt").write_bytes(told)
        shutil.copytree(work, Path(keep) / f"{seed}-{name}", dirs_exist_ok=True)
    shutil.rmtree(work.parent, ignore_errors=True)
    return seed, name, code, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first case; the others follow it")
    parser.add_argument("--keep", help="folder for the cases that failed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    failed, counts = 0, collections.Counter()
    with tempfile.TemporaryDirectory() as base:
        homes = prepared(program, Path(base))
        tasks = [(program, homes[seed % len(homes)], seed, options.keep)
                 for seed in range(options.seed, options.seed + options.cases)]
        with concurrent.futures.ProcessPoolExecutor(options.jobs, max_tasks_per_child=1) as pool:
            for seed, name, code, wrong in pool.map(worker, tasks, chunksize=1):
                counts[name, code] += 1
                if wrong:
                    failed += 1
                    print(f"seed {seed}, {name}: {'; '.join(wrong)}", flush=True)
    verbs = sorted({name for name, _ in counts})
    for verb in verbs:
        ends = ", ".join(f"{count} ended with {code}" for (name, code), count in sorted(counts.items(), key=str) if name == verb)
        print(f"{verb}: {ends}")
    print(f"{options.cases} cases from seed {options.seed}, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
