//! What is wrong with a call, in both languages: clap says it in English only.

use callsheet::base::text::Text;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What clap says, and the same in Chinese without its list of usages.
pub fn message(error: &Error) -> Text {
    let shown = error.render().to_string();
    let en = shown.trim().trim_start_matches("error: ").to_owned();
    Text::new(format!("命令行用法不对：{}", in_chinese(error)), en)
}

fn in_chinese(error: &Error) -> String {
    let said = |kind| words(error.get(kind));
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(said)
        .or_else(|| said(ContextKind::SuggestedValue));
    let nearest = nearest.map(|near| format!("，是否指 {near}？")).unwrap_or_default();
    let argument = argument.unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let verb = said(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("没有命令 {verb}{nearest}")
        }
        ErrorKind::MissingSubcommand => "没有写命令".to_owned(),
        ErrorKind::UnknownArgument => format!("没有参数 {argument}{nearest}"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg).unwrap_or_default();
            format!("{argument} 与 {other} 不能同时用")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => {
            let known = said(ContextKind::ValidValue);
            let known = known.map(|known| format!("，可用：{known}")).unwrap_or_default();
            match value.filter(|value| !value.is_empty()) {
                Some(value) => format!("{argument} 的值“{value}”不对{known}{nearest}"),
                None => format!("{argument} 后面缺少值{known}"),
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 的值的个数不对")
        }
        ErrorKind::InvalidUtf8 => "含有无法识别的字符".to_owned(),
        _ => "请看 callsheet --help".to_owned(),
    }
}

/// What clap knows of the call, as words.
fn words(value: Option<&ContextValue>) -> Option<String> {
    match value? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => Some(words.join("、")).filter(|words| !words.is_empty()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::message;
    use crate::cli::help::command;
    use callsheet::base::text::Lang;

    #[test]
    fn nothing_is_left_in_english() {
        let said = |arguments: &[&str]| {
            let call = [&["callsheet"], arguments].concat();
            let error = command(Lang::Zh).try_get_matches_from(call).err().unwrap();
            message(&error).get(Lang::Zh).trim_start_matches("命令行用法不对：").to_owned()
        };
        assert_eq!(said(&["solv"]), "没有命令 solv，是否指 solve？");
        assert_eq!(said(&["solve"]), "缺少 <活动>");
        assert_eq!(
            said(&["solve", "x", "--time-limits", "3"]),
            "没有参数 --time-limits，是否指 --time-limit？"
        );
        assert_eq!(said(&["solve", "x", "--seed", "many"]), "--seed <种子> 的值“many”不对");
        assert_eq!(
            said(&["solve", "x", "--lang", "fr"]),
            "--lang <语言> 的值“fr”不对，可用：zh、en"
        );
    }
}
