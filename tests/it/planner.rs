//! What the tests of the planner's page have in common: the program, a real Chromium through its driver,
//! and the clicks that two tests or more make.

use crate::folder::root;
use crate::run::{callsheet, command, shown};
use crate::workbook::workbook;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The most time for what a person waits for, a browser or a solve: beside the rest of the suite they
/// share two cores.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A program that is ended with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `callsheet open` of a copy of a campaign, and the address that it printed.
pub struct Page {
    pub program: Running,
    pub address: String,
}

impl Page {
    pub fn of(campaign: &Path, more: &[&str]) -> Page {
        let arguments = [&[campaign.to_str().unwrap()], more].concat();
        Page::open(&arguments, campaign.parent().unwrap())
    }

    /// `callsheet open` for a user whose home this folder is.
    pub fn open(arguments: &[&str], home: &Path) -> Page {
        Page::started(&[&["--no-browser"], arguments].concat(), home, &[])
    }

    /// `callsheet open` with these variables of the environment; it starts a browser unless told not to.
    pub fn started(arguments: &[&str], home: &Path, variables: &[(&str, &str)]) -> Page {
        let arguments = [&["open"], arguments].concat();
        let mut child = command(&arguments)
            .current_dir(home)
            .envs([("HOME", home), ("USERPROFILE", home), ("APPDATA", &home.join(".config"))])
            .env_remove("XDG_CONFIG_HOME")
            .envs(variables.iter().copied())
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

    pub fn port(&self) -> u16 {
        let rest = self.address.strip_prefix("http://127.0.0.1:").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    pub fn secret(&self) -> &str {
        self.address.trim_end_matches('/').rsplit('/').next().unwrap()
    }

    pub fn request(&self, line: &str, headers: &[&str], body: &str) -> (u16, String) {
        request(self.port(), line, headers, body)
    }

    pub fn own_host(&self) -> String {
        format!("Host: 127.0.0.1:{}", self.port())
    }

    pub fn board(&self) -> Value {
        let line = format!("GET /{}/board", self.secret());
        let (status, answer) = self.request(&line, &[&self.own_host()], "");
        assert_eq!(status, 200, "{answer}");
        content(&answer)
    }

    /// The last question to the solver.
    pub fn job(&self) -> Value {
        let line = format!("GET /{}/job", self.secret());
        content(&self.request(&line, &[&self.own_host()], "").1)
    }

    /// The version of the board once the first question is answered, which may put a plan on it.
    pub fn version(&self) -> Value {
        let begun = Instant::now();
        while self.job()["is_running"] == json!(true) {
            assert!(begun.elapsed() < PATIENCE);
            std::thread::sleep(Duration::from_millis(50));
        }
        self.board()["version"].take()
    }

    pub fn change(&self, change: &Value) -> u16 {
        let line = format!("POST /{}/change", self.secret());
        let headers = [&self.own_host()[..], "Content-Type: application/json"];
        self.request(&line, &headers, &change.to_string()).0
    }
}

/// The status of a request to this machine with these headers, and all that came back.
pub fn request(port: u16, line: &str, headers: &[&str], body: &str) -> (u16, String) {
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
pub fn content(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// A copy of a shipped campaign in a folder of its own.
pub fn copied(name: &str) -> (tempfile::TempDir, PathBuf) {
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

pub fn driver() -> Option<PathBuf> {
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
pub struct Client {
    port: u16,
    session: String,
}

/// The name under which `WebDriver` gives an element.
pub const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A pointer goes to one point, is pressed, and goes on to another.
fn held(from: (i64, i64), to: (i64, i64)) -> [Value; 4] {
    let moved = |(x, y): (i64, i64)| json!({"type": "pointerMove", "duration": 60, "x": x, "y": y});
    let down = json!({"type": "pointerDown", "button": 0});
    [moved(from), down, moved((from.0 + 8, from.1)), moved(to)]
}

/// Ends the session also when a test fails: a driver that is killed leaves its browser running.
impl Drop for Client {
    fn drop(&mut self) {
        let head =
            format!("DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1:{}", self.session, self.port);
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = write!(stream, "{head}\r\nConnection: close\r\n\r\n");
            let _ = stream.read(&mut [0; 1024]);
        }
    }
}

impl Client {
    pub fn call(&self, path: &str, body: &Value) -> Value {
        let (status, answer) =
            webdriver(self.port, &format!("/session/{}/{path}", self.session), body);
        assert_eq!(status, 200, "{path} {body}: {answer}");
        content(&answer)["value"].take()
    }

    /// What a script on the page gives back.
    pub fn seen(&self, script: &str) -> Value {
        self.call("execute/sync", &json!({"script": script, "args": []}))
    }

    /// The text that a script gives back.
    pub fn text(&self, script: &str) -> String {
        self.seen(script).as_str().unwrap().to_owned()
    }

    /// Waits until a script gives back true.
    pub fn until(&self, script: &str) {
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
    pub fn open(&self, page: &Page) {
        self.call("url", &json!({"url": page.address}));
        self.until(
            "const job = document.getElementById('job'); \
             return document.querySelectorAll('#board .half').length > 0 && job.textContent !== '' \
             && !/求解中|At work|未在求解|Not at work/.test(job.textContent)",
        );
    }

    pub fn click(&self, css: &str) {
        self.act(css, "click", &json!({}));
    }

    /// Types into a field, or chooses a file for it.
    pub fn type_in(&self, css: &str, text: &str) {
        self.act(css, "value", &json!({"text": text}));
    }

    /// Sends a click or text to the element of a selector. Where the page has drawn the element anew between finding and
    /// sending, it is looked for again.
    fn act(&self, css: &str, what: &str, body: &Value) {
        let begun = Instant::now();
        loop {
            let found = self.call("element", &json!({"using": "css selector", "value": css}));
            let id = found[ELEMENT].as_str().unwrap();
            let path = format!("/session/{}/element/{id}/{what}", self.session);
            let (status, answer) = webdriver(self.port, &path, body);
            if status == 200 {
                return;
            }
            let is_stale = answer.contains("stale element reference");
            assert!(is_stale && begun.elapsed() < PATIENCE, "{css} {what}: {answer}");
        }
    }

    /// Drops a file on the page.
    pub fn drop_file(&self, name: &str, content: &[u8]) {
        let script = "const data = new DataTransfer(); \
            data.items.add(new File([new Uint8Array(arguments[1])], arguments[0])); \
            document.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); \
            return true";
        self.call("execute/sync", &json!({"script": script, "args": [name, content]}));
    }

    /// The window of the browser that commands go to.
    pub fn window(&self) -> String {
        let line = format!("GET /session/{}/window", self.session);
        let (status, answer) =
            request(self.port, &line, &[&format!("Host: 127.0.0.1:{}", self.port)], "");
        assert_eq!(status, 200, "{answer}");
        content(&answer)["value"].as_str().unwrap().to_owned()
    }

    /// Sends the commands that follow to this window.
    pub fn switch(&self, window: &str) {
        self.call("window", &json!({"handle": window}));
    }

    /// Presses Tab until an element of `css` has the focus.
    pub fn tab_to(&self, css: &str) {
        let is_there = format!("return document.activeElement?.closest(\"{css}\") !== null");
        let stops = self.seen("return document.querySelectorAll('*').length").as_u64().unwrap();
        for _ in 0..stops {
            self.press(&["\u{E004}"]);
            if self.seen(&is_there) == json!(true) {
                return;
            }
        }
        panic!("Tab does not come to {css}");
    }

    /// Presses keys together.
    pub fn press(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        let all: Vec<Value> = down.chain(up).collect();
        self.call("actions", &json!({"actions": [{"type": "key", "id": "keys", "actions": all}]}));
    }

    /// Drags with a mouse or a finger from one point to another.
    pub fn drag(&self, kind: &str, from: (i64, i64), to: (i64, i64)) {
        let up = json!({"type": "pointerUp", "button": 0});
        self.point(kind, &[&held(from, to)[..], &[up]].concat());
    }

    /// The same with a mouse, which is not let go yet.
    pub fn hold(&self, from: (i64, i64), to: (i64, i64)) {
        self.point("mouse", &held(from, to));
    }

    /// Lets the mouse go.
    pub fn let_go(&self) {
        self.point("mouse", &[json!({"type": "pointerUp", "button": 0})]);
    }

    fn point(&self, kind: &str, actions: &[Value]) {
        let source = json!({"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": actions});
        self.call("actions", &json!({"actions": [source]}));
    }

    pub fn middle(&self, css: &str) -> (i64, i64) {
        let found = self.seen(&format!(
            "const box = document.querySelector(\"{css}\").getBoundingClientRect(); \
             return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)]"
        ));
        (found[0].as_i64().unwrap(), found[1].as_i64().unwrap())
    }
}

/// A command to the driver.
pub fn webdriver(port: u16, path: &str, body: &Value) -> (u16, String) {
    let headers = [&format!("Host: 127.0.0.1:{port}")[..], "Content-Type: application/json"];
    request(port, &format!("POST {path}"), &headers, &body.to_string())
}

/// Runs a scene in a browser of this size. Skipped, and said so, where there is no driver.
pub fn in_browser(width: u32, height: u32, scene: impl FnOnce(&Client)) {
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
}

/// The lines of the record of plans.
pub fn recorded(campaign: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(campaign.join(".callsheet/board")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The list that an office has, as a workbook.
pub fn list_of_colleges(folder: &Path) -> PathBuf {
    let rows: &[&[&str]] = &[
        &["学院", "班级", "人数"],
        &["文学院", "汉语言2301", "41"],
        &["文学院", "汉语言2302", "39"],
        &["法学院", "法学2301", "60"],
        &["理学院", "数学2301", "45"],
        &["理学院", "物理2301", "35"],
        &["艺术学院", "美术2301", "50"],
    ];
    let path = folder.join("毕业生名单.xlsx");
    std::fs::write(&path, workbook(&[("名单", rows)])).unwrap();
    path
}

/// What `callsheet check` says of a plan.
pub fn checked(campaign: &Path, plan: &Path) -> Value {
    callsheet(&["check", shown(campaign), shown(plan), "--json"]).json()
}

/// The start page with the list chosen, and the board of what becomes of it.
pub fn begin_from_a_list(client: &Client, page: &Page, list: &Path) {
    client.call("url", &json!({"url": page.address}));
    client.until("return document.getElementById('intro')?.textContent.length > 0");
    client.type_in("#file", shown(list));
    let answer = "return document.getElementById('answer').innerText";
    client.until("return document.querySelector('#answer p') !== null");
    assert!(
        client.text(answer).contains("4 个学院，6 个班级，共 270 人"),
        "{}",
        client.text(answer)
    );
    // The campaign's missing settings are asked for on the page.
    assert!(client.text(answer).contains("填在上面"), "{}", client.text(answer));
    assert!(client.text(answer).contains("“服务点”里填"), "{}", client.text(answer));
    assert!(!client.text(answer).contains("--"), "{}", client.text(answer));
    client.type_in("#seconds", "30");
    client.until("return /每小时 120 人/.test(document.getElementById('answer').innerText)");
    // One day: the morning and the afternoon.
    client.seen(
        "const [first, last] = ['first', 'last'].map((id) => document.getElementById(id)); \
         last.value = first.value; last.dispatchEvent(new Event('input', {bubbles: true})); return true",
    );
    client.until("return /2 个半天/.test(document.getElementById('answer').innerText)");
    client.click("#begin");
    client.until("return /已证明最优/.test(document.getElementById('aims')?.innerText ?? '')");
}

/// Clicks *Publish* and waits for what is said.
pub fn publish(client: &Client) -> String {
    client.click("#publish");
    client.until("return !/正在发布/.test(document.getElementById('said').textContent)");
    client.text("return document.getElementById('said').textContent")
}

/// The page of the lists and settings, with this sheet in front.
pub fn open_sheet(client: &Client, page: &Page, name: &str) {
    client.call("url", &json!({"url": format!("{}tables", page.address)}));
    let tab = format!(".tab[data-name='{name}']");
    client.until(&format!("return document.querySelector(\"{tab}\") !== null"));
    client.click(&tab);
}

/// Types a text in place of what stands in a cell of the sheet in front.
pub fn retype(client: &Client, row: usize, column: usize, text: &str) {
    let css = format!("#sheet input[data-row='{row}'][data-column='{column}']");
    client.seen(&format!("document.querySelector(\"{css}\").select(); return true"));
    client.type_in(&css, text);
}

pub fn said(client: &Client) -> String {
    client.text("return document.getElementById('said').textContent")
}

/// Has a plan that breaks rules repaired with the fewest moves, and takes what is found.
pub fn mend(client: &Client, page: &Page) {
    if page.board()["plan"]["findings"] == json!([]) {
        return;
    }
    let before = page.job()["number"].clone();
    client.click("#repair");
    let begun = Instant::now();
    while page.job()["number"] == before || page.job()["is_running"] == json!(true) {
        assert!(begun.elapsed() < PATIENCE, "{}", page.job());
        std::thread::sleep(Duration::from_millis(50));
    }
    let seconds = page.job()["seconds"].as_f64().unwrap();
    client.until(&format!(
        "const job = document.getElementById('job'); \
         return /以最少改动修好 · {seconds:.1}/.test(job.textContent) && job.querySelector('button.main') !== null"
    ));
    client.click("#job button.main");
    client.until("return document.getElementById('verdict').textContent === '未发现违规。'");
}
