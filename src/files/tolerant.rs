//! Cells as people write them: full-width digits and colons, Chinese dates, per cents.

use crate::base::clock::{Minutes, weekday_name};
use crate::base::text::{Lang, Text};
use crate::campaign::{Buffer, Share};
use jiff::civil::{Date, Weekday};
use unicode_normalization::UnicodeNormalization;

/// The most names that a range stands for: a range of more is a slip, such as `1-500班` for `1-5班`.
const MOST_IN_A_RANGE: usize = 60;

/// The fastest team: photos per hour.
pub const MOST_RATE: i64 = 1_000_000;
/// How a rate that nobody knows is written.
pub const UNKNOWN: [&str; 3] = ["unknown", "未知", "不详"];
/// The most minutes that a window may keep free.
pub const MOST_BUFFER_MINUTES: i64 = 240;
/// The most that a window may keep free, in per cent of the time needed.
pub const MOST_BUFFER_PER_CENT: i64 = 200;

/// Full-width ASCII becomes ASCII, the ideographic space a space; trimmed.
pub fn narrow(text: &str) -> String {
    let narrowed: String = text
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{00A0}' => ' ',
            '–' | '—' | '−' => '-',
            _ => c,
        })
        .collect();
    narrowed.trim().to_owned()
}

/// The form in which names are compared: narrow, composed alike (NFKC), without spaces and letters
/// that nobody sees, in lower case.
pub fn fold(name: &str) -> String {
    let narrow = narrow(name);
    // Most names are Chinese characters and ASCII, which stay as they are.
    let is_plain = narrow.chars().all(|c| c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let composed = if is_plain { narrow } else { narrow.nfkc().collect() };
    let seen = composed.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c));
    seen.flat_map(char::to_lowercase).collect()
}

/// Letters without width, which texts from web pages and messengers bring along: joiners, marks of
/// direction, soft hyphens, variation selectors.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// How a row of sums is headed, folded.
pub const TOTALS: &[&str] = &[
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "汇总",
    "总人数",
    "total",
    "subtotal",
    "sub-total",
    "grandtotal",
    "sum",
];

/// Whether a cell says nothing but that its row, or its column, is a total.
pub fn is_total(cell: &str) -> bool {
    let folded = fold(cell);
    TOTALS.contains(&folded.trim_end_matches(':'))
}

/// Whether a cell begins like a note below a table: `注：`, `Note: `, `※`.
pub fn is_note(cell: &str) -> bool {
    const WORDS: [&str; 7] = ["注", "备注", "说明", "填表说明", "note", "notes", "remark"];
    let folded = fold(cell);
    folded.starts_with(['※', '*'])
        || folded.split_once(':').is_some_and(|(word, _)| WORDS.contains(&word))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number that is not negative; thousands separators and `.0` as spreadsheets leave them
/// are fine.
pub fn whole(cell: &str) -> Option<i64> {
    let cell = narrow(cell);
    let cell = cell.strip_suffix(".0").unwrap_or(&cell);
    let mut groups = cell.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty()
        || first.len() <= 3 && rest.iter().all(|group| group.len() == 3 && is_digits(group));
    let digits = cell.replace(',', "");
    (grouped && is_digits(first) && is_digits(&digits)).then(|| digits.parse().ok()).flatten()
}

/// `2023-12-11`, `2023/12/11`, `2023.12.11` or `2023年12月11日`; behind it a midnight, as spreadsheets
/// write days, or its day of the week, as people do: `2023-12-11（周一）`, `周一 2023-12-11`.
pub fn date(cell: &str) -> Option<Date> {
    let (date, weekday) = date_and_weekday(cell)?;
    weekday.is_none_or(|weekday| weekday == date.weekday()).then_some(date)
}

/// A date, and the day of the week that stands beside it, which may be that of another date.
pub fn date_and_weekday(cell: &str) -> Option<(Date, Option<Weekday>)> {
    let cell = narrow(cell);
    let (before, cell) = cell.split_at(cell.find(|c: char| c.is_ascii_digit())?);
    let before = match before.trim() {
        "" => None,
        text => Some(weekday(text)?),
    };
    let is_part = |c: char| c.is_ascii_digit() || "-/.年月日".contains(c);
    let (day, rest) = cell.split_at(cell.find(|c| !is_part(c)).unwrap_or(cell.len()));
    let plain = day.replace(['年', '月'], "-");
    let parts: Vec<&str> =
        plain.strip_suffix('日').unwrap_or(&plain).split(['-', '/', '.']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if !parts.iter().all(|part| is_digits(part)) {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    let rest = rest.trim();
    let is_midnight = ["", "0:00", "00:00", "0:00:00", "00:00:00"].contains(&rest);
    match before {
        Some(_) => is_midnight.then_some((date, before)),
        None if is_midnight => Some((date, None)),
        None => Some((date, Some(weekday(rest)?))),
    }
}

/// What to say of a date whose day of the week is another than the one beside it.
pub fn other_weekday(date: Date, written: Option<Weekday>) -> Option<Text> {
    let written = written.filter(|weekday| *weekday != date.weekday())?;
    let [zh, en] = [Lang::Zh, Lang::En]
        .map(|lang| [date.weekday(), written].map(|weekday| weekday_name(weekday, lang)));
    Some(Text::new(
        format!("{date} 是{}，不是{}，按日期读入", zh[0], zh[1]),
        format!("{date} is a {}, not a {}; the date was taken", en[0], en[1]),
    ))
}

/// `周一`, `星期一`, `(Mon)`.
pub fn weekday(text: &str) -> Option<Weekday> {
    const DAYS: [(Weekday, char, &str); 7] = [
        (Weekday::Monday, '一', "monday"),
        (Weekday::Tuesday, '二', "tuesday"),
        (Weekday::Wednesday, '三', "wednesday"),
        (Weekday::Thursday, '四', "thursday"),
        (Weekday::Friday, '五', "friday"),
        (Weekday::Saturday, '六', "saturday"),
        (Weekday::Sunday, '日', "sunday"),
    ];
    let text = text.trim_matches(['(', ')', ',', ' ']).to_lowercase();
    let chinese = ["星期", "周", "礼拜"].iter().find_map(|word| text.strip_prefix(word));
    let is_meant = |(_, letter, english): &&(Weekday, char, &str)| match chinese {
        Some(rest) => rest.replace('天', "日").chars().eq([*letter]),
        None => text.len() >= 3 && english.starts_with(text.trim_end_matches('.')),
    };
    DAYS.iter().find(is_meant).map(|(day, ..)| *day)
}

/// `每天`, `周三`, `每周三`, `周一;周三`, `周一至周五`, `工作日`; in English `daily`, `Wednesday`, `Mon-Fri`,
/// `weekdays`: the days of the week, from Monday on.
pub fn weekdays(cell: &str) -> Option<[bool; 7]> {
    let cell = narrow(cell).to_lowercase();
    let place = |day: Weekday| day.to_monday_zero_offset() as usize;
    let mut found = [false; 7];
    match cell.as_str() {
        "每天" | "每日" | "daily" | "every day" => return Some([true; 7]),
        "工作日" | "每个工作日" | "weekdays" => {
            found[..5].fill(true);
            return Some(found);
        }
        _ => {}
    }
    let day = |text: &str| {
        let text = text.trim();
        let text = text.strip_prefix('每').or_else(|| text.strip_prefix("every ")).unwrap_or(text);
        weekday(text).map(place)
    };
    for part in cell.split([';', '、', ',', '|']) {
        match part.split_once(['至', '到', '-', '~']) {
            Some((first, last)) => {
                let (first, last) = (day(first)?, day(last)?);
                found.get_mut(first..=last)?.fill(true);
            }
            None => found[day(part)?] = true,
        }
    }
    Some(found)
}

/// `09:00`, `9：00`, `9:00:00`, `9时30分`, `9点`, up to `24:00`; `上午8:30`, `下午2点`, `8:30 AM`; and the
/// fraction of a day that a spreadsheet keeps for a time, `0.375`.
pub fn time(cell: &str) -> Option<Minutes> {
    let cell = narrow(cell).to_lowercase();
    if let Some(minute) = fraction_of_a_day(&cell) {
        return Some(minute);
    }
    let (half, cell) = half_of_the_day(&cell);
    let plain = cell.replace("点半", "点30").replace(['时', '点'], ":");
    let plain = plain.strip_suffix('分').unwrap_or(&plain);
    let parts: Vec<&str> = plain.split(':').collect();
    let number =
        |part: &str| part.parse::<Minutes>().ok().filter(|_| part.len() <= 2 && is_digits(part));
    let (hours, minutes) = match parts.as_slice() {
        [hours, ""] if cell.ends_with(['时', '点']) => (number(hours)?, 0),
        [hours] if matches!(half, Some(ClockHalf::Am | ClockHalf::Pm)) => (number(hours)?, 0),
        [hours, minutes] | [hours, minutes, "00"] => (number(hours)?, number(minutes)?),
        _ => return None,
    };
    let minute = half.map_or(Some(hours), |half| half.hour(hours))? * 60 + minutes;
    (minutes < 60 && (0..=24 * 60).contains(&minute)).then_some(minute)
}

/// A time as a spreadsheet keeps it, to the second: `0.3541666666666667` is 8:30.
pub fn fraction_of_a_day(cell: &str) -> Option<Minutes> {
    let cell = narrow(cell);
    let decimals = cell.strip_prefix("0.").filter(|decimals| is_digits(decimals))?;
    let minutes = format!("0.{decimals}").parse::<f64>().ok()? * 1440.0;
    ((minutes - minutes.round()).abs() < 1.0 / 60.0).then_some(minutes.round() as Minutes)
}

/// Which hours of a clock of twelve are meant.
#[derive(Clone, Copy)]
enum ClockHalf {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Am,
    Pm,
}

impl ClockHalf {
    /// The hour of a clock of 24; nothing where it can't be meant, such as 上午12点, which is noon to
    /// some and midnight to others.
    fn hour(self, hour: Minutes) -> Option<Minutes> {
        Some(match (self, hour) {
            (ClockHalf::Morning, 0..=11)
            | (ClockHalf::Noon, 11..=13)
            | (ClockHalf::Afternoon, 12..=18)
            | (ClockHalf::Evening, 17..=24)
            | (ClockHalf::Am, 1..=11)
            | (ClockHalf::Pm, 12..=23) => hour,
            (ClockHalf::Am, 12) => 0,
            (ClockHalf::Noon, 1)
            | (ClockHalf::Afternoon, 1..=7)
            | (ClockHalf::Evening, 5..=11)
            | (ClockHalf::Pm, 1..=11) => hour + 12,
            _ => return None,
        })
    }
}

/// The half of the day that stands before or behind a time, and the time.
fn half_of_the_day(cell: &str) -> (Option<ClockHalf>, &str) {
    const WORDS: [(&str, ClockHalf); 13] = [
        ("上午", ClockHalf::Morning),
        ("早上", ClockHalf::Morning),
        ("早晨", ClockHalf::Morning),
        ("中午", ClockHalf::Noon),
        ("下午", ClockHalf::Afternoon),
        ("傍晚", ClockHalf::Evening),
        ("晚上", ClockHalf::Evening),
        ("晚", ClockHalf::Evening),
        ("早", ClockHalf::Morning),
        ("am", ClockHalf::Am),
        ("a.m.", ClockHalf::Am),
        ("pm", ClockHalf::Pm),
        ("p.m.", ClockHalf::Pm),
    ];
    let found = WORDS.iter().find_map(|(word, half)| {
        let rest = cell.strip_prefix(word).or_else(|| cell.strip_suffix(word))?;
        Some((Some(*half), rest.trim()))
    });
    found.unwrap_or((None, cell))
}

/// `95%`, `0.95` or `95`; above 0, at most 100 %.
pub fn share(cell: &str) -> Option<Share> {
    let cell = narrow(cell);
    let (figure, percent) = match cell.strip_suffix('%') {
        Some(figure) => (figure.trim(), true),
        None => (cell.as_str(), false),
    };
    let value: f64 = figure.parse().ok()?;
    let of_one = if percent || value > 1.0 { value / 100.0 } else { value };
    let points = (of_one * 10_000.0).round();
    (1.0..=10_000.0).contains(&points).then(|| Share::from_basis_points(points as u16)).flatten()
}

/// Time kept free: `10` or `10分钟` are minutes, `5%` is a share of the time needed.
pub fn buffer(cell: &str) -> Option<Buffer> {
    let cell = narrow(cell);
    if let Some(share) = cell.strip_suffix('%') {
        let per_cent = whole(share).filter(|per_cent| *per_cent <= MOST_BUFFER_PER_CENT)?;
        return Some(Buffer { minutes: 0, per_cent });
    }
    let figure =
        ["分钟", "minutes", "min"].iter().find_map(|unit| cell.strip_suffix(unit)).unwrap_or(&cell);
    let minutes = whole(figure).filter(|minutes| *minutes <= MOST_BUFFER_MINUTES)?;
    Some(Buffer { minutes: minutes as Minutes, per_cent: 0 })
}

/// An amount of money in hundredths: `15`, `15.5`, `15.50`.
pub fn amount(text: &str) -> Option<i64> {
    let text = narrow(text);
    let (units, cents) = text.split_once('.').unwrap_or((&text, ""));
    if cents.len() > 2
        || units.is_empty()
        || !units.bytes().chain(cents.bytes()).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let hundredths: i64 = format!("{cents:0<2}").parse().ok()?;
    units.parse::<i64>().ok()?.checked_mul(100)?.checked_add(hundredths)
}

/// The names that a range stands for: `软件22-[1-3]班` is 软件22-1班, 软件22-2班 and 软件22-3班, and so
/// are `软件22-1~3班` and `软件22-1至3班`. Nothing where a name is no range, or one of more than
/// [`MOST_IN_A_RANGE`] names.
pub fn range(name: &str) -> Option<Vec<String>> {
    let name = narrow(name).replace(['[', ']', '【', '】', '(', ')'], "");
    let is_between = |c: char| "-~～至到—–".contains(c);
    let (at, between) = name.char_indices().rfind(|(_, c)| is_between(*c))?;
    let (before, behind) = (&name[..at], &name[at + between.len_utf8()..]);
    let figures_before = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let figures_behind =
        behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (head, first) = before.split_at(before.len() - figures_before);
    let (last, tail) = behind.split_at(figures_behind);
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    let is_range = first < last && last - first < MOST_IN_A_RANGE;
    is_range.then(|| (first..=last).map(|number| format!("{head}{number}{tail}")).collect())
}

/// Several names in one cell, separated by `;` `、` `；` or `|`.
pub fn names(cell: &str) -> Vec<String> {
    let split = cell.split([';', '；', '、', '|']);
    split.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        amount, date, date_and_weekday, fold, other_weekday, range, share, time, weekdays, whole,
    };
    use crate::base::text::Lang;
    use crate::campaign::Share;

    #[test]
    fn ranges_of_names_are_spelt_out() {
        let three = ["软件22-1班", "软件22-2班", "软件22-3班"].map(str::to_owned).to_vec();
        for cell in ["软件22-[1-3]班", "软件22-1~3班", "软件22-1至3班", "软件２２-【1—3】班"]
        {
            assert_eq!(range(cell).as_ref(), Some(&three), "{cell}");
        }
        let numbered = ["计科2209", "计科2210"].map(str::to_owned).to_vec();
        assert_eq!(range("计科2209-2210"), Some(numbered));
        for cell in ["软件22-1班", "1-1班", "3-1班", "1-500班", "班", "-", "A-B", "2022-07"]
        {
            assert_eq!(range(cell), None, "{cell}");
        }
    }

    #[test]
    fn full_width_is_tolerated() {
        assert_eq!(whole("７１３"), Some(713));
        assert_eq!(whole("1,024"), Some(1024));
        assert_eq!(whole("12.5"), None);
        for cell in ["-3", "7,1", "1,,,2", ",123", "1234,567", ""] {
            assert_eq!(whole(cell), None, "{cell}");
        }
        for cell in ["9::30", ":9:30:", "+9:+5", "9:30:15", "9"] {
            assert_eq!(time(cell), None, "{cell}");
        }
        assert_eq!(
            (time("9点"), time("9时30分"), time("9:00:00")),
            (Some(540), Some(570), Some(540))
        );
        assert_eq!(time("１０：５０"), Some(650));
        assert_eq!((time("9时30分"), time("9点半"), time("9点多")), (Some(570), Some(570), None));
        assert_eq!(
            (time("24:00"), time("24:10"), time("9:75"), time("9")),
            (Some(1440), None, None, None)
        );
        assert_eq!(fold("安全工程学院（应急管理学院）"), fold(" 安全工程学院(应急管理学院) "));
    }

    #[test]
    fn names_that_look_alike_are_alike() {
        for [one, other] in [
            ["École", "E\u{301}cole"],
            ["护理学院", "护理学院\u{200B}"],
            ["工商管理学院", "\u{2F2F}商管理学院"],
            ["ﬁne arts", "Fine Arts"],
            ["\u{FEFF}甲", "甲\u{FE0F}"],
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
        assert_ne!(fold("己"), fold("已"));
    }

    #[test]
    fn times_with_the_half_of_the_day_and_as_fractions() {
        for (cell, hour, minute) in [
            ("上午8:30", 8, 30),
            ("下午2:00", 14, 0),
            ("下午 14：00", 14, 0),
            ("下午2点", 14, 0),
            ("中午12:00", 12, 0),
            ("中午1点", 13, 0),
            ("晚上7点30分", 19, 30),
            ("08:30 AM", 8, 30),
            ("2:00pm", 14, 0),
            ("12:00 PM", 12, 0),
            ("12:00 a.m.", 0, 0),
            ("PM 5:00", 17, 0),
            ("9 am", 9, 0),
            ("0.375", 9, 0),
            ("0.3541666666666667", 8, 30),
            ("0.4097222222222222", 9, 50),
        ] {
            assert_eq!(time(cell), Some(hour * 60 + minute), "{cell}");
        }
        for cell in
            ["上午14:00", "上午12:00", "13:00 AM", "下午9", "0.3333", "1.5", "0.5.1", "9.30"]
        {
            assert_eq!(time(cell), None, "{cell}");
        }
    }

    #[test]
    fn dates_in_every_usual_form() {
        let wanted = jiff::civil::date(2023, 12, 1);
        for cell in [
            "2023-12-01",
            "2023/12/1",
            "2023年12月1日",
            "２０２３－１２－０１",
            "2023-12-01 00:00:00",
            "2023-12-01（周五）",
            "2023年12月1日星期五",
            "2023/12/1 Fri",
            "2023-12-01, Friday",
            "周五 2023-12-01",
            "（星期五）2023/12/1",
            "Friday, 2023-12-01",
        ] {
            assert_eq!(date(cell), Some(wanted), "{cell}");
        }
        assert_eq!(date("2023-13-01"), None);
        for cell in [
            "12-01",
            "2024--05-06",
            "-2024-05-06",
            "2024-+5-06",
            "2024-5-6 garbage",
            "2023-12-01（周四）",
            "周四 2023-12-01",
            "2023-12-01 F",
            "F 2023-12-01",
            "周五 2023-12-01 周五",
            "45271",
        ] {
            assert_eq!(date(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_day_of_the_week_that_is_another_is_said() {
        let said = |cell: &str| {
            let (date, weekday) = date_and_weekday(cell).unwrap();
            other_weekday(date, weekday).map(|said| said.get(Lang::En).to_owned())
        };
        for cell in ["周六 2015-03-11", "2015年3月11日（星期六）", "Sat 2015-03-11"] {
            let wanted = "2015-03-11 is a Wednesday, not a Saturday; the date was taken";
            assert_eq!(said(cell).as_deref(), Some(wanted), "{cell}");
        }
        for cell in ["2015-03-11", "周三 2015-03-11", "2015-03-11 (Wed)"] {
            assert_eq!(said(cell), None, "{cell}");
        }
    }

    #[test]
    fn days_of_the_week() {
        let on = |cell: &str| {
            weekdays(cell).map(|days| days.map(|day| if day { 'x' } else { '.' }).iter().collect())
        };
        for (cell, wanted) in [
            ("每天", "xxxxxxx"),
            ("Every day", "xxxxxxx"),
            ("周三", "..x...."),
            ("每周三", "..x...."),
            ("星期一；星期日", "x.....x"),
            ("周一至周五", "xxxxx.."),
            ("Mon-Fri", "xxxxx.."),
            ("工作日", "xxxxx.."),
            ("Tue, Thursday", ".x.x..."),
        ] {
            assert_eq!(on(cell), Some(wanted.to_owned()), "{cell}");
        }
        for cell in ["", "周八", "2025-03-03", "周五至周一", "周一周三", "day"] {
            assert_eq!(on(cell), None, "{cell}");
        }
    }

    #[test]
    fn shares_and_money_become_whole_numbers() {
        assert_eq!(share("92.5%"), Share::from_basis_points(9_250));
        assert_eq!(share("0.9"), share("90"));
        assert_eq!(share("0"), None);
        assert_eq!(amount("15"), Some(1500));
        assert_eq!(amount("15.5"), Some(1550));
        assert_eq!(amount("15.555"), None);
    }
}
