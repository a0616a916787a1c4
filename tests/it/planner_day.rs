//! The day, and forms that came back, on the planner's page in a real Chromium.

use crate::planner::{Page, checked, content, copied, in_browser, publish, request, said};
use crate::returns::{contact, fill};
use crate::run::{callsheet, shown};
use crate::solving::loaded;
use callsheet::publish::returns::{FormFile, forms};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Sets the moment on the page.
fn moment(at: &str) -> String {
    format!(
        "const own = document.getElementById('now'); own.value = '{at}'; \
         own.dispatchEvent(new Event('change')); return true"
    )
}

const SAVED: &str = "return /已保存到/.test(document.getElementById('said').textContent)";

#[test]
fn classes_are_ticked_a_station_is_out_and_the_ways_to_go_on_stand_side_by_side() {
    let (folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let table = campaign.join("actuals.csv");
    in_browser(1280, 1400, |client| {
        client.open(&page);
        client.click("#save");
        client.until("return document.getElementById('said').textContent.includes('plan.json')");
        client.click("#day");
        client.until("return document.querySelectorAll('.classes tr').length > 1");
        client.seen(&moment("2023-12-12T10:40"));
        client.until("return /480/.test(document.querySelector('.through')?.textContent ?? '')");
        // 冶金与材料工程学院 comes from nine o'clock on: two classes are ticked, one again unticked.
        let tick = |row: usize| {
            client.click(&format!(".classes tr:nth-child({row}) input[type=checkbox]"));
        };
        tick(2);
        client.until(SAVED);
        tick(3);
        client.until("return document.querySelectorAll('.classes tr.done').length === 2");
        tick(2);
        client.until("return document.querySelectorAll('.classes tr.done').length === 1");
        let text = std::fs::read_to_string(&table).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        // A count in place of the tick.
        client.type_in(".classes tr:nth-child(3) .count", "7\n");
        client.until("return document.querySelectorAll('.classes tr.done').length === 0");
        let text = std::fs::read_to_string(&table).unwrap();
        assert!(
            text.contains("已拍") && text.contains(",7,") && text.lines().count() == 2,
            "{text}"
        );
        for row in [2, 3, 4, 5] {
            tick(row);
            client.until(&format!("return document.querySelector('.classes tr:nth-child({row})').classList.contains('done')"));
        }
        let stands = client.text("return document.getElementById('stands').textContent");
        assert!(stands.contains("已完成 1"), "{stands}");
        // The camera is out from 09:55 to 11:00.
        client.seen("document.getElementById('from').value = '09:55'; document.getElementById('until').value = '11:00'; return true");
        client.click("#out-add");
        client.until("return /09:55–11:00/.test(document.getElementById('events').innerText)");
        let text = std::fs::read_to_string(&table).unwrap();
        assert!(text.contains("停用") && text.contains("2023-12-12,09:55,11:00"), "{text}");
        // The board of the day shows the moment, and people who are through of those who come.
        let line = "return document.querySelectorAll('#board .now').length";
        assert_eq!(client.seen(line), json!(1));
        let through = client.text("return document.querySelector('#board .through').textContent");
        assert!(through.ends_with("/480") && !through.starts_with("0/"), "{through}");
        client.click("#replan");
        client.until("return document.querySelectorAll('.choice').length > 0");
        let ways = client.text("return document.getElementById('choices').innerText");
        assert!(
            ways.contains("要通知") && ways.contains("占用预留时间") && ways.contains("超时"),
            "{ways}"
        );
        client.click(".choice .look");
        client.until("return document.querySelectorAll('.choice .window').length > 0");
        client.click(".choice .write:not(.main)");
        client.until("return /已写出/.test(document.getElementById('said').textContent)");
    });
    if !table.exists() {
        return;
    }
    // `callsheet replan` reads the same table and comes to the same ways.
    let plan = folder.path().join("reports/cqust-2024");
    let out = folder.path().join("again");
    let today = page.request(&format!("GET /{}/today", page.secret()), &[&page.own_host()], "").1;
    let choices = content(&today)["choices"].clone();
    let given = [shown(&campaign), shown(&plan), "--now", "2023-12-12 10:40"];
    let more = ["--actuals", shown(&table), "--out", shown(&out), "--json"];
    let by_hand = |way: &[&str]| callsheet(&[&["replan"], &given[..], &more, way].concat()).json();
    let ways = by_hand(&[])["ways"].as_array().unwrap().clone();
    let costs = |own: &Value, keys: [&str; 4]| keys.map(|key| own[key].clone());
    let of_page = choices.as_array().unwrap().iter();
    let of_page: Vec<_> =
        of_page.map(|own| costs(own, ["told", "left_out", "overtime", "make_up"])).collect();
    let keys = ["told_a_new_time", "left_out_people", "minutes_over", "make_up_minutes_used"];
    assert_eq!(of_page, ways.iter().map(|own| costs(own, keys)).collect::<Vec<_>>());
    std::fs::remove_dir_all(&out).unwrap();
    by_hand(&["--way", ways[0]["way"].as_str().unwrap()]);
    let written = folder.path().join("reports/cqust-2024-replan");
    let text = |home: &Path| std::fs::read_to_string(home.join("changes-zh.txt")).unwrap();
    assert_eq!(text(&written), text(&out));
}

/// A half-day is lost and another is worked for it; the rest is published from the page, and goes on
/// from there.
#[test]
fn a_half_day_lost_and_one_more_are_planned_around_and_published() {
    let (folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let version = |number: usize| folder.path().join(format!("cqust-2024-发布/第{number}版"));
    let blocks = page.board()["blocks"].as_array().unwrap().len();
    in_browser(1280, 1400, |client| {
        client.open(&page);
        assert!(publish(client).contains("已发布第 1 版"), "{}", said(client));
        client.click("#day");
        client.until("return document.querySelectorAll('.classes tr').length > 1");
        client.seen(&moment("2023-12-12T12:30"));
        // Thursday afternoon is lost; Friday morning is worked in its place.
        let choose = |id: &str, value: &str| {
            client.seen(&format!("document.getElementById('{id}').value = '{value}'; return true"));
        };
        choose("lost-block", &(blocks - 1).to_string());
        client.click("#lost-add");
        client.until("return document.querySelectorAll('#events li').length === 1");
        choose("extra-date", "2023-12-15");
        client.click("#extra-add");
        client.until("return /时间没有填对/.test(document.getElementById('said').textContent)");
        choose("extra-from", "09:00");
        choose("extra-until", "12:00");
        client.click("#extra-add");
        client.until("return document.querySelectorAll('#events li').length === 2");
        let table = std::fs::read_to_string(campaign.join("actuals.csv")).unwrap();
        assert!(table.contains("取消") && table.contains("加开"), "{table}");
        assert!(table.contains("2023-12-15,09:00,12:00"), "{table}");
        let days = client.text("return document.getElementById('date').innerText");
        assert!(days.contains("12月15日"), "{days}");
        client.click("#replan");
        client.until("return document.querySelectorAll('.choice').length > 0");
        // The rate is not known: the advice names the page's own table.
        let notes = client.text("return document.getElementById('job').innerText");
        assert!(notes.contains("[W326]") && notes.contains("“服务点”"), "{notes}");
        assert!(!notes.contains("--"), "{notes}");
        client.click(".choice .write.main");
        client.until("return /已发布第 2 版/.test(document.getElementById('said').textContent)");
        client.until("return /已发布第 2 版/.test(document.getElementById('version').innerText)");
        // The days left are the plan now, without a question that is still open, and with a table of their own.
        let left = "return document.querySelectorAll('.choice').length + document.querySelectorAll('#events li').length";
        assert_eq!(client.seen(left), json!(0));
        client.seen(&moment("2023-12-15T09:30"));
        client.until("return document.querySelectorAll('.classes tr').length > 1");
        client.click(".classes tr:nth-child(2) input[type=checkbox]");
        client.until(SAVED);
        assert!(campaign.join("actuals-2.csv").is_file());
        // The board knows that the days have begun.
        client.click("#back");
        client.until(
            "return /活动已在进行/.test(document.getElementById('version')?.innerText ?? '')",
        );
        let refused = publish(client);
        assert!(refused.contains("[E227]") && refused.contains("“当天”页"), "{refused}");
        assert!(!version(3).exists());
    });
    if !version(2).exists() {
        return;
    }
    // The command line agrees: the plan breaks no rule, people were told of Friday, and there is
    // nothing more to publish of it.
    let rest = version(2).join("campaign");
    assert_eq!(checked(&rest, &version(2))["violations"], json!([]));
    let notice = std::fs::read_to_string(version(2).join("changes-zh.txt")).unwrap();
    assert!(notice.contains("12月15日"), "{notice}");
    let written = folder.path().join("reports/cqust-2024-replan");
    let again = callsheet(&["publish", shown(&campaign), shown(&written), "--lang", "zh"]);
    let again = again.succeeded();
    assert!(again.stdout.contains("与第 2 版"), "{}", again.stdout);
    let told = callsheet(&["replan", shown(&campaign), "--now", "2023-12-15 09:30", "--json"]);
    assert_eq!(told.succeeded().json()["told_a_new_time"], json!(0));
}

/// The server is killed while the days left are published: the version is complete or absent, confirmed changes stay,
/// and the way can be taken again.
#[test]
fn killed_while_a_replan_is_published_the_version_is_whole_or_not_there() {
    let (folder, campaign) = copied("teaching-five");
    let version = |number: usize| folder.path().join(format!("teaching-five-发布/第{number}版"));
    let is_there = |number: usize| version(number).join("published.json").is_file();
    let post = |page: &Page, way: &str, body: &Value| {
        let line = format!("POST /{}/{way}", page.secret());
        let headers = [&page.own_host()[..], "Content-Type: application/json"];
        page.request(&line, &headers, &body.to_string())
    };
    let today = |page: &Page| {
        let line = format!("GET /{}/today", page.secret());
        content(&page.request(&line, &[&page.own_host()], "").1)
    };
    let opened = || Page::of(&campaign, &["--lang", "zh"]);
    let page = opened();
    page.version();
    let (status, said) = post(&page, "publish", &json!({}));
    assert_eq!(status, 200, "{said}");
    // The last ten minutes of the first half-day are lost.
    let reading = today(&page)["reading"].clone();
    let lost = json!({"reading": reading, "what": "lost", "block": 0, "from": 9 * 60 + 40, "until": 9 * 60 + 50});
    let (status, said) = post(&page, "today", &lost);
    assert_eq!(status, 200, "{said}");
    drop(page);
    let noted = std::fs::read_to_string(campaign.join("actuals.csv")).unwrap();
    let (mut kept, mut undone) = (0, 0);
    for round in 0..8_u64 {
        let page = opened();
        page.version();
        let (status, said) =
            post(&page, "replan", &json!({"now": "2024-05-06 08:30", "notice": 0}));
        assert!(status < 300, "{said}");
        page.version();
        let found = today(&page);
        assert_ne!(found["choices"], json!([]), "{found}");
        let body = json!({"job": found["job"]["number"], "choice": 0}).to_string();
        let (host, secret, port) = (page.own_host(), page.secret().to_owned(), page.port());
        let sent = std::thread::spawn(move || {
            let line = format!("POST /{secret}/publish-replan");
            request(port, &line, &[&host, "Content-Type: application/json"], &body).0
        });
        // Each round waits 90 ms longer than the one before; the last one is let through.
        let wait = if round == 7 { 8_000 } else { round * 90 };
        std::thread::sleep(Duration::from_millis(wait));
        drop(page);
        let is_confirmed = sent.join().is_ok_and(|status| status == 200);
        let number = opened().board()["published"]["number"].clone();
        assert_eq!(number, json!(if is_there(2) { 2 } else { 1 }), "round {round}");
        assert!(!is_confirmed || is_there(2), "round {round}: confirmed and lost");
        assert_eq!(std::fs::read_to_string(campaign.join("actuals.csv")).unwrap(), noted);
        assert_eq!(checked(&campaign, &version(1))["violations"], json!([]));
        if is_there(2) {
            let rest = version(2).join("campaign");
            assert_eq!(checked(&rest, &version(2))["violations"], json!([]), "round {round}");
            std::fs::remove_dir_all(version(2)).unwrap();
            kept += 1;
        } else {
            undone += 1;
        }
    }
    assert!(kept > 0 && undone > 0, "{kept} {undone}");
}

#[test]
fn a_table_changed_elsewhere_or_with_faults_is_not_written_over() {
    let (_folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let table = campaign.join("actuals.csv");
    let today = || {
        let line = format!("GET /{}/today", page.secret());
        content(&page.request(&line, &[&page.own_host()], "").1)
    };
    let change = |body: &Value| {
        let line = format!("POST /{}/today", page.secret());
        let headers = [&page.own_host()[..], "Content-Type: application/json"];
        let (status, said) = page.request(&line, &headers, &body.to_string());
        assert!([200, 400, 409, 422].contains(&status), "{said}");
        status
    };
    let done = |reading: &Value, group: usize| json!({"reading": reading, "what": "done", "group": group, "class": null, "is_done": true});
    let first = today()["reading"].clone();
    assert_eq!(change(&done(&first, 99)), 400);
    assert!(!table.exists(), "what is about nobody begins no table");
    assert_eq!(change(&done(&first, 0)), 200);
    let written = std::fs::read_to_string(&table).unwrap();
    assert_eq!(change(&done(&first, 1)), 409);
    assert_eq!(std::fs::read_to_string(&table).unwrap(), written);
    assert_eq!(page.board()["is_outdated"], json!(false), "the table is no part of the campaign");
    // Rows and comments of others stay.
    std::fs::write(&table, written.replacen("备注\n", "备注\n# 上午\n", 1)).unwrap();
    assert_eq!(change(&done(&today()["reading"], 1)), 200);
    let both = std::fs::read_to_string(&table).unwrap();
    assert!(both.contains("# 上午"), "{both}");
    assert_eq!(both.lines().count(), 4, "{both}");
    std::fs::write(&table, format!("{both}完成,没有这个学院\n")).unwrap();
    let faulty = today();
    assert!(faulty["faults"].to_string().contains("[E108]"), "{faulty}");
    assert_eq!(change(&done(&faulty["reading"], 2)), 422);
    // A moment outside the campaign, and one that is none.
    std::fs::write(&table, &both).unwrap();
    let replan = |now: &str| {
        let line = format!("POST /{}/replan", page.secret());
        let headers = [&page.own_host()[..], "Content-Type: application/json"];
        page.request(&line, &headers, &json!({"now": now, "notice": 60}).to_string()).0
    };
    assert_eq!(replan("yesterday"), 400);
    assert_eq!(replan("1999-01-01 09:00"), 422);
}

#[test]
fn forms_go_out_and_what_is_wrong_with_a_return_stands_at_its_cell() {
    let (folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    in_browser(1280, 1400, |client| {
        client.open(&page);
        client.click("#forms");
        client.until("return document.getElementById('verdict')?.textContent.length > 0");
        client.seen("document.getElementById('deadline').value = '2023-12-08'; return true");
        client.click("#send");
        client.until("return /13 份回执/.test(document.getElementById('said').textContent)");
        let form = campaign.join("回执/外国语学院.xlsx");
        let sent = std::fs::read(&form).unwrap();
        let loaded = loaded(shown(&campaign), &[]);
        let plan = loaded.baseline.unwrap();
        let due = jiff::civil::date(2023, 12, 8);
        let own = forms(&loaded.campaign, &plan, due, callsheet::base::text::Lang::Zh).unwrap();
        assert_eq!(own.len(), 13);
        assert!(own.iter().any(|file| file.name == "外国语学院.xlsx"));

        // It comes back as it was sent: nothing is accepted in it; and a file that is no form.
        let back = folder.path().join("外国语学院.xlsx");
        std::fs::write(&back, &sent).unwrap();
        client.type_in("#file", shown(&back));
        client.until("return document.querySelectorAll('#sheets td.wrong').length > 0");
        let sheet = client.text("return document.querySelector('#sheets td.wrong').innerText");
        assert!(sheet.contains("[E") || sheet.contains("[W"), "{sheet}");
        // The fault of an empty cell right of the last filled cell names its column: the telephone stands in G.
        let last = "return [...document.querySelectorAll('#sheets th')].map((own) => own.textContent).filter((own) => /^[A-Z]$/.test(own)).at(-1)";
        assert_eq!(client.text(last), "G");
        let verdict = client.text("return document.getElementById('verdict').textContent");
        assert!(verdict.contains("13 个学院中 0 个已齐备"), "{verdict}");
        assert!(campaign.join("收回的回执/外国语学院.xlsx").is_file());
        let strays = "return document.getElementById('strays').innerText";
        assert_eq!(client.text(strays), "", "the program's own folder is no return");
        let wrong = folder.path().join("名单.xlsx");
        std::fs::write(&wrong, b"no workbook").unwrap();
        client.type_in("#file", shown(&wrong));
        client.until("return document.querySelectorAll('#strays li').length === 1");
        assert!(client.text(strays).contains("名单.xlsx"), "{}", client.text(strays));
        assert_eq!(page.board()["is_outdated"], json!(false), "{}", said(client));

        // The form, filled in and dropped again, replaces the wrong return and is settled.
        let mended =
            fill(&FormFile { name: "外国语学院.xlsx".to_owned(), bytes: sent }, &contact());
        client.drop_file("外国语学院.xlsx", &mended);
        client.until(
            "return /13 个学院中 1 个已齐备/.test(document.getElementById('verdict').textContent)",
        );
        assert_eq!(
            client.seen("return document.querySelectorAll('#sheets td.wrong').length"),
            json!(0)
        );
        let row = client.text("return [...document.querySelectorAll('#returns tr')].find((own) => own.querySelector('th')?.textContent === '外国语学院').innerText");
        let kept = campaign.join("收回的回执");
        assert_eq!(std::fs::read(kept.join("外国语学院.xlsx")).unwrap(), mended);
        // The master timetable that is written is that of `callsheet collect` over the same returns.
        client.click("#master");
        client.until("return /已写出/.test(document.getElementById('said').textContent)");
        let master = campaign.join("总表");
        let again = folder.path().join("again");
        let known = campaign.join("attachment-2.csv");
        let given = ["collect", shown(&campaign), shown(&known), shown(&kept)];
        callsheet(&[&given[..], &["--out", shown(&again), "--lang", "zh"]].concat());
        for name in ["plan.csv", "classes.csv", "returns.csv", "findings.csv", "contacts.csv"] {
            let text = |home: &Path| std::fs::read_to_string(home.join(name)).unwrap();
            assert_eq!(text(&master), text(&again), "{name}");
        }
        let returns = std::fs::read_to_string(master.join("returns.csv")).unwrap();
        let status = row.split('\t').nth(1).unwrap().trim();
        assert!(returns.contains(&format!("外国语学院,{status},")), "{row}: {returns}");
        let contacts = std::fs::read_to_string(master.join("contacts.csv")).unwrap();
        assert!(contacts.contains("王老师"), "{contacts}");
    });
}
