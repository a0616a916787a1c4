//! Every column of the tables that a campaign is made of, and of those that are written while it
//! runs.

use super::{CUT, HAPPENED, Kind, RELATION, STATUS, WISH, YES_NO};

/// A CSV table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `groups.csv`.
    Groups,
    /// `classes.csv`.
    Classes,
    /// `students.csv`.
    Students,
    /// `minutes.csv`.
    Minutes,
    /// `unavailable.csv`.
    Unavailable,
    /// `relations.csv`.
    Relations,
    /// `pins.csv`.
    Pins,
    /// `preferences.csv`.
    Preferences,
    /// A plan, such as the baseline.
    Plan,
    /// Slots of classes, as written beside a plan.
    Slots,
    /// What has really happened.
    Actuals,
    /// Who has been photographed.
    Photographed,
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 12] = [
        Table::Groups,
        Table::Classes,
        Table::Students,
        Table::Minutes,
        Table::Unavailable,
        Table::Relations,
        Table::Pins,
        Table::Preferences,
        Table::Plan,
        Table::Slots,
        Table::Actuals,
        Table::Photographed,
    ];

    /// The file name; plans and slots are named by the caller.
    pub fn file(self) -> &'static str {
        match self {
            Table::Groups => "groups.csv",
            Table::Classes => "classes.csv",
            Table::Students => "students.csv",
            Table::Minutes => "minutes.csv",
            Table::Unavailable => "unavailable.csv",
            Table::Relations => "relations.csv",
            Table::Pins => "pins.csv",
            Table::Preferences => "preferences.csv",
            Table::Plan => "plan.csv",
            Table::Slots => "slots.csv",
            Table::Actuals => "actuals.csv",
            Table::Photographed => "photographed.csv",
        }
    }

    /// The names that its sheet may have in a workbook.
    pub fn sheets(self) -> &'static [&'static str] {
        match self {
            Table::Groups => &["groups", "学院"],
            Table::Classes => &["classes", "班级"],
            Table::Students => &["students", "学生"],
            Table::Minutes => &["minutes", "分钟"],
            Table::Unavailable => &["unavailable", "不可用"],
            Table::Relations => &["relations", "关系"],
            Table::Pins => &["pins", "固定"],
            Table::Preferences => &["preferences", "意愿"],
            Table::Plan => &["plan", "方案"],
            // Beside a plan the slots are called `classes.csv`.
            Table::Slots => &["slots", "班级时段", "classes"],
            Table::Actuals => &["actuals", "实际情况"],
            Table::Photographed => &["photographed", "已拍"],
        }
    }

    /// The table's columns.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> {
        COLUMNS.iter().filter(move |column| column.table == self)
    }
}

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// The table.
    pub table: Table,
    /// The English header.
    pub name: &'static str,
    /// Chinese and other headers that mean the same; the first is the one written in Chinese
    /// output.
    pub aliases: &'static [&'static str],
    /// How its cells are written.
    pub kind: Kind,
    /// Whether the column and its cells must be there.
    pub required: bool,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

pub(super) const fn column(
    table: Table,
    name: &'static str,
    aliases: &'static [&'static str],
    kind: Kind,
    required: bool,
    zh: &'static str,
    en: &'static str,
) -> Column {
    Column { table, name, aliases, kind, required, zh, en }
}

pub(super) const GROUP: &[&str] = &["学院", "学院名称", "院系", "单位", "college"];
pub(super) const CLASS: &[&str] = &["班级", "班级名称"];
pub(super) const HEADCOUNT: &[&str] = &["人数", "总人数", "people"];
pub(super) const DATE: &[&str] = &["日期", "day"];
pub(super) const START: &[&str] = &["开始", "开始时间", "from"];
pub(super) const END: &[&str] = &["结束", "结束时间", "to"];
pub(super) const STATION: &[&str] = &["站点", "组别", "地点"];
pub(super) const PEOPLE: Kind = Kind::Whole(0, 100_000);

/// Every column of every table.
const COLUMNS: &[Column] = &[
    column(
        Table::Groups,
        "group",
        GROUP,
        Kind::Name,
        true,
        "学院名称，唯一",
        "Name of the group, unique",
    ),
    column(
        Table::Groups,
        "group_en",
        &["英文名", "英文名称"],
        Kind::Name,
        false,
        "英文名，用于英文报告",
        "Name in English reports",
    ),
    column(
        Table::Groups,
        "headcount",
        HEADCOUNT,
        PEOPLE,
        false,
        "名单人数；有班级表或学生名单时可省",
        "People on the list; may be left out where classes or students give it",
    ),
    column(
        Table::Groups,
        "off_site",
        &["校外人数", "校外"],
        PEOPLE,
        false,
        "其中在别处拍摄、不到场的人数",
        "Of these, photographed elsewhere",
    ),
    column(
        Table::Groups,
        "attendance",
        &["到场率", "出席率"],
        Kind::Share,
        false,
        "其余人员的到场比例，缺省 100%",
        "Share of the others who really come; default 100 %",
    ),
    column(
        Table::Groups,
        "only_in",
        &["只可用半天", "可用半天"],
        Kind::Names,
        false,
        "只可用的半天（或站点）",
        "The only blocks (or stations) it may use",
    ),
    column(
        Table::Groups,
        "not_in",
        &["不可用半天"],
        Kind::Names,
        false,
        "不可用的半天（或站点）",
        "Blocks (or stations) it may not use",
    ),
    column(
        Table::Groups,
        "max_windows",
        &["最多时段数", "时段数"],
        Kind::Whole(1, 20),
        false,
        "一个半天容不下时最多拆成几个时段（在班级之间拆）；缺省 1",
        "The most windows it may have where no block is long enough for it, cut between classes; default 1",
    ),
    column(
        Table::Groups,
        "cut",
        &["拆分"],
        Kind::Word(CUT),
        false,
        "何时拆成多个时段：needed（需要时，即一个半天容不下；缺省）或 free（自由，放得下也可拆）",
        "When it is cut into several windows: `needed` (where no block is long enough, the default) or `free` (also where one is)",
    ),
    column(
        Table::Groups,
        "buffer",
        &["余量"],
        Kind::Buffer,
        false,
        "每个时段的余量：分钟数或百分比；缺省用 campaign.toml 的",
        "Time kept free in its windows: minutes or per cent; default: the campaign's",
    ),
    column(
        Table::Groups,
        "contact",
        &["联系方式", "学院联系方式"],
        Kind::Name,
        false,
        "学院办公室的联系方式，印在拍摄组的安排表上",
        "How the crew reaches the college's office; printed on run sheets",
    ),
    column(Table::Classes, "group", GROUP, Kind::Name, true, "所属学院", "Its group"),
    column(
        Table::Classes,
        "class",
        CLASS,
        Kind::Name,
        true,
        "班级名称，在学院内唯一；行的次序就是拍摄次序",
        "Name of the class, unique in its group; rows stand in the order of calling",
    ),
    column(
        Table::Classes,
        "headcount",
        HEADCOUNT,
        PEOPLE,
        false,
        "名单人数；有学生名单时可省",
        "People on the list; may be left out where students give it",
    ),
    column(
        Table::Classes,
        "off_site",
        &["校外人数", "校外"],
        PEOPLE,
        false,
        "其中在别处拍摄的人数",
        "Of these, photographed elsewhere",
    ),
    column(
        Table::Classes,
        "attendance",
        &["到场率", "出席率"],
        Kind::Share,
        false,
        "到场比例，缺省用学院的",
        "Share who really come; default: the group's",
    ),
    column(Table::Students, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(Table::Students, "class", CLASS, Kind::Name, true, "班级", "The class"),
    column(
        Table::Students,
        "number",
        &["学号"],
        Kind::Name,
        true,
        "学号，唯一；按升序排队",
        "Student number, unique; the queue stands in ascending order of it",
    ),
    column(
        Table::Students,
        "category",
        &["类别", "学生类别"],
        Kind::Name,
        false,
        "类别，如 本科、留学、专升本、第二学位",
        "Category, such as 本科, 留学, 专升本, 第二学位",
    ),
    column(
        Table::Students,
        "status",
        &["状态"],
        Kind::Word(STATUS),
        false,
        "here 到场、off_site 校外、make_up 补照；缺省到场",
        "here, off_site or make_up; default here",
    ),
    column(
        Table::Students,
        "code",
        &["采集码", "采集码已下载"],
        Kind::Word(YES_NO),
        false,
        "采集码是否已下载：是/否",
        "Whether the image collection code is downloaded: yes or no",
    ),
    column(Table::Minutes, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(
        Table::Minutes,
        "block",
        &["半天", "场次"],
        Kind::Name,
        true,
        "半天（或站点，指其全部半天）",
        "The block (or the station, for all of its blocks)",
    ),
    column(
        Table::Minutes,
        "minutes",
        &["分钟", "分钟数", "所需分钟"],
        Kind::Whole(1, 10_000),
        true,
        "整个学院在此所需的分钟数，代替“人数 ÷ 速度”，不再加余量；比半天长即不可安排在此",
        "Minutes that the whole group needs there, instead of headcount ÷ rate and without any buffer; longer than the block: it can't come there",
    ),
    column(Table::Unavailable, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(
        Table::Unavailable,
        "class",
        CLASS,
        Kind::Name,
        false,
        "班级；空白指整个学院",
        "The class; empty for the whole group",
    ),
    column(Table::Unavailable, "date", DATE, Kind::Day, true, "日期", "The day"),
    column(Table::Unavailable, "start", START, Kind::Time, true, "开始时间", "From"),
    column(Table::Unavailable, "end", END, Kind::Time, true, "结束时间", "To"),
    column(
        Table::Unavailable,
        "reason",
        &["事由", "原因"],
        Kind::Name,
        false,
        "事由，如 上课、考试",
        "Why: lesson, exam",
    ),
    column(
        Table::Relations,
        "relation",
        &["关系"],
        Kind::Word(RELATION),
        true,
        "together 紧接：同一半天前后相接；apart 错开：不在同一半天；before 先于：前者拍完后者才开始",
        "together: in one block, directly after one another; apart: not in the same half-day; before: done before the other starts",
    ),
    column(Table::Relations, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(
        Table::Relations,
        "other",
        &["另一学院", "对方"],
        Kind::Name,
        true,
        "另一学院",
        "The other group",
    ),
    column(Table::Pins, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(Table::Pins, "station", STATION, Kind::Name, false, "固定的站点", "At this station"),
    column(Table::Pins, "date", DATE, Kind::Day, false, "固定的日期", "On this day"),
    column(Table::Pins, "start", START, Kind::Time, false, "固定的开始时间", "Starting at"),
    column(Table::Pins, "end", END, Kind::Time, false, "固定的结束时间", "Ending at"),
    column(Table::Preferences, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(
        Table::Preferences,
        "date",
        DATE,
        Kind::Day,
        false,
        "日期；空白指每天",
        "The day; empty for every day",
    ),
    column(
        Table::Preferences,
        "start",
        START,
        Kind::Time,
        false,
        "时段开始；空白指全天",
        "From; empty for the whole day",
    ),
    column(
        Table::Preferences,
        "end",
        END,
        Kind::Time,
        false,
        "时段结束；空白指全天",
        "To; empty for the whole day",
    ),
    column(
        Table::Preferences,
        "wish",
        &["意愿"],
        Kind::Word(WISH),
        true,
        "prefer/希望：时段应完全在此之内；avoid/避开：时段不应碰到",
        "prefer: the window should lie inside; avoid: it should not touch",
    ),
    column(
        Table::Preferences,
        "weight",
        &["权重", "分值"],
        Kind::Whole(0, 1_000_000),
        false,
        "未满足时的分值，缺省 1",
        "Points it costs when not granted; default 1",
    ),
    column(
        Table::Plan,
        "number",
        &["序号"],
        Kind::Name,
        false,
        "序号，不读取",
        "Running number, not read",
    ),
    column(Table::Plan, "date", DATE, Kind::Day, true, "日期", "The day"),
    column(
        Table::Plan,
        "station",
        STATION,
        Kind::Name,
        false,
        "站点；只有一个站点时可省",
        "The station; may be left out when there is only one",
    ),
    column(Table::Plan, "start", START, Kind::Time, true, "开始时间", "Start"),
    column(Table::Plan, "end", END, Kind::Time, true, "结束时间", "End"),
    column(
        Table::Plan,
        "group",
        GROUP,
        Kind::Name,
        true,
        "学院，或补照时间的名称",
        "The group, or the name of the make-up time",
    ),
    column(
        Table::Plan,
        "headcount",
        HEADCOUNT,
        PEOPLE,
        false,
        "方案中写的人数，与实例核对",
        "The headcount the plan states; compared with the campaign's",
    ),
    column(
        Table::Plan,
        "classes",
        &["班级"],
        Kind::Names,
        false,
        "学院拆成多个时段时，该时段的班级；空白指整个学院",
        "Where a group is cut, the classes of this window; empty for the whole group",
    ),
    column(Table::Slots, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(Table::Slots, "class", CLASS, Kind::Name, true, "班级", "The class"),
    column(Table::Slots, "headcount", HEADCOUNT, PEOPLE, false, "人数，不读取", "People, not read"),
    column(
        Table::Slots,
        "expected",
        &["预计人数"],
        PEOPLE,
        false,
        "预计到场人数，不读取",
        "Expected people, not read",
    ),
    column(Table::Slots, "date", DATE, Kind::Day, true, "日期", "The day"),
    column(
        Table::Slots,
        "station",
        STATION,
        Kind::Name,
        false,
        "站点；只有一个站点时可省",
        "The station; may be left out when there is only one",
    ),
    column(
        Table::Slots,
        "call_time",
        &["集合时间"],
        Kind::Time,
        false,
        "集合时间，不读取",
        "Call time, not read",
    ),
    column(Table::Slots, "start", START, Kind::Time, true, "开始时间", "Start"),
    column(Table::Slots, "end", END, Kind::Time, true, "结束时间", "End"),
    column(
        Table::Actuals,
        "what",
        &["事项", "情况"],
        Kind::Word(HAPPENED),
        true,
        "done 拍完；photographed 已拍（到现在为止的人数）；absent 缺席；more 增加；out 停用（站点）；lost 取消（半天或其一部分）",
        "done; photographed: how many so far; absent: how many did not come; more: how many come on top; out: a station does not work; lost: a block or a part of it",
    ),
    column(Table::Actuals, "group", GROUP, Kind::Name, false, "学院", "The group"),
    column(
        Table::Actuals,
        "class",
        CLASS,
        Kind::Name,
        false,
        "班级；空白指整个学院",
        "The class; empty for the whole group",
    ),
    column(Table::Actuals, "people", HEADCOUNT, PEOPLE, false, "人数", "How many"),
    column(
        Table::Actuals,
        "station",
        STATION,
        Kind::Name,
        false,
        "停用的站点；只有一个站点时可省",
        "The station that is out; may be left out when there is only one",
    ),
    column(
        Table::Actuals,
        "block",
        &["半天", "场次"],
        Kind::Name,
        false,
        "取消的半天",
        "The block that is lost",
    ),
    column(
        Table::Actuals,
        "date",
        DATE,
        Kind::Day,
        false,
        "停用的日期；缺省今天",
        "The day of the outage; default today",
    ),
    column(
        Table::Actuals,
        "start",
        START,
        Kind::Time,
        false,
        "从何时起；停用缺省从现在起，取消缺省从半天开始",
        "From; default now for a station, the start for a block",
    ),
    column(
        Table::Actuals,
        "end",
        END,
        Kind::Time,
        false,
        "到何时止；停用缺省到当天结束，取消缺省到半天结束",
        "Until; default the end of the day for a station, the end for a block",
    ),
    column(
        Table::Actuals,
        "note",
        &["备注", "说明"],
        Kind::Name,
        false,
        "备注，不读取",
        "A note, not read",
    ),
    column(
        Table::Photographed,
        "number",
        &["学号"],
        Kind::Name,
        true,
        "已拍学生的学号",
        "The number of a student who has been photographed",
    ),
    column(
        Table::Photographed,
        "group",
        GROUP,
        Kind::Name,
        false,
        "学院，不读取",
        "The group, not read",
    ),
    column(
        Table::Photographed,
        "class",
        CLASS,
        Kind::Name,
        false,
        "班级，不读取",
        "The class, not read",
    ),
    column(
        Table::Photographed,
        "date",
        DATE,
        Kind::Day,
        false,
        "拍摄日期，不读取",
        "The day, not read",
    ),
    column(
        Table::Photographed,
        "note",
        &["备注", "说明"],
        Kind::Name,
        false,
        "备注，不读取",
        "A note, not read",
    ),
];
