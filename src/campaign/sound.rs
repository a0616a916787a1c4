//! What must hold of a draft before it is a campaign.

use super::{Block, CrewId, Draft, Group, GroupId, SiteId, Student};
use crate::base::clock::Interval;

/// Why a draft is no campaign.
///
/// The format layer finds all of these earlier, with file and line; this is the guard for callers
/// who build a campaign in code. It stops at the first one, since there is no file to mend in one
/// go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidCampaign(String);

type Sound = Result<(), InvalidCampaign>;

fn must(holds: bool, otherwise: impl FnOnce() -> String) -> Sound {
    if holds { Ok(()) } else { Err(InvalidCampaign(otherwise())) }
}

/// The first thing that is wrong, in words.
pub(super) fn check(draft: &Draft) -> Sound {
    must(draft.grid >= 1 && draft.call_grid >= 1, || {
        "grid and call grid must be at least 1 minute".to_owned()
    })?;
    must(draft.call_lead >= 0 && draft.changeover >= 0, || {
        "call lead and changeover must be at least 0".to_owned()
    })?;
    must(
        !(draft.stations.is_empty() || draft.blocks.is_empty() || draft.groups.is_empty()),
        || "a campaign needs a station, a block and a group".to_owned(),
    )?;
    must(draft.stations.iter().all(|station| station.rate.is_none_or(|rate| rate >= 1)), || {
        "a station's rate must be at least 1 person per hour".to_owned()
    })?;
    let sizes_are_sound = |own: &super::ClassTime| {
        own.minutes >= 0 && own.seconds >= 0 && own.batch.is_none_or(|batch| batch >= 1)
    };
    must(draft.class_time.iter().all(sizes_are_sound), || {
        "minutes by size must be at least 0, and a batch at least 1 person".to_owned()
    })?;
    sites_are_sound(draft)?;
    draft.blocks.iter().try_for_each(|block| block_is_sound(block, draft))?;
    draft.groups.iter().try_for_each(|group| group_is_sound(group, draft))?;
    rules_are_sound(draft)?;
    must(!draft.tiers.is_empty(), || "the objective has no tier".to_owned())
}

fn block_is_sound(block: &Block, draft: &Draft) -> Sound {
    let name = &block.name;
    must(block.station.0 < draft.stations.len(), || {
        format!("block {name} names a station that is not there")
    })?;
    must(block.regular.minutes() > 0 && block.latest_end >= block.regular.end, || {
        format!("block {name} ends before it starts")
    })?;
    let inside = |interval: Interval| interval.minutes() > 0 && block.bookable().contains(interval);
    must(block.make_up.iter().all(|make_up| inside(make_up.interval)), || {
        format!("block {name} has make-up time outside of it")
    })?;
    let apart = block.breaks.windows(2).all(|pair| pair[0].interval.end <= pair[1].interval.start);
    let worked =
        |interval: Interval| block.breaks.iter().all(|pause| !pause.interval.overlaps(interval));
    let breaks_fit = block.breaks.iter().all(|pause| inside(pause.interval)) && apart;
    must(breaks_fit && block.make_up.iter().all(|make_up| worked(make_up.interval)), || {
        format!("block {name} has a break outside of it, or breaks that overlap")
    })
}

fn sites_are_sound(draft: &Draft) -> Sound {
    let is_site = |site: &SiteId| site.0 < draft.sites.len();
    let is_crew = |crew: &CrewId| crew.0 < draft.crews.len();
    let mut stations = draft.stations.iter();
    must(stations.all(|own| own.site.iter().all(is_site) && own.crew.iter().all(is_crew)), || {
        "a station names a site or a crew that is not there".to_owned()
    })?;
    let mut travel = draft.travel.iter();
    must(travel.all(|way| is_site(&way.one) && is_site(&way.other) && way.minutes >= 0), || {
        "a way leads to a site that is not there, or takes less than 0 minutes".to_owned()
    })?;
    must(draft.groups.iter().all(|group| group.sites.iter().all(is_site)), || {
        "a group belongs to a site that is not there".to_owned()
    })
}

fn group_is_sound(group: &Group, draft: &Draft) -> Sound {
    must(group.headcount >= 0 && (0..=group.headcount).contains(&group.off_site), || {
        format!("group {} has impossible headcounts", group.id())
    })?;
    let mut blocks = group.only_in.iter().flatten().chain(&group.not_in);
    must(blocks.all(|block| block.0 < draft.blocks.len()), || {
        format!("group {} names a block that is not there", group.id())
    })?;
    must(group.max_windows >= 1 && group.buffer.minutes >= 0 && group.buffer.per_cent >= 0, || {
        "a group needs at least one window and a buffer that is not negative".to_owned()
    })
}

fn rules_are_sound(draft: &Draft) -> Sound {
    let has_class = |student: &Student| {
        draft.groups.get(student.group.0).is_some_and(|group| student.class < group.classes.len())
    };
    must(draft.roster.iter().all(has_class), || {
        "the list of students names a class that is not there".to_owned()
    })?;
    let is_there = |group: GroupId| group.0 < draft.groups.len();
    let named = draft.unavailable.iter().map(|entry| entry.group);
    let named = named.chain(draft.pins.iter().map(|pin| pin.group));
    let named = named.chain(draft.preferences.iter().map(|preference| preference.group));
    let mut named =
        named.chain(draft.relations.iter().flat_map(|relation| [relation.first, relation.second]));
    must(
        named.all(is_there)
            && draft.relations.iter().all(|relation| relation.first != relation.second),
        || "a rule names a group that is not there".to_owned(),
    )?;
    let whole =
        |group: GroupId| draft.groups[group.0].max_windows == 1 || !draft.comes_together(group);
    must((0..draft.groups.len()).map(GroupId).all(whole), || {
        "a group that comes together with another has one window".to_owned()
    })?;
    let mut minutes = draft.minutes.iter();
    must(
        minutes.all(|((group, block), minutes)| {
            is_there(*group) && block.0 < draft.blocks.len() && *minutes > 0
        }),
        || "minutes must be positive, for groups and blocks that are there".to_owned(),
    )
}
