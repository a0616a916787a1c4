//! Reading text files in whatever encoding an office saved them.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use encoding_rs::{Encoding, GB18030};
use std::path::Path;

/// Files larger than this are refused before they are read: 64 MiB.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a file as UTF-8, UTF-8 or UTF-16 with a byte-order mark, or GBK/GB18030.
pub fn read_text(path: &Path) -> Result<String, Diagnostic> {
    text_of(path, &read_bytes(path)?)
}

/// The text of a file that is read already.
pub fn text_of(path: &Path, bytes: &[u8]) -> Result<String, Diagnostic> {
    decode(bytes).ok_or_else(|| {
        Diagnostic::error(
            Code::Encoding,
            Text::new("不是文本文件，或编码无法识别", "not a text file, or in an unknown encoding"),
        )
        .at(Location::file(path.display().to_string()))
        .help(Text::new("在 Excel 中另存为“CSV UTF-8”", "save it as “CSV UTF-8” in Excel"))
    })
}

/// Reads a regular file that is not too large.
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
        let cause = match error.kind() {
            std::io::ErrorKind::NotFound => "文件不存在".to_owned(),
            std::io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
            _ => error.to_string(),
        };
        unreadable(format!("无法读取：{cause}"), format!("can't be read: {error}")).help(Text::new(
            "请核对路径；活动是一个文件夹，其中有 campaign.toml",
            "check the path; a campaign is a folder with a campaign.toml",
        ))
    })
}

fn decode(bytes: &[u8]) -> Option<String> {
    let text = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, bad) = encoding.decode(bytes);
        (!bad).then(|| text.into_owned())?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()
    };
    (!text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn encodings_of_chinese_offices_read_alike() {
        let text = "学院,人数\n外国语学院（应急）,69\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &with_mark, &gbk] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
        assert_eq!(decode(b"PK\x03\x04\x00\x00\xff"), None);
    }
}
