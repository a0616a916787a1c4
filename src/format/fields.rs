//! Every key of `campaign.toml` and every column of every table, documented in one place.
//!
//! Reading, unknown-key suggestions, `callsheet schema` and the check of the README all come from here.

use crate::text::Text;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text that is not empty.
    Name,
    /// A whole number between the two, both included.
    Whole(i64, i64),
    /// Money with at most two decimals.
    Amount,
    /// `true` or `false`.
    Flag,
    /// `zh` or `en`.
    Language,
    /// A day.
    Day,
    /// A time of day.
    Time,
    /// Photos per hour, or `"unknown"`.
    Rate,
    /// A list of objective tiers.
    Tiers,
    /// A share: `95%`, `0.95`.
    Share,
    /// Names separated by `;` or `、`.
    Names,
    /// `prefer` or `avoid`.
    Wish,
    /// An IANA time zone.
    Zone,
}

impl Kind {
    /// How to write it, for messages.
    pub fn how(self) -> Text {
        match self {
            Kind::Name => Text::new("文字，如 \"体育馆\"", "text, such as \"Gymnasium\""),
            Kind::Whole(min, max) => {
                Text::new(format!("{min} 到 {max} 的整数"), format!("a whole number from {min} to {max}"))
            }
            Kind::Amount => {
                Text::new("金额，最多两位小数，如 15 或 15.50", "money with at most two decimals, such as 15 or 15.50")
            }
            Kind::Flag => Text::new("true 或 false", "true or false"),
            Kind::Language => Text::new("\"zh\" 或 \"en\"", "\"zh\" or \"en\""),
            Kind::Day => Text::new("日期，如 2023-12-11", "a date, such as 2023-12-11"),
            Kind::Time => Text::new("时间，如 \"09:00\"", "a time, such as \"09:00\""),
            Kind::Rate => {
                Text::new("每小时人数（整数）或 \"unknown\"", "photos per hour (a whole number) or \"unknown\"")
            }
            Kind::Tiers => Text::new(
                "目标名称的列表，如 [\"unserved\", \"peak\"]",
                "a list of tiers, such as [\"unserved\", \"peak\"]",
            ),
            Kind::Share => Text::new("比例，如 95% 或 0.95", "a share, such as 95% or 0.95"),
            Kind::Names => Text::new("名称，以 ; 或 、 分隔", "names separated by ; or 、"),
            Kind::Wish => Text::new("prefer（希望）或 avoid（避开）", "prefer or avoid"),
            Kind::Zone => Text::new("时区名，如 \"Asia/Shanghai\"", "a time zone, such as \"Asia/Shanghai\""),
        }
    }
}

/// A part of `campaign.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Keys at the top of the file.
    Campaign,
    /// `[objective]`.
    Objective,
    /// Each `[[station]]`.
    Station,
    /// Each `[[block]]`.
    Block,
    /// Each `[[make_up]]`.
    MakeUp,
    /// Each `[[break]]`.
    Break,
}

impl Section {
    /// All sections.
    pub const ALL: [Section; 6] =
        [Section::Campaign, Section::Objective, Section::Station, Section::Block, Section::MakeUp, Section::Break];

    /// The key under which the section stands; `None` for the top of the file.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Section::Campaign => None,
            Section::Objective => Some("objective"),
            Section::Station => Some("station"),
            Section::Block => Some("block"),
            Section::MakeUp => Some("make_up"),
            Section::Break => Some("break"),
        }
    }

    /// Whether it is written `[[…]]`, once for each entry.
    pub fn is_list(self) -> bool {
        matches!(self, Section::Station | Section::Block | Section::MakeUp | Section::Break)
    }

    /// The section's keys.
    pub fn keys(self) -> impl Iterator<Item = &'static Key> {
        KEYS.iter().filter(move |key| key.section == self)
    }
}

/// One key of `campaign.toml`.
#[derive(Debug)]
pub struct Key {
    /// Where it stands.
    pub section: Section,
    /// Its name.
    pub name: &'static str,
    /// How its value is written.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

const fn key(
    section: Section,
    name: &'static str,
    kind: Kind,
    required: bool,
    zh: &'static str,
    en: &'static str,
) -> Key {
    Key { section, name, kind, required, zh, en }
}

/// Every key of `campaign.toml`.
pub const KEYS: &[Key] = &[
    key(Section::Campaign, "title", Kind::Name, true, "标题，用于报告", "Title, the heading of reports"),
    key(
        Section::Campaign,
        "title_en",
        Kind::Name,
        false,
        "英文标题；缺省用 title",
        "Title for English output; default: title",
    ),
    key(Section::Campaign, "language", Kind::Language, false, "输出语言，缺省 zh", "Language of outputs; default zh"),
    key(
        Section::Campaign,
        "time_zone",
        Kind::Zone,
        false,
        "时区，缺省 Asia/Shanghai",
        "IANA time zone; default Asia/Shanghai",
    ),
    key(Section::Campaign, "place", Kind::Name, false, "地点", "Where it takes place"),
    key(Section::Campaign, "place_en", Kind::Name, false, "地点的英文名", "The place for English output"),
    key(
        Section::Campaign,
        "grid_minutes",
        Kind::Whole(1, 120),
        false,
        "时间网格（分钟），从半天开始算起；缺省 10",
        "Windows start and end on multiples of this many minutes, counted from the start of their block; default 10",
    ),
    key(
        Section::Campaign,
        "call_lead_minutes",
        Kind::Whole(0, 240),
        false,
        "提前集合（分钟）；缺省 20",
        "Classes are called this many minutes before their slot; default 20",
    ),
    key(
        Section::Campaign,
        "changeover_minutes",
        Kind::Whole(0, 120),
        false,
        "同一站点相邻两个学院之间的换场时间（分钟）；缺省 0",
        "Minutes a station needs between two groups; default 0",
    ),
    key(
        Section::Campaign,
        "max_groups_per_block",
        Kind::Whole(1, 1000),
        false,
        "一个半天最多安排几个学院；缺省不限",
        "The most groups that may come in one block; default any number",
    ),
    key(Section::Campaign, "fee", Kind::Amount, false, "每人费用", "What one person pays"),
    key(Section::Campaign, "currency", Kind::Name, false, "货币单位，缺省 元", "Currency of the fee; default 元"),
    key(
        Section::Campaign,
        "baseline",
        Kind::Name,
        false,
        "基准方案的 CSV 文件名（如官方时间表）",
        "File name of the baseline plan (the official timetable), a CSV table in the same folder",
    ),
    key(
        Section::Campaign,
        "classes_are_illustrative",
        Kind::Flag,
        false,
        "班级名单仅为示意时写 true，报告中会注明",
        "true when the class list is an illustration; every report says so",
    ),
    key(
        Section::Objective,
        "tiers",
        Kind::Tiers,
        true,
        "优化目标，按先后次序；前面的目标绝不为后面的让步",
        "Objective tiers, most important first; an earlier tier is never traded for a later one",
    ),
    key(Section::Station, "name", Kind::Name, true, "站点名称，唯一", "Name of the station, unique"),
    key(Section::Station, "name_en", Kind::Name, false, "站点的英文名", "The station for English output"),
    key(
        Section::Station,
        "rate",
        Kind::Rate,
        true,
        "每小时可拍人数；不知道就写 \"unknown\"",
        "Photos per hour of the whole team; \"unknown\" when nobody knows",
    ),
    key(
        Section::Block,
        "name",
        Kind::Name,
        true,
        "半天名称，唯一，供其他表格引用",
        "Name of the half-day, unique; other tables refer to it",
    ),
    key(
        Section::Block,
        "station",
        Kind::Name,
        false,
        "所属站点；只有一个站点时可省",
        "Its station; may be left out when there is only one",
    ),
    key(Section::Block, "date", Kind::Day, true, "日期", "The day"),
    key(Section::Block, "start", Kind::Time, true, "开始时间", "Regular start"),
    key(Section::Block, "end", Kind::Time, true, "正常结束时间", "Regular end"),
    key(
        Section::Block,
        "latest_end",
        Kind::Time,
        false,
        "最晚结束时间；缺省等于 end",
        "Latest end when it must run over; default: end",
    ),
    key(
        Section::MakeUp,
        "name",
        Kind::Name,
        true,
        "补照时间在时间表中的名称",
        "Name of the make-up time in timetables",
    ),
    key(Section::MakeUp, "name_en", Kind::Name, false, "补照时间的英文名", "The name for English output"),
    key(Section::MakeUp, "block", Kind::Name, true, "所在半天的名称", "The block it lies in"),
    key(Section::MakeUp, "start", Kind::Time, true, "开始时间", "Start"),
    key(Section::MakeUp, "end", Kind::Time, true, "结束时间", "End"),
    key(Section::Break, "block", Kind::Name, true, "所在半天的名称", "The block it lies in"),
    key(Section::Break, "start", Kind::Time, true, "休息开始", "Start"),
    key(Section::Break, "end", Kind::Time, true, "休息结束", "End"),
    key(
        Section::Break,
        "straddle",
        Kind::Flag,
        false,
        "学院时段是否可以跨越它；缺省 true（班级时段从不跨越）",
        "Whether a window may go on after it; default true (a class slot never straddles it)",
    ),
];

/// A CSV table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `groups.csv`.
    Groups,
    /// `classes.csv`.
    Classes,
    /// `unavailable.csv`.
    Unavailable,
    /// `pins.csv`.
    Pins,
    /// `preferences.csv`.
    Preferences,
    /// A plan, such as the baseline.
    Plan,
    /// Slots of classes, as written beside a plan.
    Slots,
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 7] =
        [Table::Groups, Table::Classes, Table::Unavailable, Table::Pins, Table::Preferences, Table::Plan, Table::Slots];

    /// The file name; plans and slots are named by the caller.
    pub fn file(self) -> &'static str {
        match self {
            Table::Groups => "groups.csv",
            Table::Classes => "classes.csv",
            Table::Unavailable => "unavailable.csv",
            Table::Pins => "pins.csv",
            Table::Preferences => "preferences.csv",
            Table::Plan => "plan.csv",
            Table::Slots => "slots.csv",
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
    /// Chinese and other headers that mean the same; the first is the one written in Chinese output.
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

const fn column(
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

const GROUP: &[&str] = &["学院", "学院名称", "院系", "单位", "college"];
const CLASS: &[&str] = &["班级", "班级名称"];
const HEADCOUNT: &[&str] = &["人数", "总人数", "people"];
const DATE: &[&str] = &["日期", "day"];
const START: &[&str] = &["开始", "开始时间", "from"];
const END: &[&str] = &["结束", "结束时间", "to"];
const STATION: &[&str] = &["站点", "组别", "地点"];
const PEOPLE: Kind = Kind::Whole(0, 100_000);

/// Every column of every table.
pub const COLUMNS: &[Column] = &[
    column(Table::Groups, "group", GROUP, Kind::Name, true, "学院名称，唯一", "Name of the group, unique"),
    column(
        Table::Groups,
        "group_en",
        &["英文名", "英文名称"],
        Kind::Name,
        false,
        "英文名，用于英文报告",
        "Name in English reports",
    ),
    column(Table::Groups, "headcount", HEADCOUNT, PEOPLE, true, "名单人数", "People on the list"),
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
    column(Table::Classes, "headcount", HEADCOUNT, PEOPLE, true, "名单人数", "People on the list"),
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
    column(Table::Pins, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(Table::Pins, "station", STATION, Kind::Name, false, "固定的站点", "At this station"),
    column(Table::Pins, "date", DATE, Kind::Day, false, "固定的日期", "On this day"),
    column(Table::Pins, "start", START, Kind::Time, false, "固定的开始时间", "Starting at"),
    column(Table::Pins, "end", END, Kind::Time, false, "固定的结束时间", "Ending at"),
    column(Table::Preferences, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(Table::Preferences, "date", DATE, Kind::Day, false, "日期；空白指每天", "The day; empty for every day"),
    column(
        Table::Preferences,
        "start",
        START,
        Kind::Time,
        false,
        "时段开始；空白指全天",
        "From; empty for the whole day",
    ),
    column(Table::Preferences, "end", END, Kind::Time, false, "时段结束；空白指全天", "To; empty for the whole day"),
    column(
        Table::Preferences,
        "wish",
        &["意愿"],
        Kind::Wish,
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
    column(Table::Plan, "number", &["序号"], Kind::Name, false, "序号，不读取", "Running number, not read"),
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
    column(Table::Slots, "group", GROUP, Kind::Name, true, "学院", "The group"),
    column(Table::Slots, "class", CLASS, Kind::Name, true, "班级", "The class"),
    column(Table::Slots, "headcount", HEADCOUNT, PEOPLE, false, "人数，不读取", "People, not read"),
    column(Table::Slots, "expected", &["预计人数"], PEOPLE, false, "预计到场人数，不读取", "Expected people, not read"),
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
    column(Table::Slots, "call_time", &["集合时间"], Kind::Time, false, "集合时间，不读取", "Call time, not read"),
    column(Table::Slots, "start", START, Kind::Time, true, "开始时间", "Start"),
    column(Table::Slots, "end", END, Kind::Time, true, "结束时间", "End"),
];

/// Headers that name persons: such columns are refused.
pub const PERSONAL: &[&str] = &[
    "姓名",
    "学生姓名",
    "名字",
    "身份证",
    "身份证号",
    "身份证号码",
    "证件号",
    "证件号码",
    "护照号",
    "手机",
    "手机号",
    "手机号码",
    "电话",
    "联系电话",
    "邮箱",
    "name",
    "student_name",
    "id_number",
    "passport",
    "phone",
    "mobile",
    "email",
];
