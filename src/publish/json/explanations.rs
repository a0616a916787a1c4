//! Questions about one campaign or plan: `why`, `suggest`, `fit` and `slack`.

use super::{ClockTime, Decimal};
use crate::base::shape::{Sometimes, Word, shape, words};
use crate::base::text::{Lang, Text};
use crate::campaign::{Campaign, GroupId, Tier};
use crate::publish::words::{answers, repairs as mending, rules, slack as weak_points};
use crate::questions::explain::conflict::ConflictFinding;
use crate::questions::explain::{self, Change, Conflict, Force, Repair, Rule, WhyNot, why};
use jiff::civil::Date;

words! {
    WhyNot {
        WhyNot::IsThere => "is_there",
        WhyNot::Costs(_) => "costs",
        WhyNot::Forbidden(_) => "forbidden",
        WhyNot::RatherLeftOut { .. } => "rather_left_out",
        WhyNot::Unknown => "unknown",
    }
}

words! {
    ConflictFinding {
        ConflictFinding::Fits(_) => "fits",
        ConflictFinding::Conflict(_) => "infeasible",
        ConflictFinding::Unknown => "unknown",
    }
}

words! {
    Rule {
        Rule::ClassOrder => "class_order",
        Rule::Changeover => "changeover",
        Rule::ClassTime => "class_time",
        Rule::Travel => "travel",
        Rule::Crew(_) => "crew",
        Rule::MostGroups => "max_groups_per_block",
        Rule::Hall(_) => "hall_capacity",
        Rule::Buffer(_) => "buffer",
        Rule::Relation(_) => "relation",
        Rule::Pin(_) => "pin",
        Rule::Unavailable(_) => "unavailable",
        Rule::Days(_) => "days",
        Rule::OneWindow(_) => "max_windows",
        Rule::MakeUp(..) => "make_up",
        Rule::Break(..) => "break",
        Rule::Served(_) => "served",
        Rule::End(_) => "block_end",
        Rule::Rate(_) => "rate",
    }
}

words! {
    Change {
        Change::Longer(..) => "block_longer",
        Change::AllLonger(_) => "all_blocks_longer",
        Change::Faster(..) => "rate",
        Change::MoreHalfDays(..) => "more_half_days",
        Change::Split(..) => "split",
        Change::Hall(..) => "hall_capacity",
        Change::MostGroups(_) => "max_groups_per_block",
        Change::GiveUp(_) => "give_up",
    }
}

shape! {
    /// What `why --json` prints.
    pub struct Why {
        /// The group's id.
        group: String,
        /// An answer for each half-day or day asked about.
        answers: Vec<WhyAnswer>,
    }

    /// Why a group is not there.
    pub struct WhyAnswer {
        /// The half-days asked about.
        blocks: Vec<String>,
        /// The minute asked about; null for any.
        start: Option<ClockTime>,
        /// The answer in words.
        sentences: Vec<String>,
        /// The answer: it is there, could be at a price, is forbidden by rules, would rather be
        /// left out, or is not decided within the limit.
        answer: Word<WhyNot>,
        /// What it costs to be there, where it could be.
        price: Sometimes<Price>,
        /// The rules that forbid it, where they do.
        rules: Sometimes<Vec<Word<Rule>>>,
        /// Whether it is known that without any one of these rules the others allow it.
        smallest: Sometimes<bool>,
    }

    /// What it costs that a group is somewhere else.
    pub struct Price {
        /// Tier by tier, in the campaign's order.
        tiers: Vec<TierPrice>,
        /// Who is told a new time against the plan asked about.
        moves: Vec<Moved>,
        /// Whether every tier is proven.
        proven: bool,
    }

    /// What it costs in one tier.
    pub struct TierPrice {
        /// The tier.
        name: Word<Tier>,
        /// Its value in the plan asked about, in the tier's unit.
        now: Decimal,
        /// Its value in the best plan with the group there.
        then: Decimal,
        /// Whether no plan with the group there does better, the earlier tiers given.
        proven: bool,
    }

    /// A group that is told a new time.
    pub struct Moved {
        /// The group's id.
        group: String,
        /// Its expected people.
        people: i64,
    }

    /// What `suggest --json` prints.
    pub struct Suggest {
        /// The group's id.
        group: String,
        /// Other half-days, cheapest first.
        suggestions: Vec<Suggestion>,
        /// Half-days that could not be decided within the limit.
        undecided: usize,
        /// Files that were written.
        files: Vec<String>,
    }

    /// Another half-day for a group.
    pub struct Suggestion {
        /// The half-day.
        block: String,
        /// What it costs.
        price: Price,
        /// The same in words.
        sentences: Vec<String>,
    }

    /// What `fit --json` prints.
    pub struct Fit {
        /// Whether everybody fits; `unknown` where that is not decided within the limit.
        status: Word<ConflictFinding>,
        /// Rules that can't hold together; null where they can.
        conflict: Option<FitConflict>,
        /// Changes that mend it, cheapest first.
        repairs: Vec<FitRepair>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// Rules that can't hold together.
    pub struct FitConflict {
        /// The rules.
        rules: Vec<FitRule>,
        /// Whether, without any one of them, the others are known to be able to hold together.
        smallest: bool,
    }

    /// A rule that is part of a conflict.
    pub struct FitRule {
        /// Its kind.
        kind: Word<Rule>,
        /// The rule in words.
        sentence: String,
    }

    /// Changes with which everybody fits.
    pub struct FitRepair {
        /// The kinds of the changes.
        kinds: Vec<Word<Change>>,
        /// The changes in words.
        sentence: String,
        /// Their price in points, by which repairs are ordered.
        price: i64,
        /// Whether it is one change, and it is proven that the next smaller one of its kind mends
        /// nothing.
        smallest: bool,
    }

    /// What `slack --json` prints.
    pub struct Slack {
        /// Stations with windows.
        stations: Vec<StationSlack>,
        /// Window by window, in the order of the timetable.
        windows: Vec<WindowSlack>,
        /// Half-days with anybody in them.
        blocks: Vec<BlockSlack>,
        /// The weakest points in words.
        weakest: Vec<String>,
    }

    /// How slow a station may become.
    pub struct StationSlack {
        /// Its name.
        station: String,
        /// Its rate in people per hour.
        rate: i64,
        /// Whether the rate is unknown, and this is the highest that the plan asks for.
        rate_is_the_plans_peak: bool,
        /// The rate below which the plan breaks; null where no rate has a say.
        breaks_below: Option<i64>,
    }

    /// The slack of one window: slower photos and further people that it has room for.
    pub struct WindowSlack {
        /// Whose it is: the group's id.
        group: String,
        /// The day.
        date: Date,
        /// Its first minute.
        start: ClockTime,
        /// The first minute after it.
        end: ClockTime,
        /// People really coming.
        expected: i64,
        /// The lowest rate in people per hour at which its people fit into it; null where none is,
        /// or the minutes are given.
        breaks_below: Option<i64>,
        /// People on top for whom there is room; negative where it is too short already.
        more_people: i64,
    }

    /// The slack of one half-day: minutes that it could lose.
    pub struct BlockSlack {
        /// Its name.
        block: String,
        /// Minutes between the end of its last window and its end.
        idle_minutes: i32,
        /// Minutes that it could end earlier with every group in the same half-days; null where
        /// that is not decided.
        could_lose_minutes: Option<i32>,
    }
}

/// Lines of an answer without what sets them off on a page.
fn lines(sentences: &[Text], lang: Lang) -> Vec<String> {
    sentences.iter().map(|line| line.get(lang).trim().to_owned()).collect()
}

impl Why {
    /// Of a group's questions with their answers.
    pub fn new(
        campaign: &Campaign,
        group: GroupId,
        questions: &[Force],
        answers: &[WhyNot],
        lang: Lang,
    ) -> Why {
        let both = questions.iter().zip(answers);
        Why {
            group: campaign.group(group).id().to_owned(),
            answers: both.map(|(force, why)| WhyAnswer::new(campaign, force, why, lang)).collect(),
        }
    }
}

impl WhyAnswer {
    fn new(campaign: &Campaign, force: &Force, answer: &WhyNot, lang: Lang) -> WhyAnswer {
        let block = |block| campaign.block(block).id().to_owned();
        let (price, conflict) = match answer {
            WhyNot::Costs(price) => (Some(Price::new(campaign, price)), None),
            WhyNot::Forbidden(conflict) => (None, Some(conflict)),
            WhyNot::IsThere | WhyNot::RatherLeftOut { .. } | WhyNot::Unknown => (None, None),
        };
        WhyAnswer {
            blocks: force.blocks.iter().copied().map(block).collect(),
            start: force.start.map(ClockTime),
            sentences: lines(&answers::answer(campaign, force, answer), lang),
            answer: Word::of(answer),
            price: Sometimes(price),
            rules: Sometimes(conflict.map(|found| found.rules.iter().map(Word::of).collect())),
            smallest: Sometimes(conflict.map(|found| found.is_smallest)),
        }
    }
}

impl Price {
    fn new(campaign: &Campaign, price: &why::Price) -> Price {
        let tier = |tier: &why::TierPrice| TierPrice {
            name: Word::of(&tier.tier),
            now: Decimal(tier.now),
            then: Decimal(tier.then),
            proven: tier.proven,
        };
        let moves = price.moves.iter().map(|moved| Moved {
            group: campaign.group(moved.group).id().to_owned(),
            people: moved.people,
        });
        Price {
            tiers: price.tiers.iter().map(tier).collect(),
            moves: moves.collect(),
            proven: price.proven,
        }
    }
}

impl Suggest {
    /// Of other half-days for a group.
    pub fn new(
        campaign: &Campaign,
        group: GroupId,
        (found, undecided): (&[explain::Suggestion], usize),
        files: Vec<String>,
        lang: Lang,
    ) -> Suggest {
        let suggestion = |found: &explain::Suggestion| Suggestion {
            block: campaign.block(found.block).id().to_owned(),
            price: Price::new(campaign, &found.price),
            sentences: lines(&answers::suggestion(campaign, group, found), lang),
        };
        Suggest {
            group: campaign.group(group).id().to_owned(),
            suggestions: found.iter().map(suggestion).collect(),
            undecided,
            files,
        }
    }
}

impl Fit {
    /// Of what was found in a campaign, and what would mend it.
    pub fn new(
        campaign: &Campaign,
        finding: &ConflictFinding,
        repairs: &[Repair],
        files: Vec<String>,
        lang: Lang,
    ) -> Fit {
        let rule = |rule: &Rule| FitRule {
            kind: Word::of(rule),
            sentence: rules::sentence(campaign, *rule).get(lang).to_owned(),
        };
        let conflict = |conflict: &Conflict| FitConflict {
            rules: conflict.rules.iter().map(rule).collect(),
            smallest: conflict.is_smallest,
        };
        let repair = |repair: &Repair| FitRepair {
            kinds: repair.changes.iter().map(Word::of).collect(),
            sentence: mending::sentence(campaign, repair).get(lang).to_owned(),
            price: repair.price,
            smallest: repair.is_smallest,
        };
        Fit {
            status: Word::of(finding),
            conflict: match finding {
                ConflictFinding::Conflict(found) => Some(conflict(found)),
                ConflictFinding::Fits(_) | ConflictFinding::Unknown => None,
            },
            repairs: repairs.iter().map(repair).collect(),
            files,
        }
    }
}

impl Slack {
    /// Of what a plan can take.
    pub fn new(campaign: &Campaign, slack: &explain::Slack, lang: Lang) -> Slack {
        let stations = slack.rates.iter().map(|own| StationSlack {
            station: campaign.station(own.station).id().to_owned(),
            rate: own.rate,
            rate_is_the_plans_peak: own.is_peak,
            breaks_below: slack.breaks_below(own.station),
        });
        let windows = slack.windows.iter().map(|window| WindowSlack {
            group: campaign.group(window.window.group).id().to_owned(),
            date: window.window.date,
            start: ClockTime(window.window.interval.start),
            end: ClockTime(window.window.interval.end),
            expected: window.expected,
            breaks_below: window.breaks_below,
            more_people: window.more_people,
        });
        let blocks = slack.blocks.iter().map(|block| BlockSlack {
            block: campaign.block(block.block).id().to_owned(),
            idle_minutes: block.idle,
            could_lose_minutes: block.could_lose,
        });
        let weakest = slack
            .weakest(3)
            .into_iter()
            .map(|weak| weak_points::weak_point(campaign, slack, weak).get(lang).to_owned());
        Slack {
            stations: stations.collect(),
            windows: windows.collect(),
            blocks: blocks.collect(),
            weakest: weakest.collect(),
        }
    }
}
