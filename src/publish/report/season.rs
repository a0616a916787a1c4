//! What an agency has from a season: one page with a map of crews and days, a page for each crew, and
//! a report for each campus.

use super::data::ReportData;
use super::html::{page, proof};
use super::run_sheets::run_sheets;
use super::tables::plan_csv;
use super::template::render;
use crate::base::clock::{Minutes, day_label, half_label};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Window;
use crate::campaign::{Campaign, CrewId, SiteId};
use crate::files::{write_plan_json, write_table};
use crate::plans::crews::{Stand, moves, stands, visits};
use crate::plans::part::{part, part_at, part_of_crew};
use crate::publish::output::Output;
use jiff::civil::Date;
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};

/// A site with crews, for the tables.
struct VisitedSite {
    site: SiteId,
    /// Its number on the map.
    number: usize,
    /// The file of its report.
    file: String,
    people: i64,
    stands: Vec<Stand>,
}

/// Every file of a season.
pub fn season_files(data: &ReportData<'_>, lang: Lang) -> Vec<Output> {
    let (campaign, plan) = (data.campaign, data.plan);
    let stands = stands(campaign, plan);
    let sites = visited(data, &stands, lang);
    let crews: Vec<(CrewId, String)> = (0..campaign.crews().len())
        .map(CrewId)
        .filter(|crew| stands.iter().any(|stand| stand.crew == *crew))
        .map(|crew| (crew, file_name(crew.0 + 1, campaign.crew(crew).name.get(lang))))
        .collect();
    let mut files = vec![
        Output::new("plan.csv", plan_csv(campaign, plan, lang)),
        // Without its proof, which is marked by all settings: 42,000 half-days as text are 150 MB.
        Output::new("plan.json", write_plan_json(campaign, plan)),
        Output::new("season.html", agency_page(data, &stands, &sites, &crews, lang)),
        Output::new("season.csv", write_table(map_table(campaign, &stands, lang))),
    ];
    // A season of 70 campuses and 10 crews uses 409 of its 42,000 half-days: what each crew and each
    // campus gets is cut from these.
    let Some((used, plan)) = part(campaign, plan, &|_| true) else { return files };
    for (crew, file) in &crews {
        let id = campaign.crew(*crew).id();
        let Some((campaign_of_crew, plan_of_crew)) = part_of_crew(&used, &plan, id) else {
            continue;
        };
        let of_crew = ReportData::new(&campaign_of_crew, &plan_of_crew, None, None);
        let text = crew_page(data, *crew, &stands, &sites, file, lang);
        files.push(Output::new(&format!("crews/{file}.html"), text));
        let sheets = run_sheets(&of_crew, lang);
        files.push(Output::new(&format!("crews/{file}-run-sheets.html"), sheets));
    }
    for own in &sites {
        if let Some((of_site, plan)) = part_at(&used, &plan, campaign.site(own.site).id()) {
            let of_site = with_title(of_site, &campaign.site(own.site).name);
            let data = ReportData { is_part: true, ..ReportData::new(&of_site, &plan, None, None) };
            files.push(Output::new(&format!("campuses/{}.html", own.file), page(&data, lang)));
        }
    }
    files
}

/// A name for a file that every system takes and a link can lead to as it is: a number makes it
/// unique.
fn file_name(number: usize, words: &str) -> String {
    let letters: String = words.chars().filter(|c| c.is_alphanumeric()).take(30).collect();
    format!("{number:02}-{letters}")
}

/// The campaign of a site under a title that names it.
pub fn with_title(campaign: Campaign, site: &Text) -> Campaign {
    let mut draft = campaign.to_draft();
    draft.title = Text::new(
        format!("{}　{}", draft.title.get(Lang::Zh), site.get(Lang::Zh)),
        format!("{}: {}", draft.title.get(Lang::En), site.get(Lang::En)),
    );
    Campaign::new(draft).unwrap_or(campaign)
}

/// Sites at which a crew stands, in the order of their first half-day.
fn visited(data: &ReportData<'_>, stands: &[Stand], lang: Lang) -> Vec<VisitedSite> {
    let campaign = data.campaign;
    let mut of_site: BTreeMap<SiteId, Vec<Stand>> = BTreeMap::new();
    for stand in stands {
        if let Some(site) = stand.site {
            of_site.entry(site).or_default().push(stand.clone());
        }
    }
    let mut sites: Vec<(SiteId, Vec<Stand>)> = of_site.into_iter().collect();
    for (_, own) in &mut sites {
        own.sort_by_key(|stand| (stand.date, stand.interval, stand.crew));
    }
    sites.sort_by_key(|(site, own)| (own.first().map(|stand| stand.date), *site));
    let people = |site: SiteId| {
        let here =
            data.plan.windows.iter().filter(|own| campaign.site_of(own.station) == Some(site));
        here.map(|window| window.expected(campaign)).sum()
    };
    let sites = sites.into_iter().zip(1..).map(|((site, stands), number)| {
        let name = campaign.site(site).name.get(lang);
        let file = file_name(number, name);
        VisitedSite { site, number, file, people: people(site), stands }
    });
    sites.collect()
}

/// Hours as people write them: `12:30`.
fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// `63%`, of nothing a dash.
fn per_cent(part: i64, whole: i64) -> String {
    if whole == 0 { "—".to_owned() } else { format!("{}%", (200 * part + whole) / (2 * whole)) }
}

/// People who can be photographed in these half-days at their rates.
fn room(campaign: &Campaign, stands: &[&Stand]) -> i64 {
    let room = stands.iter().filter_map(|stand| {
        let block = campaign.block_at(stand.station, stand.date, stand.interval);
        let rate = campaign.rate_at(stand.station, block)?;
        Some(i64::from(stand.interval.minutes()) * rate / 60)
    });
    room.sum()
}

/// Minutes on the way of one crew: from home, from site to site, and back.
fn travel(campaign: &Campaign, crew: CrewId, stands: &[&Stand]) -> i64 {
    let ways = stands.windows(2).map(|pair| campaign.travel(pair[0].site, pair[1].site));
    let home = campaign.crew(crew).home;
    let ends = [stands.first(), stands.last()].into_iter().flatten();
    let ends = ends.filter(|_| home.is_some()).map(|end| campaign.travel(home, end.site));
    ways.chain(ends).map(|minutes: Minutes| i64::from(minutes)).sum()
}

fn people_of(data: &ReportData<'_>, crew: CrewId) -> i64 {
    let campaign = data.campaign;
    let own =
        data.plan.windows.iter().filter(|own| campaign.station(own.station).crew == Some(crew));
    own.map(|window| window.expected(campaign)).sum()
}

/// For each crew the half-days in which any desk is open to it.
fn could_work(campaign: &Campaign) -> BTreeMap<CrewId, i64> {
    let mut times: BTreeSet<(CrewId, Date, Minutes)> = BTreeSet::new();
    for block in campaign.blocks() {
        if let Some(crew) = campaign.station(block.station).crew {
            times.insert((crew, block.date, block.regular.start));
        }
    }
    let mut found = BTreeMap::new();
    for (crew, ..) in times {
        *found.entry(crew).or_default() += 1;
    }
    found
}

fn agency_page(
    data: &ReportData<'_>,
    stands: &[Stand],
    sites: &[VisitedSite],
    crews: &[(CrewId, String)],
    lang: Lang,
) -> String {
    let campaign = data.campaign;
    let days: BTreeSet<Date> = campaign.blocks().iter().map(|block| block.date).collect();
    let number = |site: Option<SiteId>| {
        let own = sites.iter().find(|own| Some(own.site) == site);
        own.map_or(0, |own| own.number)
    };
    let could = could_work(campaign);
    let rows = crews.iter().map(|(crew, file)| {
        let own: Vec<&Stand> = stands.iter().filter(|stand| stand.crew == *crew).collect();
        let cells: Vec<Value> = days
            .iter()
            .map(|day| {
                let on_day = own.iter().filter(|stand| stand.date == *day);
                let halves: Vec<Value> = on_day
                    .map(|stand| {
                        let number = number(stand.site);
                        // Neighbours on the colour wheel are far apart in numbers.
                        let place = stand.site.map(|site| campaign.site(site).name.get(lang));
                        context! { number, hue => number * 137 % 360, place, half => half_label(stand.interval, lang) }
                    })
                    .collect();
                Value::from(halves)
            })
            .collect();
        let distinct: BTreeSet<Option<SiteId>> = own.iter().map(|stand| stand.site).collect();
        let own_moves = own.windows(2).filter(|pair| pair[0].site != pair[1].site).count();
        let people = people_of(data, *crew);
        let possible = could.get(crew).copied().unwrap_or(0);
        context! {
            name => campaign.crew(*crew).name.get(lang),
            file,
            cells,
            half_days => own.len(),
            possible,
            share => per_cent(own.len() as i64, possible),
            people,
            utilisation => per_cent(people, room(campaign, &own)),
            campuses => distinct.len(),
            moves => own_moves,
            travel => hours(travel(campaign, *crew, &own)),
        }
    });
    let all: Vec<&Stand> = stands.iter().collect();
    let on_the_way: i64 = crews
        .iter()
        .map(|(crew, _)| {
            let own: Vec<&Stand> = stands.iter().filter(|stand| stand.crew == *crew).collect();
            travel(campaign, *crew, &own)
        })
        .sum();
    let people: i64 = sites.iter().map(|site| site.people).sum();
    let facts = context! {
        campuses => sites.len(),
        crews => crews.len(),
        groups => campaign.groups().len(),
        people,
        half_days => stands.len(),
        utilisation => per_cent(people, room(campaign, &all)),
        moves => moves(stands),
        visits => visits(stands),
        travel => hours(on_the_way),
    };
    let campuses = sites.iter().map(|own| {
        let dates: BTreeSet<Date> = own.stands.iter().map(|stand| stand.date).collect();
        let there: BTreeSet<CrewId> = own.stands.iter().map(|stand| stand.crew).collect();
        let here: Vec<&Stand> = own.stands.iter().collect();
        let names: Vec<&str> =
            there.iter().map(|crew| campaign.crew(*crew).name.get(lang)).collect();
        context! {
            number => own.number,
            hue => own.number * 137 % 360,
            name => campaign.site(own.site).name.get(lang),
            file => own.file.as_str(),
            first => dates.first().map(|day| day_label(*day, lang)),
            last => dates.last().map(|day| day_label(*day, lang)),
            days => dates.len(),
            most_visits => campaign.site(own.site).most_visits,
            is_consecutive => campaign.site(own.site).is_consecutive,
            half_days => own.stands.len(),
            crews => names.join(lang.pick("、", ", ")),
            people => own.people,
            utilisation => per_cent(own.people, room(campaign, &here)),
            unwished => unwished(data, own.site),
        }
    });
    let heads = days.iter().map(|day| {
        context! { month => day.month(), day => day.day() }
    });
    let values = context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => campaign.title().get(lang),
        standing => data.standing().get(lang),
        proven => data.outcome.is_some_and(|outcome| outcome.termination == crate::solve::Termination::Optimal),
        broken => data.broken_rules(),
        facts,
        heads => heads.collect::<Vec<_>>(),
        crews => rows.collect::<Vec<_>>(),
        campuses => campuses.collect::<Vec<_>>(),
        has_wishes => !campaign.preferences().is_empty(),
        proof => proof(data, lang),
        version => env!("CARGO_PKG_VERSION"),
    };
    render("season.html", values)
}

/// Groups of a site on a day for which they do not wish.
fn unwished(data: &ReportData<'_>, site: SiteId) -> usize {
    let campaign = data.campaign;
    let here = data.plan.windows.iter().filter(|own| campaign.site_of(own.station) == Some(site));
    let hurt = here.filter(|own| {
        let mut wishes = campaign.preferences_of(own.group);
        wishes.any(|wish| wish.is_hurt_by(own.date, own.interval))
    });
    hurt.count()
}

fn crew_page(
    data: &ReportData<'_>,
    crew: CrewId,
    stands: &[Stand],
    sites: &[VisitedSite],
    file: &str,
    lang: Lang,
) -> String {
    let campaign = data.campaign;
    let own: Vec<&Stand> = stands.iter().filter(|stand| stand.crew == crew).collect();
    let home = campaign.crew(crew).home;
    let rows = own.iter().enumerate().map(|(place, stand)| {
        let before = place.checked_sub(1).map_or(home, |before| own[before].site);
        let way = (before.is_some() && before != stand.site).then(|| {
            let from = before.map(|site| campaign.site(site).name.get(lang));
            context! { from, minutes => campaign.travel(before, stand.site) }
        });
        let mut windows: Vec<_> = data
            .plan
            .windows
            .iter()
            .filter(|window| {
                (window.station, window.date) == (stand.station, stand.date)
                    && stand.interval.start <= window.interval.start
                    && window.interval.start < stand.interval.end
            })
            .collect();
        windows.sort_by_key(|window| window.interval);
        let groups: Vec<Value> = windows
            .iter()
            .map(|window| {
                context! {
                    time => window.interval.to_string(),
                    name => at_its_campus(campaign, window, lang),
                    people => window.expected(campaign),
                }
            })
            .collect();
        let site = sites.iter().find(|own| Some(own.site) == stand.site);
        context! {
            day => day_label(stand.date, lang),
            half => half_label(stand.interval, lang),
            time => stand.interval.to_string(),
            site => stand.site.map(|site| campaign.site(site).name.get(lang)),
            file => site.map(|site| site.file.as_str()),
            way,
            people => windows.iter().map(|window| window.expected(campaign)).sum::<i64>(),
            groups,
        }
    });
    let back = own.last().and_then(|last| {
        let home = home.filter(|home| Some(*home) != last.site)?;
        let name = campaign.site(home).name.get(lang);
        Some(context! { name, minutes => campaign.travel(last.site, Some(home)) })
    });
    let values = context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => campaign.title().get(lang),
        name => campaign.crew(crew).name.get(lang),
        file,
        rows => rows.collect::<Vec<_>>(),
        back,
        half_days => own.len(),
        people => people_of(data, crew),
        utilisation => per_cent(people_of(data, crew), room(campaign, &own)),
        travel => hours(travel(campaign, crew, &own)),
        home => home.map(|home| campaign.site(home).name.get(lang)),
        version => env!("CARGO_PKG_VERSION"),
    };
    render("season-crew.html", values)
}

/// A group's name without that of its campus, which the page has in the column beside it.
fn at_its_campus<'a>(campaign: &'a Campaign, window: &Window, lang: Lang) -> &'a str {
    let name = campaign.group(window.group).name.get(lang);
    let Some(site) = campaign.site_of(window.station) else { return name };
    let site = campaign.site(site).name.get(lang);
    let rest = match lang {
        Lang::Zh => name.strip_prefix(site),
        Lang::En => name.strip_suffix(site).and_then(|rest| rest.strip_suffix(", ")),
    };
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The map as a table: a row for each half-day, a column for each crew.
fn map_table(campaign: &Campaign, stands: &[Stand], lang: Lang) -> Vec<Vec<String>> {
    let times: BTreeSet<_> = stands.iter().map(|stand| (stand.date, stand.interval)).collect();
    let crews = || (0..campaign.crews().len()).map(CrewId);
    let mut heading = lang.pick(["日期", "时间"], ["date", "time"]).map(str::to_owned).to_vec();
    heading.extend(crews().map(|crew| campaign.crew(crew).name.get(lang).to_owned()));
    let rows = times.into_iter().map(|(date, interval)| {
        let mut row = vec![date.to_string(), interval.to_string()];
        row.extend(crews().map(|crew| {
            let is_here =
                |stand: &&Stand| (stand.crew, stand.date, stand.interval) == (crew, date, interval);
            let site = stands.iter().find(is_here).and_then(|stand| stand.site);
            site.map(|site| campaign.site(site).name.get(lang).to_owned()).unwrap_or_default()
        }));
        row
    });
    std::iter::once(heading).chain(rows).collect()
}
