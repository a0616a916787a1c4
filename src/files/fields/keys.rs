//! Every key of `campaign.toml`.

use super::{CLASS_ORDER, Kind, LATECOMERS, SERVICE};

/// A part of `campaign.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Keys at the top of the file.
    CampaignFile,
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
    /// `[simulation]`.
    Simulation,
    /// Each `[[outage]]`.
    Outage,
}

impl Section {
    /// All sections.
    pub const ALL: [Section; 8] = [
        Section::CampaignFile,
        Section::Objective,
        Section::Station,
        Section::Block,
        Section::MakeUp,
        Section::Break,
        Section::Simulation,
        Section::Outage,
    ];

    /// The key under which the section stands; `None` for the top of the file.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Section::CampaignFile => None,
            Section::Objective => Some("objective"),
            Section::Station => Some("station"),
            Section::Block => Some("block"),
            Section::MakeUp => Some("make_up"),
            Section::Break => Some("break"),
            Section::Simulation => Some("simulation"),
            Section::Outage => Some("outage"),
        }
    }

    /// Whether it is written `[[…]]`, once for each entry.
    pub fn is_list(self) -> bool {
        !matches!(self, Section::CampaignFile | Section::Objective | Section::Simulation)
    }

    /// Whether the file must have it.
    pub fn is_required(self) -> bool {
        matches!(
            self,
            Section::CampaignFile | Section::Objective | Section::Station | Section::Block
        )
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
    key(
        Section::CampaignFile,
        "title",
        Kind::Name,
        true,
        "标题，用于报告",
        "Title, the heading of reports",
    ),
    key(
        Section::CampaignFile,
        "title_en",
        Kind::Name,
        false,
        "英文标题；缺省用 title",
        "Title for English output; default: title",
    ),
    key(
        Section::CampaignFile,
        "language",
        Kind::Language,
        false,
        "输出语言，缺省 zh",
        "Language of outputs; default zh",
    ),
    key(
        Section::CampaignFile,
        "time_zone",
        Kind::Zone,
        false,
        "时区，缺省 Asia/Shanghai",
        "IANA time zone; default Asia/Shanghai",
    ),
    key(Section::CampaignFile, "place", Kind::Name, false, "地点", "Where it takes place"),
    key(
        Section::CampaignFile,
        "place_en",
        Kind::Name,
        false,
        "地点的英文名",
        "The place for English output",
    ),
    key(
        Section::CampaignFile,
        "grid_minutes",
        Kind::Whole(1, 120),
        false,
        "时间网格（分钟），从半天开始算起；缺省 10",
        "Windows start and end on multiples of this many minutes, counted from the start of their block; default 10",
    ),
    key(
        Section::CampaignFile,
        "call_lead_minutes",
        Kind::Whole(0, 240),
        false,
        "提前集合（分钟）；缺省 20",
        "Classes are called this many minutes before their slot; default 20",
    ),
    key(
        Section::CampaignFile,
        "changeover_minutes",
        Kind::Whole(0, 120),
        false,
        "同一站点相邻两个学院之间的换场时间（分钟）；缺省 0",
        "Minutes a station needs between two groups; default 0",
    ),
    key(
        Section::CampaignFile,
        "max_groups_per_block",
        Kind::Whole(1, 1000),
        false,
        "一个半天最多安排几个学院；缺省不限",
        "The most groups that may come in one block; default any number",
    ),
    key(
        Section::CampaignFile,
        "class_order",
        Kind::Word(CLASS_ORDER),
        false,
        "班级次序：listed 按名单；free 有冲突时可调换。缺省 listed",
        "listed: classes come as listed; free: in another order where the listed one meets a lesson; default listed",
    ),
    key(
        Section::CampaignFile,
        "attendance",
        Kind::Share,
        false,
        "到场率，学院与班级未写时用；缺省 100%",
        "Share who really come, where groups and classes don't say; default 100 %",
    ),
    key(
        Section::CampaignFile,
        "buffer",
        Kind::Buffer,
        false,
        "每个时段的余量：分钟数，或所需时间的百分比；缺省 0",
        "Time kept free in every window: minutes, or per cent of what its people need; default 0",
    ),
    key(
        Section::CampaignFile,
        "confidence",
        Kind::Share,
        false,
        "时段长度应在多大比例的日子里够用，50% 到 99.9%；缺省按平均速度",
        "Share of days on which windows must be long enough, 50 % to 99.9 %; default: at the mean rate",
    ),
    key(
        Section::CampaignFile,
        "hall_capacity",
        Kind::Whole(1, 1_000_000),
        false,
        "全场等候人数（集合至拍完）上限；缺省不限",
        "The most people between call time and photo, over all stations; default any number",
    ),
    key(
        Section::CampaignFile,
        "make_up_confidence",
        Kind::Share,
        false,
        "补照时间够用的把握，低于它则提示；缺省 95%",
        "How sure the make-up time must be to suffice; default 95 %",
    ),
    key(
        Section::CampaignFile,
        "code_deadline",
        Kind::Day,
        false,
        "采集码须在此日前下载；缺省为各班集合时",
        "The day before which the code must be downloaded; default: the class's call time",
    ),
    key(Section::CampaignFile, "fee", Kind::Amount, false, "每人费用", "What one person pays"),
    key(
        Section::CampaignFile,
        "currency",
        Kind::Name,
        false,
        "货币单位，缺省 元",
        "Currency of the fee; default 元",
    ),
    key(
        Section::CampaignFile,
        "baseline",
        Kind::Name,
        false,
        "基准方案的 CSV 文件名（如官方时间表）",
        "File name of the baseline plan (the official timetable), a CSV table in the same folder",
    ),
    key(
        Section::CampaignFile,
        "continues",
        Kind::Name,
        false,
        "本活动所接续的活动（replan 写出）：日历沿用其标识，首个半天之前的事件算已过去",
        "The campaign of which this is the rest, as replan writes it: calendars keep its identity, and events before the first half-day are over",
    ),
    key(
        Section::CampaignFile,
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
    key(
        Section::Station,
        "name",
        Kind::Name,
        true,
        "站点名称，唯一",
        "Name of the station, unique",
    ),
    key(
        Section::Station,
        "name_en",
        Kind::Name,
        false,
        "站点的英文名",
        "The station for English output",
    ),
    key(
        Section::Station,
        "rate",
        Kind::Rate,
        true,
        "每小时可拍人数；不知道就写 \"unknown\"",
        "Photos per hour of the whole team; \"unknown\" when nobody knows",
    ),
    key(
        Section::Station,
        "cameras",
        Kind::Whole(1, 1000),
        false,
        "机位（相机）数",
        "How many cameras the team has",
    ),
    key(
        Section::Station,
        "rate_per_camera",
        Kind::Whole(1, 100_000),
        false,
        "每个机位每小时可拍人数；rate 写 \"unknown\" 时，速度为 cameras × rate_per_camera",
        "Photos per hour of one camera; where rate is \"unknown\" it is cameras × rate_per_camera",
    ),
    key(
        Section::Station,
        "hall_capacity",
        Kind::Whole(1, 1_000_000),
        false,
        "该站点等候人数上限；缺省不限",
        "The most people between call time and photo at this station; default any number",
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
    key(
        Section::MakeUp,
        "name_en",
        Kind::Name,
        false,
        "补照时间的英文名",
        "The name for English output",
    ),
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
    key(
        Section::Simulation,
        "service",
        Kind::Word(SERVICE),
        false,
        "每人拍摄用时的分布；缺省 lognormal",
        "Distribution of the seconds of a photo; default lognormal",
    ),
    key(
        Section::Simulation,
        "variation_percent",
        Kind::Whole(0, 300),
        false,
        "拍摄用时的变异系数（标准差占均值的百分比）；缺省 50",
        "Standard deviation of the seconds of a photo, in per cent of their mean; default 50",
    ),
    key(
        Section::Simulation,
        "early_minutes",
        Kind::Whole(0, 120),
        false,
        "平均比集合时间早到几分钟；缺省 0",
        "Mean minutes by which people come before their call time; default 0",
    ),
    key(
        Section::Simulation,
        "spread_minutes",
        Kind::Whole(0, 120),
        false,
        "到场时间的标准差（分钟）；缺省 5",
        "Standard deviation of the time at which people come; default 5",
    ),
    key(
        Section::Simulation,
        "late_percent",
        Kind::Whole(0, 100),
        false,
        "到场者中迟到（班级时段开始后才到）的百分比；缺省 2",
        "Per cent of those who come who come after their slot has begun; default 2",
    ),
    key(
        Section::Simulation,
        "late_by_minutes",
        Kind::Whole(1, 600),
        false,
        "迟到者平均迟到几分钟；缺省 30",
        "Mean minutes by which latecomers are late; default 30",
    ),
    key(
        Section::Simulation,
        "latecomers",
        Kind::Word(LATECOMERS),
        false,
        "迟到者排到哪里：class 当时班级的末尾；day 当天最后。缺省 class",
        "Where latecomers queue: class: behind the class whose turn it is; day: behind the day's last window; default class",
    ),
    key(
        Section::Simulation,
        "run_ahead",
        Kind::Flag,
        false,
        "机位有空时，已到场的下一学院可否提前开始；缺省 true",
        "Whether people who are there may go in before their group's window begins; default true",
    ),
    key(
        Section::Simulation,
        "overtime_minutes",
        Kind::Whole(0, 600),
        false,
        "半天结束后最多再拍几分钟，之后未拍的人转入补照；缺省 60",
        "Minutes after the end of a half-day until which nobody is sent away; default 60",
    ),
    key(
        Section::Simulation,
        "mtbf_minutes",
        Kind::Whole(1, 1_000_000),
        false,
        "每个机位两次故障之间平均工作几分钟；缺省不出故障",
        "Mean minutes between two failures of a camera; default: none fails",
    ),
    key(
        Section::Simulation,
        "mttr_minutes",
        Kind::Whole(1, 100_000),
        false,
        "机位故障平均修复时间（分钟）",
        "Mean minutes until a camera that failed works again",
    ),
    key(
        Section::Outage,
        "station",
        Kind::Name,
        false,
        "哪个站点；只有一个站点时可省",
        "Which station; may be left out when there is only one",
    ),
    key(Section::Outage, "date", Kind::Day, true, "日期", "The day"),
    key(Section::Outage, "start", Kind::Time, true, "停用开始", "Start"),
    key(Section::Outage, "end", Kind::Time, true, "停用结束", "End"),
    key(
        Section::Outage,
        "cameras",
        Kind::Whole(1, 1000),
        false,
        "停用几个机位；缺省全部",
        "How many cameras are missing; default all",
    ),
];
