//! `--help` in one language. Every text of a verb or an argument is written in both, the Chinese
//! behind the English; here the reader's half is taken, with a frame in the same language.

use super::{AskVerb, BeginVerb, Cli, DayVerb, PlanVerb, PublishVerb, ReferenceVerb, exit};
use callsheet::base::text::Lang;
use clap::{Arg, ArgAction, Command, CommandFactory, Subcommand};

/// What stands for a value on the command line, in Chinese.
const VALUES: [(&str, &str); 44] = [
    ("BASELINE", "方案"),
    ("BLOCK", "半天"),
    ("CAMPAIGN", "活动"),
    ("CAP", "人数"),
    ("CODE", "编号"),
    ("DATE", "日期"),
    ("DAYS", "日期"),
    ("DIR", "文件夹"),
    ("DIR|PLAN", "文件夹或方案"),
    ("ENGINE", "方式"),
    ("F", "比例"),
    ("FILE", "文件"),
    ("FILE.csv", "文件.csv"),
    ("FOLDER", "文件夹"),
    ("FORMAT,…", "格式,…"),
    ("GAP", "差距"),
    ("GROUP", "学院"),
    ("HOURS", "时间"),
    ("JOB", "任务"),
    ("JOBS.csv", "任务表.csv"),
    ("JOBS_TABLE", "任务表"),
    ("KEY=RANGE", "设置项=范围"),
    ("KEY=VALUE", "设置项=值"),
    ("LANG", "语言"),
    ("MIN", "分钟"),
    ("MOMENT", "时刻"),
    ("NAME", "名称"),
    ("NAMES", "名称,…"),
    ("OUT", "文件夹"),
    ("P", "比例"),
    ("PERCENT,…", "百分数,…"),
    ("PLAN", "方案"),
    ("PORT", "端口"),
    ("RUNS", "次数"),
    ("SECONDS", "秒"),
    ("SEED", "种子"),
    ("SHELL", "环境"),
    ("THREADS", "线程数"),
    ("TIER", "目标"),
    ("TIERS", "目标,…"),
    ("TIME", "时间"),
    ("VERB", "命令"),
    ("WHAT", "内容"),
    ("WHEN", "何时"),
];

/// The program's definition with its texts in a language.
pub fn command(lang: Lang) -> Command {
    let exit_codes = lang.pick(exit::HELP.0, exit::HELP.1);
    in_language(Cli::command(), lang).help_template(template(lang)).after_help(exit_codes)
}

/// The help of the program: its verbs under their headings, which clap can't give subcommands.
fn template(lang: Lang) -> String {
    fn verbs<Group: Subcommand>(heading: (&str, &str), lang: Lang) -> String {
        let group = Group::augment_subcommands(Command::new("callsheet"));
        let listed = in_language(group, lang)
            .disable_help_subcommand(true)
            .help_template("{subcommands}")
            .render_help()
            .to_string();
        let heading = lang.pick(format!("{}：", heading.0), format!("{}:", heading.1));
        format!("{heading}\n{}\n\n", listed.trim_end())
    }
    let groups = [
        verbs::<BeginVerb>(("开始", "Begin"), lang),
        verbs::<PlanVerb>(("排定", "Plan"), lang),
        verbs::<AskVerb>(("提问", "Ask"), lang),
        verbs::<PublishVerb>(("发布", "Publish"), lang),
        verbs::<DayVerb>(("当天", "The day"), lang),
        verbs::<ReferenceVerb>(("参考", "Reference"), lang),
    ];
    let (usage, options) = lang.pick(("用法：", "选项："), ("Usage: ", "Options:"));
    let line = lang.pick("callsheet <命令>", "callsheet <COMMAND>");
    format!(
        "{{about-with-newline}}\n{usage}{line}\n\n{}{options}\n{{options}}{{after-help}}",
        groups.concat()
    )
}

/// A verb, and all below it, in a language.
fn in_language(command: Command, lang: Lang) -> Command {
    let about = command.get_about().map(|about| half(&about.to_string(), lang));
    let has_version = command.get_version().is_some();
    let has_places = command.get_positionals().next().is_some();
    let command =
        command.mut_args(|own| argument(own, lang)).mut_subcommands(|own| in_language(own, lang));
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    if lang == Lang::En {
        return command;
    }
    // What clap adds by itself it says in English.
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示此说明");
    let mut command = command.disable_help_flag(true).arg(help);
    if has_version {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help("显示版本"));
    }
    // `Usage: solve [OPTIONS] <活动>`
    let usage = command.clone().render_usage().to_string().replace("[OPTIONS]", "[选项]");
    let arguments = usage.find(['[', '<']).map_or("", |at| &usage[at..]);
    let name = command.get_name().to_owned();
    let places = if has_places { "参数：\n{positionals}\n\n" } else { "" };
    command.help_template(format!(
        "{{about-with-newline}}\n用法：callsheet {name} {arguments}\n\n{places}选项：\n{{options}}{{after-help}}"
    ))
}

/// An argument in a language.
fn argument(own: Arg, lang: Lang) -> Arg {
    let Some(help) = own.get_help().map(|help| half(&help.to_string(), lang)) else { return own };
    if lang == Lang::En {
        return own.help(help);
    }
    let listed = |words: Vec<String>| words.join("、");
    let possible: Vec<String> =
        own.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let defaults: Vec<String> =
        own.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let takes_value = own.get_action().takes_values();
    let mut more = Vec::new();
    if takes_value && !possible.is_empty() {
        more.push(format!("可选 {}", listed(possible)));
    }
    if takes_value && !defaults.is_empty() {
        more.push(format!("缺省 {}", listed(defaults)));
    }
    let more = if more.is_empty() { String::new() } else { format!("（{}）", more.join("；")) };
    let own = own.help(format!("{help}{more}"));
    if !takes_value {
        return own;
    }
    let name = own.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let name = name.unwrap_or_else(|| own.get_id().as_str().to_uppercase());
    let chinese = VALUES.iter().find(|(english, _)| *english == name).map(|(_, chinese)| *chinese);
    let own = match chinese {
        Some(chinese) => own.value_name(chinese),
        None => own,
    };
    own.hide_possible_values(true).hide_default_value(true)
}

/// The half of a text in a language: the Chinese begins with the sentence in which Chinese does.
fn half(both: &str, lang: Lang) -> String {
    let is_chinese = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let Some(first) = both.find(is_chinese) else { return both.to_owned() };
    let ends = [". ", "? ", "! "].iter().filter_map(|end| both[..first].rfind(end));
    let at = ends.max().map_or(first, |at| at + 1);
    let (english, chinese) = both.split_at(at);
    lang.pick(chinese, english).trim().to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{command, half};
    use callsheet::base::text::Lang;

    /// The help of the program and of each of its verbs.
    fn pages(lang: Lang) -> Vec<String> {
        let mut all = command(lang);
        let verbs: Vec<String> =
            all.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        let mut pages = vec![all.render_help().to_string()];
        for verb in verbs {
            pages.push(all.find_subcommand_mut(&verb).unwrap().render_help().to_string());
        }
        assert!(pages.len() > 20);
        pages
    }

    fn is_chinese(c: char) -> bool {
        ('\u{3000}'..='\u{9FFF}').contains(&c)
    }

    #[test]
    fn a_page_of_help_is_in_one_language() {
        for page in pages(Lang::En) {
            assert!(!page.contains(is_chinese), "{page}");
        }
        for page in pages(Lang::Zh) {
            for english in ["Usage", "Options", "OPTIONS", "[default", "[possible", "Print"] {
                assert!(!page.contains(english), "{english}: {page}");
            }
            // Every argument says what it is for.
            let lines = page.lines().filter(|line| line.trim_start().starts_with(['-', '<', '[']));
            for line in lines {
                assert!(line.contains(is_chinese), "{line}: {page}");
            }
        }
    }

    #[test]
    fn the_half_of_a_text_is_a_sentence() {
        let both = "A plan, such as 周一.csv? No. CSV 方案，如 x";
        assert_eq!(half("Put plans side by side. 对比", Lang::Zh), "对比");
        assert_eq!(half("Why? CSV 表", Lang::Zh), "CSV 表");
        assert_eq!(half("Why? CSV 表", Lang::En), "Why?");
        assert_eq!(half("Same", Lang::Zh), "Same");
        assert_eq!(half(both, Lang::En), "A plan, such as");
    }
}
