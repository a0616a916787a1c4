//! What colleges type into cells: phones, times, and texts that may be repeated or not.

use super::layout::FormRow;
use crate::base::clock::Minutes;
use crate::files::{narrow, parse_date, parse_time};

/// Digits from which on a number may be a person's: the shortest such is that of a mobile phone.
const PERSONAL_DIGITS: usize = 11;

/// A text of a return as it may be repeated, in Chinese and in English: without control characters,
/// and not at all where it has a number of a person. Days are no such numbers.
pub fn shown(text: &str) -> [String; 2] {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let digits_of = |run: &str| {
        let words = run.split_whitespace().filter(|word| parse_date(word).is_none());
        words.flat_map(str::chars).filter(char::is_ascii_digit).count()
    };
    let narrowed = narrow(&plain);
    let mut runs = narrowed.split(|c: char| !(c.is_ascii_digit() || " -".contains(c)));
    if runs.any(|run| digits_of(run) >= PERSONAL_DIGITS) {
        return [
            "（含长串数字，可能是个人信息，不转载，请看原文件）".to_owned(),
            "(a long number that may be personal: see the file itself)".to_owned(),
        ];
    }
    [plain.clone(), plain]
}

/// One number or several: 7 to 15 digits each, an extension behind 转, ext or x.
pub fn is_phone(text: &str) -> bool {
    let text = narrow(text).to_lowercase();
    text.split(['/', ';', '、', ',']).all(|number| {
        let mut parts = number.splitn(2, ['转', 'x']);
        let main = parts.next().unwrap_or_default().trim_end_matches(['e', '.', ' ']);
        let extension = parts.next().unwrap_or("1").trim_start_matches(['t', '.', ' ']).trim();
        let digits = main.chars().filter(char::is_ascii_digit).count();
        (7..=15).contains(&digits)
            && main.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
            && (1..=6).contains(&extension.len())
            && extension.chars().all(|c| c.is_ascii_digit())
    })
}

/// A time of day as typed, or as a workbook has it: a share of a day, or the slot's day with a
/// time.
pub fn minute(text: &str, row: &FormRow) -> Option<Minutes> {
    if let Some(minute) = parse_time(text) {
        return Some(minute);
    }
    if let Some((day, rest)) = text.split_once(' ') {
        let same = row.slot.is_some_and(|(date, ..)| parse_date(day) == Some(date));
        return parse_time(rest).filter(|_| same);
    }
    let minutes = text
        .parse::<f64>()
        .ok()
        .filter(|share| (0.0..1.0).contains(share) && text.contains('.'))?
        * 1440.0;
    ((minutes - minutes.round()).abs() < 0.02).then_some(minutes.round() as Minutes)
}

#[cfg(test)]
mod tests {
    use super::{is_phone, shown};

    #[test]
    fn phones_as_offices_write_them() {
        for phone in [
            "023-65022222",
            "13800138000",
            "＋86 138 0013 8000",
            "65022222转8012",
            "65022222 ext. 12",
            "(023)6502 2222/13800138000",
        ] {
            assert!(is_phone(phone), "{phone}");
        }
        for phone in ["见群公告", "110", "1380013800013800138000", "65022222转", "a13800138000"]
        {
            assert!(!is_phone(phone), "{phone}");
        }
    }

    #[test]
    fn numbers_of_persons_are_not_repeated() {
        for text in [
            "张三 500101200001011234",
            "call 138 0013 8000",
            "5001\n01200001\t011234",
            "2023-12-11 13800138000",
        ] {
            let [zh, en] = shown(text);
            assert!(zh.starts_with("（含长串数字") && en.starts_with("(a long number"), "{text}");
        }
        for text in ["10:40前有实验课", "2023-12-11 - 2023-12-12 有课", "2023-12-11 10:40"] {
            assert_eq!(shown(text), [text, text]);
        }
        assert_eq!(shown("甲\u{7}\n乙"), ["甲  乙", "甲  乙"]);
    }
}
