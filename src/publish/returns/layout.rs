//! What stands where in a form. Writer and reader share it, so that the reader knows every cell
//! that the college did not type.

use crate::base::clock::{Interval, Minutes, clock, day_label};
use crate::base::kind::{CampaignKind, Counts};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId, StationId};
use crate::publish::words::places::half_day;
use jiff::civil::Date;

/// The sheet that a college fills in.
pub const SHEET: &str = "回执 Return";
/// The sheet that says what the form is; it is hidden.
pub const ABOUT: &str = "callsheet";
/// Columns of the form.
pub const COLUMNS: usize = 10;

/// Columns of the table of classes, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormColumn {
    /// Running number.
    Number = 1,
    /// The class.
    Class,
    /// Its people; the college may correct it.
    Headcount,
    /// The day of the slot.
    Date,
    /// Where the proposed slot starts.
    Start,
    /// Where it ends.
    End,
    /// Accept or change.
    Answer,
    /// The slot that the college wants instead.
    NewStart,
    /// Its end.
    NewEnd,
    /// Whatever the college wants to say.
    Note,
}

impl FormColumn {
    /// All columns in order.
    pub const ALL: [FormColumn; COLUMNS] = [
        FormColumn::Number,
        FormColumn::Class,
        FormColumn::Headcount,
        FormColumn::Date,
        FormColumn::Start,
        FormColumn::End,
        FormColumn::Answer,
        FormColumn::NewStart,
        FormColumn::NewEnd,
        FormColumn::Note,
    ];

    /// Whether the college types here.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            FormColumn::Headcount
                | FormColumn::Answer
                | FormColumn::NewStart
                | FormColumn::NewEnd
                | FormColumn::Note
        )
    }

    /// The header.
    pub fn header(self, kind: CampaignKind, lang: Lang) -> String {
        let (zh, en) = match self {
            FormColumn::Number => ("序号", "No."),
            FormColumn::Class => ("班级", "Class"),
            FormColumn::Headcount if kind.counts == Counts::Classes => {
                ("班数", kind.count().column)
            }
            FormColumn::Headcount => ("人数", "Headcount"),
            FormColumn::Date => ("日期", "Date"),
            FormColumn::Start => ("提议开始", "Proposed start"),
            FormColumn::End => ("提议结束", "Proposed end"),
            FormColumn::Answer => ("答复", "Answer"),
            FormColumn::NewStart => ("新开始", "New start"),
            FormColumn::NewEnd => ("新结束", "New end"),
            FormColumn::Note => ("备注", "Note"),
        };
        both(&Text::new(zh, en), lang, "\n")
    }
}

/// Labels beside which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormLabel {
    /// The college's name.
    College,
    /// When the form must be back.
    Deadline,
    /// The college's windows.
    Window,
    /// Who answers for the form.
    Contact,
    /// How to reach them.
    Phone,
    /// Anything else.
    Remarks,
    /// Another half-day that the college would rather come on.
    HalfDay,
}

impl FormLabel {
    /// All labels.
    pub const ALL: [FormLabel; 7] = [
        FormLabel::College,
        FormLabel::Deadline,
        FormLabel::Window,
        FormLabel::Contact,
        FormLabel::Phone,
        FormLabel::Remarks,
        FormLabel::HalfDay,
    ];

    /// The text.
    pub fn text(self, lang: Lang) -> String {
        let (zh, en) = match self {
            FormLabel::College => ("学院", "College"),
            FormLabel::Deadline => ("截止日期", "Deadline"),
            FormLabel::Window => ("学院时段", "Window"),
            FormLabel::Contact => ("联系人", "Contact"),
            FormLabel::Phone => ("电话", "Phone"),
            FormLabel::Remarks => ("其他说明", "Remarks"),
            FormLabel::HalfDay => ("希望改到", "Would rather come"),
        };
        both(&Text::new(zh, en), lang, "\n")
    }
}

/// Accepting the proposed slot.
pub fn accept(lang: Lang) -> String {
    both(&Text::new("接受", "Accept"), lang, " ")
}

/// Asking for another.
pub fn change(lang: Lang) -> String {
    both(&Text::new("更改", "Change"), lang, " ")
}

/// Both languages, that of the reader first; once where they are the same.
pub fn both(text: &Text, lang: Lang, between: &str) -> String {
    let (first, second) = lang.pick((Lang::Zh, Lang::En), (Lang::En, Lang::Zh));
    let (first, second) = (text.get(first), text.get(second));
    if first == second { first.to_owned() } else { format!("{first}{between}{second}") }
}

/// A class of a form with the slot that the plan proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// Its place in the group's list; `None` for a college without a list of classes.
    pub class: Option<usize>,
    /// Its name.
    pub name: String,
    /// Its people.
    pub headcount: i64,
    /// The proposed slot; `None` where nobody is expected.
    pub slot: Option<(Date, StationId, Interval)>,
    /// The window of its college in which the slot lies.
    pub window: Option<Interval>,
}

/// The first day of the campaign, as the hidden sheet says it.
pub fn first_day(campaign: &Campaign) -> String {
    let first = campaign.blocks().iter().map(|block| block.date).min();
    first.map(|day| day.to_string()).unwrap_or_default()
}

/// The form of one college.
pub struct Form<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The college.
    pub group: GroupId,
    /// Its windows in the order of time.
    pub windows: Vec<&'a Window>,
    /// Its classes in their listed order.
    pub rows: Vec<FormRow>,
    /// Other half-days in which the plan leaves room for it, each as the form names it.
    pub free: Vec<(BlockId, String)>,
    /// The last day on which the form may come back.
    pub deadline: Date,
    /// The language that comes first.
    pub lang: Lang,
}

/// Half-days other than its own that a college may use and in which the plan leaves the minutes that
/// its people take; where the rate is unknown, those that it has now.
fn free(campaign: &Campaign, plan: &Plan, group: GroupId, lang: Lang) -> Vec<(BlockId, String)> {
    let own = plan.windows_of(group);
    let is_in = |window: &Window, id: BlockId| {
        campaign.block_at(window.station, window.date, window.interval) == Some(id)
    };
    let has_room = |id: &BlockId| {
        let block = campaign.block(*id);
        let taken = plan
            .windows
            .iter()
            .filter(|window| is_in(window, *id))
            .map(|window| block.working_minutes_in(window.interval) + campaign.changeover());
        let left = block.usable_minutes_in(block.bookable()) - taken.sum::<Minutes>();
        let now = own.iter().map(|window| window.interval.minutes()).sum();
        left >= campaign.least_minutes(group, None, *id).unwrap_or(now)
    };
    campaign
        .block_ids()
        .filter(|id| campaign.may_use(group, *id))
        .filter(|id| own.iter().all(|window| !is_in(window, *id)))
        .filter(has_room)
        .map(|id| (id, half_day(campaign, id, lang)))
        .collect()
}

impl<'a> Form<'a> {
    /// The form of a college, `None` where the plan has no window for it. The plan has slots.
    pub fn new(
        campaign: &'a Campaign,
        plan: &'a Plan,
        group: GroupId,
        deadline: Date,
        lang: Lang,
    ) -> Option<Form<'a>> {
        let windows = plan.windows_of(group);
        let first = *windows.first()?;
        let own = campaign.group(group);
        let mut rows: Vec<FormRow> = own
            .classes
            .iter()
            .enumerate()
            .map(|(class, listed)| {
                let slot = plan.slots_of(group).find(|slot| slot.class == class);
                FormRow {
                    class: Some(class),
                    name: listed.name.clone(),
                    headcount: listed.headcount,
                    slot: slot.map(|slot| (slot.date, slot.station, slot.interval)),
                    window: slot
                        .and_then(|slot| plan.window_at(slot))
                        .map(|window| window.interval),
                }
            })
            .collect();
        if rows.is_empty() {
            rows.push(FormRow {
                class: None,
                name: both(&Text::new("全体", "Everybody"), lang, " "),
                headcount: own.headcount,
                slot: Some((first.date, first.station, first.interval)),
                window: Some(first.interval),
            });
        }
        let free = free(campaign, plan, group, lang);
        Some(Form { campaign, group, windows, rows, free, deadline, lang })
    }

    /// The college's name in both languages.
    pub fn college(&self) -> String {
        both(&self.campaign.group(self.group).name, self.lang, " ")
    }

    /// A window as its line says it.
    pub fn window(&self, window: &Window) -> String {
        let days = Text::new(day_label(window.date, Lang::Zh), day_label(window.date, Lang::En));
        let station = both(&self.campaign.station(window.station).name, self.lang, " ");
        format!("{} {} · {} · {station}", window.date, window.interval, both(&days, self.lang, " "))
    }

    /// Lines above the table that tell what to do.
    pub fn instructions(&self) -> [String; 2] {
        let zh = "只填黄色单元格。每班“答复”选“接受”或“更改”；更改时填新开始、新结束（如 9:10），须在学院时段之内、不重叠、首尾相接，班级可以对调。\
{headcount}有变请改“{headcount}”。务必填写联系人与电话：只留在本表和排期人员的联系人名单中。请勿填写学生姓名或证件号。不要增删行列。";
        let en = "Fill in yellow cells only. For each class the answer is Accept or Change; with Change give new start and new end (such as 9:10): \
inside the college's window, not overlapping, one after another; classes may change places. Correct the headcount where it has changed. Contact and phone are \
required; they stay in this form and in the planner's list of contacts. No names or document numbers of students. Do not add or delete rows or columns.";
        let headcount = format!("{}数", self.campaign.kind().count().noun);
        let zh = zh.replace("{headcount}", &headcount);
        self.lang.pick([zh.as_str(), en], [en, zh.as_str()]).map(str::to_owned)
    }

    /// The two lines at the top.
    pub fn headings(&self) -> [String; 2] {
        let subtitle = Text::new("班级时段回执", "Return: slots of classes");
        [both(self.campaign.title(), self.lang, " / "), both(&subtitle, self.lang, " / ")]
    }

    /// The row of the table's header, from 1: two headings, the college, its windows, contact, two
    /// lines to read.
    pub fn header_row(&self) -> usize {
        3 + self.windows.len() + 3 + 1
    }

    /// What a locked cell of the table shows.
    pub fn locked(&self, place: usize, column: FormColumn) -> String {
        let row = &self.rows[place];
        let slot = |text: &dyn Fn(Date, Interval) -> String| {
            row.slot.map(|(date, _, interval)| text(date, interval)).unwrap_or_default()
        };
        match column {
            FormColumn::Number => (place + 1).to_string(),
            FormColumn::Class => row.name.clone(),
            FormColumn::Date => slot(&|date, _| date.to_string()),
            FormColumn::Start => slot(&|_, interval| clock(interval.start)),
            FormColumn::End => slot(&|_, interval| clock(interval.end)),
            _ => String::new(),
        }
    }

    /// What the form is, for the hidden sheet.
    pub fn about(&self) -> Vec<(&'static str, String)> {
        vec![
            ("form", "1".to_owned()),
            ("campaign", self.campaign.title().get(Lang::Zh).to_owned()),
            ("first_day", first_day(self.campaign)),
            ("college", self.campaign.group(self.group).id().to_owned()),
            ("proposal", self.proposal()),
            ("deadline", self.deadline.to_string()),
            ("language", self.lang.tag().to_owned()),
        ]
    }

    /// A mark of everything that the form proposes (FNV-1a, 64 bits): forms of another plan have
    /// another one.
    pub fn proposal(&self) -> String {
        let windows = self.windows.iter().map(|window| self.window(window));
        let rows = self.rows.iter().enumerate().map(|(place, row)| {
            let cells = [FormColumn::Class, FormColumn::Date, FormColumn::Start, FormColumn::End]
                .map(|column| self.locked(place, column));
            format!("{} {}", cells.join("|"), row.headcount)
        });
        let mark = windows
            .chain(rows)
            .flat_map(|line| (line + "\n").into_bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| {
                (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        format!("{mark:016x}")
    }
}

#[cfg(test)]
mod tests {
    use super::free;
    use crate::base::text::{Lang, Text};
    use crate::campaign::plan::Plan;
    use crate::campaign::{BlockId, Campaign, GroupId, Site, SiteId, Station, StationId, tiny};

    #[test]
    fn only_half_days_of_its_own_campus_are_offered() {
        let mut draft = tiny::draft(&[3, 3, 3], &[10]);
        draft.sites = ["A", "B"].map(|name| Site::new(Text::same(name))).to_vec();
        draft.stations[0].site = Some(SiteId(0));
        draft.stations.push(Station { site: Some(SiteId(1)), ..Station::new("T", Some(60)) });
        draft.blocks[1].station = StationId(1);
        draft.groups[0].sites = [SiteId(0)].into();
        let campaign = Campaign::new(draft).unwrap();
        let plan = Plan::of(&campaign, &[(0, 0, 0, 10)]);
        let offered = free(&campaign, &plan, GroupId(0), Lang::En);
        let offered: Vec<BlockId> = offered.into_iter().map(|(block, _)| block).collect();
        assert_eq!(offered, [BlockId(2)]);
    }
}
