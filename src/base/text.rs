//! Bilingual text: everything a person reads exists in Chinese and in English from the moment it is
//! made.

use std::fmt;

/// The language of one output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The tag as used in `--lang`, in `campaign.toml` and in HTML.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// Reads a tag such as `zh`, `zh-CN` or `en`.
    pub fn parse(tag: &str) -> Option<Lang> {
        let tag = tag.trim().to_ascii_lowercase();
        if tag.starts_with("zh") || tag == "中文" {
            Some(Lang::Zh)
        } else if tag.starts_with("en") || tag == "英文" {
            Some(Lang::En)
        } else {
            None
        }
    }

    /// Chooses between the two texts.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// Counts with their nouns in English: `1 class`, `2 classes`.
pub mod counted {
    use std::fmt::Display;

    /// A count of anything.
    pub fn of(count: impl Display, one: &str, many: &str) -> String {
        let count = count.to_string();
        let noun = if count == "1" { one } else { many };
        format!("{count} {noun}")
    }

    /// `1 person`, `2 people`.
    pub fn people(count: impl Display) -> String {
        of(count, "person", "people")
    }

    /// `1 minute`, `2 minutes`.
    pub fn minutes(count: impl Display) -> String {
        of(count, "minute", "minutes")
    }

    /// `1 group`, `2 groups`.
    pub fn groups(count: impl Display) -> String {
        of(count, "group", "groups")
    }

    /// `1 half-day`, `2 half-days`.
    pub fn half_days(count: impl Display) -> String {
        of(count, "half-day", "half-days")
    }
}

/// The reason of an error of the system: in English in its own words, in Chinese in ours, since its
/// own are in the language of the system.
pub fn of_system(error: &std::io::Error) -> Text {
    use std::io::ErrorKind;
    let zh = match error.kind() {
        ErrorKind::NotFound => "文件不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已存在",
        ErrorKind::IsADirectory => "这是一个文件夹",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::FileTooLarge => "文件超过系统允许的大小",
        ErrorKind::InvalidFilename => "文件名不合系统要求",
        ErrorKind::OutOfMemory => "内存不足",
        _ => {
            let code = error.raw_os_error().map_or_else(String::new, |code| format!(" {code}"));
            return Text::new(format!("系统错误{code}"), error.to_string());
        }
    };
    Text::new(zh, error.to_string())
}

/// One statement in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Text {
    zh: String,
    en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    /// What `write` writes in each language.
    pub fn each(write: impl Fn(Lang) -> String) -> Text {
        Text { zh: write(Lang::Zh), en: write(Lang::En) }
    }

    /// A text that reads the same in both languages, such as a name out of a file.
    pub fn same(text: impl Into<String>) -> Text {
        let text = text.into();
        Text { zh: text.clone(), en: text }
    }

    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}
