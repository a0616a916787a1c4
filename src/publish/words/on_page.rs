//! The advice beside a finding on the planner's page, in place of explanations that name verbs and
//! arguments of the command line.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text};
use crate::files::from_list::FirstAnswer;
use crate::publish::words::begun;

/// A finding as lines of text, with the page's advice.
pub fn rendered(finding: &Diagnostic, lang: Lang) -> String {
    advised(finding).render(lang)
}

/// Findings as lines of text, with the page's advice.
pub fn all_rendered(findings: &[Diagnostic], lang: Lang) -> Vec<String> {
    findings.iter().map(|finding| rendered(finding, lang)).collect()
}

/// Whether everybody fits into the half-days listed, with the fields of the start page and the questions of the
/// board as ways to go on.
pub fn verdict(answer: &FirstAnswer, lang: Lang) -> String {
    let (zh, en) = match (answer.rate, answer.sufficient) {
        (None, _) => (
            "还不知道每人要多少秒，所以先用足所列的半天，忙闲尽量均匀。知道后填在上面，或以后在“名单与设置”的“服务点”里填。".to_owned(),
            "The seconds a person takes are not known: all half-days listed are used, at an even pace. Once they are, fill them in above, or later in “Stations” under “Lists and settings”.".to_owned(),
        ),
        (Some(rate), None) => {
            let listed = answer.half_days.listed.len() * answer.stations;
            (
                format!("每小时 {rate} 人：所列的 {listed} 个半天没有排下。加半天、加相机，或生成方案后点“排得下吗？”看差在哪里。"),
                format!("At {rate} an hour not everybody was fitted into the {listed} that are listed. Add half-days or cameras, or make the plan and ask “Does it fit?” what is missing."),
            )
        }
        (Some(_), Some(_)) => return begun::verdict(answer, lang),
    };
    lang.pick(zh, en)
}

/// A finding with the page's advice on its code. Advice that the finding has besides the explanation of its
/// code, stays where it names no option and no verb.
pub fn advised(finding: &Diagnostic) -> Diagnostic {
    let own = finding.help.clone().filter(|own| {
        *own != finding.code.explanation()
            && ![Lang::Zh, Lang::En].iter().any(|lang| names_the_command_line(own.get(*lang)))
    });
    let help = own.or_else(|| advice(finding.code)).or_else(|| finding.help.clone());
    Diagnostic { help, ..finding.clone() }
}

/// Whether a text names an option or a verb.
fn names_the_command_line(text: &str) -> bool {
    text.contains("--") || text.contains("`callsheet")
}

/// The page's own advice on a code, where the explanation names the command line.
fn advice(code: Code) -> Option<Text> {
    let (zh, en) = match code {
        Code::UnknownKey => (
            "设置（campaign.toml）中没有这个设置项，多半是拼写错误；“名单与设置”页的“设置与目标”列出常用的。",
            "campaign.toml has no such key, most likely a misspelling; “Settings and aims” under “Lists and settings” has the usual ones.",
        ),
        Code::MissingKey => (
            "请在“名单与设置”页，或在文件中，补上该设置项。",
            "Add the key under “Lists and settings”, or in the file.",
        ),
        Code::BeforeItBegan => (
            "按方案，此时该学院或班级还没有开始，不可能已经完成。请核对“现在”的时刻、学院与班级。",
            "By the plan the group or class has not begun at that moment, so nobody of it can be done. Check the moment under “Now”, group and class.",
        ),
        Code::NowOutside => (
            "“现在”应在最后一个半天结束之前。要在结束之后继续，请先加开半天。",
            "“Now” lies before the end of the last half-day. To go on after it, add a half-day.",
        ),
        Code::OutageBackwards => (
            "请核对开始与结束；停用没有写开始时，从“现在”起算（今天）。",
            "Check start and end; an outage of today without a start begins at the moment under “Now”.",
        ),
        Code::NotACalendar => (
            "新一版的日历要接着上一版各事件的序号；该 .ics 文件不是 callsheet 写出的日历，或已损坏。请移走它，再发布。",
            "A new calendar goes on from the sequence numbers of the last version; this .ics file is none that callsheet wrote, or it is damaged. Move it away and publish again.",
        ),
        Code::NotAForm => (
            "文件不是“回执”页生成的回执，或表格结构已被改动。请用原表重填。",
            "The file is none of the forms made under “Forms”, or its structure was changed. Ask for the original form, filled in.",
        ),
        Code::NotOurs => (
            "文件夹中已有同名的文件，它不是 callsheet 写出的，或写出后被改动过。请移走或改名，再试一次。",
            "The folder has a file of that name that callsheet didn't write, or that was changed since. Move it away or rename it, and try again.",
        ),
        Code::OutputBusy => (
            "同一文件夹一次只能由一个 callsheet 写入，等了几秒仍未结束。请稍后再试。",
            "One callsheet at a time writes to a folder, and the other one did not end within a few seconds. Try again later.",
        ),
        Code::CutShort => (
            "系统不给内存或线程，或程序自身出错；上一行写明了是哪一种。已有的结果仍然完整。内存不足时，请关闭其他程序，或在“名单与设置”页把时间网格（grid_minutes）调大；否则请报告此问题。",
            "The system refused memory or threads, or the program met an error of its own; the line above says which. Earlier results are whole. Where memory is short, close other programs, or choose larger grid_minutes under “Lists and settings”; otherwise please report it.",
        ),
        Code::SeveralLists => (
            "几张工作表列有相同的班级或学生、写着不同的年份，或人数互相矛盾，不知以哪张为准。请另存一份，只留要用的工作表，再拖进来。",
            "Several sheets list the same classes or students, name different years, or contradict each other. Save a copy that has the right sheet alone, and drop that.",
        ),
        Code::NotToPublish => (
            "方案违反规则，或有学院没有时段。请先“以最少改动修好”，或改正名单；活动进行中请加开半天，或换一种做法。",
            "The plan breaks rules, or a group has no window. “Repair, fewest moves” first, or correct the list; once the days have begun, add a half-day or choose another way.",
        ),
        Code::DaysBegun => (
            "最近发布的版本是活动进行中的调整，只含剩下几天。请到“当天”页继续调整和发布。",
            "The version that was published last is a replan of the days left. Go on, and publish, under “The day”.",
        ),
        Code::NotProven => (
            "到了时间限制，或班级次序不能逐一试过；所说的是目前所知，不是定论。再求解一次会从头找起。",
            "The time limit was reached, or not every order of classes can be tried: what is said is what is known so far. Another solve begins anew.",
        ),
        Code::AsPlanned => (
            "已开始而没有记下进度的学院，按方案的进度算作完成或部分完成；与实际不符时，请在下面的班级表中勾选或填写人数。",
            "Groups that have begun and of which nothing was noted are taken to be where the plan has them by now; where that is not so, tick their classes below or type how many are done.",
        ),
        Code::PaceOfPlan => (
            "没有服务点速度就不能说剩下的人还要多久；这里按原方案要求过的最高速度。知道时请在“名单与设置”页的“服务点”填上每人秒数或速度。",
            "Without a rate nobody can say how long the rest takes; the highest rate that the plan asked for is taken. Say a known one under “Lists and settings”, “Stations”: its seconds or its rate.",
        ),
        Code::PlanBroken => (
            "原方案在剩下的日子里有违规之处，调整时一并改正，因此可能多改时间。排期页列出了违规。",
            "The plan breaks rules of the days left by itself; they are mended with the rest, which may move more people. The board lists them.",
        ),
        Code::BrokenPlan => (
            "文档照方案原样写出；发布之前请在排期页查看违规之处。",
            "The documents show the plan as it is; see on the board what is wrong before they are published.",
        ),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

#[cfg(test)]
mod tests {
    use super::{advice, advised, names_the_command_line};
    use crate::base::diagnostic::{Code, Diagnostic};
    use crate::base::text::{Lang, Text};

    /// Codes that no page shows: arguments and files of the command line have them alone.
    const NOT_ON_PAGE: &[Code] = &[
        Code::BadOverride,
        Code::Usage,
        Code::NoForm,
        Code::BadRange,
        Code::TooManyPoints,
        Code::BadFront,
        Code::RateWanted,
        Code::BadOutage,
        Code::RateKnown,
        Code::BadNow,
        Code::NoBatch,
        Code::OtherVersion,
        Code::RowDamaged,
        Code::RowFailed,
        Code::BadShard,
        Code::SeasonNotOpened,
        Code::SlotsUnknown,
        Code::NoSlots,
    ];

    #[test]
    fn advice_of_a_finding_s_own_stays_where_it_names_nothing_of_the_command_line() {
        let found = |help: Text| {
            let fault = Diagnostic::error(Code::NotToPublish, Code::NotToPublish.title());
            advised(&fault.help(help)).help
        };
        let own = Text::new("先重新读取", "read them again first");
        let of_page = advice(Code::NotToPublish);
        assert_eq!(found(own.clone()), Some(own));
        assert_eq!(found(Code::NotToPublish.explanation()), of_page);
        assert_eq!(found(Text::new("加上 --force", "add --force")), of_page);
    }

    #[test]
    fn advice_on_the_page_is_what_the_page_offers() {
        for code in Code::ALL.iter().copied() {
            let explanation = code.explanation();
            if NOT_ON_PAGE.contains(&code) {
                assert!(names_the_command_line(explanation.get(Lang::En)), "{}", code.id());
                continue;
            }
            let own = advice(code).unwrap_or(explanation);
            for text in [Lang::Zh, Lang::En].map(|lang| own.get(lang)) {
                assert!(!names_the_command_line(text), "{}: {text}", code.id());
            }
        }
    }
}
