//! The planner's page in a real Chromium: a person drags, types, asks the solver and closes the lid;
//! what is seen is held against the files on the disk and against `callsheet check`.

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
        let arguments = [&[campaign.to_str().unwrap()], more].concat();
        Page::open(&arguments, campaign.parent().unwrap())
    }

    /// `callsheet open` for a user whose home this folder is.
    fn open(arguments: &[&str], home: &Path) -> Page {
        let arguments = [&["open", "--no-browser"], arguments].concat();
        let mut child = command(&arguments)
            .current_dir(home)
            .envs([("HOME", home), ("USERPROFILE", home), ("APPDATA", &home.join(".config"))])
            .env_remove("XDG_CONFIG_HOME")
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

    /// The last question to the solver.
    fn job(&self) -> Value {
        let line = format!("GET /{}/job", self.secret());
        content(&self.request(&line, &[&self.own_host()], "").1)
    }

    /// The version of the board once the first question is answered, which may put a plan on it.
    fn version(&self) -> Value {
        let begun = Instant::now();
        while self.job()["is_running"] == json!(true) {
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

    /// Types into a field, or chooses a file for it.
    fn type_in(&self, css: &str, text: &str) {
        let found = self.call("element", &json!({"using": "css selector", "value": css}));
        let id = found[ELEMENT].as_str().unwrap();
        self.call(&format!("element/{id}/value"), &json!({"text": text}));
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

/// The list that an office has, as a workbook.
fn list_of_colleges(folder: &Path) -> PathBuf {
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
fn checked(campaign: &Path, plan: &Path) -> Value {
    callsheet(&["check", shown(campaign), shown(plan), "--json"]).json()
}

/// The start page with the list chosen, and the board of what becomes of it.
fn begin_from_a_list(client: &Client, page: &Page, list: &Path) {
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
fn publish(client: &Client) -> String {
    client.click("#publish");
    client.until("return !/正在发布/.test(document.getElementById('said').textContent)");
    client.text("return document.getElementById('said').textContent")
}

/// The page of the lists and settings, with this sheet in front.
fn open_sheet(client: &Client, page: &Page, name: &str) {
    client.call("url", &json!({"url": format!("{}tables", page.address)}));
    let tab = format!(".tab[data-name='{name}']");
    client.until(&format!("return document.querySelector(\"{tab}\") !== null"));
    client.click(&tab);
}

/// Types a text in place of what stands in a cell of the sheet in front.
fn retype(client: &Client, row: usize, column: usize, text: &str) {
    let css = format!("#sheet input[data-row='{row}'][data-column='{column}']");
    client.seen(&format!("document.querySelector(\"{css}\").select(); return true"));
    client.type_in(&css, text);
}

fn said(client: &Client) -> String {
    client.text("return document.getElementById('said').textContent")
}

/// Has a plan that breaks rules repaired with the fewest moves, and takes what is found.
fn mend(client: &Client, page: &Page) {
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

/// Who has only a list comes to a plan, changes it, publishes it, corrects a headcount and tells
/// those whose time is another one, without a word of file formats.
#[test]
fn from_a_list_to_the_notice_of_who_must_be_told() {
    let home = tempfile::tempdir().unwrap();
    let list = list_of_colleges(home.path());
    let page = Page::open(&["--lang", "zh"], home.path());
    let campaign = home.path().join("callsheet/毕业生名单/毕业生名单.xlsx");
    let version =
        |number: usize| campaign.with_file_name("毕业生名单-发布").join(format!("第{number}版"));
    in_browser(1280, 1400, |client| {
        begin_from_a_list(client, &page, &list);
        assert!(campaign.is_file());
        // Two colleges change half-days; what does not fit then is mended.
        let block = |group: usize| {
            let board = page.board();
            let windows = board["plan"]["windows"].as_array().unwrap();
            windows.iter().find(|own| own["group"] == group).unwrap()["block"].as_u64().unwrap()
        };
        for group in [0, 2] {
            let other = 1 - block(group);
            let from = client.middle(&format!("#board .window[data-group='{group}'] b"));
            client.drag("mouse", from, client.middle(&format!(".half[data-block='{other}']")));
            let begun = Instant::now();
            while block(group) != other {
                assert!(begun.elapsed() < PATIENCE, "{}", said(client));
                std::thread::sleep(Duration::from_millis(50));
            }
            client.until("return /已保存/.test(document.getElementById('said').textContent)");
            mend(client, &page);
        }
        assert!(publish(client).contains("已发布第 1 版"));
        assert_eq!(checked(&campaign, &version(1))["violations"], json!([]));
        client.until("return /已发布第 1 版/.test(document.getElementById('version').innerText)");
        assert!(publish(client).contains("与第 1 版相同"));
        assert_eq!(page.board()["baseline"].as_array().unwrap().len(), 4);

        // 理学院 grows from 80 to 230: its own number, the sum of its classes, goes along.
        let before = std::fs::read(&campaign).unwrap();
        open_sheet(client, &page, "classes");
        let cell = |row: usize, column: usize| {
            client.text(&format!(
                "return document.querySelector(\"#sheet input[data-row='{row}'][data-column='{column}']\").value"
            ))
        };
        assert_eq!((cell(3, 1), cell(3, 2)), ("数学2301".to_owned(), "45".to_owned()));
        retype(client, 3, 2, "很多");
        client.click("#save");
        client.until("return document.querySelector('#sheet .fault') !== null");
        let fault = client.text("return document.querySelector(\"input[data-row='3'][data-column='2'] + .fault\").textContent");
        assert!(fault.contains("[E"), "{fault}");
        assert_eq!(std::fs::read(&campaign).unwrap(), before, "nothing wrong is saved");
        retype(client, 3, 2, "195");
        client.click(".tab[data-name='groups']");
        let groups = "return [...document.querySelectorAll('#sheet input')].map((own) => own.value).join(' ')";
        assert!(client.text(groups).contains("230"), "{}", client.text(groups));
        client.click("#save");
        client.until("return /已保存到/.test(document.getElementById('said').textContent)");
        let sheets = |bytes: &[u8]| names_of_parts(bytes);
        assert_eq!(sheets(&std::fs::read(&campaign).unwrap()), sheets(&before));

        client.click("#back");
        client.until(
            "return /违规 [1-9]/.test(document.getElementById('verdict')?.textContent ?? '')",
        );
        mend(client, &page);
        client.until("return document.querySelector('#version .told li') !== null");
        let told = client.text("return document.querySelector('#version .told').innerText");
        assert!(told.contains("理学院"), "{told}");
        assert!(publish(client).contains("已发布第 2 版"), "{}", said(client));
        assert_eq!(checked(&campaign, &version(2))["violations"], json!([]));

        // The notice, on paper without its buttons.
        client.call("url", &json!({"url": format!("{}notice", page.address)}));
        client.until("return document.querySelectorAll('.told-one').length > 0");
        let notice = client.text("return document.getElementById('notice').innerText");
        assert!(notice.contains("【理学院】230 人"), "{notice}");
        client.click(".told-one .copy");
        client.until("return /已复制|选中文字/.test(document.getElementById('said').textContent)");
        let print = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"media": "print"}});
        client.call("goog/cdp/execute", &print);
        assert_eq!(client.seen("return document.getElementById('print').offsetHeight"), json!(0));
        assert_ne!(
            client.seen("return document.querySelector('.told-one').offsetHeight"),
            json!(0)
        );
        assert!(client.call("print", &json!({})).as_str().unwrap().starts_with("JVBERi"));
    });
    // What stands on the disk is what another program reads.
    callsheet(&["solve", shown(&campaign)]).succeeded();
}

fn names_of_parts(workbook: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[test]
fn every_page_fits_a_phone_in_either_language() {
    let home = tempfile::tempdir().unwrap();
    let list = list_of_colleges(home.path());
    let page = Page::open(&["--lang", "zh"], home.path());
    in_browser(1280, 1000, |client| {
        let looks_right = |name: &str, speaks: &str| {
            for width in [1280, 390] {
                let size =
                    json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
                let size = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": size});
                client.call("goog/cdp/execute", &size);
                let wide = client.seen("return document.documentElement.scrollWidth - innerWidth");
                assert!(wide.as_f64().unwrap() <= 0.0, "{name} {speaks} {width}: {wide}");
            }
            let nameless = "return [...document.querySelectorAll('button, a, select, input')] \
                .filter((own) => !own.textContent && !own.ariaLabel && !own.labels?.length).length";
            assert_eq!(client.seen(nameless), json!(0), "{name} {speaks}");
            let own = "return [...document.querySelectorAll('h2, .bar button:not(#language), .bar a, \
                label, #intro, #hint, summary, .tab')].map((own) => own.innerText).join(' ')";
            let own = client.text(own);
            let is_chinese = own.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(speaks == "zh" || !is_chinese, "{name}: {own}");
        };
        client.call("url", &json!({"url": page.address}));
        client.until("return document.getElementById('intro')?.textContent.length > 0");
        looks_right("start", "zh");
        client.click("#language");
        client.until("return document.documentElement.lang === 'en'");
        looks_right("start", "en");
        client.click("#language");
        client.until("return document.documentElement.lang === 'zh'");
        begin_from_a_list(client, &page, &list);
        for speaks in ["zh", "en"] {
            let change = json!({"version": page.version(), "what": "speak", "lang": speaks});
            assert_eq!(page.change(&change), 200);
            for name in ["tables", "notice"] {
                client.call("url", &json!({"url": format!("{}{name}", page.address)}));
                client.until("return document.querySelector('.tab, #notice *') !== null");
                looks_right(name, speaks);
            }
        }
    });
}

#[test]
fn documents_come_by_a_click_and_nothing_else_of_the_disk_does() {
    let home = tempfile::tempdir().unwrap();
    let list = list_of_colleges(home.path());
    let page = Page::open(&["--lang", "zh"], home.path());
    in_browser(1280, 1400, |client| {
        begin_from_a_list(client, &page, &list);
        assert!(publish(client).contains("已发布第 1 版"));
        client.until("return document.querySelector('#version .documents a') !== null");
        let host = page.own_host();
        let get = |name: &str| {
            page.request(&format!("GET /{}/published/{name}", page.secret()), &[&host], "")
        };
        let (status, head) = get("timetable.xlsx");
        let head = head.to_lowercase();
        assert_eq!((status, head.contains("attachment;")), (200, true), "{head}");
        let (status, head) = get("report.html");
        assert_eq!((status, head.contains("sandbox;")), (200, true));
        let wrong = [
            "campaign/campaign.toml",
            "published.json",
            "../plan.json",
            "..%2F..%2Flist.xlsx",
            ".callsheet/lock",
        ];
        for name in wrong {
            assert_eq!(get(name).0, 404, "{name}");
        }
        let texts = client.text("return document.getElementById('version').textContent");
        assert!(texts.contains("【文学院】"), "{texts}");
        // A plan that leaves somebody out is not published.
        let group = page.board()["plan"]["windows"][0]["group"].clone();
        let remove = json!({"version": page.version(), "what": "remove", "group": group, "nth": 0});
        assert_eq!(page.change(&remove), 200);
        client.until("return document.querySelector('#version .told li') !== null");
        assert!(publish(client).contains("[E225]"));
        assert!(!home.path().join("callsheet/毕业生名单/毕业生名单-发布/第2版").exists());
        // The campaign is there again the next time.
        client.click("#close");
        client.until("return document.querySelector('#recents .place') !== null");
        client.click("#recents .place");
        client.until("return document.querySelectorAll('#board .half').length > 0");
        client.until("return /已发布第 1 版/.test(document.getElementById('version').innerText)");
    });
}

#[test]
fn cells_are_pasted_into_files_of_which_all_else_stays() {
    let (_folder, campaign) = copied("teaching-five");
    let groups = campaign.join("groups.csv");
    let text = std::fs::read_to_string(&groups).unwrap();
    let text = format!("# 名单，3月1日\n{text}");
    std::fs::write(&groups, &text).unwrap();
    let page = Page::of(&campaign, &["--lang", "zh"]);
    in_browser(1280, 1000, |client| {
        client.open(&page);
        open_sheet(client, &page, "groups");
        let rows = "return document.querySelectorAll('#sheet tr').length - 1";
        assert_eq!(client.seen(rows), json!(5));
        let paste = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]); \
            document.querySelector(\"#sheet input[data-row='5'][data-column='0']\").dispatchEvent( \
            new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); return true";
        client.click("#add");
        client.call(
            "execute/sync",
            &json!({"script": paste, "args": ["新一\t新一\t3\n新二\t新二\t2\n"]}),
        );
        assert_eq!(client.seen(rows), json!(7));
        client.click("#save");
        client.until("return !/未保存/.test(document.getElementById('said').textContent)");
        let new = std::fs::read_to_string(&groups).unwrap();
        assert!(new.starts_with(&text), "{}\n{new}", said(client));
        assert_eq!(new.lines().count(), text.lines().count() + 2, "{new}");
        assert_eq!(page.board()["groups"].as_array().unwrap().len(), 7);

        // A change in Excel meanwhile is not written over.
        std::fs::write(&groups, new.replace("新二,新二,2", "新二,新二,4")).unwrap();
        retype(client, 0, 0, "改名");
        client.click("#save");
        client.until("return /在别处改过/.test(document.getElementById('said').textContent)");
        let kept = std::fs::read_to_string(&groups).unwrap();
        assert!(kept.contains("新二,新二,4") && !kept.contains("改名"), "{kept}");
    });
}

#[test]
fn what_is_dropped_is_bounded_read_with_its_faults_and_kept_by_a_safe_name() {
    let home = tempfile::tempdir().unwrap();
    let page = Page::open(&["--lang", "zh"], home.path());
    let host = page.own_host();
    let drop = |name: &str, body: &str| {
        let line = format!("POST /{}/list/{name}", page.secret());
        page.request(&line, &[&host, "Content-Type: application/octet-stream"], body)
    };
    assert_eq!(drop("a.txt", "x").0, 422);
    let (status, said) = drop("list.xlsx", "no workbook");
    assert_eq!(status, 200, "{said}");
    let try_it = format!("POST /{}/try", page.secret());
    let answers =
        json!({"days": "", "hours": "", "evening": false, "cameras": null, "seconds": null});
    let tried = |answers: &Value| {
        let headers = [&host[..], "Content-Type: application/json"];
        page.request(&try_it, &headers, &answers.to_string())
    };
    let (status, said) = tried(&answers);
    assert_eq!((status, said.contains("[E")), (422, true), "{said}");
    assert_eq!(drop("..%2F..%2Fnull%00.csv", "学院,人数\n文学院,20\n").0, 200);
    let line = format!("GET /{}/start", page.secret());
    let start = content(&page.request(&line, &[&host], "").1);
    let workbook = start["list"]["workbook"].as_str().unwrap();
    assert_eq!(
        Path::new(workbook).parent().unwrap().parent().unwrap(),
        home.path().join("callsheet")
    );
    assert_eq!(tried(&answers).0, 200);
    let mut wrong = answers.clone();
    wrong["days"] = json!("2026-13-01..");
    assert!(tried(&wrong).1.contains("[E115]"), "{}", tried(&wrong).1);
    assert!(!home.path().join("callsheet").exists(), "nothing is written before it is asked for");
    // A place that the page does not offer is not opened.
    let line = format!("POST /{}/open", page.secret());
    let open = json!({"place": root().join("tests").to_str().unwrap()}).to_string();
    let (status, _) = page.request(&line, &[&host, "Content-Type: application/json"], &open);
    assert_eq!(status, 404);
    // An example is opened as a copy.
    let example = start["examples"].as_array().unwrap().iter();
    let example = example
        .map(|own| own["place"].as_str().unwrap())
        .find(|own| own.ends_with("teaching-five"));
    let open = json!({"place": example.unwrap()}).to_string();
    let (status, said) = page.request(&line, &[&host, "Content-Type: application/json"], &open);
    assert_eq!(status, 204, "{said}");
    assert!(home.path().join("callsheet/teaching-five/.callsheet/board").is_file());
    assert_eq!(page.board()["groups"].as_array().unwrap().len(), 5);
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
