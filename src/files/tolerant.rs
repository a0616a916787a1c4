//! Cells as people write them: full-width digits and colons, Chinese dates, per cents.

use crate::base::clock::Minutes;
use crate::campaign::{Buffer, Share};
use jiff::civil::Date;

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

/// The form in which names are compared: narrow, without spaces, in lower case.
pub fn fold(name: &str) -> String {
    narrow(name).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
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

/// `2023-12-11`, `2023/12/11`, `2023.12.11` or `2023年12月11日`; a midnight behind it, as spreadsheets
/// write days, is fine.
pub fn date(cell: &str) -> Option<Date> {
    let cell = narrow(cell);
    let (day, rest) = cell.split_once(' ').unwrap_or((&cell, ""));
    if !["", "0:00", "00:00", "0:00:00", "00:00:00"].contains(&rest.trim()) {
        return None;
    }
    let plain = day.replace(['年', '月'], "-");
    let parts: Vec<&str> =
        plain.strip_suffix('日').unwrap_or(&plain).split(['-', '/', '.']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if !parts.iter().all(|part| is_digits(part)) {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|year| (1900..=2200).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `09:00`, `9：00`, `9:00:00`, `9时30分`, `9点`, up to `24:00`.
pub fn time(cell: &str) -> Option<Minutes> {
    let cell = narrow(cell);
    let plain = cell.replace(['时', '点'], ":");
    let plain = plain.strip_suffix('分').unwrap_or(&plain);
    let parts: Vec<&str> = plain.split(':').collect();
    let number =
        |part: &str| part.parse::<Minutes>().ok().filter(|_| part.len() <= 2 && is_digits(part));
    let (hours, minutes) = match parts.as_slice() {
        [hours, ""] if cell.ends_with(['时', '点']) => (number(hours)?, 0),
        [hours, minutes] | [hours, minutes, "00"] => (number(hours)?, number(minutes)?),
        _ => return None,
    };
    let minute = hours * 60 + minutes;
    (minutes < 60 && (0..=24 * 60).contains(&minute)).then_some(minute)
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

/// Several names in one cell, separated by `;` `、` `；` or `|`.
pub fn names(cell: &str) -> Vec<String> {
    let split = cell.split([';', '；', '、', '|']);
    split.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{amount, date, fold, share, time, whole};
    use crate::campaign::Share;

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
        assert_eq!(time("9时30分"), Some(570));
        assert_eq!(
            (time("24:00"), time("24:10"), time("9:75"), time("9")),
            (Some(1440), None, None, None)
        );
        assert_eq!(fold("安全工程学院（应急管理学院）"), fold(" 安全工程学院(应急管理学院) "));
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
        ] {
            assert_eq!(date(cell), Some(wanted), "{cell}");
        }
        assert_eq!(date("2023-13-01"), None);
        for cell in ["12-01", "2024--05-06", "-2024-05-06", "2024-+5-06", "2024-5-6 garbage"] {
            assert_eq!(date(cell), None, "{cell}");
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
