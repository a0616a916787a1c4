//! The report in a real headless Chromium: what a reader sees, at a desk and on a phone, in both languages.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

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
        .args(["--allow-file-access-from-files", "--enable-logging=stderr", "--virtual-time-budget=5000"])
        .args(["--window-size=1400,1000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A page that opens the report in a frame of that width and writes down what is seen there.
const PROBE: &str = r#"<!doctype html><meta charset="utf-8"><body><iframe id="f" src="report.html" width="WIDTH" height="900"></iframe>
<pre id="seen"></pre><script>
document.getElementById('f').addEventListener('load', () => {
  const view = document.getElementById('f').contentWindow, page = view.document, root = page.documentElement;
  const all = (query) => [...page.querySelectorAll(query)];
  const shown = (node) => node.getBoundingClientRect().width > 0;
  const overlaps = [];
  for (const svg of all('svg').filter(shown)) {
    const texts = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    texts.forEach(([a, p], i) => {
      if (p.left < frame.left - 1 || p.right > frame.right + 1) overlaps.push('cut: ' + a);
      texts.slice(i + 1).forEach(([b, q]) => {
        const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
        const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
        if (w > 1 && h > 0.35 * Math.min(p.height, q.height)) overlaps.push(a + ' / ' + b);
      });
    });
  }
  document.getElementById('seen').textContent = JSON.stringify({
    language: root.lang, title: page.title, heading: page.querySelector('h1').innerText,
    verdict: page.querySelector('.verdict').innerText, badge: page.querySelector('.badge').innerText,
    windows: all('#timetable tbody tr').length, moves: all('#moves tbody tr').length,
    classes: all('#classes tbody tr').length, tiers: all('#proof tbody tr').length, rules: all('#rules tbody tr').length,
    illustrative: !!page.getElementById('illustrative'), charts: all('svg').filter(shown).length,
    cut: all('.scroll').filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.innerText.slice(0, 40)),
    width: root.clientWidth, scroll: root.scrollWidth,
    requests: view.performance.getEntriesByType('resource').length, overlaps,
  });
});
</script>"#;

fn look(browser: &Path, folder: &Path, width: u32) -> (Value, String) {
    let probe = folder.join(format!("probe-{width}.html"));
    std::fs::write(&probe, PROBE.replace("WIDTH", &width.to_string())).unwrap();
    let (document, log) = open(browser, &probe);
    let seen = document.split("<pre id=\"seen\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let seen = seen.unwrap_or_default().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    (serde_json::from_str(&seen).unwrap_or_else(|error| panic!("{error}: {seen:?}\n{log}")), log)
}

#[test]
fn a_reader_sees_the_whole_report_at_every_width_and_in_both_languages() {
    let Some(browser) = browser() else { return };
    for (language, tag, verdict) in
        [("zh", "zh-CN", "已证明不可能更低"), ("en", "en", "proven to be the lowest possible")]
    {
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new(env!("CARGO_BIN_EXE_callsheet"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["solve", "instances/cqust-2024", "--json", "--lang", language, "--out"])
            .arg(folder.path())
            .output()
            .unwrap()
            .status;
        assert!(status.success());
        for width in [1280, 390] {
            let (seen, log) = look(&browser, folder.path(), width);
            assert_eq!(seen["language"], tag);
            assert!(seen["verdict"].as_str().unwrap().contains(verdict), "{seen}");
            assert!(seen["verdict"].as_str().unwrap().contains("308.0"), "{seen}");
            assert_eq!(seen["windows"], 14, "13 colleges and the make-up hour");
            assert_eq!(seen["moves"], 4);
            assert!(seen["classes"].as_u64().unwrap() > 100);
            assert_eq!(seen["tiers"], 9);
            assert_eq!(seen["rules"], callsheet::check::RULES.len());
            assert_eq!(seen["illustrative"], true);
            assert_eq!(seen["charts"], 3, "one drawing of each chart is shown at {width}");
            assert_eq!(seen["requests"], 0, "the page asks the network for nothing");
            assert!(seen["scroll"].as_u64() <= seen["width"].as_u64(), "scrolls sideways at {width}: {seen}");
            assert_eq!(seen["cut"], serde_json::json!([]), "a table is cut off at {width}");
            assert_eq!(seen["overlaps"], serde_json::json!([]), "text overlaps or is cut at {width}");
            assert!(!log.contains("CONSOLE"), "{log}");
        }
        let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
        let links = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!links.contains("http:") && !links.contains("https:") && !links.contains("src="), "self-contained");
    }
}
