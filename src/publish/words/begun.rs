//! What `new` answers at once: the half-days that it listed, and the number that suffices at each
//! speed.

use crate::base::clock::{Interval, day_label, half_label};
use crate::base::text::{Lang, counted};
use crate::files::from_list::{Days, FirstAnswer, Holiday, Start};
use jiff::civil::Date;

/// The colleges, classes and people of a list.
pub fn counted_up(start: &Start, lang: Lang) -> String {
    let (colleges, classes, people) = (start.colleges, start.classes, start.people);
    lang.pick(
        format!("{colleges} 个学院，{classes} 个班级，共 {people} 人。"),
        format!(
            "{colleges}, {classes}, {people}.",
            colleges = counted::of(colleges, "college", "colleges"),
            classes = counted::of(classes, "class", "classes"),
            people = counted::people(people)
        ),
    )
}

/// Which half-days are listed, by which rule, and what was left out.
pub fn dates(answer: &FirstAnswer, lang: Lang) -> String {
    let half_days = &answer.half_days;
    let count = half_days.listed.len();
    let day = |place: Option<&(Date, Interval)>| {
        place.map(|(day, _)| day_label(*day, lang)).unwrap_or_default()
    };
    let (first, last) = (day(half_days.listed.first()), day(half_days.listed.last()));
    let days = match lang {
        _ if first == last => first,
        Lang::Zh => format!("{first}至{last}"),
        Lang::En => format!("{first} to {last}"),
    };
    let hours = hours(&answer.hours, lang);
    let mut left: Vec<String> = Vec::new();
    for (day, holiday) in &half_days.holidays {
        let (day, name) = (day_label(*day, lang), holiday_name(*holiday, lang));
        left.push(lang.pick(format!("{day}{name}"), format!("{day} ({name})")));
    }
    let is_assumed = matches!(answer.days, Days::From(_));
    let rule = match (is_assumed || half_days.weekend_days > 0 || !left.is_empty(), lang) {
        (false, _) => String::new(),
        (true, Lang::Zh) => {
            let holidays = if left.is_empty() {
                "法定节假日".to_owned()
            } else {
                format!("法定节假日（{}）", left.join("、"))
            };
            format!("周末与{holidays}不排；调休要看国务院当年的通知，未计入。")
        }
        (true, Lang::En) => {
            let holidays = if left.is_empty() {
                "public holidays of China".to_owned()
            } else {
                format!("public holidays of China ({})", left.join(", "))
            };
            format!(
                " Weekends and {holidays} are left out; working weekends, which are decided year by year, are not known."
            )
        }
    };
    let assumed = if is_assumed { lang.pick("暂定", " for now") } else { "" };
    let (each, at_each) = match answer.stations {
        1 => (String::new(), String::new()),
        stations => {
            (format!("{stations} 个拍摄点各"), format!(" at each of the {stations} stations"))
        }
    };
    lang.pick(
        format!("{assumed}{each} {count} 个半天，{days}，{hours}。{rule}"),
        format!(
            "{half_days}{at_each}{assumed}, {days}, {hours}.{rule}",
            half_days = counted::half_days(count)
        ),
    )
    .trim()
    .to_owned()
}

fn hours(hours: &[Interval], lang: Lang) -> String {
    let one = |hours: &Interval| format!("{} {hours}", half_label(*hours, lang));
    hours.iter().map(one).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn holiday_name(holiday: Holiday, lang: Lang) -> &'static str {
    let (zh, en) = match holiday {
        Holiday::NewYear => ("元旦", "New Year"),
        Holiday::SpringFestival => ("春节", "Spring Festival"),
        Holiday::Qingming => ("清明", "Qingming"),
        Holiday::LabourDay => ("劳动节", "Labour Day"),
        Holiday::DragonBoat => ("端午", "Dragon Boat Festival"),
        Holiday::MidAutumn => ("中秋", "Mid-Autumn Festival"),
        Holiday::NationalDay => ("国庆", "National Day"),
    };
    lang.pick(zh, en)
}

/// What the table of half-days says.
pub fn speeds_title(lang: Lang) -> &'static str {
    lang.pick(
        "几个半天够用（横向：相机台数；纵向：每人所需秒数）：",
        "Half-days that suffice, by cameras (across) and seconds a person takes (down):",
    )
}

/// The table: a header, then a row for each speed.
pub fn speeds(answer: &FirstAnswer, lang: Lang) -> Vec<Vec<String>> {
    let cameras = answer.speeds.cameras.iter().map(|cameras| match lang {
        Lang::Zh => format!("{cameras} 台"),
        Lang::En => counted::of(cameras, "camera", "cameras"),
    });
    let header = std::iter::once(String::new()).chain(cameras).collect();
    let rows = answer.speeds.rows.iter().map(|(seconds, half_days)| {
        let cell = |half_days: &Option<usize>| {
            half_days.map_or_else(|| "–".to_owned(), |half_days| half_days.to_string())
        };
        std::iter::once(lang.pick(format!("{seconds} 秒"), format!("{seconds} s")))
            .chain(half_days.iter().map(cell))
            .collect()
    });
    std::iter::once(header).chain(rows).collect()
}

/// What a cell without a number means; nothing where there is none.
pub fn no_speed(answer: &FirstAnswer, lang: Lang) -> Option<String> {
    let is_empty = answer.speeds.rows.iter().any(|(_, row)| row.contains(&None));
    let (name, people) = &answer.largest;
    is_empty.then(|| match (answer.is_largest_cut, lang) {
        (true, Lang::Zh) => format!(
            "“–”：{name}（{people} 人）一个半天拍不完，要加快、加相机，或按班级拆开。"
        ),
        (true, Lang::En) => format!(
            "–: {name} ({people}) is too large for a half-day: be faster, add cameras, or cut it between classes.",
            people = counted::people(people)
        ),
        (false, Lang::Zh) => "“–”：400 个半天也不够。".to_owned(),
        (false, Lang::En) => "–: 400 half-days are not enough.".to_owned(),
    })
}

/// Whether everybody fits into what is listed; how to say the speed where it is unknown.
pub fn verdict(answer: &FirstAnswer, lang: Lang) -> String {
    let listed = answer.half_days.listed.len() * answer.stations;
    let Some(rate) = answer.rate else {
        return lang.pick(
            "还不知道拍摄速度，所以先用足所列的半天、忙闲尽量均匀；知道后用 --seconds 与 --cameras 写明，或填上拍摄点的每小时人数（rate）。".to_owned(),
            "The speed is unknown: all half-days listed are used, at an even pace. Once it is known, say it with --seconds and --cameras, or as the station's `rate`.".to_owned(),
        );
    };
    match answer.sufficient {
        Some(enough) => lang.pick(
            format!("每小时 {rate} 人：{enough} 个半天够用，列了 {listed} 个，排得下。"),
            format!(
                "At {rate} an hour {enough} would do; {listed} {are} listed, and everybody fits.",
                are = if listed == 1 { "is" } else { "are" },
                enough = counted::half_days(enough)
            ),
        ),
        None => lang.pick(
            format!(
                "每小时 {rate} 人：所列的 {listed} 个半天没有排下。加半天、加相机，或用 callsheet fit 看差在哪里。"
            ),
            format!(
                "At {rate} an hour not everybody was fitted into the {listed} that are listed. Add half-days or cameras, or ask callsheet fit what is missing.",
                listed = counted::half_days(listed)
            ),
        ),
    }
}
