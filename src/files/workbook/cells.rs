//! Cells as text: what a person would type to get them.

use calamine::{Data, ExcelDateTime};

/// The text of a cell. Days and times become `2023-12-11`, `09:00` or both; whole numbers have no
/// `.0`.
pub fn text(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.clone(),
        Data::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(when) => moment(*when),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.replace('T', " "),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn moment(when: ExcelDateTime) -> String {
    let days = when.as_f64();
    // Minutes that were typed are off by rounding errors of a floating-point day.
    let seconds = (days.rem_euclid(1.0) * 86_400.0).round() as i64;
    let clock = if seconds % 60 == 0 {
        format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
    } else {
        format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    };
    if (0.0..1.0).contains(&days) {
        return clock;
    }
    let (year, month, day, ..) = ExcelDateTime::to_ymd_hms_milli(&when);
    let date = format!("{year:04}-{month:02}-{day:02}");
    if seconds == 0 { date } else { format!("{date} {clock}") }
}

#[cfg(test)]
mod tests {
    use super::super::is_formula_error;
    use super::text;
    use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType};

    #[test]
    fn days_and_times_read_as_typed() {
        let when = |days| {
            text(&Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false)))
        };
        assert_eq!(when(9.0 / 24.0 + 50.0 / 1440.0), "09:50");
        assert_eq!(when(45271.0), "2023-12-11");
        assert_eq!(when(45271.375), "2023-12-11 09:00");
        assert_eq!(text(&Data::Float(713.0)), "713");
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
