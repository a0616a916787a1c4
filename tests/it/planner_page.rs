//! The planner's page in a real Chromium: a person drags, types, asks the solver and closes the lid;
//! what is seen is held against the files on the disk and against `callsheet check`.

use crate::folder::root;
use crate::run::{callsheet, command};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The most time for what a person waits for, a browser or a solve: beside the rest of the suite they
/// share two cores.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `callsheet open` of a copy of a campaign, and the address that it printed.
struct Page {
    program: Running,
    address: String,
}

impl Page {
    fn of(campaign: &Path, more: &[&str]) -> Page {
        let campaign = campaign.to_str().unwrap();
        let arguments = [&["open", campaign, "--no-browser"], more].concat();
        let mut child = command(&arguments)
            .current_dir(Path::new(campaign).parent().unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(Ok(address)) = lines.next() else {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("no address: {said}");
        };
        Page { program: Running(child), address }
    }

    fn port(&self) -> u16 {
        let rest = self.address.strip_prefix("http://127.0.0.1:").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    fn secret(&self) -> &str {
        self.address.trim_end_matches('/').rsplit('/').next().unwrap()
    }

    fn request(&self, line: &str, headers: &[&str], body: &str) -> (u16, String) {
        request(self.port(), line, headers, body)
    }

    fn own_host(&self) -> String {
        format!("Host: 127.0.0.1:{}", self.port())
    }

    fn board(&self) -> Value {
        let line = format!("GET /{}/board", self.secret());
        let (status, answer) = self.request(&line, &[&self.own_host()], "");
        assert_eq!(status, 200, "{answer}");
        content(&answer)
    }

    /// The version of the board once the first question is answered, which may put a plan on it.
    fn version(&self) -> Value {
        let begun = Instant::now();
        let line = format!("GET /{}/job", self.secret());
        while content(&self.request(&line, &[&self.own_host()], "").1)["is_running"] == json!(true)
        {
            assert!(begun.elapsed() < PATIENCE);
            std::thread::sleep(Duration::from_millis(50));
        }
        self.board()["version"].take()
    }

    fn change(&self, change: &Value) -> u16 {
        let line = format!("POST /{}/change", self.secret());
        let headers = [&self.own_host()[..], "Content-Type: application/json"];
        self.request(&line, &headers, &change.to_string()).0
    }
}

/// The status of a request to this machine with these headers, and all that came back.
fn request(port: u16, line: &str, headers: &[&str], body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = [&[&format!("{line} HTTP/1.1"), "Connection: close"], headers].concat().join("\r\n");
    let all = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(all.as_bytes()).unwrap();
    // The driver leaves the connection open: the answer is as long as it says.
    let (mut answer, mut part) = (Vec::new(), [0; 8192]);
    loop {
        let text = String::from_utf8_lossy(&answer);
        let length = text.split_once("\r\n\r\n").map(|(head, _)| {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            });
            head.len() + 4 + length.unwrap_or(0_usize)
        });
        if length.is_some_and(|length| answer.len() >= length) {
            break;
        }
        match stream.read(&mut part).unwrap() {
            0 => break,
            count => answer.extend(&part[..count]),
        }
    }
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

/// What follows the headers of an answer.
fn content(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// A copy of a shipped campaign in a folder of its own.
fn copied(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(name);
    std::fs::create_dir(&copy).unwrap();
    for entry in std::fs::read_dir(root().join("instances").join(name)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
        }
    }
    (folder, copy)
}

fn driver() -> Option<PathBuf> {
    let named = std::env::var_os("CALLSHEET_DRIVER").map(PathBuf::from);
    let works = |path: &PathBuf| {
        Command::new(path).arg("--version").output().is_ok_and(|said| said.status.success())
    };
    let found = named.into_iter().chain(["chromedriver".into()]).find(works);
    let is_required = std::env::var_os("CALLSHEET_REQUIRE_BROWSER").is_some();
    assert!(
        found.is_some() || !is_required,
        "no chromedriver: run `bash .ci/prerequisites --browser`"
    );
    found
}

/// A session of the `WebDriver` protocol (W3C 2018): what a person does in a browser, and sees.
struct Client {
    port: u16,
    session: String,
}

/// The name under which `WebDriver` gives an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Client {
    fn call(&self, path: &str, body: &Value) -> Value {
        let (status, answer) =
            webdriver(self.port, &format!("/session/{}/{path}", self.session), body);
        assert_eq!(status, 200, "{path} {body}: {answer}");
        content(&answer)["value"].take()
    }

    /// What a script on the page gives back.
    fn seen(&self, script: &str) -> Value {
        self.call("execute/sync", &json!({"script": script, "args": []}))
    }

    /// The text that a script gives back.
    fn text(&self, script: &str) -> String {
        self.seen(script).as_str().unwrap().to_owned()
    }

    /// Waits until a script gives back true.
    fn until(&self, script: &str) {
        let begun = Instant::now();
        while self.seen(script) != json!(true) {
            assert!(
                begun.elapsed() < PATIENCE,
                "{script}: {}",
                self.seen("return document.body.innerText")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Opens the page and waits until the first question is answered.
    fn open(&self, page: &Page) {
        self.call("url", &json!({"url": page.address}));
        self.until(
            "const job = document.getElementById('job'); \
             return document.querySelectorAll('#board .half').length > 0 && job.textContent !== '' \
             && !/求解中|At work|未在求解|Not at work/.test(job.textContent)",
        );
    }

    fn click(&self, css: &str) {
        let found = self.call("element", &json!({"using": "css selector", "value": css}));
        let id = found[ELEMENT].as_str().unwrap();
        self.call(&format!("element/{id}/click"), &json!({}));
    }

    /// Presses keys together.
    fn press(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        let all: Vec<Value> = down.chain(up).collect();
        self.call("actions", &json!({"actions": [{"type": "key", "id": "keys", "actions": all}]}));
    }

    /// Drags with a mouse or a finger from one point to another.
    fn drag(&self, kind: &str, from: (i64, i64), to: (i64, i64)) {
        let moved =
            |(x, y): (i64, i64)| json!({"type": "pointerMove", "duration": 60, "x": x, "y": y});
        let all = [
            moved(from),
            json!({"type": "pointerDown", "button": 0}),
            moved((from.0 + 8, from.1)),
            moved(to),
            json!({"type": "pointerUp", "button": 0}),
        ];
        let source = json!({"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": all});
        self.call("actions", &json!({"actions": [source]}));
    }

    fn middle(&self, css: &str) -> (i64, i64) {
        let found = self.seen(&format!(
            "const box = document.querySelector(\"{css}\").getBoundingClientRect(); \
             return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)]"
        ));
        (found[0].as_i64().unwrap(), found[1].as_i64().unwrap())
    }
}

/// A command to the driver.
fn webdriver(port: u16, path: &str, body: &Value) -> (u16, String) {
    let headers = [&format!("Host: 127.0.0.1:{port}")[..], "Content-Type: application/json"];
    request(port, &format!("POST {path}"), &headers, &body.to_string())
}

/// Runs a scene in a browser of this size. Skipped, and said so, where there is no driver.
fn in_browser(width: u32, height: u32, scene: impl FnOnce(&Client)) {
    let Some(driver) = driver() else {
        eprintln!("skipped: there is no chromedriver");
        return;
    };
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let mut driver = Command::new(driver);
    let driver = driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
    let _driver = Running(driver.spawn().unwrap());
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < PATIENCE, "the driver does not listen");
        std::thread::sleep(Duration::from_millis(50));
    }
    let size = format!("--window-size={width},{height}");
    let arguments = ["--headless", "--no-sandbox", "--disable-gpu", &size];
    let wanted = json!({"goog:chromeOptions": {"args": arguments}});
    let wanted = json!({"capabilities": {"alwaysMatch": wanted}});
    let (status, answer) = webdriver(port, "/session", &wanted);
    assert_eq!(status, 200, "{answer}");
    let session = content(&answer)["value"]["sessionId"].as_str().unwrap().to_owned();
    let client = Client { port, session };
    scene(&client);
    let end = format!("DELETE /session/{}", client.session);
    request(port, &end, &[&format!("Host: 127.0.0.1:{port}")], "");
}

/// The lines of the record of plans.
fn recorded(campaign: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(campaign.join(".callsheet/board")).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_college_is_dragged_and_what_breaks_is_said_and_mended_by_the_solver() {
    let (folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &[]);
    in_browser(1280, 1400, |client| {
        client.open(&page);
        assert!(
            client.text("return document.getElementById('title').textContent").contains("2024届")
        );
        // The official plan lies on the board, with its distance to the proven best.
        let aims = "return document.getElementById('aims').innerText";
        assert!(
            client.text(aims).contains("最低可到 285 人/小时（已证明）"),
            "{}",
            client.text(aims)
        );
        let states = recorded(&campaign).len();
        let from = client.middle("#board .window[data-group='1'] b");
        client.drag("mouse", from, client.middle(".half[data-block='5']"));
        client.until("return /违规 [1-9]/.test(document.getElementById('verdict').textContent)");
        let found = client.text("return document.getElementById('findings').innerText");
        assert!(found.contains("与另一时段重叠"), "{found}");
        assert_eq!(recorded(&campaign).len(), states + 1);
        let moved = client.text("return document.getElementById('moved').textContent");
        assert!(moved.contains("1 个学院 734 人改时间"), "{moved}");

        client.click("#repair");
        client.until(
            "const job = document.getElementById('job'); \
             return /以最少改动修好/.test(job.textContent) && job.querySelector('button.main') !== null",
        );
        client.click("#job button.main");
        client.until("return document.getElementById('verdict').textContent === '未发现违规。'");

        // What the page shows is what the command line says of the plan that it writes.
        client.click("#save");
        client.until("return document.getElementById('said').textContent.includes('plan.json')");
        let plan = folder.path().join("reports/cqust-2024/plan.json");
        let checked =
            callsheet(&["check", campaign.to_str().unwrap(), plan.to_str().unwrap(), "--json"]);
        let checked = checked.succeeded().json();
        assert_eq!(checked["violations"], json!([]));
        let peak = checked["metrics"]["peak_per_hour"].as_f64().unwrap();
        assert!(client.text(aims).contains(&format!("{peak:.0} 人/小时")), "{peak}");
    });
}

#[test]
fn a_finger_drags_as_a_mouse_does() {
    let (_folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &[]);
    in_browser(1280, 1000, |client| {
        client.open(&page);
        let before = recorded(&campaign).len();
        let from = client.middle("#board .window b");
        client.drag("touch", from, (from.0 + 60, from.1));
        client.until("return /已保存/.test(document.getElementById('said').textContent)");
        assert_eq!(recorded(&campaign).len(), before + 1);
    });
}

/// Keys as `WebDriver` writes them.
const SHIFT: &str = "\u{E008}";
const CONTROL: &str = "\u{E009}";
const LEFT: &str = "\u{E012}";

#[test]
fn keys_move_lock_swap_and_undo_and_a_killed_program_loses_nothing() {
    let (_folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &["--lang", "en"]);
    let place = |board: &Value, group: usize| {
        let windows = board["plan"]["windows"].as_array().unwrap();
        let own = windows.iter().find(|own| own["group"] == group).unwrap();
        [own["block"].clone(), own["start"].clone(), own["end"].clone()]
    };
    let mut left = None;
    in_browser(1280, 1000, |client| {
        client.open(&page);
        let is_saved = "return document.getElementById('said').textContent.startsWith('Saved.')";
        let first = page.board();
        let is_first = first["can_undo"] == json!(false);
        client.click("#board .window[data-group='0']");
        client.press(&[SHIFT, LEFT]);
        client.until(is_saved);
        let shorter = page.board();
        assert_ne!(place(&shorter, 0), place(&first, 0));
        assert_eq!(place(&shorter, 0)[1], place(&first, 0)[1]);
        client.press(&[CONTROL, "z"]);
        client.until("return !document.getElementById('redo').disabled");
        assert_eq!(place(&page.board(), 0), place(&first, 0));
        assert_eq!(page.board()["can_undo"], json!(!is_first));

        client.press(&["l"]);
        client.until("return document.querySelector('.window.locked') !== null");
        client.press(&["s"]);
        client.click("#board .window[data-group='1']");
        client.until("return document.getElementById('redo').disabled");
        let begun = Instant::now();
        while place(&page.board(), 1) == place(&first, 1) {
            assert!(begun.elapsed() < PATIENCE);
            std::thread::sleep(Duration::from_millis(50));
        }
        left = Some((place(&first, 1), page.board()));
    });
    let Some((before, swapped)) = left else { return };
    // Killed and opened again: plan, lock and history are as they were confirmed.
    drop(page.program);
    let again = Page::of(&campaign, &["--lang", "en"]);
    let board = again.board();
    assert_eq!(board["plan"]["windows"], swapped["plan"]["windows"]);
    assert_eq!(board["groups"][0]["is_locked"], json!(true));
    assert_eq!(again.change(&json!({"version": again.version(), "what": "undo"})), 200);
    assert_eq!(place(&again.board(), 1), before);
}

#[test]
fn nothing_overflows_and_everything_has_a_name_in_either_language_and_width() {
    let (_folder, campaign) = copied("sdmu-2025");
    let page = Page::of(&campaign, &[]);
    for (width, height) in [(1280, 1000), (500, 900)] {
        in_browser(width, height, |client| {
            client.open(&page);
            for language in ["zh", "en"] {
                if client.text("return document.documentElement.lang") != language {
                    client.click("#language");
                    client.until(&format!("return document.documentElement.lang === '{language}'"));
                }
                let wide = client.seen("return document.documentElement.scrollWidth - innerWidth");
                assert!(wide.as_f64().unwrap() <= 0.0, "{width} {language}: {wide}");
                let nameless = "return [...document.querySelectorAll('button, .window, select, input')] \
                    .filter((own) => !own.hidden && !own.textContent && !own.ariaLabel && !own.labels?.length).length";
                assert_eq!(client.seen(nameless), json!(0), "{width} {language}");
                if language == "en" {
                    let own = "return [...document.querySelectorAll( \
                        'h2, th, .bar button:not(#language), #verdict, #job p')].map((own) => own.innerText).join(' ')";
                    let own = client.text(own);
                    assert!(!own.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{own}");
                }
            }
        });
    }
}

#[test]
fn only_a_page_of_this_server_that_knows_the_secret_gets_anything() {
    let (_folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &[]);
    let (host, board) = (page.own_host(), format!("GET /{}/board", page.secret()));
    let status = |line: &str, headers: &[&str]| page.request(line, headers, "").0;
    assert_eq!(status(&board, &[&host]), 200);
    let own_page = format!("Origin: http://localhost:{}", page.port());
    assert_eq!(status(&board, &[&host, &own_page]), 200);
    // A name elsewhere that leads to this machine; a page elsewhere; no secret, or another one.
    assert_eq!(status(&board, &["Host: example.org"]), 403);
    assert_eq!(status(&board, &[&host, "Origin: http://example.org"]), 403);
    assert_eq!(status(&board, &[&host, "Origin: null"]), 403);
    assert_eq!(status("GET /board", &[&host]), 404);
    assert_eq!(status("GET /0123456789abcdef0123456789abcdef/board", &[&host]), 404);
    assert_eq!(status(&format!("GET /{}/assets/../../Cargo.toml", page.secret()), &[&host]), 404);
    let (found, answer) = page.request(&format!("GET /{}/", page.secret()), &[&host], "");
    assert_eq!(found, 200);
    let policy =
        answer.lines().find(|line| line.to_lowercase().starts_with("content-security-policy"));
    assert!(
        policy.is_some_and(|own| own.contains("default-src 'none'") && !own.contains("unsafe")),
        "{answer}"
    );
    // No more is read than a change has.
    let large = "x".repeat(100_000);
    let change = format!("POST /{}/change", page.secret());
    let (status, _) = page.request(&change, &[&host, "Content-Type: application/json"], &large);
    assert_eq!(status, 413);
}

#[test]
fn a_change_made_on_an_old_board_or_out_of_range_changes_nothing() {
    let (_folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &[]);
    let put = |version: &Value, group: usize, start: i64, end: i64| {
        let to = json!({"version": version, "what": "put", "group": group, "nth": 0, "block": 0, "start": start, "end": end});
        page.change(&to)
    };
    let version = page.version();
    let before = recorded(&campaign);
    assert_eq!(put(&version, 99, 540, 550), 400);
    assert_eq!(put(&version, 0, 550, 550), 400);
    assert_eq!(put(&version, 0, -5, 550), 400);
    assert_eq!(recorded(&campaign), before);
    assert_eq!(put(&version, 0, 541, 551), 200);
    assert_eq!(put(&version, 0, 540, 550), 409);
    assert_eq!(recorded(&campaign).len(), before.len() + 1);
    // A second program is told that the first one has it.
    let second = callsheet(&["open", campaign.to_str().unwrap(), "--no-browser"]);
    assert_eq!(second.code, 2);
    assert!(second.stderr.contains("E221"), "{}", second.stderr);
    // A change of the files is noticed; files with a fault leave the board as it is.
    let groups = campaign.join("groups.csv");
    let text = std::fs::read_to_string(&groups).unwrap();
    std::fs::write(&groups, format!("{text}丙组,many\n")).unwrap();
    let board = page.board();
    assert_eq!(board["is_outdated"], json!(true));
    assert_eq!(page.change(&json!({"version": board["version"], "what": "read_again"})), 422);
    assert_eq!(page.board()["groups"], board["groups"]);
}
