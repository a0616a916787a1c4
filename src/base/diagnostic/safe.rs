//! Texts of files as messages may repeat them: without what makes a terminal do things, and without
//! numbers that belong to a person.

/// Digits of a number that are shown, by which it is found in the file.
const SHOWN_DIGITS: usize = 4;

/// The text as it may be shown. It keeps its number of characters, so that marks stay in place.
pub fn safe(text: &str) -> String {
    masked(&text.chars().map(picture).collect::<String>())
}

/// A text for a terminal: names in it may have characters that would make the terminal do things.
/// Lines and tabs stay, and so do numbers.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\t') { c } else { picture(c) }).collect()
}

/// Control characters by their picture, such as ␛; those that turn the direction of writing by the
/// replacement character.
fn picture(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{7F}' => '\u{2421}',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            '\u{FFFD}'
        }
        _ if c.is_control() => '\u{FFFD}',
        _ => c,
    }
}

/// Identity numbers and those of mobile phones keep their first digits only.
fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut number = String::new();
    for c in text.chars() {
        if is_digit(c) || matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ') && !number.is_empty() {
            number.push(c);
        } else {
            add(&mut shown, &std::mem::take(&mut number));
            shown.push(c);
        }
    }
    add(&mut shown, &number);
    shown
}

fn add(shown: &mut String, number: &str) {
    if !is_personal(number) {
        shown.push_str(number);
        return;
    }
    let masked = |(place, c)| if place < SHOWN_DIGITS { c } else { '*' };
    shown.extend(number.chars().enumerate().map(masked));
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// An identity number of 18 or 15 places with a possible day of birth, or a mobile phone's.
fn is_personal(number: &str) -> bool {
    let digit = |c: char| {
        c.to_digit(10).or_else(|| Some((c as u32).checked_sub('０' as u32)?).filter(|d| *d < 10))
    };
    let digits: Vec<u32> = number.chars().map_while(digit).collect();
    let value =
        |from: usize, to: usize| digits[from..to].iter().fold(0, |sum, digit| sum * 10 + digit);
    let is_day = |month: usize| {
        (1..=12).contains(&value(month, month + 2))
            && (1..=31).contains(&value(month + 2, month + 4))
    };
    let letters = number.chars().count();
    match (letters, digits.len()) {
        (18, 17 | 18) => (1900..2100).contains(&value(6, 10)) && is_day(10),
        (15, 15) => is_day(8),
        (11, 11) => digits[0] == 1 && digits[1] > 2,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{printable, safe};

    #[test]
    fn numbers_of_persons_keep_their_first_digits() {
        for (text, wanted) in [
            ("“11010519491231002X”不对", "“1101**************”不对"),
            ("110105194912310021,3", "1101**************,3"),
            ("１１０１０５１９４９１２３１００２Ｘ", "１１０１**************"),
            ("(130503670401001)", "(1305***********)"),
            ("13900001234", "1390*******"),
        ] {
            assert_eq!(safe(text), wanted);
            assert_eq!(safe(text).chars().count(), text.chars().count());
        }
        for text in ["2020001", "20231211", "20200010001", "202000100019999999", "2x", "1,024", "x"]
        {
            assert_eq!(safe(text), text);
        }
    }

    #[test]
    fn nothing_makes_a_terminal_do_things() {
        assert_eq!(printable("a\u{202e}\n\t110105194912310021"), "a\u{FFFD}\n\t110105194912310021");
        assert_eq!(
            safe("\u{1b}]0;x\u{7}\u{9b}\u{202e}\t"),
            "␛]0;x␇��  ".trim_end().to_owned() + " "
        );
    }
}
