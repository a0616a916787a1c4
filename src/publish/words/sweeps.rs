//! Where a sweep breaks, in words.

use super::tiers;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::Tier;
use crate::questions::sweep::{Axis, BadRange, BreakPoint, HALF_DAYS, Observation, Sweep, What};
use crate::solve::Termination;

/// A setting for readers.
pub fn axis(axis: &Axis, kind: CampaignKind, lang: Lang) -> String {
    let last = axis.key.rsplit('.').next().unwrap_or_default();
    let (desk_zh, verb, counted) = (kind.zh().desk, kind.zh().verb, kind.count().noun);
    let (desk_en, many) = (kind.en().desk, kind.many());
    let known = match last {
        "rate" => [format!("每小时可{verb}{counted}数"), format!("{many} per hour")],
        "rate_per_camera" => [
            format!("每个{desk_zh}每小时可{verb}{counted}数"),
            format!("{many} per hour and {desk_en}"),
        ],
        "cameras" => [format!("{desk_zh}数"), format!("{desk_en}s")],
        "grid_minutes" => ["时间网格（分钟）", "minutes of the grid"].map(str::to_owned),
        "attendance" => ["到场率", "attendance"].map(str::to_owned),
        HALF_DAYS => ["半天数", "half-days"].map(str::to_owned),
        _ => return axis.key.clone(),
    };
    let [zh, en] = known;
    // `station.NAME.rate`: which station.
    match axis.key.split('.').collect::<Vec<_>>()[..] {
        [_, name, _] => lang.pick(format!("{name}：{zh}"), format!("{name}: {en}")),
        _ => lang.pick(zh, en),
    }
}

/// A value of a setting in English, the noun in its number: `285 photos per hour`, `1 camera`.
fn valued(value: &str, setting: &Axis, kind: CampaignKind) -> String {
    match setting.key.as_str() {
        "cameras" => kind.desks(value),
        HALF_DAYS => counted::half_days(value),
        _ => format!("{value} {}", axis(setting, kind, Lang::En)),
    }
}

/// A setting whose values can't be swept, as a finding.
pub fn bad_range(wrong: &BadRange) -> Diagnostic {
    let BadRange { setting, range } = wrong;
    let message =
        Text::new(format!("“{range}”不是可扫描的范围"), format!("“{range}” is no range to sweep"));
    refused(message, setting)
}

/// A number of half-days that the campaign does not have, as a finding.
pub fn half_days(asked: i64, most: usize) -> Diagnostic {
    let message = Text::new(
        format!("{HALF_DAYS}={asked}：活动有 {most} 个半天"),
        format!("{HALF_DAYS}={asked}: the campaign has {most}", most = counted::half_days(most)),
    );
    refused(message, HALF_DAYS)
}

fn refused(message: Text, setting: &str) -> Diagnostic {
    let place = Location::file(format!("--set {setting}"));
    Diagnostic::error(Code::BadRange, message).at(place).help(Code::BadRange.explanation())
}

/// How the solve of a point ended.
pub fn status(termination: Termination) -> Text {
    match termination {
        Termination::Optimal => Text::new("已证明最优", "proven"),
        Termination::Feasible => Text::new("未全部证明", "not fully proven"),
        Termination::Infeasible => Text::new("已证明无解", "proven: no plan"),
        Termination::NoPlan => Text::new("限制内未找到", "none within the limit"),
    }
}

/// What a sweep tells, in sentences.
pub fn sentences<P>(sweep: &Sweep<P>) -> Vec<Text> {
    let sentence = |told: &Observation<'_>| match told {
        Observation::Break(found) => breaks(sweep, found),
        Observation::NeverFits { second } => never_fits(sweep, *second),
    };
    sweep.told().iter().map(sentence).collect()
}

fn never_fits<P>(sweep: &Sweep<P>, second: Option<i64>) -> Text {
    let first = &sweep.axes[0];
    let last = first.write(first.values.last().copied().unwrap_or(0));
    Text::each(|lang| {
        let (where_, label) = (place(sweep, second, lang), axis(first, sweep.kind, lang));
        lang.pick(
            format!("{where_}到{label} {last} 为止都不够"),
            format!("{where_}not enough up to {}", valued(&last, first, sweep.kind)),
        )
    })
}

/// The value of the second setting, where there is one.
fn place<P>(sweep: &Sweep<P>, second: Option<i64>, lang: Lang) -> String {
    match (second, sweep.axes.get(1)) {
        (Some(value), Some(own)) => {
            let value = own.write(value);
            let zh = format!("{} {value}：", axis(own, sweep.kind, Lang::Zh));
            lang.pick(zh, format!("{}: ", valued(&value, own, sweep.kind)))
        }
        _ => String::new(),
    }
}

fn breaks<P>(sweep: &Sweep<P>, found: &BreakPoint) -> Text {
    Text::each(|lang| {
        let first = &sweep.axes[0];
        let (value, label, where_) = (
            first.write(found.from),
            axis(first, sweep.kind, lang),
            place(sweep, found.second, lang),
        );
        let here = valued(&value, first, sweep.kind);
        let at_once = first.values.first() == Some(&found.from);
        let proof = if found.proven { "" } else { lang.pick("（未证明）", " (not proven)") };
        match found.what {
            What::Fits if at_once => lang.pick(
                format!("{where_}{label} {value} 时已经够用{proof}"),
                format!("{where_}enough already at {here}{proof}"),
            ),
            What::Fits if !found.is_exact() => {
                let last = first.write(found.before);
                lang.pick(
                    format!("{where_}{label}在 {last} 与 {value} 之间的某处起够用{proof}"),
                    format!("{where_}enough from somewhere between {last} and {here} on{proof}"),
                )
            }
            What::NoLonger if !found.is_exact() => {
                let last = first.write(found.before);
                lang.pick(
                    format!("{where_}{label}在 {last} 与 {value} 之间的某处起不够{proof}"),
                    format!("{where_}no longer enough from somewhere between {last} and {here} on{proof}"),
                )
            }
            What::Fits => lang.pick(
                format!("{where_}{label}从 {value} 起够用{proof}"),
                format!("{where_}enough from {here} on{proof}"),
            ),
            What::NoLonger => lang.pick(
                format!("{where_}{label}从 {value} 起不够{proof}"),
                format!("{where_}no longer enough from {here} on{proof}"),
            ),
            What::Tier(Tier::Blocks, before, after) if after < before && found.is_exact() => {
                let [before, after] = before.apart(after);
                lang.pick(
                    format!("{where_}{label}从 {value} 起，{after} 个半天就够，此前要 {before} 个{proof}"),
                    format!("{where_}{after} will do from {here} on, {before} before{proof}", after = counted::half_days(after)),
                )
            }
            What::Tier(tier, before, after) => {
                let (name, unit) =
                    (tiers::label(tier, sweep.kind), tiers::unit(tier, sweep.kind, sweep.shares));
                let (name, unit) = (name.get(lang), unit.get(lang));
                let [before, after] = before.apart(after);
                let last = first.write(found.before);
                let from = if found.is_exact() {
                    lang.pick(format!("从 {value} 起"), format!("from {here} on"))
                } else {
                    lang.pick(
                        format!("在 {last} 与 {value} 之间"),
                        format!("somewhere between {last} and {here}"),
                    )
                };
                lang.pick(
                    format!("{where_}{label}{from}，{name}由 {before} 变为 {after} {unit}{proof}"),
                    format!("{where_}{from}: {name} goes from {before} to {after} {unit}{proof}"),
                )
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{axis, sentences};
    use crate::base::kind::CampaignKind;
    use crate::base::ratio::Ratio;
    use crate::base::text::Lang;
    use crate::campaign::{Shares, Tier};
    use crate::questions::sweep::{Axis, BreakPoint, Sweep, What};

    #[test]
    fn a_setting_of_one_station_names_it() {
        let station = Axis::parse("station.东厅.rate=1..2").unwrap().unwrap();
        assert_eq!(axis(&station, CampaignKind::default(), Lang::En), "东厅: photos per hour");
    }

    #[test]
    fn where_it_begins_to_fit_is_said_no_finer_than_it_is_known() {
        let axes = Axis::parse("station.rate=200..220:20").unwrap().into_iter().collect();
        let what = What::Fits;
        let breaks = vec![BreakPoint { second: None, before: 200, from: 220, what, proven: true }];
        let told = sentences::<()>(&Sweep {
            axes,
            points: Vec::new(),
            breaks,
            shown: Tier::Peak,
            kind: CampaignKind::default(),
            shares: Shares::Spread,
        });
        let wanted = "enough from somewhere between 200 and 220 photos per hour on";
        assert_eq!(told.first().map(|line| line.get(Lang::En)), Some(wanted));
    }

    #[test]
    fn a_break_that_is_not_halved_lies_between() {
        let axes = Axis::parse("station.rate=200..220:20").unwrap().into_iter().collect();
        let what = What::Tier(Tier::Peak, Ratio::whole(800), Ratio::whole(780));
        let breaks = vec![BreakPoint { second: None, before: 200, from: 220, what, proven: true }];
        let told = sentences::<()>(&Sweep {
            axes,
            points: Vec::new(),
            breaks,
            shown: Tier::Peak,
            kind: CampaignKind::default(),
            shares: Shares::Spread,
        });
        let wanted = [
            (Lang::Zh, "每小时可拍人数在 200 与 220 之间，"),
            (Lang::En, "somewhere between 200 and 220 photos per hour: "),
        ];
        assert!(
            wanted.iter().all(|(lang, start)| told[0].get(*lang).starts_with(start)),
            "{told:?}"
        );
    }
}
