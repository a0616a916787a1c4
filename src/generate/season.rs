//! Made-up seasons of an agency: campuses in ten towns, crews that go from one to the next, wishes
//! and closed days, around a hidden plan in which every wish is granted.

use super::InstanceFile;
use super::colleges;
use super::recipe::usage;
use crate::base::diagnostic::Diagnostic;
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::files::fields::{GroupRow, given};
use crate::files::write_rows;
use jiff::civil::{Date, Weekday, date};
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use std::fmt::Write;

/// The most campuses: ten towns and ten schools make 100 names, each used twice, the second time with
/// a number.
const MOST_CAMPUSES: usize = 200;
/// Minutes of a half-day, from 08:30 to 11:30 and from 14:00 to 17:00.
const HALF_DAY: i64 = 180;
/// Cameras of a crew.
const CAMERAS: i64 = 4;
/// Seconds a photo, at each camera.
const SECONDS: i64 = 50;
/// People whom a crew photographs in an hour.
const RATE: i64 = 3_600 * CAMERAS / SECONDS;
/// Steps of the grid, in minutes.
const GRID: i64 = 10;
/// The most half-days of a campus with one desk: two desks halve the days of a larger one.
const LARGE: i64 = 12;

/// A town with its place, in kilometres east and north.
struct Town {
    zh: &'static str,
    en: &'static str,
    at: (i64, i64),
}

const fn town(zh: &'static str, en: &'static str, east: i64, north: i64) -> Town {
    Town { zh, en, at: (east, north) }
}

const TOWNS: [Town; 10] = [
    town("渝中", "Yuzhong", 0, 0),
    town("江津", "Jiangjin", -25, -30),
    town("永川", "Yongchuan", -60, -20),
    town("合川", "Hechuan", -25, 45),
    town("长寿", "Changshou", 55, 30),
    town("涪陵", "Fuling", 85, 15),
    town("綦江", "Qijiang", 10, -60),
    town("大足", "Dazu", -80, 15),
    town("万州", "Wanzhou", 180, 130),
    town("黔江", "Qianjiang", 210, 0),
];

const SCHOOLS: [(&str, &str); 10] = [
    ("师范学院", "Normal College"),
    ("理工学院", "Institute of Technology"),
    ("职业技术学院", "Vocational College"),
    ("医药学院", "Medical College"),
    ("商学院", "Business College"),
    ("工程学院", "Engineering College"),
    ("科技学院", "College of Science"),
    ("艺术学院", "Arts College"),
    ("财经学院", "College of Finance"),
    ("外国语学院", "Foreign Studies College"),
];

/// The arguments of a season; the same ones always give the same season.
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonRecipe {
    /// Campuses.
    pub campuses: usize,
    /// Crews.
    pub crews: usize,
    /// Days from the first to the last, Sundays counted, on which nobody works.
    pub days: usize,
    /// The seed of chance.
    pub seed: u64,
    /// The language of the files.
    pub lang: Lang,
}

/// A season that was made.
#[derive(Debug, Clone)]
pub struct GeneratedSeason {
    /// Groups of all campuses.
    pub groups: usize,
    /// Their people.
    pub people: i64,
    /// Its files.
    pub files: Vec<InstanceFile>,
}

/// A campus of the hidden plan.
struct HiddenCampus {
    name: Text,
    town: usize,
    groups: Vec<(Text, i64)>,
    half_days: i64,
    /// Places of days on which it is closed.
    closed: Vec<usize>,
    /// Places of the first and last day of its hidden visit.
    visit: (usize, usize),
}

/// Makes a season.
///
/// # Errors
/// Every argument outside its range, or crews that have fewer half-days in these days than the
/// campuses need.
pub fn generate_season(recipe: &SeasonRecipe) -> Result<GeneratedSeason, Vec<Diagnostic>> {
    let sizes = [
        ("--season", recipe.campuses, 1, MOST_CAMPUSES),
        ("--crews", recipe.crews, 1, 50),
        ("--days", recipe.days, 2, 180),
    ];
    let outside = sizes.into_iter().filter(|(_, value, least, most)| value < least || value > most);
    let faults: Vec<Diagnostic> = outside
        .map(|(name, value, least, most)| {
            usage(
                format!("{name} 为 {value}，应在 {least} 与 {most} 之间"),
                format!("{name} is {value}, it wants {least} to {most}"),
            )
        })
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let dice = &mut ChaCha8Rng::seed_from_u64(recipe.seed);
    let first = date(2026, 3, 2);
    let days: Vec<Date> = first.series(jiff::ToSpan::days(1)).take(recipe.days).collect();
    let mut campuses: Vec<HiddenCampus> =
        (0..recipe.campuses).map(|number| campus(number, days.len(), dice)).collect();
    let off: Vec<Option<usize>> = (0..recipe.crews)
        .map(|_| dice.random_bool(0.4).then(|| dice.random_range(0..days.len())))
        .collect();
    if !hide_plan(&mut campuses, &days, &off) {
        return Err(vec![usage(
            format!(
                "{} 个小组在 {} 天内拍不完 {} 个校区",
                recipe.crews, recipe.days, recipe.campuses
            ),
            format!(
                "{} crews can't serve {} campuses in {} days",
                recipe.crews, recipe.campuses, recipe.days
            ),
        )]);
    }
    let mut files = vec![InstanceFile {
        name: "season.toml".to_owned(),
        text: settings(recipe, &campuses, &days, &off, dice),
    }];
    for (number, campus) in campuses.iter().enumerate() {
        let rows: Vec<GroupRow> = campus
            .groups
            .iter()
            .map(|(name, people)| GroupRow {
                group: given(name.get(Lang::Zh)),
                group_en: given(name.get(Lang::En)),
                headcount: given(*people),
                ..GroupRow::default()
            })
            .collect();
        files.push(InstanceFile {
            name: format!("{}/groups.csv", folder(number)),
            text: write_rows(&rows, CampaignKind::default(), recipe.lang),
        });
    }
    let groups = || campuses.iter().flat_map(|campus| &campus.groups);
    Ok(GeneratedSeason {
        groups: groups().count(),
        people: groups().map(|(_, people)| people).sum(),
        files,
    })
}

fn folder(number: usize) -> String {
    format!("campuses/{:03}", number + 1)
}

fn campus(number: usize, days: usize, dice: &mut ChaCha8Rng) -> HiddenCampus {
    let (town, school) = (number % TOWNS.len(), number / TOWNS.len());
    let ((zh, en), again) = (SCHOOLS[school % SCHOOLS.len()], school / SCHOOLS.len());
    let again =
        |text: &str| if again == 0 { String::new() } else { format!("{text}{}", again + 1) };
    let name = Text::new(
        format!("{}{zh}{}", TOWNS[town].zh, again("校区")),
        format!("{} {en}{}", TOWNS[town].en, again(" campus ")),
    );
    let count = dice.random_range(6..=20_usize);
    let groups: Vec<(Text, i64)> = colleges::of_campus(count, dice)
        .into_iter()
        .map(|name| (name, dice.random_range(120..=540)))
        .collect();
    let half_days = half_days(&groups);
    let mut all: Vec<usize> = (0..days).collect();
    all.shuffle(dice);
    let closed = all.into_iter().take(dice.random_range(0..=3_usize)).collect();
    HiddenCampus { name, town, groups, half_days, closed, visit: (0, 0) }
}

/// Half-days of 180 minutes into which first-fit decreasing puts the groups.
fn half_days(groups: &[(Text, i64)]) -> i64 {
    let minutes = |people: i64| (people * 60 + RATE - 1) / RATE;
    let mut needs: Vec<i64> =
        groups.iter().map(|(_, people)| (minutes(*people) + GRID - 1) / GRID * GRID).collect();
    needs.sort_unstable_by_key(|need| std::cmp::Reverse(*need));
    let mut room: Vec<i64> = Vec::new();
    for need in needs {
        match room.iter_mut().find(|room| **room >= need) {
            Some(room) => *room -= need,
            None => room.push(HALF_DAY - need),
        }
    }
    room.len() as i64
}

/// Gives every campus whole days of one crew, one after another, the largest first to the crew that is
/// free first. Whether they all end in time.
fn hide_plan(campuses: &mut [HiddenCampus], days: &[Date], off: &[Option<usize>]) -> bool {
    let mut free = vec![0; off.len()];
    let mut order: Vec<usize> = (0..campuses.len()).collect();
    order.sort_by_key(|campus| std::cmp::Reverse(campuses[*campus].half_days));
    for campus in order {
        let own = &mut campuses[campus];
        let crew = (0..off.len()).min_by_key(|crew| free[*crew]).unwrap_or(0);
        let works = |day: &usize| {
            days[*day].weekday() != Weekday::Sunday
                && off[crew] != Some(*day)
                && !own.closed.contains(day)
        };
        let needed = (own.half_days + 1) / 2;
        let visit: Vec<usize> =
            (free[crew]..days.len()).filter(works).take(needed as usize).collect();
        let (Some(first), Some(last)) = (visit.first(), visit.last()) else { return false };
        if (visit.len() as i64) < needed {
            return false;
        }
        own.visit = (*first, *last);
        free[crew] = last + 1;
    }
    true
}

fn settings(
    recipe: &SeasonRecipe,
    campuses: &[HiddenCampus],
    days: &[Date],
    off: &[Option<usize>],
    dice: &mut ChaCha8Rng,
) -> String {
    let say = |zh: &str, en: &str| recipe.lang.pick(zh.to_owned(), en.to_owned());
    let mut text = String::new();
    let (SeasonRecipe { campuses: many, crews, days: length, seed, lang }, last) =
        (recipe, days.last().copied().unwrap_or_default());
    // Writing into a string never fails.
    let _ = writeln!(
        text,
        "# {}\n# callsheet generate --season {many} --crews {crews} --days {length} --seed {seed} --lang {lang}",
        say(
            "生成的季度活动：校区、学院与人数均为虚构。同样的命令得到同样的文件：",
            "A generated season: campuses, colleges and headcounts are made up. The same command gives the same files:"
        ),
    );
    let _ = write!(
        text,
        "title = \"2026届毕业生图像采集（生成的季度活动）\"\ntitle_en = \"Graduate photos 2026 (generated season)\"\nlanguage = \"{lang}\"\ngrid_minutes = {GRID}\nfirst_day = {}\nlast_day = {last}\ndays_off = \"周日\"\n",
        days[0],
    );
    let _ = write!(
        text,
        "\n# {}\n[objective]\ntiers = [\"blocks\", \"preference\", \"moves\", \"visits\"]\n",
        say(
            "先少用半天，再满足校区希望的日期，再少转场，最后少去几天",
            "Few half-days first, then the days that campuses wish for, few moves, few days at each"
        ),
    );
    for (name, english, start, end) in
        [("上午", "morning", "08:30", "11:30"), ("下午", "afternoon", "14:00", "17:00")]
    {
        let name = say(name, english);
        let _ = write!(
            text,
            "\n[[half_day]]\nname = \"{name}\"\nstart = \"{start}\"\nend = \"{end}\"\n"
        );
    }
    let base = Text::new("公司", "Agency");
    let _ = write!(
        text,
        "\n[[site]]\nname = \"{}\"\nname_en = \"{}\"\nregion = \"{}\"\ndesks = 0\n",
        base.get(Lang::Zh),
        base.get(Lang::En),
        TOWNS[0].zh
    );
    for (number, campus) in campuses.iter().enumerate() {
        let _ = write!(
            text,
            "\n[[site]]\nname = \"{}\"\nname_en = \"{}\"\nregion = \"{}\"\nfolder = \"{}\"\n",
            campus.name.get(Lang::Zh),
            campus.name.get(Lang::En),
            TOWNS[campus.town].zh,
            folder(number)
        );
        if campus.half_days > LARGE {
            text.push_str("desks = 2\n");
        }
        if !campus.closed.is_empty() {
            let mut closed = campus.closed.clone();
            closed.sort_unstable();
            let closed: Vec<String> = closed.iter().map(|day| days[*day].to_string()).collect();
            let _ = writeln!(text, "not_on = \"{}\"", closed.join(";"));
        }
        if dice.random_bool(0.6) {
            let slack = dice.random_range(2..=6_usize);
            let from = days[campus.visit.0.saturating_sub(slack)];
            let to = days[(campus.visit.1 + slack).min(days.len() - 1)];
            let _ = write!(text, "wish_from = {from}\nwish_to = {to}\n");
        }
    }
    let is_there = |town: &usize| *town == 0 || campuses.iter().any(|campus| campus.town == *town);
    let towns: Vec<&Town> = (0..TOWNS.len()).filter(is_there).map(|town| &TOWNS[town]).collect();
    for (place, one) in towns.iter().enumerate() {
        for other in &towns[place..] {
            let _ = write!(
                text,
                "\n[[travel]]\nfrom = \"{}\"\nto = \"{}\"\nminutes = {}\n",
                one.zh,
                other.zh,
                minutes_between(one, other)
            );
        }
    }
    for (number, off) in off.iter().enumerate() {
        let _ = write!(
            text,
            "\n[[crew]]\nname = \"{0}组\"\nname_en = \"Crew {0}\"\ncameras = {CAMERAS}\nseconds_per_photo = {SECONDS}\nhome = \"{1}\"\n",
            number + 1,
            base.get(Lang::Zh)
        );
        if let Some(off) = off {
            let _ = writeln!(text, "not_in = \"{}\"", days[*off]);
        }
    }
    text
}

/// Packing, setting up, and the way at 70 km an hour, in steps of ten minutes.
fn minutes_between(one: &Town, other: &Town) -> i64 {
    let (east, north) = (one.at.0 - other.at.0, one.at.1 - other.at.1);
    let kilometres = (east * east + north * north).isqrt();
    60 + (kilometres * 60 / 70 + 9) / 10 * 10
}
