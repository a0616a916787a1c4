//! What every part of a report draws from: a plan with its figures, its check and what it is
//! compared with.

use super::tables::window_name;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, GroupId, Tier};
use crate::check::{Violation, check};
use crate::files::PlanPlaces;
use crate::plans::compare::{Move, moves};
use crate::plans::make_up::{self, Sizing};
use crate::plans::metrics::{Metrics, WindowFigures, metrics};
use crate::plans::shortage::{Shortage, shortages};
use crate::publish::words::demands;
use crate::publish::words::violations::diagnostics;
use crate::questions::repeats::Repeated;
use crate::solve::{Outcome, Termination, TierOutcome};

/// A finished plan, ready to be shown.
pub struct ReportData<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The plan.
    pub plan: &'a Plan,
    /// Its figures, `moved` against the baseline.
    pub metrics: Metrics,
    /// What the check found.
    pub violations: Vec<Violation>,
    /// Where the rows of the plan stand; `None` for a plan that was not read from a file.
    pub places: Option<&'a PlanPlaces>,
    /// The plan it is compared with, and its figures.
    pub baseline: Option<(&'a Plan, Metrics)>,
    /// The number of rules that the baseline breaks, without the rules that the objective allows to be given up.
    pub broken_by_baseline: usize,
    /// Who is told a new time.
    pub moves: Vec<Move>,
    /// Whether the make-up time suffices, where anybody may stay away.
    pub make_up: Option<Sizing>,
    /// Groups without a window, with the minutes that each needs and that are free for it.
    pub shortages: Vec<Shortage>,
    /// How the plan was found and proven; `None` for a hand-made plan.
    pub outcome: Option<&'a Outcome>,
    /// Whether that was read with the plan, and not found just now.
    pub is_recorded: bool,
    /// What the plan it is compared with is to people.
    pub before: Before,
    /// The plan in other rounds and in bad weather.
    pub repeats: Vec<Repeated>,
    /// Whether it is the part of a larger plan that one site has to know, which was solved as a whole.
    pub is_part: bool,
}

impl Repeated {
    /// Its data, as those of a plan of its own.
    pub fn data(&self) -> ReportData<'_> {
        ReportData::new(&self.repeat.campaign, &self.plan, None, None)
    }
}

/// What the plan that another is compared with is to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The campaign's baseline, made elsewhere.
    Official,
    /// The plan that runs and is mended.
    Running,
    /// A version that was published, by its number.
    Published(usize),
}

impl<'a> ReportData<'a> {
    /// Computes everything that is not given.
    pub fn new(
        campaign: &'a Campaign,
        plan: &'a Plan,
        baseline: Option<&'a Plan>,
        outcome: Option<&'a Outcome>,
    ) -> ReportData<'a> {
        ReportData {
            campaign,
            plan,
            repeats: Repeated::all(campaign, plan),
            metrics: metrics(campaign, plan, baseline),
            violations: check(campaign, plan),
            places: None,
            baseline: baseline
                .map(|baseline| (baseline, metrics(campaign, baseline, Some(baseline)))),
            broken_by_baseline: baseline.map_or(0, |baseline| broken(&check(campaign, baseline))),
            moves: baseline.map(|baseline| moves(campaign, baseline, plan)).unwrap_or_default(),
            make_up: make_up::size(campaign, plan),
            shortages: shortages(campaign, plan),
            outcome,
            is_recorded: false,
            before: Before::Official,
            is_part: false,
        }
    }

    /// What the check found, in words.
    pub fn findings(&self) -> Vec<Diagnostic> {
        diagnostics(self.campaign, self.plan, self.places, &self.violations)
    }

    /// Whether people were told of the plan that it is compared with: that one stands in grey behind
    /// the windows, and had its reasons.
    pub fn is_mended(&self) -> bool {
        self.before != Before::Official
    }

    /// Rules that the plan it is compared with breaks. A version that was published was made for
    /// another list: what it breaks by this one is why it is mended, and no news.
    pub fn broken_by_official(&self) -> usize {
        if matches!(self.before, Before::Published(_)) { 0 } else { self.broken_by_baseline }
    }

    /// What the plan is compared with is called so.
    pub fn baseline_name(&self) -> Text {
        match self.before {
            Before::Official => Text::new("原方案", "Official plan"),
            Before::Running => Text::new("原方案", "Plan before"),
            Before::Published(number) => {
                Text::new(format!("第 {number} 版"), format!("Version {number}"))
            }
        }
    }

    fn name_in_sentence(&self) -> Text {
        match self.before {
            Before::Official => Text::new("原方案", "the official plan"),
            Before::Running => Text::new("原方案", "the plan before"),
            Before::Published(number) => {
                Text::new(format!("第 {number} 版"), format!("version {number}"))
            }
        }
    }

    /// Whether the group is told a new time.
    pub fn is_moved(&self, group: GroupId) -> bool {
        self.moves.iter().any(|moved| moved.group == group)
    }

    /// What counts as 100 % where a station's rate is unknown: the highest rate that the plan which
    /// it is compared with demands, since whoever made that one took it for granted.
    pub fn rate_taken_for_granted(&self) -> Option<Ratio> {
        let before = self.baseline.as_ref().filter(|_| !self.campaign.rates_known());
        before?.1.peak_per_hour.filter(|rate| *rate > Ratio::whole(0))
    }

    /// The utilisation of a window or half-day, where it is unknown the share of
    /// [`ReportData::rate_taken_for_granted`].
    pub fn share(&self, utilisation: Option<Ratio>, per_hour: Option<Ratio>) -> Option<Ratio> {
        utilisation.or_else(|| {
            let (rate, whole) = (per_hour?, self.rate_taken_for_granted()?);
            let (num, den) = (rate.numerator(), rate.denominator());
            Ratio::new(num * whole.denominator(), den * whole.numerator())
        })
    }

    /// What 100 % is where a station's rate is unknown, as a sentence.
    pub fn whole_share(&self) -> Option<Text> {
        let unit = self.campaign.kind().count().unit;
        let rate = self.rate_taken_for_granted()?.as_f64();
        let (before, many) = (self.name_in_sentence(), self.campaign.kind().many());
        Some(Text::new(
            format!(
                "现场速度未知，100% 为每小时 {rate:.1} {unit}：{}所要求的最高速度。",
                before.get(Lang::Zh)
            ),
            format!(
                "Where a station's rate is unknown 100 % is {rate:.1} {many} per hour, the most that {} demands.",
                before.get(Lang::En)
            ),
        ))
    }

    /// Rules that the plan breaks, without those the objective allows to be given up.
    pub fn broken_rules(&self) -> usize {
        broken(&self.violations)
    }

    /// The verdict in two sentences: what the plan demands, and what it takes to change to it.
    pub fn verdict(&self) -> Text {
        let first = self.overload_sentence().unwrap_or_else(|| self.peak_sentence());
        let second = self.change_sentence();
        let join = |lang| (first.get(lang), second.get(lang));
        let (zh, en) = (join(Lang::Zh), join(Lang::En));
        Text::new(format!("{}{}", zh.0, zh.1), format!("{} {}", en.0, en.1))
    }

    /// Beside the verdict: the one group that sets the peak, where there is one.
    pub fn remark(&self) -> Option<Text> {
        demands::one_group_sets_the_peak(self.campaign, &self.metrics)
    }

    /// What is assumed: what the campaign says, and where a rate is unknown and no plan before says
    /// what the crew can do, how the lengths of windows were chosen.
    pub fn assumptions(&self) -> Option<Text> {
        let (said, campaign) = (self.campaign.assumptions(), self.campaign);
        let is_open = !campaign.rates_known() && !campaign.has_minutes() && self.baseline.is_none();
        let pace = is_open.then(|| {
            Text::new(
                "现场速度未知，时段长短只求忙闲均匀",
                "the speed is unknown, so windows are as long as an even pace makes them",
            )
        });
        match (said, pace) {
            (Some(said), Some(pace)) => Some(Text::each(|lang| {
                format!("{}{}{}", said.get(lang), lang.pick("；", "; "), pace.get(lang))
            })),
            (said, pace) => said.cloned().or(pace),
        }
    }

    /// Where the crew's rate is known and too low somewhere, that is the news.
    fn overload_sentence(&self) -> Option<Text> {
        let kind = self.campaign.kind();
        let (unit, counted, people) = (kind.count().unit, kind.count().noun, kind.count().people);
        let before = self.baseline.as_ref().map(|(_, metrics)| metrics.overload);
        let now = self.metrics.overload;
        if now == 0 && before.unwrap_or(0) == 0 {
            return None;
        }
        let place = |outcome: &Outcome| {
            outcome
                .tiers
                .iter()
                .position(|tier| tier.tier == Tier::Overload)
                .map(|place| outcome.tiers[..=place].iter().all(TierOutcome::proven))
        };
        let (verb, served) = (kind.zh().verb, kind.en().served);
        let proven = self.outcome.and_then(place).unwrap_or(false);
        let (proof_zh, proof_en) = if proven {
            ("，已证明不可能更少", ", proven to be the fewest possible")
        } else {
            ("", "")
        };
        Some(match before {
            Some(before) if before != now => Text::new(
                format!(
                    "按现场速度，时段内{verb}不完的{counted}数由 {before} {unit}变为 {now} {unit}{proof_zh}。"
                ),
                format!(
                    "At the stations' rates the {people} who can't be {served} in their window go from {before} to {now}{proof_en}."
                ),
            ),
            _ => Text::new(
                format!("按现场速度，有 {now} {unit}在时段内{verb}不完{proof_zh}。"),
                format!(
                    "At the stations' rates {now} can't be {served} in their window{proof_en}.",
                    now = kind.people(now)
                ),
            ),
        })
    }

    fn peak_sentence(&self) -> Text {
        let unit = self.campaign.kind().count().unit;
        let peak = self.metrics.peak_per_hour;
        let window = self.metrics.windows.iter().find(|figures| figures.per_hour == peak);
        let (Some(peak), Some(WindowFigures { window, .. })) = (peak, window) else {
            return Text::new("方案没有任何时段。", "The plan has no window.");
        };
        if peak <= Ratio::whole(0) {
            return Text::new("预计没有人到场。", "Nobody is expected.");
        }
        if let Some(busiest) =
            self.metrics.busiest().filter(|_| self.campaign.shares().include(Tier::Peak))
        {
            return self.load_sentence(busiest);
        }
        let name = |lang| window_name(self.campaign, window, lang);
        let (zh_name, en_name) = (name(Lang::Zh), name(Lang::En));
        let peak = peak.as_f64();
        let seconds = 3600.0 / peak;
        let many = self.campaign.kind().many();
        let before = self
            .baseline
            .as_ref()
            .and_then(|(_, metrics)| metrics.peak_per_hour)
            .map(Ratio::as_f64);
        let (proof_zh, proof_en) = self.proof_of_peak();
        match before {
            Some(before) if (before - peak).abs() > 1e-9 => {
                let lower = before > peak;
                Text::new(
                    format!(
                        "最高所需速度从每小时 {before:.1} {unit}{}到 {peak:.1} {unit}（{zh_name}，约 {seconds:.1} 秒一{unit}）{proof_zh}。",
                        if lower { "降" } else { "升" }
                    ),
                    format!(
                        "The highest required rate {} from {before:.1} to {peak:.1} {many} per hour ({en_name}, one every {seconds:.1} s){proof_en}.",
                        if lower { "falls" } else { "rises" }
                    ),
                )
            }
            _ => Text::new(
                format!(
                    "最高所需速度为每小时 {peak:.1} {unit}（{zh_name}，约 {seconds:.1} 秒一{unit}）{proof_zh}。"
                ),
                format!(
                    "The highest required rate is {peak:.1} {many} per hour ({en_name}, one every {seconds:.1} s){proof_en}."
                ),
            ),
        }
    }

    /// The busiest window where stations have rates of their own.
    fn load_sentence(&self, busiest: &WindowFigures) -> Text {
        let unit = self.campaign.kind().count().unit;
        let per_cent = |load: Ratio| load.as_f64() * 100.0;
        let before = self.baseline.as_ref().and_then(|(_, metrics)| metrics.busiest()?.load);
        let (Some(load), Some(rate)) = (busiest.load, busiest.per_hour) else {
            return Text::default();
        };
        let before = before.filter(|before| *before != load).map(per_cent);
        let (load, rate) = (per_cent(load), rate.as_f64());
        let name = |lang| window_name(self.campaign, &busiest.window, lang);
        let (zh_name, en_name, many) =
            (name(Lang::Zh), name(Lang::En), self.campaign.kind().many());
        let (proof_zh, proof_en) = self.proof_of_peak();
        let change = |before: f64| if before > load { ("降", "falls") } else { ("升", "rises") };
        let [zh, en] = match before.map(|before| (before, change(before))) {
            Some((before, (zh, en))) => [
                format!("从 {before:.1}% {zh}到 {load:.1}%"),
                format!("{en} from {before:.1}% to {load:.1}%"),
            ],
            None => [format!("为 {load:.1}%"), format!("is {load:.1}%")],
        };
        Text::new(
            format!(
                "最忙的时段所需速度占现场速度的比例{zh}（{zh_name}，每小时 {rate:.1} {unit}）{proof_zh}。"
            ),
            format!(
                "What the busiest window needs of its station's rate {en} ({en_name}, {rate:.1} {many} per hour){proof_en}."
            ),
        )
    }

    /// "Proven" is said only where the peak tier's own bound meets its value and nothing came
    /// before it unproven.
    fn proof_of_peak(&self) -> (&'static str, &'static str) {
        let Some(outcome) = self.outcome else { return ("", "") };
        let place = outcome.tiers.iter().position(|tier| tier.tier == Tier::Peak);
        let proven =
            place.is_some_and(|place| outcome.tiers[..=place].iter().all(TierOutcome::proven));
        if !proven {
            return ("，尚未证明最低", ", not proven to be the lowest");
        }
        let first = outcome.tiers[..place.unwrap_or(0)]
            .iter()
            .all(|tier| tier.value == Some(Ratio::whole(0)));
        if first {
            ("，已证明不可能更低", ", proven to be the lowest possible")
        } else {
            (
                "，在更优先的目标之下已证明最低",
                ", proven to be the lowest that the aims before it allow",
            )
        }
    }

    /// What is wrong with the plan, if anything, and who is told a new time.
    fn change_sentence(&self) -> Text {
        let kind = self.campaign.kind();
        let unit = kind.count().unit;
        let mut parts = Vec::new();
        if self.broken_rules() > 0 {
            let count = self.broken_rules();
            parts.push(Text::new(
                format!("方案违反规则 {count} 处，见“规则核查”"),
                format!(
                    "rules are broken in {count}, see “Rules checked”",
                    count = counted::of(count, "place", "places")
                ),
            ));
        }
        if self.metrics.unserved > 0 {
            let (people, groups) = (self.metrics.unserved, self.metrics.unserved_groups.len());
            parts.push(Text::new(
                format!("{groups} 个学院共 {people} {unit}没有排上"),
                format!(
                    "no window for {groups} with {people}",
                    groups = counted::groups(groups),
                    people = kind.people(people)
                ),
            ));
        }
        if self.broken_by_official() > 0 {
            let (count, name) = (self.broken_by_official(), self.name_in_sentence());
            let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
            parts.push(Text::new(
                format!("{zh}违反规则 {count} 处"),
                format!(
                    "{en} breaks rules in {count}",
                    count = counted::of(count, "place", "places")
                ),
            ));
        }
        parts.push(self.moves_clause());
        let join = |lang, separator: &str| {
            parts.iter().map(|part| part.get(lang)).collect::<Vec<_>>().join(separator)
        };
        let english = join(Lang::En, "; ");
        let mut letters = english.chars();
        let first =
            letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        Text::new(format!("{}。", join(Lang::Zh, "；")), format!("{first}{}.", letters.as_str()))
    }

    /// The groups whose time in the plan is new, and the groups without a window in the plan before.
    fn moves_clause(&self) -> Text {
        let moved = self.moved_clause();
        let is_new = |before: &Plan, group| {
            before.window_of(group).is_none() && self.plan.window_of(group).is_some()
        };
        let new = self.baseline.as_ref().map_or(0, |(before, _)| {
            self.campaign.group_ids().filter(|group| is_new(before, *group)).count()
        });
        if new == 0 {
            return moved;
        }
        Text::new(
            format!("{}；{new} 个学院原来没有时间，现已排上", moved.get(Lang::Zh)),
            format!(
                "{}; {} without a window before now {} one",
                moved.get(Lang::En),
                counted::groups(new),
                if new == 1 { "has" } else { "have" }
            ),
        )
    }

    fn moved_clause(&self) -> Text {
        let kind = self.campaign.kind();
        let unit = kind.count().unit;
        let (people, groups) = (self.metrics.moved_people.unwrap_or(0), self.moves.len());
        let all = self.campaign.expected();
        let name = self.name_in_sentence();
        let (zh, before) = (name.get(Lang::Zh), name.get(Lang::En));
        match &self.baseline {
            None if self.metrics.unserved > 0 || self.broken_rules() > 0 => {
                Text::new("没有可对照的原方案", "there is no official plan to compare with")
            }
            None => Text::new(
                "全部学院都已排上，独立核查未发现违规",
                "every group has a window, and the independent check found nothing wrong",
            ),
            Some(_) if groups == 0 => Text::new(
                format!("与{zh}相比，没有人需要改时间"),
                format!("nobody is told a new time against {before}"),
            ),
            Some(_) if groups == self.campaign.groups().len() => Text::new(
                format!("与{zh}相比，全部 {groups} 个学院共 {people} {unit}都改了时间"),
                format!(
                    "against {before}, a new time for all {groups} with {people}",
                    groups = counted::groups(groups),
                    people = kind.people(people)
                ),
            ),
            Some(_) => Text::new(
                format!(
                    "与{zh}相比，{groups} 个学院共 {people} {unit}（全部 {all} {unit}中）改了时间，其余学院不变"
                ),
                format!(
                    "against {before}, a new time for {groups} with {people} of {all}; all others stay where they are",
                    groups = counted::groups(groups),
                    all = kind.people(all)
                ),
            ),
        }
    }

    /// Windows of the baseline that are tighter than they had to be: their required rate is above
    /// this plan's peak. `(window, rate in the baseline, rate that its people meet in this plan)`,
    /// the tightest first.
    pub fn tight_in_baseline(&self) -> Vec<(&Window, Ratio, Option<Ratio>)> {
        let (Some((_, before)), Some(peak)) = (&self.baseline, self.metrics.peak_per_hour) else {
            return Vec::new();
        };
        let mut tight: Vec<_> = before
            .windows
            .iter()
            .filter_map(|figures| {
                Some((&figures.window, figures.per_hour.filter(|rate| *rate > peak)?))
            })
            .map(|(window, rate)| {
                (window, rate, highest_rate(&self.metrics, window, |figures| figures.per_hour))
            })
            .collect();
        tight.sort_by_key(|(_, rate, _)| std::cmp::Reverse(*rate));
        tight
    }

    /// How sure the plan is, as a badge beside the title.
    pub fn standing(&self) -> Text {
        match self.outcome {
            None if self.is_part => Text::new("季度方案的一部分", "part of a season's plan"),
            None => Text::new("由方案文件生成", "made from a plan's file"),
            Some(outcome) => match outcome.termination {
                Termination::Optimal => {
                    Text::new("全部目标已证明最优", "every tier proven optimal")
                }
                Termination::Infeasible | Termination::NoPlan => Text::new(
                    "规则无法全部满足：这是能安排最多人的方案",
                    "no plan keeps all rules: this one serves most",
                ),
                _ if outcome.stopped_early => {
                    Text::new("提前结束，尚未全部证明", "stopped early, not fully proven")
                }
                Termination::Feasible => {
                    Text::new("可行，尚未全部证明", "feasible, not fully proven")
                }
            },
        }
    }
}

fn broken(violations: &[Violation]) -> usize {
    violations.iter().filter(|violation| violation.severity == Severity::Error).count()
}

/// The highest rate that people of a window meet under a plan: over the windows that serve any of
/// its classes.
pub fn highest_rate(
    metrics: &Metrics,
    window: &Window,
    rate: impl Fn(&WindowFigures) -> Option<Ratio>,
) -> Option<Ratio> {
    let own = metrics.windows.iter().filter(|figures| figures.window.shares_people(window));
    own.filter_map(rate).max()
}
