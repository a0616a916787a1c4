//! The board in a real Chromium: windows drawn and moved by mouse and keys, two windows of the browser,
//! a page elsewhere, and names that look like markup.

use crate::folder::root;
use crate::planner::{
    Client, PATIENCE, Page, checked, copied, in_browser, open_sheet, recorded, retype,
};
use crate::run::shown;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SAVED: &str = "return /已保存/.test(document.getElementById('said').textContent)";
const ENTER: &str = "\u{E007}";
const RIGHT: &str = "\u{E014}";
const DELETE: &str = "\u{E017}";

/// Two stations side by side, a break, make-up time, and a plan that people know.
fn two_stations() -> (tempfile::TempDir, PathBuf) {
    let settings = "title = \"两个点\"\nlanguage = \"zh\"\ngrid_minutes = 5\nbaseline = \"known.csv\"\n\
        [objective]\ntiers = [\"overload\", \"moved\", \"early\"]\n\
        [[station]]\nname = \"一号点\"\nrate = 120\n[[station]]\nname = \"二号点\"\nrate = 120\n\
        [[block]]\nname = \"一号上午\"\nstation = \"一号点\"\ndate = 2026-12-14\nstart = \"09:00\"\nend = \"12:00\"\n\
        [[block]]\nname = \"二号上午\"\nstation = \"二号点\"\ndate = 2026-12-14\nstart = \"09:00\"\nend = \"12:00\"\n\
        [[break]]\nblock = \"一号上午\"\nstart = \"10:30\"\nend = \"10:40\"\n\
        [[make_up]]\nname = \"补拍\"\nblock = \"二号上午\"\nstart = \"11:30\"\nend = \"12:00\"\n";
    let groups = "学院,人数\n甲,60\n乙,40\n丙,40\n";
    let classes = "学院,班级,人数\n甲,甲一班,30\n甲,甲二班,30\n";
    let known = "日期,服务点,开始,结束,学院\n2026-12-14,一号点,09:00,09:30,甲\n\
        2026-12-14,一号点,09:30,09:50,乙\n2026-12-14,二号点,09:00,09:20,丙\n";
    let folder = tempfile::tempdir().unwrap();
    let campaign = folder.path().join("two");
    let files = [
        ("campaign.toml", settings),
        ("groups.csv", groups),
        ("classes.csv", classes),
        ("known.csv", known),
    ];
    crate::folder::write_files(&campaign, files);
    (folder, campaign)
}

/// Each window as a person sees it: its college, the station whose lane it lies in, its times.
fn seen_windows(client: &Client) -> Vec<[String; 3]> {
    let script = "return [...document.querySelectorAll('#board .window')].map((own) => \
        [own.querySelector('b').textContent, own.closest('.lane').querySelector('.name').textContent, \
        own.querySelector('small').textContent])";
    let mut seen: Vec<[String; 3]> = serde_json::from_value(client.seen(script)).unwrap();
    seen.sort();
    seen
}

/// Each window of a plan on the disk: its college, station and times.
fn written_windows(plan: &Path) -> Vec<[String; 3]> {
    let plan: Value = serde_json::from_slice(&std::fs::read(plan).unwrap()).unwrap();
    let text = |own: &Value| own.as_str().unwrap().to_owned();
    let windows = plan["windows"].as_array().unwrap().iter().map(|own| {
        let times = format!("{}–{}", text(&own["start"]), text(&own["end"]));
        [text(&own["group"]), text(&own["station"]), times]
    });
    let mut windows: Vec<_> = windows.collect();
    windows.sort();
    windows
}

/// Has the plan on the board written by a click, and compares the windows and violations seen with the file and with
/// `callsheet check`.
fn seen_is_written(client: &Client, campaign: &Path) {
    let plan = campaign.parent().unwrap().join("reports/two/plan.json");
    client.seen("document.getElementById('said').textContent = ''; return true");
    client.click("#save");
    client.until("return document.getElementById('said').textContent.includes('plan.json')");
    assert_eq!(seen_windows(client), written_windows(&plan));
    let found = checked(campaign, &plan);
    let mut codes: Vec<&str> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["code"].as_str().unwrap())
        .collect();
    codes.sort_unstable();
    let seen = client.seen(
        "return [...document.querySelectorAll('#findings li')].map((own) => /\\[(\\w+)\\]$/.exec(own.innerText.trim())[1]).sort()",
    );
    assert_eq!(seen, json!(codes));
}

/// Waits until a window is seen with this station and these times.
fn stands(client: &Client, name: &str, station: &str, times: &str) {
    let begun = Instant::now();
    let wanted = [name, station, times].map(str::to_owned);
    while !seen_windows(client).contains(&wanted) {
        assert!(begun.elapsed() < PATIENCE, "{wanted:?}: {:?}", seen_windows(client));
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The board shows the windows of the files; a window goes to another station, an edge is dragged, keys alone move,
/// remove and place; the next day all of it is undone.
#[test]
fn the_board_is_moved_by_mouse_and_keys_and_undone_after_the_program_was_killed() {
    let (_folder, campaign) = two_stations();
    let page = Page::of(&campaign, &["--lang", "zh"]);
    in_browser(1280, 1200, |client| {
        client.open(&page);
        let first = seen_windows(client);
        let of = |name: &str, station: &str, times: &str| [name, station, times].map(str::to_owned);
        let mut known = vec![
            of("甲", "一号点", "09:00–09:30"),
            of("乙", "一号点", "09:30–09:50"),
            of("丙", "二号点", "09:00–09:20"),
        ];
        known.sort();
        assert_eq!(first, known);
        // To scale: a window of 30 minutes is half as wide again as one of 20.
        let wide = "return [0, 1, 2].map((group) => document.querySelector(`#board .window[data-group='${group}']`).getBoundingClientRect().width)";
        let wide: Vec<f64> = serde_json::from_value(client.seen(wide)).unwrap();
        assert!(
            (wide[0] / wide[1] - 1.5).abs() < 0.05 && (wide[1] - wide[2]).abs() < 1.0,
            "{wide:?}"
        );
        let count =
            |css: &str| client.seen(&format!("return document.querySelectorAll('{css}').length"));
        let first_text =
            |css: &str| client.text(&format!("return document.querySelector('{css}').textContent"));
        assert_eq!(first_text("#board .pause"), "休息");
        assert_eq!(first_text("#board .kept"), "预留时间");
        // The plan that people know lies below, until it is put away.
        assert_eq!(count("#board .ghost"), json!(3));
        client.click("#ghost");
        assert_eq!(count("#board .ghost"), json!(0));
        client.click("#zoom");
        let slots = "return [...document.querySelectorAll('#board .slots span')].map((own) => own.textContent).join(' ')";
        let slots = client.text(slots);
        assert!(slots.contains("09:00 甲一班") && slots.contains("09:15 甲二班"), "{slots}");
        client.click("#zoom");

        // 乙 to the other station.
        let from = client.middle("#board .window[data-group='1'] b");
        let lines = recorded(&campaign).len();
        client.drag("mouse", from, client.middle(".half[data-block='1']"));
        client.until(SAVED);
        let moved = seen_windows(client);
        let own = moved.iter().find(|own| own[0] == "乙").unwrap();
        assert_eq!(own[1], "二号点");
        assert_ne!(own[2], "09:30–09:50");
        let recorded_now = recorded(&campaign);
        assert_eq!(recorded_now.len(), lines + 1);
        let last: Value = serde_json::from_str(recorded_now.last().unwrap()).unwrap();
        assert!(last.to_string().contains("\"二号点\""), "{last}");
        let told = client.text("return document.getElementById('moved').textContent");
        assert!(told.contains("1 个学院 40 人改时间"), "{told}");

        // The end of 丙 ten minutes later, by its edge.
        let edge = client.middle("#board .window[data-group='2'] .edge.end");
        let ten = (wide[1] / 2.0).round() as i64;
        client.drag("mouse", edge, (edge.0 + ten, edge.1));
        stands(client, "丙", "二号点", "09:00–09:30");
        // Too short for its people: said on the page, and by the check.
        let edge = client.middle("#board .window[data-group='0'] .edge.end");
        client.drag("mouse", edge, (edge.0 - ten, edge.1));
        stands(client, "甲", "一号点", "09:00–09:20");
        client.until("return /违规 [1-9]/.test(document.getElementById('verdict').textContent)");
        seen_is_written(client, &campaign);

        // Keys alone: 甲 is reached, taken five minutes further, removed, and placed again.
        client.click("#undo");
        stands(client, "甲", "一号点", "09:00–09:30");
        client.tab_to("#board .window");
        client.press(&[ENTER]);
        client.until("return document.querySelector('#selected h2')?.textContent === '甲'");
        client.press(&[RIGHT]);
        stands(client, "甲", "一号点", "09:05–09:35");
        client.press(&[DELETE]);
        client.until("return document.querySelector('#tray .window') !== null");
        client.tab_to("#tray .window");
        client.press(&[ENTER]);
        // It gets its share of all half-days: 60 of 140 people, of 320 minutes, on the grid of 5.
        stands(client, "甲", "一号点", "09:00–11:15");
        client.until("return document.getElementById('tray-section').hidden");
        seen_is_written(client, &campaign);
        let before_night = seen_windows(client);

        // Killed, and opened the next day.
        drop(page.program);
        client.click("#undo");
        client.until("return /连接断了/.test(document.getElementById('said').textContent)");
        let again = Page::of(&campaign, &["--lang", "zh"]);
        client.open(&again);
        assert_eq!(seen_windows(client), before_night);
        // Placed, removed, moved, the edge of 丙, 乙: five steps back.
        for step in 0..5 {
            assert_ne!(seen_windows(client), known, "{step}");
            let version = again.version();
            client.click("#undo");
            let begun = Instant::now();
            while again.board()["version"] == version {
                assert!(begun.elapsed() < PATIENCE);
                std::thread::sleep(Duration::from_millis(20));
            }
            client.until(SAVED);
        }
        let begun = Instant::now();
        while seen_windows(client) != known {
            assert!(begun.elapsed() < PATIENCE, "{:?}", seen_windows(client));
            std::thread::sleep(Duration::from_millis(20));
        }
        client.until("return document.getElementById('undo').disabled");
        seen_is_written(client, &campaign);
    });
}

/// Two windows of the browser: a change from a window with an old board is refused, and the window then shows the other
/// window's change; a window in which nobody clicks shows it by itself.
#[test]
fn a_second_window_of_the_browser_sees_a_change_and_overwrites_none() {
    let (_folder, campaign) = two_stations();
    let page = Page::of(&campaign, &["--lang", "zh"]);
    in_browser(1280, 1000, |client| {
        client.open(&page);
        let first = client.window();
        let second = client.call("window/new", &json!({"type": "window"}));
        let second = second["handle"].as_str().unwrap().to_owned();
        client.switch(&second);
        client.open(&page);
        // The second window does not ask for changes, like a window in the background.
        let hidden = |is: bool| {
            client.seen(&format!(
                "Object.defineProperty(document, 'hidden', {{value: {is}, configurable: true}}); return true"
            ));
        };
        hidden(true);
        client.switch(&first);
        client.click("#board .window[data-group='0']");
        client.press(&[RIGHT]);
        stands(client, "甲", "一号点", "09:05–09:35");
        client.until(SAVED);
        let after = recorded(&campaign);
        client.switch(&second);
        stands(client, "甲", "一号点", "09:00–09:30");
        client.click("#board .window[data-group='2']");
        client.press(&[RIGHT]);
        client.until("return /在另一个窗口改过/.test(document.getElementById('said').textContent)");
        stands(client, "甲", "一号点", "09:05–09:35");
        stands(client, "丙", "二号点", "09:00–09:20");
        assert_eq!(recorded(&campaign), after);
        // The second window shows the first window's change now, and makes a change of its own.
        client.press(&[RIGHT]);
        stands(client, "丙", "二号点", "09:05–09:25");
        client.until(SAVED);
        assert_eq!(recorded(&campaign).len(), after.len() + 1);
        seen_is_written(client, &campaign);
        // The first window, in the foreground, shows the change without a click.
        hidden(false);
        client.switch(&first);
        client.seen("Object.defineProperty(document, 'hidden', {value: false, configurable: true}); return true");
        stands(client, "丙", "二号点", "09:05–09:25");
    });
}

/// A page of another origin that knows the address: its requests change no file and no board, and it can read no
/// answer.
#[test]
fn a_page_elsewhere_that_knows_the_address_reads_and_changes_nothing() {
    let (_folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &[]);
    let version = page.version();
    let elsewhere = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in elsewhere.incoming() {
            let Ok(mut stream) = stream else { continue };
            let _ = stream.read(&mut [0; 4096]);
            let text = "<title>elsewhere</title><p>x</p>";
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                text.len()
            );
        }
    });
    let files = || {
        let names = ["campaign.toml", "groups.csv", "classes.csv", ".callsheet/board"];
        names.map(|name| std::fs::read(campaign.join(name)).unwrap())
    };
    let before = files();
    in_browser(1280, 800, |client| {
        client.call("url", &json!({"url": format!("http://127.0.0.1:{port}/")}));
        assert_eq!(client.text("return document.title"), "elsewhere");
        let tried = |path: &str, options: &str| {
            client.text(&format!(
                "return fetch('{}{path}', {options}).then((own) => own.type === 'opaque' ? 'opaque' : own.text(), () => 'refused')",
                page.address
            ))
        };
        let put = json!({"version": version, "what": "put", "group": 0, "nth": 0, "block": 0, "start": 541, "end": 551});
        for path in ["", "board", "sheets", "documents", "assets/board.js"] {
            assert_eq!(tried(path, "{}"), "refused", "{path}");
        }
        let typed = format!(
            "{{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: JSON.stringify({put})}}"
        );
        assert_eq!(tried("change", &typed), "refused");
        // A request without a preflight, as a form sends it: the answer is hidden from the page, and nothing is changed.
        for path in ["change", "publish", "save", "close", "sheets"] {
            let simple =
                format!("{{method: 'POST', mode: 'no-cors', body: JSON.stringify({put})}}");
            assert_eq!(tried(path, &simple), "opaque", "{path}");
        }
        // In a frame the page is not shown.
        client.seen(&format!(
            "const frame = document.createElement('iframe'); frame.id = 'frame'; frame.src = '{}'; \
             return new Promise((done) => {{ frame.onload = () => done(true); document.body.append(frame); }})",
            page.address
        ));
        client.call("frame", &json!({"id": 0}));
        assert_eq!(client.seen("return document.getElementById('board') === null"), json!(true));
        client.call("frame", &json!({"id": null}));
        assert_eq!(files(), before);
        assert!(!campaign.parent().unwrap().join("reports").exists());
        // The page of the server's own origin is served.
        client.open(&page);
        assert_eq!(page.board()["version"], version);
    });
}

/// A name that is typed as markup stands as that text on every page and in the file, and no page runs it.
#[test]
fn a_name_that_looks_like_markup_is_text_on_every_page_and_in_the_file() {
    const NAME: &str = "<img src=x onerror=window.ran=1>";
    let (folder, campaign) = two_stations();
    let page = Page::of(&campaign, &["--lang", "zh"]);
    in_browser(1280, 1000, |client| {
        client.open(&page);
        open_sheet(client, &page, "groups");
        client.click("#add");
        retype(client, 3, 0, NAME);
        retype(client, 3, 1, "20");
        client.click("#save");
        client.until("return /已保存到/.test(document.getElementById('said').textContent)");
        let groups = std::fs::read_to_string(campaign.join("groups.csv")).unwrap();
        assert!(groups.ends_with(&format!("{NAME},20\n")), "{groups}");
        client.open(&page);
        client.until("return document.querySelector('#tray .window b') !== null");
        client.click("#rest");
        // The answer to the first question, which stays on the page, has a button of this class.
        client.until(
            "const job = document.getElementById('job'); \
             return /排好其余学院/.test(job.textContent) && job.querySelector('button.main') !== null",
        );
        client.click("#job button.main");
        let named = format!(
            "return [...document.querySelectorAll('#board .window b')].some((own) => own.textContent === '{NAME}')"
        );
        client.until(&named);
        let nothing_ran = |page: &str| {
            let found =
                client.seen("return [window.ran ?? null, document.querySelectorAll('img').length]");
            assert_eq!(found, json!([null, 0]), "{page}");
        };
        nothing_ran("board");
        client.click("#publish");
        client.until("return /已发布第 1 版/.test(document.getElementById('version').innerText)");
        nothing_ran("board with a version");
        for name in ["tables", "compare", "day", "forms", "notice"] {
            client.call("url", &json!({"url": format!("{}{name}", page.address)}));
            client.until("return document.querySelector('.tab, #notice *, #into option, .classes, #returns-title:not(:empty)') !== null");
            nothing_ran(name);
        }
        let version = folder.path().join("two-发布/第1版");
        let rest = version.join("campaign");
        assert_eq!(checked(&rest, &version)["violations"], json!([]));
        let plan = written_windows(&version.join("plan.json"));
        assert!(plan.iter().any(|own| own[0] == NAME), "{plan:?}");
    });
}

/// An example is opened by a click as a copy of the planner's own, and no page asks any other machine for anything.
#[test]
fn an_example_is_opened_by_a_click_as_a_copy_and_nothing_comes_from_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    let page = Page::open(&["--lang", "zh"], home.path());
    in_browser(1280, 1000, |client| {
        client.call("url", &json!({"url": page.address}));
        client.until("return document.querySelectorAll('#examples .place').length > 1");
        let from_here = || {
            let own = "const own = performance.getEntriesByType('resource').map((one) => one.name); \
                return [own.length > 0, own.filter((one) => !one.startsWith(location.origin + '/'))]";
            assert_eq!(client.seen(own), json!([true, []]));
        };
        from_here();
        client.seen(
            "[...document.querySelectorAll('#examples .place')].find((own) => /教学示例/.test(own.textContent)).click(); return true",
        );
        client.until("return document.querySelectorAll('#board .half').length === 2");
        assert!(client.text("return document.title").contains("教学示例"));
        from_here();
        let copy = home.path().join("callsheet/teaching-five");
        for name in ["campaign.toml", "groups.csv", "classes.csv"] {
            let shipped = std::fs::read(root().join("instances/teaching-five").join(name)).unwrap();
            assert_eq!(std::fs::read(copy.join(name)).unwrap(), shipped, "{name}");
        }
        // Another campaign is chosen from the start page, where this one is among those opened lately.
        client.until("return /已证明最优/.test(document.getElementById('aims')?.innerText ?? '')");
        client.click("#close");
        client.until("return document.querySelector('#recents .place') !== null");
        let recent = client.text("return document.getElementById('recents').innerText");
        assert!(recent.contains(shown(&copy)), "{recent}");
    });
}
