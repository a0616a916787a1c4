//! Rules, half-days, aims and lists on the planner's page, in a real Chromium.

use crate::planner::{Page, checked, copied, in_browser, open_sheet, retype, said};
use crate::run::{callsheet, shown};
use serde_json::json;

const SAVED: &str = "return /已保存到/.test(document.getElementById('said').textContent)";

#[test]
fn a_rule_that_is_clicked_stands_in_the_campaign_and_the_check_knows_it() {
    let (folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let groups = campaign.join("groups.csv");
    in_browser(1280, 1200, |client| {
        client.open(&page);
        let add_for = |group: usize, kind: &str, target: usize| {
            client.click(&format!("#board .window[data-group='{group}']"));
            client.seen(&format!(
                "const kind = document.getElementById('rule'); kind.value = '{kind}'; \
                 kind.dispatchEvent(new Event('change')); \
                 document.getElementById('rule-target').value = '{target}'; \
                 document.getElementById('said').textContent = ''; \
                 [...document.querySelectorAll('#selected button')].at(-1).click(); return true"
            ));
            client.until("return /规则已写入/.test(document.getElementById('said').textContent)");
        };
        let add = |kind: &str, target: usize| add_for(0, kind, target);
        // 甲组 apart from 乙组: a table that is not there yet.
        add("apart", 1);
        let relations = std::fs::read_to_string(campaign.join("relations.csv")).unwrap();
        assert_eq!(relations, "\u{FEFF}关系,学院,另一学院\n错开,甲组,乙组\n");
        // Only in the second half-day: a column that is not there yet.
        add("only_in", 1);
        let text = std::fs::read_to_string(&groups).unwrap();
        assert!(text.starts_with("学院,英文名,人数,只可用半天\n甲组,Alpha,90,"), "{text}");
        assert!(text.contains("\n乙组,Beta,90,\n"), "{text}");
        // At the time that 甲组 has now, if that is where it may be.
        let board = page.board();
        assert_eq!(board["groups"][0]["blocks"], json!([1]), "{board}");
        // 丁组 before 丙组 and directly with 戊组, which never comes in the second half-day: more rows, another column.
        add_for(3, "before", 2);
        add_for(3, "together", 4);
        add_for(4, "not_in", 1);
        let relations = std::fs::read_to_string(campaign.join("relations.csv")).unwrap();
        assert!(relations.ends_with("\n先于,丁组,丙组\n紧接,丁组,戊组\n"), "{relations}");
        let text = std::fs::read_to_string(&groups).unwrap();
        assert!(text.contains("\n戊组,Epsilon,15,,第二场\n"), "{text}");
        // The plan on the board was made without the new rules: the violations seen are the findings of `check` for the
        // plan that is written.
        client.seen("document.getElementById('said').textContent = ''; return true");
        client.click("#save");
        client.until("return document.getElementById('said').textContent.includes('plan.json')");
        let plan = folder.path().join("reports/teaching-five/plan.json");
        let found = checked(&campaign, &plan)["violations"].clone();
        let found = found.as_array().unwrap().iter();
        let mut codes: Vec<&str> = found.map(|own| own["code"].as_str().unwrap()).collect();
        codes.sort_unstable();
        let seen = "return [...document.querySelectorAll('#findings li')].map((own) => /\\[(\\w+)\\]$/.exec(own.innerText.trim())[1]).sort()";
        assert_eq!(client.seen(seen), json!(codes));
        // 乙组 at the time that is seen: a table of times that are kept.
        let stays = page.board();
        let stays = stays["plan"]["windows"].as_array().unwrap();
        let stays = stays.iter().find(|own| own["group"] == 1).unwrap();
        let times = ["start", "end"].map(|key| {
            let minute = stays[key].as_i64().unwrap();
            format!("{:02}:{:02}", minute / 60, minute % 60)
        });
        add_for(1, "at_this_time", 0);
        let pins = std::fs::read_to_string(campaign.join("pins.csv")).unwrap();
        assert!(pins.contains(&format!("乙组,,2024-05-06,{},{}\n", times[0], times[1])), "{pins}");
    });
    if !campaign.join("relations.csv").exists() {
        return;
    }
    // 甲组 in the first half-day, beside 乙组: the check says both.
    let plan = folder.path().join("plan.csv");
    std::fs::write(
        &plan,
        "学院,日期,开始,结束\n甲组,2024-05-06,09:00,09:20\n乙组,2024-05-06,09:20,09:40\n",
    )
    .unwrap();
    let checked = callsheet(&["check", shown(&campaign), shown(&plan), "--json"]).json();
    let codes = checked["violations"].to_string();
    assert!(codes.contains("P231"), "{codes}");
    let solved = callsheet(&["fit", shown(&campaign), "--json"]).json();
    assert!(solved.is_object());
}

#[test]
fn half_days_come_from_a_calendar_aims_have_an_order_and_seconds_give_a_rate() {
    let (_folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let settings = campaign.join("campaign.toml");
    let before = std::fs::read_to_string(&settings).unwrap();
    in_browser(1280, 1200, |client| {
        client.open(&page);
        open_sheet(client, &page, "half-days");
        // The Friday of the first week has none yet; Monday has two, an evening is the third.
        client.click(".calendar tr:nth-child(2) td:nth-child(5) .more");
        client.click(".calendar tr:nth-child(2) td:nth-child(1) .more");
        let days = client.text("return document.querySelector('.calendar').innerText");
        assert!(days.contains("19:00–21:00"), "{days}");
        // The evening lies open below: it begins half an hour later. Wednesday afternoon has a break and
        // an hour more, of which the last 30 minutes are kept.
        let time = |line: usize, place: usize, at: &str| {
            let own = format!(
                "document.querySelectorAll('.hours .row')[{line}].querySelectorAll('input')[{place}]"
            );
            client.seen(&format!(
                "const own = {own}; own.value = '{at}'; own.dispatchEvent(new Event('change', {{bubbles: true}})); return true"
            ));
            client.until(&format!(
                "return document.querySelector('.calendar').innerText.includes('{at}')"
            ));
        };
        time(0, 0, "19:30");
        let half_day = |day: usize, place: usize| {
            client.click(&format!(
                ".calendar tr:nth-child(2) td:nth-child({day}) .half-day:nth-of-type({place})"
            ));
        };
        let rows = |count: usize| {
            client.until(&format!(
                "return document.querySelectorAll('.hours .row').length === {count}"
            ));
        };
        half_day(3, 2);
        rows(2);
        time(0, 1, "18:30");
        client.click(".hours .row:last-child button:nth-child(1)");
        rows(3);
        time(1, 0, "16:00");
        time(1, 1, "16:10");
        client.click(".hours .row:last-child button:nth-child(2)");
        rows(4);
        let days = client.text("return document.querySelector('.calendar').innerText");
        assert!(
            days.contains("休息 16:00–16:10") && days.contains("预留时间 18:00–18:30"),
            "{days}"
        );
        // Breaks and make-up time are removed with their half-day; added again it has none.
        half_day(5, 1);
        rows(2);
        client.click(".hours .row:last-child button:nth-child(1)");
        rows(3);
        client.click(".hours .remove");
        client.until("return document.querySelector('.hours') === null");
        client.click(".calendar tr:nth-child(2) td:nth-child(5) .more");
        rows(2);
        client.click(".tab[data-name='stations']");
        let column = client.seen(
            "return [...document.querySelectorAll('#sheet th')].map((own) => own.textContent).indexOf('每人秒数') - 1",
        );
        // The corner above the numbers is no heading.
        let column = column.as_u64().unwrap() as usize + 1;
        retype(client, 0, column, "30");
        let pace = client.text("return document.querySelector('.pace').textContent");
        assert_eq!(pace, "每小时 240 人，每人 30 秒");
        retype(client, 0, column - 1, "90");
        let cell = |column: usize| {
            client.text(&format!("return document.querySelector(\"input[data-row='0'][data-column='{column}']\").value"))
        };
        assert_eq!((cell(column), cell(column - 1)), (String::new(), "90".to_owned()));
        let pace = client.text("return document.querySelector('.pace').textContent");
        assert_eq!(pace, "每小时 180 人，每人 40 秒");
        retype(client, 0, column, "30");
        client.click(".tab[data-name='settings']");
        // 需改时间的人数, the sixth, goes before 启用的半天数.
        client.click(".aims li:nth-child(6) .move");
        client.click("#save");
        client.until(SAVED);
    });
    let after = std::fs::read_to_string(&settings).unwrap();
    if after == before {
        return;
    }
    assert!(after.contains("\"peak\", \"moved\", \"blocks\", \"preference\""), "{after}");
    assert!(after.contains("seconds_per_photo = 30") && !after.contains("rate_per_camera"));
    let friday =
        "[[block]]\nname = \"12-15上午\"\ndate = 2023-12-15\nstart = \"09:00\"\nend = \"12:00\"";
    assert!(after.contains(friday) && after.contains("12-11晚上"), "{after}");
    assert!(after.contains("start = \"19:30\"") && after.contains("end = \"18:30\""), "{after}");
    assert_eq!(after.matches("16:10").count(), 1, "{after}");
    for comment in before.lines().filter_map(|line| line.split_once('#')).map(|(_, own)| own) {
        assert!(after.contains(comment), "{comment}");
    }
    let board = page.board();
    let blocks = board["blocks"].as_array().unwrap();
    assert_eq!(blocks.len(), 10);
    let friday = blocks.iter().find(|own| own["date"] == json!("2023-12-15")).unwrap();
    assert_eq!(friday["breaks"], json!([]), "{friday}");
    let wednesday = blocks.iter().find(|own| own["end"] == json!(18 * 60 + 30)).unwrap();
    assert_eq!(wednesday["breaks"], json!([{"start": 960, "end": 970}]), "{wednesday}");
    assert_eq!(wednesday["make_up"], json!([{"start": 1080, "end": 1110}]), "{wednesday}");
}

#[test]
fn a_list_that_is_dropped_on_the_tables_is_merged_and_waits_to_be_saved() {
    let (folder, campaign) = copied("teaching-five");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let groups = campaign.join("groups.csv");
    let before = std::fs::read_to_string(&groups).unwrap();
    let list = folder.path().join("新名单.csv");
    std::fs::write(&list, "学院,人数\n乙组,72\n戊组,15\n己组,12\n").unwrap();
    let wrong = folder.path().join("坏.csv");
    std::fs::write(&wrong, "没有,表头\n1,2\n").unwrap();
    in_browser(1280, 1000, |client| {
        client.open(&page);
        open_sheet(client, &page, "groups");
        client.type_in("#file", shown(&wrong));
        client.until("return /\\[E\\d+\\]/.test(document.getElementById('said').textContent)");
        assert!(!said(client).contains("callsheet-"), "{}", said(client));
        client.drop_file("新名单.csv", &std::fs::read(&list).unwrap());
        client.until(
            "return /按名单改了 1 行，新增 1 行/.test(document.getElementById('said').textContent)",
        );
        assert_eq!(std::fs::read_to_string(&groups).unwrap(), before, "nothing is saved yet");
        client.click("#save");
        client.until(SAVED);
    });
    let after = std::fs::read_to_string(&groups).unwrap();
    if after == before {
        return;
    }
    let wanted = before.replace("乙组,Beta,90", "乙组,Beta,72") + "己组,,12\n";
    assert_eq!(after, wanted);
    assert_eq!(page.board()["groups"].as_array().unwrap().len(), 6);
}
