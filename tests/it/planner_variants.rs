//! Variants and the trade-off between aims on the planner's page, in a real Chromium.

use crate::planner::{Page, checked, copied, in_browser, said};
use crate::run::callsheet;
use serde_json::json;

/// Opens the page on which variants are made.
const MAKERS: &str = "return document.getElementById('cameras-station')?.options.length > 0";

#[test]
fn variants_are_made_by_clicks_solved_side_by_side_and_one_is_taken_over() {
    let (folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let settings = campaign.join("campaign.toml");
    let before = std::fs::read_to_string(&settings).unwrap();
    in_browser(1280, 1400, |client| {
        client.open(&page);
        client.click("#variants");
        client.until(MAKERS);
        // A camera more; the first half-day an hour longer; the last one left out and a camera more.
        client.click("#cameras-add");
        client.click("#ends-add");
        client.seen("const own = document.getElementById('without-block'); own.value = own.options.length - 1; return true");
        client.click("#without-add");
        client.seen("document.getElementById('into').value = '2'; return true");
        client.click("#cameras-add");
        let made =
            "return [...document.querySelectorAll('#variants li')].map((own) => own.innerText)";
        assert_eq!(client.seen(made).as_array().unwrap().len(), 3);
        client.click("#solve");
        client.until("return document.querySelectorAll('#boards .contender').length === 5");
        let figures = client.text("return document.getElementById('figures').innerText");
        // 285 is the peak of the campaign, 264 that with the longer half-day; a longer half-day is best.
        assert!(figures.contains("★ 264.0") && figures.contains("285.0"), "{figures}");
        let deciding = client.text("return document.getElementById('deciding').innerText");
        assert!(deciding.contains("最高所需速度（peak）285 对 264"), "{deciding}");
        let moved = "return document.querySelectorAll('#boards .contender')[1].innerText";
        assert!(client.text(moved).contains("1270 人改时间"), "{}", client.text(moved));
        // One scale: the half-day of nine o'clock begins at the same place on each board.
        let lefts = "return new Set([...document.querySelectorAll('#boards .contender')].map((own) => \
            Math.round(own.querySelector('.half').getBoundingClientRect().left))).size";
        assert_eq!(client.seen(lefts), json!(1));
        assert_eq!(std::fs::read_to_string(&settings).unwrap(), before, "nothing is written yet");

        client.click("#boards .contender:nth-child(4) .take");
        client.until("return /已证明最优/.test(document.getElementById('aims')?.innerText ?? '')");
        client.until("return /264 人\\/小时/.test(document.getElementById('aims').innerText)");
        // Its plan lies on the board and, written, breaks no rule of the campaign as it is now.
        client.click("#save");
        client.until("return document.getElementById('said').textContent.includes('plan.json')");
        let plan = folder.path().join("reports/cqust-2024/plan.json");
        let checked = checked(&campaign, &plan);
        assert_eq!(checked["violations"], json!([]));
        assert_eq!(checked["metrics"]["peak_per_hour"], json!(264));
    });
    if page.board()["can_undo"] == json!(false) {
        return;
    }
    // The file has the longer half-day and all of its comments; the command line says the same.
    let after = std::fs::read_to_string(&settings).unwrap();
    assert_eq!(after, before.replacen("end = \"12:00\"", "end = \"13:00\"", 1));
    let out = folder.path().join("again");
    let solve = ["solve", campaign.to_str().unwrap(), "--out", out.to_str().unwrap(), "--json"];
    let solved = callsheet(&solve).succeeded().json();
    assert_eq!(solved["metrics"]["peak_per_hour"], json!(264));
}

#[test]
fn a_variant_that_breaks_the_campaign_is_told_and_nothing_is_written() {
    let (_folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    let settings = campaign.join("campaign.toml");
    let before = std::fs::read_to_string(&settings).unwrap();
    in_browser(1280, 1000, |client| {
        client.open(&page);
        client.click("#variants");
        client.until(MAKERS);
        // The last half-day would end before the make-up time in it.
        client.seen(
            "const own = document.getElementById('ends-block'); own.value = own.options.length - 1; \
             document.getElementById('ends-at').value = '15:00'; return true",
        );
        client.click("#ends-add");
        client.click("#solve");
        client.until("return /\\[E\\d+\\]/.test(document.getElementById('said').textContent)");
        assert!(
            said(client).contains("备选") || said(client).contains("15:00"),
            "{}",
            said(client)
        );
        // A time before the half-day begins is not taken at all.
        client.seen("document.getElementById('ends-at').value = '01:00'; return true");
        client.click("#ends-add");
        client.until("return /时间没有填对/.test(document.getElementById('said').textContent)");
    });
    assert_eq!(std::fs::read_to_string(&settings).unwrap(), before);
}

#[test]
fn a_point_of_the_trade_off_is_a_plan_to_look_at_and_to_take() {
    let (folder, campaign) = copied("cqust-2024");
    let page = Page::of(&campaign, &["--lang", "zh"]);
    in_browser(1280, 1400, |client| {
        client.open(&page);
        client.click("#front");
        client.until("return document.querySelectorAll('.front circle').length === 3");
        let job = "return document.getElementById('job').innerText";
        assert!(client.text(job).contains("已证明没有别的"), "{}", client.text(job));
        let points = "return [...document.querySelectorAll('.front circle')].map((own) => own.getAttribute('aria-label')).join('; ')";
        let points = client.text(points);
        assert!(points.contains("285 人/小时，需改时间的人数 1270 人"), "{points}");
        client.click(".front circle:nth-of-type(2)");
        client.until("return document.querySelectorAll('.proposed').length > 0");
        client.click("#job button.main");
        client.until("return /815 人改时间/.test(document.getElementById('moved').textContent)");
        client.click("#save");
        client.until("return document.getElementById('said').textContent.includes('plan.json')");
        let plan = folder.path().join("reports/cqust-2024/plan.json");
        let checked = checked(&campaign, &plan);
        assert_eq!(checked["violations"], json!([]));
        assert_eq!(checked["metrics"]["moved_people"], json!(815));
    });
}
