//! Reading text files in whatever encoding an office saved them.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, of_system};
use encoding_rs::{Encoding, GB18030};
use std::path::Path;

/// Bytes of a text file at most, 64 MiB: a larger one is refused by its size, before its text takes
/// memory.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a file as UTF-8, UTF-8 or UTF-16 with a byte-order mark, or GBK/GB18030. One that looks
/// western is refused: who writes settings can save them as UTF-8, and letters must not turn into
/// characters. (A table is read, with a warning.)
pub fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let decoded = text_of(path, &read_bytes(path)?)?;
    if decoded.looks_latin {
        return Err(Diagnostic::error(
            Code::Encoding,
            Text::new(
                "不是 UTF-8，像是西欧编码；带音符的字母会读成汉字",
                "not UTF-8, and it looks like a western encoding: accented letters would be read as Chinese",
            ),
        )
        .at(Location::file(path.display().to_string()))
        .help(Text::new("用编辑器另存为 UTF-8", "save it as UTF-8 in your editor")));
    }
    Ok(decoded.text)
}

/// A text with what is known of its encoding.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// Whether it was taken for GB18030, but looks like one of western Europe.
    pub looks_latin: bool,
}

/// The text of a file that is read already.
pub fn text_of(path: &Path, bytes: &[u8]) -> Result<Decoded, Diagnostic> {
    decode(bytes).ok_or_else(|| {
        Diagnostic::error(
            Code::Encoding,
            Text::new("不是文本文件，或编码无法识别", "not a text file, or in an unknown encoding"),
        )
        .at(Location::file(path.display().to_string()))
        .help(Text::new("在 Excel 中另存为“CSV UTF-8”", "save it as “CSV UTF-8” in Excel"))
    })
}

/// Reads a regular file of at most 64 MiB.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let file = path.display().to_string();
    let unreadable = |zh: String, en: String| {
        Diagnostic::error(Code::Unreadable, Text::new(zh, en)).at(Location::file(file.clone()))
    };
    let about = std::fs::metadata(path);
    if about.as_ref().is_ok_and(|about| !about.is_file()) {
        return Err(unreadable("不是普通文件".to_owned(), "is not a regular file".to_owned()));
    }
    if about.is_ok_and(|about| about.len() > MOST_BYTES) {
        return Err(unreadable(
            "文件超过 64 MiB".to_owned(),
            "the file is larger than 64 MiB".to_owned(),
        ));
    }
    std::fs::read(path).map_err(|error| {
        let why = of_system(&error);
        let (zh, en) = (why.get(Lang::Zh), why.get(Lang::En));
        unreadable(format!("无法读取：{zh}"), format!("can't be read: {en}")).help(Text::new(
            "请核对路径；活动是一个工作簿，或一个有 campaign.toml 的文件夹",
            "check the path; a campaign is a workbook, or a folder with a campaign.toml",
        ))
    })
}

fn decode(bytes: &[u8]) -> Option<Decoded> {
    let mut looks_latin = false;
    let text = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, bad) = encoding.decode(bytes);
        (!bad).then(|| text.into_owned())?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
        looks_latin = is_latin(bytes);
        text
    };
    (!text.contains('\0')).then_some(Decoded { text, looks_latin })
}

/// Whether bytes that can be read as GB18030 are rather a western text: there an accented letter
/// and the letter behind it make one character, whose second byte is an ASCII letter. Of the
/// characters of GB 2312 none has such a byte.
fn is_latin(bytes: &[u8]) -> bool {
    let (mut with_letter, mut all) = (0, 0);
    let mut rest = bytes;
    while let Some(start) = rest.iter().position(|byte| !byte.is_ascii()) {
        with_letter += usize::from(rest.get(start + 1).is_some_and(u8::is_ascii_alphabetic));
        all += 1;
        rest = rest.get(start + 2..).unwrap_or_default();
    }
    with_letter * 2 > all
}

#[cfg(test)]
mod tests {
    use super::{Decoded, decode};

    #[test]
    fn encodings_of_chinese_offices_read_alike() {
        let text = "学院,人数\n外国语学院（应急）,69\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &with_mark, &gbk] {
            let decoded = Decoded { text: text.to_owned(), looks_latin: false };
            assert_eq!(decode(bytes), Some(decoded));
        }
        assert_eq!(decode(b"PK\x03\x04\x00\x00\xff"), None);
    }

    #[test]
    fn western_text_is_known_by_its_bytes() {
        for (text, looks_latin) in [
            ("group,headcount\nColl\u{e8}ge M\u{e9}decine,240\nFakult\u{e4}t \u{d6}ko,90\n", true),
            ("\u{c9}cole,60", true),
        ] {
            let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
            assert_eq!(decode(&bytes).map(|own| own.looks_latin), Some(looks_latin), "{text}");
        }
        let (gbk, _, _) = encoding_rs::GBK.encode("group,人数\nIT学院,30\nA班,20\nB班,20\n");
        assert_eq!(decode(&gbk).map(|own| own.looks_latin), Some(false));
    }
}
