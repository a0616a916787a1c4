#!/usr/bin/env python3
"""Writes the first inputs of every fuzz target into tests/fuzz/corpus: the shipped five-group campaign, what the
program makes of it, and two campaigns of the tests with more rules. Several files of one input stand one after another, each after a line `=== name`.

    tests/fuzz/seeds.py --program target/release/callsheet
"""

import argparse
import subprocess
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parents[1] / "instances" / "teaching-five"
# Of a workbook the parts that are read.
READ = (".xml", ".rels")


def joined(files):
    return b"".join(b"\n=== " + name.encode() + b"\n" + data for name, data in files)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist()
                 if name.endswith(READ) and not any(x in name for x in ("theme", "docProps", "drawing"))]
        return joined((name, archive.read(name)) for name in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    program = Path(parser.parse_args().program).resolve()

    def seed(target, name, data):
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    with tempfile.TemporaryDirectory() as work:
        work = Path(work)

        def call(*arguments):
            subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, cwd=work)

        def tables_of(campaign):
            return [(path.name, path.read_bytes()) for path in sorted(campaign.iterdir())
                    if path.suffix in (".toml", ".csv")]

        tables = tables_of(EXAMPLE)
        seed("campaign", "five", joined(tables))
        for name in ("rules", "vaccination"):
            seed("campaign", name, joined(tables_of(HERE.parent / "campaigns" / name)))
        odd = [(name, data.decode().replace(",", ";").encode() if name.endswith(".csv") else data)
               for name, data in tables]
        seed("campaign", "semicolons", joined(odd))
        call("solve", EXAMPLE, "--out", "out")
        call("export", EXAMPLE, "out", "--out", "export")
        call("forms", EXAMPLE, "out", "--deadline", "2030-01-01", "--out", "forms")
        seed("plan", "json", b'{"windows": [{"group": "A", "classes": ["1"], "station": "S", "date": "2026-12-14", '
             b'"start": "09:00", "end": "09:20", "headcount": 3}], "classes": [{"group": "A", "class": "1", '
             b'"station": "S", "date": "2026-12-14", "start": "09:00", "end": "09:20"}], "make_up": []}')
        seed("plan", "table", "日期,站点,开始,结束,学院,人数,班级\n2026/12/14,S,9:00,上午9:30,A,5,1；2\n"
             "12月14日,T,14:00,15:00,B,40,\n".encode())
        seed("plan", "official", "序号,日期,时间,学院,人数\n1,2026年12月14日（周一）,上午9:00-10:00,A,5\n"
             ",,10:00—11:00,B,40\n".encode())
        seed("list", "table", "某大学毕业生采集安排\n学院,班级,人数,校外\n甲学院,1班,30,2\n,2班,31,\n合计,,61,\n".encode())
        seed("list", "gbk", "学院,人数\n甲学院,30\n".encode("gbk"))
        seed("list", "roster", "学号,姓名,身份证号,班级,学院\n00123,某人,110105194912310021,甲1班,甲学院\n00124,某人,,甲1班,甲学院\n"
             "00125,某人,,乙1班,乙学院\n".encode())
        (work / "list.csv").write_text("学院,班级,人数\n甲学院,1班,30\n甲学院,2班,31\n乙学院,,40\n")
        call("new", "book.xlsx", "--from", "list.csv", "--days", "2027-03-08..09", "--seconds", "12")
        seed("workbook", "campaign", parts(work / "book.xlsx"))
        seed("variant", "every-key", """name = "晚一点"
[set]
"block.morning.end" = "12:30"
[[remove.block]]
name = "afternoon"
[[change.groups]]
group = "A"
only_in = ["morning"]
[[add.pins]]
group = "B"
date = 2026-12-14
""".encode())
        seed("actuals", "table", "事项,学院,班级,人数,站点,半天,日期,开始,结束\n拍完,A,1,,,,,,\n停用,,,,S,,12月14日,9:30,10:00\n"
             "取消,,,,,morning,,,\n增加,B,,3,,,,,\n".encode())
        seed("actuals", "photographed", "学号,时间\n1,9:05\n2,9:06\n".encode())
        for path in sorted((work / "export").rglob("*.ics"))[:2]:
            seed("calendar", path.stem, path.read_bytes())
        for path in sorted((work / "forms").rglob("*.xlsx"))[:1]:
            seed("returns", "form", parts(path))
        for path in sorted((work / "export").rglob("*.xlsx"))[:1]:
            seed("workbook", path.stem, parts(path))


main()
