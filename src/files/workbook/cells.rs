//! Cells as text: what a person would type to get them.

use calamine::{Data, ExcelDateTime};
use jiff::civil::Date;

/// Numbers from here on have more digits than a spreadsheet keeps; the last ones are lost.
const MOST_EXACT: f64 = 1e15;

/// The text of a cell. Days and times become `2023-12-11`, `09:00` or both; whole numbers have no
/// `.0`, and those of more than 15 digits, which a spreadsheet rounds, are written as it shows
/// them, `2.025E+19`.
pub fn text(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.abs() >= MOST_EXACT => {
            format!("{number:E}").replace('E', "E+")
        }
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.clone(),
        Data::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(when) => moment(*when),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace('T', " "),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// The text with zeros before it, where it is a number with fewer digits.
pub fn with_zeros(text: String, digits: usize) -> String {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && digits > text.len() { format!("{text:0>digits$}") } else { text }
}

fn moment(when: ExcelDateTime) -> String {
    // Days and minutes that were typed or computed are off by rounding errors of a floating-point
    // day, so that a midnight may stand a little before itself.
    let seconds = (when.as_f64() * 86_400.0).round() as i64;
    let (days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let clock = |seconds: i64| {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        match seconds % 60 {
            0 => format!("{hours:02}:{minutes:02}"),
            seconds => format!("{hours:02}:{minutes:02}:{seconds:02}"),
        }
    };
    if days == 0 {
        return clock(seconds);
    }
    // Midnight at the end of a day is typed as 24:00, which has its own format.
    if (when.is_duration() || when.as_f64() < 1.0) && (days, seconds) == (1, 0) {
        return clock(86_400);
    }
    let (year, month, day, hour, ..) = when.to_ymd_hms_milli();
    let mut date = format!("{year:04}-{month:02}-{day:02}");
    // The crate rounds to thousandths of a second, which may or may not bring the next day.
    if seconds == 0 && hour == 23 {
        let next = date.parse::<Date>().ok().and_then(|day| day.tomorrow().ok());
        date = next.map_or(date, |next| next.to_string());
    }
    if seconds == 0 { date } else { format!("{date} {}", clock(seconds)) }
}

#[cfg(test)]
mod tests {
    use super::super::is_formula_error;
    use super::{text, with_zeros};
    use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType};

    #[test]
    fn days_and_times_read_as_typed() {
        let when = |days| {
            text(&Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false)))
        };
        assert_eq!(when(9.0 / 24.0 + 50.0 / 1440.0), "09:50");
        assert_eq!(when(45271.0), "2023-12-11");
        assert_eq!(when(45271.375), "2023-12-11 09:00");
        assert_eq!(when(45_719.999_999_999_97), "2025-03-04");
        assert_eq!(when(45_657.999_999_999_97), "2025-01-01");
        assert_eq!(when(45_657.999_999), "2025-01-01");
        assert_eq!(when(0.999_999_999_97), "24:00");
        let typed = |days, kind| text(&Data::DateTime(ExcelDateTime::new(days, kind, false)));
        assert_eq!(typed(1.0, ExcelDateTimeType::TimeDelta), "24:00");
        assert_eq!(text(&Data::Float(713.0)), "713");
        assert_eq!(text(&Data::Float(2_025_130_000_000.0)), "2025130000000");
        assert_eq!(text(&Data::Float(2.025_130_000_001_235e19)), "2.025130000001235E+19");
        assert_eq!(with_zeros("123".to_owned(), 10), "0000000123");
        assert_eq!(with_zeros("x1".to_owned(), 10), "x1");
        assert_eq!(text(&Data::Float(0.95)), "0.95");
    }

    #[test]
    fn formulas_that_fail_are_told_from_comments() {
        use CellErrorType::{Div0, GettingData, NA, Name, Null, Num, Ref, Value};
        for error in [Div0, GettingData, NA, Name, Null, Num, Ref, Value] {
            let shown = text(&Data::Error(error));
            assert!(is_formula_error(&shown), "{shown}");
        }
        assert!(!is_formula_error("# 2024"));
    }
}
