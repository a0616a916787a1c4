//! The tiers of the objective, in words.

use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use crate::campaign::{Shares, Tier};
use crate::solve::TierOutcome;

/// What a tier counts, as a heading.
pub fn label(tier: Tier, kind: CampaignKind) -> Text {
    let (counted, people) = (kind.count().noun, kind.count().heading);
    match tier {
        Tier::Unserved => {
            Text::new(format!("未安排{counted}数"), format!("{people} without a window"))
        }
        Tier::Overload => Text::new(
            format!("超出现场能力的{counted}数"),
            format!("{people} above the station's rate"),
        ),
        Tier::Overtime => Text::new("超时分钟", "Overtime minutes"),
        Tier::Cuts => Text::new("大学院的拆分", "Cuts of large groups"),
        Tier::Peak => Text::new("最高所需速度", "Peak required rate"),
        Tier::Blocks => Text::new("启用的半天数", "Half-days opened"),
        Tier::Moved => {
            Text::new(format!("需改时间的{counted}数"), format!("{people} told a new time"))
        }
        Tier::Preference => Text::new("未满足的意愿", "Wishes not granted"),
        Tier::Spread => {
            let (zh, en) = (format!("{counted}均速度（忙闲不均）"), kind.count().person);
            Text::new(zh, format!("Rate met by the average {en} (unevenness)"))
        }
        Tier::Early => Text::new("各半天用时合计", "Time until each half-day is done"),
        Tier::Moves => Text::new("小组转场次数", "Moves of crews to another site"),
        Tier::Visits => Text::new("到校区的天数", "Days on which sites are visited"),
    }
}

/// Where ties are settled: the people whom the plan tells a new time.
pub fn of_ties(ties: &TierOutcome, kind: CampaignKind) -> Option<Text> {
    let (counted, unit, en_people) = (kind.count().noun, kind.count().unit, kind.count().people);
    let people = ties.value?.as_f64();
    let [zh, en] = if ties.proven() {
        ["已证明最少", "the fewest"]
    } else {
        ["尽量少，未证明最少", "few (not proven to be the fewest)"]
    };
    Some(Text::new(
        format!("同样好的方案中，与原方案相比改时间的{counted}{zh}：{people:.0} {unit}。"),
        format!(
            "Of plans that are equally good this one tells {en} {en_people} a new time against the baseline: {people:.0}."
        ),
    ))
}

/// The unit of its value.
pub fn unit(tier: Tier, kind: CampaignKind, shares: Shares) -> Text {
    match tier {
        Tier::Unserved | Tier::Overload | Tier::Moved => {
            Text::new(kind.count().unit, kind.count().people)
        }
        Tier::Overtime | Tier::Early => Text::new("分钟", "min"),
        Tier::Blocks => Text::new("个半天", "half-days"),
        Tier::Moves => Text::new("次", "moves"),
        Tier::Visits => Text::new("天", "days"),
        Tier::Cuts | Tier::Preference => Text::new("分", "points"),
        Tier::Peak | Tier::Spread if shares.include(tier) => Text::new("占现场速度", "of the rate"),
        Tier::Peak | Tier::Spread => {
            Text::new(format!("{}/小时", kind.count().noun), format!("{}/h", kind.many()))
        }
    }
}

/// Its value or bound in a table, whose unit stands in a column of its own: whole, with two
/// decimals, or a share in per cent with one.
pub fn figure(tier: Tier, value: Option<Ratio>, shares: Shares) -> String {
    match value {
        None => "—".to_owned(),
        Some(value) if shares.include(tier) => format!("{:.1}%", value.as_f64() * 100.0),
        Some(value) if value.numerator() % value.denominator() == 0 => {
            format!("{:.0}", value.as_f64())
        }
        Some(value) => format!("{:.2}", value.as_f64()),
    }
}

/// A tier with its unit, as at an axis.
pub fn with_unit(tier: Tier, kind: CampaignKind, shares: Shares, lang: Lang) -> String {
    let (label, unit) = (label(tier, kind), unit(tier, kind, shares));
    lang.pick(
        format!("{}（{}）", label.get(lang), unit.get(lang)),
        format!("{} ({})", label.get(lang), unit.get(lang)),
    )
}
