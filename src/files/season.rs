//! A season: half-days of every day between two dates, at every site, and sites with folders of their
//! own tables. It is a campaign like any other once its stations and half-days are written out.

use super::faults::Faults;
use super::fields::{
    BlockSection, Given, HalfDaySection, SiteSection, StationSection, TopSection, Whole, given,
    text,
};
use super::section::missing_key;
use super::tolerant::{date, weekdays};
use crate::base::diagnostic::{Code, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::SiteId;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::{Component, Path};

/// The most days of a season: those from July to December, the longer half of a year. A range beyond
/// that is taken for a slip in one of its two dates.
const MOST_DAYS: usize = 184;

/// What a file says of a season.
#[derive(Default)]
pub struct Season {
    /// Desks of its sites.
    pub stations: Vec<StationSection>,
    /// Half-days of every day, site and desk.
    pub blocks: Vec<BlockSection>,
    /// Sites with a folder of their own.
    pub campuses: Vec<Campus>,
}

/// A site with a folder of tables.
pub struct Campus {
    /// The site.
    pub site: SiteId,
    /// What people call it.
    pub name: Text,
    /// What programs call it, where the file says so.
    pub id: Option<String>,
    /// The folder, inside that of the season.
    pub folder: String,
    /// Where the folder is named.
    pub place: Location,
    /// Days that its groups wish to avoid.
    pub unwished: Vec<Date>,
}

impl Season {
    /// Reads the season of a file; one without half-days of every day has none, but its sites may
    /// have folders.
    pub fn read(
        own: &TopSection,
        sites: &[SiteSection],
        half_days: &[HalfDaySection],
        location: &Location,
        faults: &mut Faults,
    ) -> Season {
        let mut season = Season::default();
        let days = days(own, half_days, location, faults);
        let off = days_named(&own.days_off, &days, faults);
        let worked: Vec<Date> = days.iter().copied().filter(|day| !off.contains(day)).collect();
        for (id, site) in sites.iter().enumerate() {
            if half_days.is_empty() {
                says_nothing(site, faults);
            } else {
                season.desks(site, &worked, half_days, faults);
            }
            let wish = if site.wish_to.is_written { &site.wish_to } else { &site.wish_from };
            if wish.is_written && !site.folder.is_written && !half_days.is_empty() {
                faults.report(
                    Code::MissingKey,
                    &wish.place,
                    "希望的日期是该校区文件夹（folder）中各学院的：缺少 folder",
                    "wishes are those of the groups in the site's folder, and it has none",
                );
            }
            let (Some(name), Some(folder)) = (text(&site.name, &site.name_en), &site.folder.value)
            else {
                continue;
            };
            let is_inside =
                Path::new(folder).components().all(|part| matches!(part, Component::Normal(_)));
            if !is_inside {
                faults.report(
                    Code::OutOfRange,
                    &site.folder.place,
                    "folder 应为本文件夹之内的文件夹",
                    "folder is a folder inside this one",
                );
                continue;
            }
            season.campuses.push(Campus {
                site: SiteId(id),
                name,
                id: site.id.value.clone(),
                folder: folder.clone(),
                place: site.folder.place.clone(),
                unwished: unwished(site, &worked, faults),
            });
        }
        season
    }

    /// The desks of a site, and their half-days.
    fn desks(
        &mut self,
        site: &SiteSection,
        worked: &[Date],
        half_days: &[HalfDaySection],
        faults: &mut Faults,
    ) {
        let Some(name) = text(&site.name, &site.name_en) else { return };
        let closed = days_named(&site.not_on, worked, faults);
        let desks = site.desks.value.map_or(1, Whole::get);
        let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
        for number in 1..=desks {
            let desk = if desks == 1 {
                format!("{zh}拍摄点")
            } else {
                format!("{zh}{number}号拍摄点")
            };
            let english =
                if desks == 1 { format!("{en} desk") } else { format!("{en} desk {number}") };
            let here = |value: String| Given { place: site.location.clone(), ..given(value) };
            for day in worked.iter().filter(|day| !closed.contains(day)) {
                self.blocks.extend(half_days.iter().filter_map(|half_day| {
                    let half = half_day.name.value.as_ref()?;
                    let named = format!("{desk} {day} {half}");
                    Some(BlockSection {
                        name: Given { place: half_day.name.place.clone(), ..given(named) },
                        station: here(desk.clone()),
                        date: given(*day),
                        start: half_day.start.clone(),
                        end: half_day.end.clone(),
                        latest_end: half_day.latest_end.clone(),
                        location: half_day.location.clone(),
                        ..BlockSection::default()
                    })
                }));
            }
            self.stations.push(StationSection {
                name: here(desk),
                name_en: here(english),
                site: here(zh.to_owned()),
                location: site.location.clone(),
                ..StationSection::default()
            });
        }
    }
}

/// What a site says of a season that has no half-days is a fault: it would be passed over.
fn says_nothing(site: &SiteSection, faults: &mut Faults) {
    let written = [
        (site.desks.is_written, &site.desks.place),
        (site.not_on.is_written, &site.not_on.place),
        (site.wish_from.is_written, &site.wish_from.place),
        (site.wish_to.is_written, &site.wish_to.place),
    ];
    for (_, place) in written.into_iter().filter(|(is_written, _)| *is_written) {
        faults.report(
            Code::MissingKey,
            place,
            "这一项只用于写了 [[half_day]] 的季度活动",
            "this is for a season, which has [[half_day]]",
        );
    }
}

/// The days from the first to the last of a season; none where it has no half-days of every day.
fn days(
    own: &TopSection,
    half_days: &[HalfDaySection],
    location: &Location,
    faults: &mut Faults,
) -> Vec<Date> {
    let ends = [(&own.first_day, TopSection::first_day), (&own.last_day, TopSection::last_day)];
    if half_days.is_empty() {
        // Without half-days the days would say nothing.
        if let Some((end, _)) = ends.iter().find(|(end, _)| end.is_written) {
            faults.report(
                Code::MissingKey,
                &end.place,
                "写了季度活动的首末日，却没有 [[half_day]]",
                "the season has days but no [[half_day]]",
            );
        }
        return Vec::new();
    }
    for (_, key) in ends.iter().filter(|(end, _)| !end.is_written) {
        faults.push(missing_key(key, location));
    }
    let (Some(first), Some(last)) = (own.first_day.value, own.last_day.value) else {
        return Vec::new();
    };
    let days: Vec<Date> = first
        .series(jiff::ToSpan::days(1))
        .take_while(|day| *day <= last)
        .take(MOST_DAYS + 1)
        .collect();
    if days.is_empty() {
        faults.report(
            Code::Backwards,
            &own.last_day.place,
            "last_day 早于 first_day",
            "last_day is before first_day",
        );
    }
    if days.len() > MOST_DAYS {
        faults.report(
            Code::OutOfRange,
            &own.last_day.place,
            format!("季度活动超过 {MOST_DAYS} 天"),
            format!("the season has more than {MOST_DAYS} days"),
        );
        return Vec::new();
    }
    days
}

/// The days of the season that a list names: dates, ranges `A~B`, or days of the week.
fn days_named(written: &Given<Vec<String>>, days: &[Date], faults: &mut Faults) -> BTreeSet<Date> {
    let mut found = BTreeSet::new();
    for name in written.value.iter().flatten() {
        let (one, other) = name.split_once(['~', '～', '至']).unwrap_or((name, name));
        match (date(one).zip(date(other)), weekdays(name)) {
            (Some((first, last)), _) => {
                found.extend(days.iter().filter(|day| (first..=last).contains(day)));
            }
            (_, Some(of_week)) => {
                let is_meant =
                    |day: &&Date| of_week[day.weekday().to_monday_zero_offset() as usize];
                found.extend(days.iter().filter(is_meant));
            }
            _ => faults.report(
                Code::BadDate,
                &written.place,
                format!("“{name}”不是日期、日期范围（2026-05-01~2026-05-05）或星期"),
                format!(
                    "“{name}” is no date, no range (2026-05-01~2026-05-05) and no day of the week"
                ),
            ),
        }
    }
    found
}

/// The days of the season for which a site does not wish; none where it has no wish.
fn unwished(site: &SiteSection, worked: &[Date], faults: &mut Faults) -> Vec<Date> {
    let (from, to) = (site.wish_from.value, site.wish_to.value);
    let is_wished =
        |day: &Date| from.is_none_or(|from| from <= *day) && to.is_none_or(|to| *day <= to);
    let days: Vec<Date> = worked.iter().copied().filter(|day| !is_wished(day)).collect();
    if days.len() == worked.len() && !worked.is_empty() {
        let written = if site.wish_to.is_written { &site.wish_to } else { &site.wish_from };
        faults.report(
            Code::OutOfRange,
            &written.place,
            "希望的日期不含任何工作日",
            "no day on which anybody works is wished for",
        );
    }
    days
}
