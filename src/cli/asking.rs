//! What the verbs that ask about one group or plan share: names that are looked up, and a line of
//! progress.

use super::limits::{Limits, describe, spinner, stop};
use super::{Stop, console};
use callsheet::base::diagnostic::{Code, Diagnostic, Location, nearest};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::{BlockId, Campaign, GroupId};
use callsheet::files::fold;
use callsheet::questions::explain::Asker;
use callsheet::solve::{Budget, Progress, SolveError};

/// The place of a name in either language or of an id, or a fault with the nearest one.
fn find(
    wanted: &str,
    names: &[[String; 3]],
    argument: &str,
    kind: &Text,
) -> Result<usize, Diagnostic> {
    let is = |name: &String| fold(name) == fold(wanted);
    if let Some(place) = names.iter().position(|own| own.iter().any(is)) {
        return Ok(place);
    }
    let message = |lang: Lang| {
        let kind = kind.get(lang);
        lang.pick(format!("没有名为“{wanted}”的{kind}"), format!("there is no {kind} “{wanted}”"))
    };
    let fault =
        Diagnostic::error(Code::UnknownName, Text::new(message(Lang::Zh), message(Lang::En)))
            .at(Location::file(argument));
    if let Some(near) = nearest(wanted, names.iter().flatten().map(String::as_str)) {
        return Err(
            fault.help(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")))
        );
    }
    let all: Vec<&str> = names.iter().map(|own| own[0].as_str()).collect();
    Err(fault
        .help(Text::new(format!("可用：{}", all.join("、")), format!("known: {}", all.join(", ")))))
}

/// The group of that name.
pub fn group(campaign: &Campaign, wanted: &str) -> Result<GroupId, Diagnostic> {
    let names: Vec<[String; 3]> = campaign
        .groups()
        .iter()
        .map(|own| [own.name.get(Lang::Zh), own.name.get(Lang::En), own.id()].map(str::to_owned))
        .collect();
    find(wanted, &names, "GROUP", &Text::new("学院", "group")).map(GroupId)
}

/// The half-day of that name.
pub fn block(campaign: &Campaign, wanted: &str) -> Result<BlockId, Diagnostic> {
    let names: Vec<[String; 3]> = campaign
        .blocks()
        .iter()
        .map(|own| [own.name.clone(), own.label(Lang::En), own.id().to_owned()])
        .collect();
    find(wanted, &names, "--block", &Text::new("半天", "half-day")).map(BlockId)
}

/// Asks with a line of progress on a terminal; Ctrl-C ends the search with what is known.
pub fn asked<T>(
    limits: &Limits,
    budget: &Budget,
    lang: Lang,
    question: impl FnOnce(&Asker<'_>) -> Result<T, SolveError>,
) -> Result<T, Stop> {
    let bar = spinner();
    let mut show = |number: usize, progress: &Progress| {
        let step = describe(progress, lang);
        bar.set_message(
            lang.pick(format!("第 {number} 次求解：{step}"), format!("solve {number}: {step}")),
        );
    };
    let answer = question(&Asker::new(limits.options(), budget, &mut show));
    bar.finish_and_clear();
    answer.map_err(|error| stop(&error, lang))
}

/// Says that an answer is not proven.
pub fn not_proven(lang: Lang) {
    let warning = Diagnostic::warning(Code::NotProven, Code::NotProven.title())
        .help(Code::NotProven.explanation());
    console::err(&warning.render(lang));
}

#[cfg(test)]
mod tests {
    use super::find;
    use callsheet::base::text::Text;

    #[test]
    fn names_are_found_as_people_write_them() {
        let names = [["12-11上午", "Mon 11 Dec morning", "b1"].map(str::to_owned)];
        let place = |wanted| find(wanted, &names, "--block", &Text::new("半天", "half-day"));
        for wanted in ["１２－１１ 上午", "mon 11 dec MORNING", "B1"] {
            assert!(matches!(place(wanted), Ok(0)), "{wanted}");
        }
        assert!(place("12-11下午").is_err());
    }
}
