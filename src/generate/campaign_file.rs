//! `campaign.toml` as a planner would write it: a line says what each part is.

use super::optima::Optimum;
use super::recipe::Recipe;
use crate::campaign::{Campaign, Share};
use crate::files::fields::{Section, StationSection, TopSection};
use crate::files::{CampaignText, Notes};

/// The text of the file.
pub(super) fn text(recipe: &Recipe, campaign: &Campaign, optima: &[Optimum]) -> String {
    let text = CampaignText {
        draft: campaign.as_draft(),
        attendance: Some(recipe.attendance).filter(|share| *share != Share::ALL),
        baseline: recipe.planted.then_some(super::PLANTED),
        notes: notes(recipe, optima),
    };
    text.text()
}

fn notes(recipe: &Recipe, optima: &[Optimum]) -> Notes {
    let say = |zh: &'static str, en: &'static str| recipe.lang.pick(zh, en);
    let mut notes = Notes::default();
    notes.above(
        Section::CampaignFile,
        say(
            "生成的活动：学院、班级与人数均为虚构。同样的命令得到同样的文件：",
            "A generated campaign: colleges, classes and headcounts are made up. The same command gives the same files:",
        ),
    );
    notes.above(Section::CampaignFile, recipe.command());
    let mut top = |key, zh, en| notes.beside(key, say(zh, en));
    top(
        TopSection::grid_minutes,
        "时段的起止都是它的整数倍",
        "windows start and end on multiples of this",
    );
    top(
        TopSection::call_lead_minutes,
        "提前这么多分钟集合",
        "classes are called this long before their slot",
    );
    top(TopSection::attendance, "应到人员中实际到场的比例", "share of the invited who really come");
    top(
        TopSection::hall_capacity,
        "集合到拍完之间最多容纳的人数",
        "the most people between call time and photo",
    );
    top(
        TopSection::baseline,
        "隐藏方案；删去此行，求解器就看不到它，最优值不变",
        "the hidden plan; delete the line to keep it from the solver, the optima stay the same",
    );
    if optima.is_empty() {
        notes.above(
            Section::Objective,
            say(
                "速度已知，时段总是够长，所以不需要 overload 与 peak：先人人有时段，再少开半天，再满足意愿，最后忙闲均匀",
                "Rates are known and windows always long enough, so overload and peak are not needed: everybody first, then few half-days, wishes, and an even pace",
            ),
        );
    } else {
        notes.above(
            Section::Objective,
            say("各目标的最优值及理由：", "The best value of each tier, and why:"),
        );
        for known in optima {
            let (name, value) = (known.tier.name(), known.value.as_f64());
            let reason = known.reason.get(recipe.lang);
            notes.above(Section::Objective, format!("- {name} = {value}: {reason}"));
        }
    }
    notes.beside(StationSection::rate, say("每小时可拍人数", "photos per hour"));
    notes
}
