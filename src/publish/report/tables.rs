//! Tables as CSV, with a byte-order mark so that Excel reads the Chinese.

use crate::base::clock::{DayPart, Interval, clock, day_label, half_label};
use crate::base::text::Lang;
use crate::campaign::plan::{MakeUpRow, Plan, Window};
use crate::campaign::{Block, Campaign, ClassRun, GroupId, MakeUp, StationId};
use crate::files::fields::Table;
use crate::files::{BYTE_ORDER_MARK, headers, write_table};
use jiff::civil::Date;

/// One half-day of the official table: its number, its time, and who comes.
pub struct HalfDay<'a> {
    /// Running number, one per half-day.
    pub number: usize,
    /// The day.
    pub date: Date,
    /// The station.
    pub station: StationId,
    /// 上午, 下午 or 晚上.
    pub half: &'static str,
    /// Rows in order of time.
    pub rows: Vec<HalfDayRow<'a>>,
}

/// One row of a half-day.
pub struct HalfDayRow<'a> {
    /// Start and end, in minutes of the day.
    pub interval: Interval,
    /// The group, or the make-up time.
    pub name: String,
    /// People on its list; `None` for make-up time.
    pub headcount: Option<i64>,
    /// The window, when it is one.
    pub window: Option<&'a Window>,
    /// Where a group is cut, the classes of this window for readers, such as `（1班–5班）`; empty for
    /// the whole group.
    pub part: String,
}

/// `（1班–5班）`, or nothing for a whole group.
pub fn part_label(
    campaign: &Campaign,
    group: GroupId,
    run: Option<ClassRun>,
    lang: Lang,
) -> String {
    let Some(run) = run else { return String::new() };
    let names: Vec<&str> = campaign
        .group(group)
        .classes_of(Some(run))
        .iter()
        .map(|class| class.name.as_str())
        .collect();
    match (names.first(), names.last()) {
        (Some(first), Some(last)) if names.len() > 1 => {
            lang.pick(format!("（{first}–{last}）"), format!(" ({first}–{last})"))
        }
        (Some(only), _) => lang.pick(format!("（{only}）"), format!(" ({only})")),
        _ => String::new(),
    }
}

/// The group of a window, with its classes where it is cut.
pub fn window_name(campaign: &Campaign, window: &Window, lang: Lang) -> String {
    let part = part_label(campaign, window.group, window.run, lang);
    format!("{}{part}", campaign.group(window.group).name.get(lang))
}

/// Make-up time with its name: what the plan has, where it has any, or what the campaign reserves.
pub fn make_up<'a>(campaign: &'a Campaign, plan: &Plan, lang: Lang) -> Vec<(MakeUpRow, &'a str)> {
    let reserved = || {
        campaign.blocks().iter().flat_map(|block| block.make_up.iter().map(move |own| (block, own)))
    };
    let name = |row: &MakeUpRow| {
        let is_this = |block: &Block, own: &MakeUp| {
            (block.date, block.station, own.interval) == (row.date, row.station, row.interval)
        };
        // A plan's rows are known for make-up time by one of these names.
        let (_, own) =
            reserved().find(|(block, own)| is_this(block, own)).or_else(|| reserved().next())?;
        Some(own.name.get(lang))
    };
    let rows = if plan.make_up.is_empty() {
        MakeUpRow::reserved(campaign, plan)
    } else {
        plan.make_up.clone()
    };
    rows.into_iter().filter_map(|row| name(&row).map(|name| (row, name))).collect()
}

/// The timetable in the form of Attachment 2: one number per half-day, by day, half-day and
/// station.
pub fn half_days<'a>(campaign: &'a Campaign, plan: &'a Plan, lang: Lang) -> Vec<HalfDay<'a>> {
    let windows = plan.windows.iter().map(|window| {
        let group = campaign.group(window.group);
        let name = group.name.get(lang).to_owned();
        (window.date, window.station, window.interval, name, Some(window))
    });
    let make_up = make_up(campaign, plan, lang).into_iter();
    let make_up =
        make_up.map(|(row, name)| (row.date, row.station, row.interval, name.to_owned(), None));
    let mut entries: Vec<_> = windows.chain(make_up).collect();
    // Halves by name would sort 上午 after 下午: the hour decides.
    let span = |station, date, interval| {
        campaign
            .block_at(station, date, interval)
            .map_or(interval, |block| campaign.block(block).regular)
    };
    entries.sort_by_key(|(date, station, interval, ..)| {
        (*date, DayPart::of(span(*station, *date, *interval)), *station, *interval)
    });
    let mut table: Vec<HalfDay<'_>> = Vec::new();
    for (date, station, interval, name, window) in entries {
        let half = half_label(span(station, date, interval), lang);
        let row = HalfDayRow {
            interval,
            name,
            headcount: window.map(|window| window.headcount(campaign)),
            window,
            part: window
                .map(|window| part_label(campaign, window.group, window.run, lang))
                .unwrap_or_default(),
        };
        match table.last_mut() {
            Some(last) if (last.date, last.half, last.station) == (date, half, station) => {
                last.rows.push(row);
            }
            _ => table.push(HalfDay {
                number: table.len() + 1,
                date,
                station,
                half,
                rows: vec![row],
            }),
        }
    }
    table
}

/// The official table: 序号, 摄像时间安排, 学院, 人数.
pub fn official_csv(campaign: &Campaign, plan: &Plan, lang: Lang) -> String {
    let (time, people) = (campaign.kind().zh().timetable, campaign.kind().headcount(lang));
    let several = campaign.stations().len() > 1;
    let mut rows = vec![
        lang.pick(["序号", time, "学院", &people], ["No.", "Time", "Group", &people])
            .map(str::to_owned),
    ];
    for half_day in half_days(campaign, plan, lang) {
        for row in &half_day.rows {
            let station = if several {
                format!(" {}", campaign.station(half_day.station).name.get(lang))
            } else {
                String::new()
            };
            let day = day_label(half_day.date, lang);
            let time = match lang {
                Lang::Zh => format!("{day}{}{station} {}", half_day.half, row.interval),
                Lang::En => format!("{day} {}{station} {}", half_day.half, row.interval),
            };
            let people = row.headcount.map(|people| people.to_string()).unwrap_or_default();
            rows.push([
                half_day.number.to_string(),
                time,
                format!("{}{}", row.name, row.part),
                people,
            ]);
        }
    }
    write_table(rows)
}

/// The plan, as `check` and `report` read it back.
pub fn plan_csv(campaign: &Campaign, plan: &Plan, lang: Lang) -> String {
    write_table(plan_rows(campaign, plan, lang))
}

/// The rows of [`plan_csv`], headers first.
pub fn plan_rows(campaign: &Campaign, plan: &Plan, lang: Lang) -> Vec<Vec<String>> {
    // The column of classes is there where some group is cut.
    let cut = plan.windows.iter().any(|window| window.run.is_some());
    let mut rows = vec![headers(Table::Plan, campaign.kind(), lang)];
    for half_day in half_days(campaign, plan, Lang::Zh) {
        for row in &half_day.rows {
            let classes = row.window.filter(|window| window.run.is_some()).map(|window| {
                let classes = campaign.group(window.group).classes_of(window.run).iter();
                classes.map(|class| class.name.as_str()).collect::<Vec<_>>().join(";")
            });
            rows.push(vec![
                rows.len().to_string(),
                half_day.date.to_string(),
                campaign.station(half_day.station).name.get(Lang::Zh).to_owned(),
                clock(row.interval.start),
                clock(row.interval.end),
                row.name.clone(),
                // What a hand-made plan states stays as it is: that it is out of date is for the
                // check to say.
                row.window
                    .and_then(|window| window.stated_headcount)
                    .or(row.headcount)
                    .map(|people| people.to_string())
                    .unwrap_or_default(),
                classes.unwrap_or_default(),
            ]);
        }
    }
    if !cut {
        for row in &mut rows {
            row.truncate(row.len() - 1);
        }
    }
    rows
}

/// The class slots with their call times, as `check --slots` reads them back.
pub fn slots_csv(campaign: &Campaign, plan: &Plan, lang: Lang) -> String {
    with_note(write_table(slots_rows(campaign, plan, lang)), illustration(campaign, lang))
}

/// Said wherever classes of an illustrative list are shown. It has no comma of ASCII: a spreadsheet
/// that saves it as CSV would put it in quotes, and it would be no comment any more.
pub fn illustration(campaign: &Campaign, lang: Lang) -> Option<&'static str> {
    let note = lang.pick(
        "班级名单仅为示意，非官方数据。",
        "The class list is an illustration and not official data.",
    );
    campaign.classes_are_illustrative().then_some(note)
}

/// The text of a table with a note above its headers, as a comment, which readers skip.
pub fn with_note(text: String, note: Option<&str>) -> String {
    match note {
        Some(note) => text.replacen(BYTE_ORDER_MARK, &format!("{BYTE_ORDER_MARK}# {note}\n"), 1),
        None => text,
    }
}

/// The rows of [`slots_csv`], headers first.
pub fn slots_rows(campaign: &Campaign, plan: &Plan, lang: Lang) -> Vec<Vec<String>> {
    let mut rows = vec![headers(Table::Slots, campaign.kind(), lang)];
    let agreed = lang.pick("是", "yes");
    for slot in &plan.slots {
        let group = campaign.group(slot.group);
        let class = &group.classes[slot.class];
        rows.push(vec![
            group.name.get(Lang::Zh).to_owned(),
            class.name.clone(),
            class.headcount.to_string(),
            group.expected_of_class(slot.class).to_string(),
            slot.date.to_string(),
            campaign.station(slot.station).name.get(Lang::Zh).to_owned(),
            clock(campaign.call(slot.interval.start)),
            clock(slot.interval.start),
            clock(slot.interval.end),
            if plan.agreed.contains(&slot.group) { agreed } else { "" }.to_owned(),
        ]);
    }
    // The column is there where a group has asked for its slots.
    if plan.agreed.is_empty() {
        for row in &mut rows {
            row.truncate(row.len() - 1);
        }
    }
    rows
}
