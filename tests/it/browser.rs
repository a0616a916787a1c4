//! The report in a real headless Chromium: what a reader sees, at a desk and on a phone, in both
//! languages.

use crate::folder::{CQUST, text_of, write_files};
use crate::run::{callsheet, shown};
use crate::solving::loaded;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Chromium or Chrome; `make test` installs one and insists on it.
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CALLSHEET_BROWSER").map(PathBuf::from);
    let known = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let on_path = || {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders)
            .flat_map(|folder| known.iter().map(move |name| folder.join(name)))
            .find(|path| path.is_file())
    };
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    let found = named.or_else(on_path).or_else(|| mac.is_file().then_some(mac));
    let required = std::env::var_os("CALLSHEET_REQUIRE_BROWSER").is_some();
    assert!(found.is_some() || !required, "no Chromium: run `bash .ci/prerequisites --browser`");
    found
}

/// Opens a page and gives back the document after its scripts have run, and what the browser said.
fn open(browser: &Path, page: &Path) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args([
            "--allow-file-access-from-files",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
        ])
        .args(["--window-size=1400,1000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// A page that opens another in a frame of that width and writes down what is seen there.
const PROBE: &str = r#"<!doctype html><meta charset="utf-8"><body><iframe id="f" src="PAGE" width="WIDTH" height="900"></iframe>
<pre id="seen"></pre><script>
document.getElementById('f').addEventListener('load', () => {
  const view = document.getElementById('f').contentWindow, page = view.document, root = page.documentElement;
  const all = (query) => [...page.querySelectorAll(query)];
  const text = (query) => page.querySelector(query)?.innerText;
  const shown = (node) => node.getBoundingClientRect().width > 0;
  // Every line of text with its box, in tables as in drawings.
  const lines = [];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, range = page.createRange();
    if (!node.textContent.trim()) continue;
    range.selectNodeContents(node);
    const drawing = node.parentElement.closest('svg');
    const frame = drawing ? drawing.getBoundingClientRect() : { left: 0, right: root.clientWidth };
    for (const box of range.getClientRects()) {
      if (box.width > 0) lines.push([node.textContent.trim(), box, frame]);
    }
  }
  const overlaps = [];
  lines.forEach(([a, p, frame], i) => {
    if (p.left < frame.left - 1 || p.right > frame.right + 1) overlaps.push('cut: ' + a);
    lines.slice(i + 1).forEach(([b, q]) => {
      const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (w > 1 && h > 0.35 * Math.min(p.height, q.height)) overlaps.push(a + ' / ' + b);
    });
  });
  const boxes = all('.scroll, th, td').filter((box) => box.scrollWidth > box.clientWidth + 1);
  document.getElementById('seen').textContent = JSON.stringify({
    language: root.lang, title: page.title, heading: text('h1'), verdict: text('.verdict'), badge: text('.badge'),
    windows: all('#timetable tbody tr').length, moves: all('#moves tbody tr').length,
    classes: all('#classes tbody tr').length, tiers: all('#proof tbody tr').length, rules: all('#rules tbody tr').length,
    illustrative: !!page.getElementById('illustrative'), charts: all('svg').filter(shown).length,
    cuts: all('#cuts tbody tr').map((row) => row.innerText), relations: all('#relations li').map((row) => row.innerText),
    fees: all('#fees .sum').map((row) => row.innerText), contacts: all('.contact').length,
    sheets: all('.sheet').map((sheet) => [...sheet.querySelectorAll('tbody tr')].map((row) => row.innerText)),
    totals: all('.total').map((total) => total.innerText),
    cut: boxes.map((box) => box.innerText.slice(0, 40)), lines: lines.length,
    width: root.clientWidth, scroll: root.scrollWidth,
    requests: view.performance.getEntriesByType('resource').length, overlaps,
  });
});
</script>"#;

/// Opens a page of that folder at that width; whatever the page shows, nothing may be cut off or
/// overlap.
fn look(browser: &Path, folder: &Path, page: &str, width: u32) -> Value {
    let probe = folder.join(format!("probe-{width}-{page}"));
    std::fs::write(&probe, PROBE.replace("PAGE", page).replace("WIDTH", &width.to_string()))
        .unwrap();
    let (document, log) = open(browser, &probe);
    let seen =
        document.split("<pre id=\"seen\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let seen =
        seen.unwrap_or_default().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    let seen: Value =
        serde_json::from_str(&seen).unwrap_or_else(|error| panic!("{error}: {seen:?}\n{log}"));
    assert!(seen["lines"].as_u64().unwrap() > 20, "{seen}");
    assert_eq!(seen["requests"], 0, "{page} asks the network for nothing");
    assert!(
        seen["scroll"].as_u64() <= seen["width"].as_u64(),
        "{page} scrolls sideways at {width}: {seen}"
    );
    assert_eq!(seen["cut"], serde_json::json!([]), "a table of {page} is cut off at {width}");
    assert_eq!(
        seen["overlaps"],
        serde_json::json!([]),
        "text of {page} overlaps or is cut at {width}"
    );
    assert!(!log.contains("CONSOLE"), "{log}");
    seen
}

/// Runs the program; everything it writes goes to that folder.
fn write(arguments: &[&str], folder: &Path) {
    callsheet(&[arguments, &["--out", shown(folder)]].concat()).succeeded();
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().replace('\t', " ")).collect()
}

#[test]
fn a_reader_sees_the_whole_report_at_every_width_and_in_both_languages() {
    let Some(browser) = browser() else { return };
    for (language, tag, verdict) in
        [("zh", "zh-CN", "已证明不可能更低"), ("en", "en", "proven to be the lowest possible")]
    {
        let campaign = loaded(CQUST, &[]).campaign;
        let folder = tempfile::tempdir().unwrap();
        write(&["solve", CQUST, "--json", "--lang", language], folder.path());
        for width in [1280, 390] {
            let seen = look(&browser, folder.path(), "report.html", width);
            assert_eq!(seen["language"], tag);
            assert!(seen["verdict"].as_str().unwrap().contains(verdict), "{seen}");
            assert!(seen["verdict"].as_str().unwrap().contains("308.0"), "{seen}");
            assert_eq!(seen["windows"], 14, "13 colleges and the make-up hour");
            assert_eq!(seen["moves"], 4);
            assert!(seen["classes"].as_u64().unwrap() > 100);
            assert_eq!(seen["tiers"], 9);
            let rules = callsheet::check::RULES.iter();
            let rules = rules.filter(|rule| rule.concerns(&campaign));
            assert_eq!(seen["rules"], rules.count(), "those of crews, sites and caps ask nothing");
            assert_eq!(seen["illustrative"], true);
            assert_eq!(seen["charts"], 4, "one drawing of each chart is shown at {width}");
            let sheets = look(&browser, folder.path(), "run-sheets.html", width);
            assert_eq!(sheets["sheets"].as_array().unwrap().len(), 8, "one for each half-day");
        }
        for page in ["report.html", "run-sheets.html"] {
            let page = text_of(folder.path().join(page));
            let links = page.replace("http://www.w3.org/2000/svg", "");
            assert!(
                !links.contains("http:") && !links.contains("https:") && !links.contains("src="),
                "self-contained"
            );
        }
    }
}

const FULL_DAY: [&str; 3] =
    ["report", "tests/campaigns/full-day", "tests/campaigns/full-day/plan.json"];

#[test]
fn a_full_day_shows_cuts_halls_relations_contacts_and_fees() {
    let Some(browser) = browser() else { return };
    for language in ["zh", "en"] {
        let folder = tempfile::tempdir().unwrap();
        write(&[&FULL_DAY[..], &["--lang", language]].concat(), folder.path());
        let waiting = std::fs::read(folder.path().join("waiting.png")).unwrap();
        assert!(waiting.starts_with(b"\x89PNG"));
        for width in [1280, 390] {
            let seen = look(&browser, folder.path(), "report.html", width);
            assert_eq!(seen["charts"], 4);
            assert_eq!(seen["relations"].as_array().unwrap().len(), 3);
            assert!(
                texts(&seen["relations"]).iter().all(|relation| relation.ends_with('✓')),
                "{seen}"
            );
            assert_eq!(seen["cuts"].as_array().unwrap().len(), 2);
            // Two of the four groups that move, and two of the four sections of classes: once for
            // each group.
            assert_eq!(seen["contacts"], 4, "{seen}");
            let fees = texts(&seen["fees"]);
            let sums: Vec<_> =
                fees.iter().map(|row| row.split(' ').rev().take(3).collect::<Vec<_>>()).collect();
            // 12.34 × 932, × 333, × 1265.
            let unit = if language == "zh" { "元" } else { "yuan" };
            let wanted = [("11500.88", "932"), ("4109.22", "333"), ("15610.10", "1265")];
            assert_eq!(sums, wanted.map(|(fee, people)| [unit, fee, people]));
            if language == "zh" {
                let cuts = texts(&seen["cuts"]);
                assert!(cuts[0].contains("（软件2020-01–软件2020-10）"), "{cuts:?}");
                assert!(cuts[1].ends_with("改日，同一地点"), "{cuts:?}");
                let page = text_of(folder.path().join("report.html"));
                assert_eq!(page.matches("次序因冲突调整").count(), 1, "of one group only");
            }
            let sheets = look(&browser, folder.path(), "run-sheets.html", width);
            assert_eq!(
                sheets["sheets"].as_array().unwrap().len(),
                3,
                "the half-day that is not used has none"
            );
        }
    }
}

#[test]
fn a_run_sheet_counts_people_in_order_of_time() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    write(&FULL_DAY, folder.path());
    let seen = look(&browser, folder.path(), "run-sheets.html", 1280);
    let expected = [
        "国际学院 09:00–11:00 · 联系：陈老师 138 0000 0000",
        "08:40 09:00–11:00 全体 190 190",
        "外国语学院 11:00–13:50 · 联系：foreign-languages-office@university.example",
        "10:40 11:00–11:29 英语2020-02 38 228",
        "11:09 11:29–12:00 英语2020-03 40 268",
        "12:00–13:00 休息",
        "12:40 13:00–13:25 英语2020-04 42 310",
        "13:05 13:25–13:50 英语2020-01 41 351",
        "艺术学院 13:50–15:00",
        "13:30 13:50–14:16 设计2020-01 30 381",
        "13:56 14:16–14:43 设计2020-02 31 412",
        "14:23 14:43–15:00 设计2020-03 20 432",
    ];
    let rows: Vec<String> =
        texts(&seen["sheets"][1]).iter().map(|row| row.trim().to_owned()).collect();
    assert_eq!(rows, expected);
    let last = texts(&seen["sheets"][2]);
    assert!(last.last().unwrap().contains("各学院补照"), "{last:?}");
    let totals = [
        "合计 500 人，应收 6170.00 元",
        "合计 432 人，应收 5330.88 元",
        "合计 333 人，应收 4109.22 元",
    ];
    for (total, expected) in texts(&seen["totals"]).iter().zip(totals) {
        assert!(total.starts_with(expected), "{total}");
    }
}

#[test]
fn every_run_sheet_is_printed_on_one_page() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    // 70 classes in one half-day, 10 in the next.
    let campaign = folder.path().join("many");
    let blocks = "[[block]]\nname='a'\ndate=2024-05-06\nstart='08:00'\nend='12:00'\n\
                  [[block]]\nname='b'\ndate=2024-05-06\nstart='14:00'\nend='15:00'\n";
    let settings = "title='多'\n[objective]\ntiers=['peak']\n[[station]]\nname='站'\nrate=200\n";
    let classes = |group: &str, count| {
        (0..count).map(|i| format!("{group},{i}班,10\n")).collect::<Vec<_>>().concat()
    };
    let rows = format!("group,class,headcount\n{}{}", classes("甲", 70), classes("乙", 10));
    let groups = "group,headcount\n甲,700\n乙,100\n".to_owned();
    let settings = format!("{settings}{blocks}");
    write_files(
        &campaign,
        [("campaign.toml", settings), ("groups.csv", groups), ("classes.csv", rows)],
    );
    let (many, full) = (folder.path().join("out"), folder.path().join("full"));
    write(&["solve", shown(&campaign)], &many);
    write(&FULL_DAY, &full);
    for (folder, sheets) in [(&many, 2), (&full, 3)] {
        let paper = folder.join("run-sheets.pdf");
        let profile = tempfile::tempdir().unwrap();
        let status = Command::new(&browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--no-pdf-header-footer",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("--print-to-pdf={}", paper.display()))
            .arg(format!("file://{}", folder.join("run-sheets.html").display()))
            .output()
            .unwrap()
            .status;
        assert!(status.success());
        let bytes = std::fs::read(&paper).unwrap();
        let paper = String::from_utf8_lossy(&bytes);
        let pages = paper.matches("/Type /Page").count() - paper.matches("/Type /Pages").count();
        assert_eq!(pages, sheets);
    }
}
