//! Lists of several sheets as one: what two of them say is counted once, and where nobody knows
//! which of two counts, that is a fault.

use super::list::{ListRow, SheetList};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Text, counted};
use crate::files::faults::Faults;
use crate::files::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rows of all sheets.
pub struct JoinedList {
    /// Whether each row is one person.
    pub is_roster: bool,
    /// In the order of the sheets.
    pub rows: Vec<ListRow>,
}

/// Joins the lists.
pub fn join(lists: Vec<SheetList>, faults: &mut Faults) -> JoinedList {
    let (rosters, counts): (Vec<SheetList>, Vec<SheetList>) =
        lists.into_iter().filter(|list| !list.rows.is_empty()).partition(|list| list.is_roster);
    let is_roster = !rosters.is_empty();
    if is_roster {
        for list in &counts {
            hold_against(list, &rosters, faults);
        }
    }
    let lists = if is_roster { rosters } else { counts };
    let before = faults.len();
    find_overlaps(&lists, faults);
    // Rows that two sheets have would be faults once more, one by one.
    let lists = if faults.len() > before { Vec::new() } else { lists };
    let mut rows: Vec<ListRow> = lists.into_iter().flat_map(|list| list.rows).collect();
    tell_apart_by_major(&mut rows, faults);
    JoinedList { is_roster, rows }
}

/// Counts beside a roster, such as a pivot table of it, are no more people. Where they differ, one
/// of the two is another year's, or out of date.
fn hold_against(list: &SheetList, rosters: &[SheetList], faults: &mut Faults) {
    let counted = people(&list.rows);
    let persons: BTreeMap<String, i64> = rosters.iter().fold(BTreeMap::new(), |mut sums, list| {
        for (college, people) in people(&list.rows) {
            *sums.entry(college).or_default() += people;
        }
        sums
    });
    if counted == persons {
        faults.note(
            Code::RowSkipped,
            list.place.clone(),
            "人数与花名册一致，不重复计入",
            "its headcounts are those of the roster, and were not counted twice",
        );
        return;
    }
    let sum = |people: &BTreeMap<String, i64>| people.values().sum::<i64>();
    let (own, others) = (sum(&counted), sum(&persons));
    faults.push(
        Diagnostic::error(
            Code::SeveralLists,
            Text::new(
                format!("工作表写 {own} 人，花名册共 {others} 人，各学院人数不一致"),
                format!(
                    "the sheet says {own}, the roster has {others}, and colleges differ",
                    own = counted::people(own)
                ),
            ),
        )
        .at(list.place.clone())
        .help(choose(rosters[0].place.sheet.as_deref())),
    );
}

/// People by college; a college's own row counts for its classes.
fn people(rows: &[ListRow]) -> BTreeMap<String, i64> {
    let (mut stated, mut of_classes) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let sums = if row.class.is_some() { &mut of_classes } else { &mut stated };
        *sums.entry(fold(&row.college)).or_default() += row.headcount;
    }
    of_classes.extend(stated);
    of_classes
}

/// Two sheets with the same classes or students, or with the same colleges of two years, are two
/// versions of one list.
fn find_overlaps(lists: &[SheetList], faults: &mut Faults) {
    let mut owners: HashMap<(String, String), usize> = HashMap::new();
    let mut colleges: HashMap<String, BTreeSet<usize>> = HashMap::new();
    let mut overlaps: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (place, list) in lists.iter().enumerate().filter(|_| lists.len() > 1) {
        for row in &list.rows {
            colleges.entry(fold(&row.college)).or_default().insert(place);
            let key = match (&row.number, list.is_roster) {
                (Some((number, _)), true) => (number.clone(), String::new()),
                // Pages of a roster may share a class.
                (None, true) => continue,
                (_, false) => {
                    (fold(&row.college), row.class.as_deref().map(fold).unwrap_or_default())
                }
            };
            let owner = *owners.entry(key).or_insert(place);
            if owner != place {
                *overlaps.entry((owner, place)).or_default() += 1;
            }
        }
    }
    let years: Vec<Option<String>> =
        lists.iter().map(|list| list.place.sheet.as_deref().and_then(year)).collect();
    for places in colleges.values() {
        for (one, other) in places.iter().zip(places.iter().skip(1)) {
            if years[*one].is_some() && years[*other].is_some() && years[*one] != years[*other] {
                overlaps.entry((*one, *other)).or_insert(0);
            }
        }
    }
    for ((one, other), count) in overlaps {
        let name = |place: usize| lists[place].place.sheet.clone().unwrap_or_default();
        let (first, second) = (name(one), name(other));
        let said = if count > 0 {
            let what = counted::of(count, "row", "rows");
            Text::new(
                format!("与工作表“{first}”有 {count} 行相同，不知以哪张为准"),
                format!("{what} are on sheet “{first}”, too: which of the two counts is unclear"),
            )
        } else {
            Text::new(
                format!("与工作表“{first}”写着不同的年份和相同的学院，不知以哪张为准"),
                format!(
                    "it names another year than sheet “{first}” and the same colleges: which of the two counts is unclear"
                ),
            )
        };
        faults.push(
            Diagnostic::error(Code::SeveralLists, said)
                .at(lists[other].place.clone())
                .help(choose(Some(&second))),
        );
    }
}

fn choose(sheet: Option<&str>) -> Text {
    let name = sheet.unwrap_or_default();
    Text::new(
        format!("用 --sheet 指明要读的工作表，例如 --sheet “{name}”；可以写多次"),
        format!("name the sheet to read, such as --sheet “{name}”; several may be named"),
    )
}

/// The first four digits in a row of a name, such as those of 2025届.
fn year(name: &str) -> Option<String> {
    let folded = fold(name);
    let mut runs = folded.split(|c: char| !c.is_ascii_digit());
    runs.find(|digits| digits.len() == 4).map(str::to_owned)
}

/// Classes of one name in one college are told apart by their majors: 英语 and 日语 both have a
/// 1班.
fn tell_apart_by_major(rows: &mut [ListRow], faults: &mut Faults) {
    let mut majors: HashMap<(String, String), Option<String>> = HashMap::new();
    for row in rows.iter() {
        let (Some(class), Some(major)) = (&row.class, &row.major) else { continue };
        let major = fold(major);
        majors
            .entry((fold(&row.college), fold(class)))
            .and_modify(|known| *known = known.take().filter(|known| *known == major))
            .or_insert(Some(major));
    }
    if majors.values().all(Option::is_some) {
        return;
    }
    for row in rows {
        let (Some(class), Some(major)) = (&row.class, &row.major) else { continue };
        if majors.get(&(fold(&row.college), fold(class))).is_none_or(Option::is_some) {
            continue;
        }
        faults.note(
            Code::Guessed,
            row.place.clone(),
            "不同专业有同名的班级，班名前加上了专业",
            "classes of several majors have one name; the major was put before it",
        );
        row.class = Some(format!("{major}{class}"));
    }
}
