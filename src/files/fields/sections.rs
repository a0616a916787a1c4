//! Every section of `campaign.toml`: its keys, defined once. Reading, suggestions, writing,
//! `callsheet schema` and the reference all go by this.

use super::record::{Field, Record, RecordSource, record};
use super::values::{Money, Rate, Time, Whole, Zone};
use super::written::{Given, Written};
use crate::base::diagnostic::Location;
use crate::base::kind::{Counts, Purpose};
use crate::base::text::Lang;
use crate::campaign::{Buffer, ClassOrder, Latecomers, Service, Share, Tier};
use crate::files::tolerant::fold;
use crate::files::tree::Node;
use jiff::civil::Date;

const STATION: &[&str] = &["服务点", "站点", "拍摄点", "接种点", "体检点", "发放点", "测试点"];
const STATION_NAME: &[&str] =
    &["服务点", "站点", "拍摄点", "接种点", "体检点", "发放点", "测试点", "名称"];
const BLOCK_OR_STATION: &[&str] = &["半天", "服务点", "站点", "拍摄点"];

/// A key of `campaign.toml`.
pub type Key = Field<Section>;

impl Key {
    /// What it is called on a sheet in Chinese.
    pub fn heading(&self) -> &'static str {
        self.aliases.first().copied().unwrap_or(self.name)
    }

    /// Whether a heading is that of the key.
    pub fn is_called(&self, heading: &str) -> bool {
        let heading = fold(heading);
        std::iter::once(&self.name).chain(self.aliases).any(|known| fold(known) == heading)
    }

    /// Its value in a section.
    pub fn of<'a>(&self, section: &'a Node) -> Option<&'a Node> {
        section.get(self.name)
    }
}

/// A part of `campaign.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Keys at the top of the file.
    CampaignFile,
    /// `[objective]`.
    Objective,
    /// Each `[[site]]`.
    Site,
    /// Each `[[travel]]`.
    Travel,
    /// Each `[[crew]]`.
    Crew,
    /// Each `[[half_day]]`.
    HalfDay,
    /// Each `[[station]]`.
    Station,
    /// Each `[[block]]`.
    Block,
    /// Each `[[make_up]]`.
    MakeUp,
    /// Each `[[break]]`.
    Break,
    /// Each `[[period]]`.
    Period,
    /// Each `[[class_time]]`.
    ClassTime,
    /// Each `[[round]]`.
    Round,
    /// Each `[[weather]]`.
    Weather,
    /// `[simulation]`.
    Simulation,
    /// Each `[[outage]]`.
    Outage,
}

impl Section {
    /// All sections.
    pub const ALL: [Section; 16] = [
        Section::CampaignFile,
        Section::Objective,
        Section::Site,
        Section::Travel,
        Section::Crew,
        Section::HalfDay,
        Section::Station,
        Section::Block,
        Section::MakeUp,
        Section::Break,
        Section::Period,
        Section::ClassTime,
        Section::Round,
        Section::Weather,
        Section::Simulation,
        Section::Outage,
    ];

    /// The key under which the section stands; `None` for the top of the file.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Section::CampaignFile => None,
            Section::Objective => Some("objective"),
            Section::Site => Some("site"),
            Section::Travel => Some("travel"),
            Section::Crew => Some("crew"),
            Section::HalfDay => Some("half_day"),
            Section::Station => Some("station"),
            Section::Block => Some("block"),
            Section::MakeUp => Some("make_up"),
            Section::Break => Some("break"),
            Section::Period => Some("period"),
            Section::ClassTime => Some("class_time"),
            Section::Round => Some("round"),
            Section::Weather => Some("weather"),
            Section::Simulation => Some("simulation"),
            Section::Outage => Some("outage"),
        }
    }

    /// Names of its sheet in a workbook that holds the whole campaign.
    pub fn sheets(self) -> &'static [&'static str] {
        match self {
            Section::CampaignFile | Section::Objective | Section::Simulation => {
                &["settings", "设置"]
            }
            Section::Site => &["sites", "校区"],
            Section::Travel => &["travel", "路程"],
            Section::Crew => &["crews", "小组"],
            Section::HalfDay => &["season half-days", "每天半天"],
            Section::Station => {
                &["stations", "服务点", "拍摄点", "接种点", "体检点", "发放点", "测试点", "站点"]
            }
            Section::Block => &["half-days", "半天"],
            Section::MakeUp => &["make-up", "预留时间", "补照"],
            Section::Break => &["breaks", "休息"],
            Section::Period => &["periods", "节次"],
            Section::ClassTime => &["class-time", "班级用时"],
            Section::Round => &["rounds", "轮次"],
            Section::Weather => &["weather", "雨天方案"],
            Section::Outage => &["outages", "停用"],
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
        let keys = match self {
            Section::CampaignFile => TopSection::FIELDS,
            Section::Objective => ObjectiveSection::FIELDS,
            Section::Site => SiteSection::FIELDS,
            Section::Travel => TravelSection::FIELDS,
            Section::Crew => CrewSection::FIELDS,
            Section::HalfDay => HalfDaySection::FIELDS,
            Section::Station => StationSection::FIELDS,
            Section::Block => BlockSection::FIELDS,
            Section::MakeUp => MakeUpSection::FIELDS,
            Section::Break => BreakSection::FIELDS,
            Section::Period => PeriodSection::FIELDS,
            Section::ClassTime => ClassTimeSection::FIELDS,
            Section::Round => RoundSection::FIELDS,
            Section::Weather => WeatherSection::FIELDS,
            Section::Simulation => SimulationSection::FIELDS,
            Section::Outage => OutageSection::FIELDS,
        };
        keys.iter().copied()
    }

    /// The section's value in the file.
    pub fn of(self, root: &Node) -> Option<&Node> {
        root.get(self.key()?)
    }
}

record! {
    /// The keys at the top of the file.
    TopSection of Section::CampaignFile {
        required title: String as &["标题"], "标题，用于报告", "Title, the heading of reports";
        optional title_en: String as &["英文标题"],
            "英文标题；缺省用标题", "Title for English output; default: title";
        optional language: Lang as &["语言"], "输出语言：中文（zh）、英文（en）；缺省中文", "Language of outputs; default zh";
        optional kind: Purpose as &["活动类别"],
            "活动的类别，决定输出的用词：图像采集（photo）、疫苗接种（vaccination）、体检（check-up）、教材领取（textbooks）、体质测试（fitness）；缺省图像采集",
            "What the campaign is for, which chooses the words of outputs: photographs, doses, examinations, handouts, tests; default photo";
        optional counts: Counts as &["计数单位"],
            "人数各栏数的是什么，输出照此写单位：人（people），或按班计数的写班（classes），如“27 个班”；缺省人",
            "What headcounts are numbers of, which outputs say: people, or classes where work is counted class by class; default people";
        optional time_zone: Zone as &["时区"],
            "时区，缺省 Asia/Shanghai", "IANA time zone; default Asia/Shanghai";
        optional place: String as &["地点"], "地点", "Where it takes place";
        optional place_en: String as &["英文地点"], "地点的英文名", "The place for English output";
        optional issuer: String as &["落款单位"], "通知的落款单位", "Who signs the notice";
        optional issuer_en: String as &["英文落款单位"],
            "落款单位的英文名", "Who signs the notice, for English output";
        optional grid_minutes: Whole<1, 120> as &["时间网格分钟"],
            "时间网格（分钟），从半天开始算起，每次休息结束后重新算起；缺省 10",
            "Windows start and end on multiples of this many minutes, counted from the start of their block, and anew from the end of every break; default 10";
        optional call_lead_minutes: Whole<0, 240> as &["提前集合分钟"],
            "提前集合（分钟）；缺省 20",
            "Classes are called this many minutes before their slot; default 20";
        optional call_grid_minutes: Whole<1, 60> as &["集合时间取整分钟"],
            "集合时间取到几分钟的整数倍（只会提前），如 5；缺省 1，即不取整",
            "Calls are at multiples of this many minutes, earlier rather than later, such as 5; default 1";
        optional changeover_minutes: Whole<0, 120> as &["换场分钟"],
            "同一服务点相邻两个学院之间的换场时间（分钟）；缺省 0",
            "Minutes a station needs between two groups; default 0";
        optional max_groups_per_block: Whole<1, 1000> as &["每半天最多学院数"],
            "一个半天最多安排几个学院；缺省不限",
            "The most groups that may come in one block; default any number";
        optional class_order: ClassOrder as &["班级次序"],
            "班级次序：名单（listed），即照名单次序；自由（free），即与上课冲突时可调换。缺省名单",
            "listed: classes come as listed; free: in another order where the listed one meets a lesson; default listed";
        optional attendance: Share as &["到场率"],
            "到场率，学院与班级未写时用；缺省 100%",
            "Share who really come, where groups and classes don't say; default 100 %";
        optional buffer: Buffer as &["余量"],
            "每个时段的余量：分钟数，或所需时间的百分比；缺省 0",
            "Time kept free in every window: minutes, or per cent of what its people need; default 0";
        optional confidence: Share as &["够用的把握"],
            "时段长度应在多大比例的日子里够用，50% 到 99.9%；缺省按平均速度",
            "Share of days on which windows must be long enough, 50 % to 99.9 %; default: at the mean rate";
        optional hall_capacity: Whole<1, 1_000_000> as &["等候人数上限"],
            "全场等候人数（集合至完成）上限；缺省不限",
            "The most people between call time and being done, over all stations; default any number";
        optional make_up_confidence: Share as &["预留时间够用的把握"],
            "为缺席者预留的时间够用的把握，低于它则提示；缺省 95%",
            "How sure the make-up time must be to suffice; default 95 %";
        optional make_up_in_gaps: bool as &["空当可补"],
            "缺席者是否也可在时段之间的空当补办；缺省否（false），只在预留时间",
            "Whether people who missed their slot may come between windows, too; default false: in make-up time alone";
        optional code_deadline: Date as &["采集码截止日"],
            "采集码须在此日前下载；缺省为各班集合时",
            "The day before which the code must be downloaded; default: the class's call time";
        optional fee: Money as &["费用"], "每人费用", "What one person pays";
        optional currency: String as &["货币"], "货币单位，缺省 元", "Currency of the fee; default 元";
        optional assumptions: String as &["假定"],
            "资料没有给出而作的假定，印在每份报告上",
            "What is assumed because no source gives it; every report repeats it";
        optional assumptions_en: String as &["英文假定"],
            "假定的英文", "The assumptions for English output";
        optional baseline: String as &["对照方案"],
            "用来对照的方案，如官方时间表：工作簿中的一张表，或同一文件夹中的 CSV 文件名",
            "File name of the baseline plan (the official timetable), a CSV table in the same folder";
        optional id: String as &["活动标识"],
            "本活动的标识，日历按它认出自己的事件；缺省用文件夹名加首日的年份",
            "What calendars know the campaign's events by; default: the folder's name and the year of the first day";
        optional continues: String as &["接续的活动"],
            "本活动所接续的活动（replan 写出）：日历沿用其标识，首个半天之前的事件算已过去",
            "The id of the campaign of which this is the rest, as replan writes it: calendars keep it, and events before the first half-day are over";
        optional first_day: Date as &["首日"],
            "季度活动的首日；写了 [[half_day]] 时必填",
            "First day of a season; required beside `[[half_day]]`";
        optional last_day: Date as &["末日"],
            "季度活动的末日；写了 [[half_day]] 时必填",
            "Last day of a season; required beside `[[half_day]]`";
        optional days_off: Vec<String> as &["停工日"],
            "季度活动中谁也不工作的日子：日期、2026-05-01~2026-05-05，或周六、周日",
            "Days of a season on which nobody works: dates, 2026-05-01~2026-05-05, or days of the week";
        optional share_up_to: Whole<2, 100_000> as &["合用时段人数"],
            "小单位合用时段：名单上相邻在前的学院，合起来预计不超过这么多人的并为一个时段，依次进行；有固定、意愿、关系、分钟数的学院不并；缺省不并",
            "Small groups share a window: as long as together no more people than this are expected they are put into one, one after another in the order of the list; groups with pins, wishes, relations or minutes of their own are not; default none";
        optional travel_minutes: Whole<0, 1440> as &["其余路程分钟"],
            "没有写明路程的任意两个校区之间的路程（分钟）",
            "Minutes between any two sites for which no `[[travel]]` says them";
        optional classes_are_illustrative: bool as &["班级仅为示意"],
            "班级名单仅为示意时写“是”（true），报告中会注明",
            "true when the class list is an illustration; every report says so";
    }
}

record! {
    /// `[objective]`.
    ObjectiveSection of Section::Objective {
        required tiers: Vec<Tier> as &["目标"],
            "优化目标，按先后次序；前面的目标绝不为后面的让步",
            "Objective tiers, most important first; an earlier tier is never traded for a later one";
    }
}

record! {
    /// Each `[[site]]`.
    SiteSection of Section::Site {
        optional id: String as &["编号"],
            "校区编号，供程序引用，唯一；缺省用名称",
            "What programs call the site, unique; default: its name";
        required name: String as &["校区", "名称"],
            "校区（或其他地点）名称，唯一；有校区时，各服务点与各学院都要写明所属校区",
            "Name of the campus or other place, unique; where there are sites, every station and every group says to which it belongs";
        optional name_en: String as &["英文名"], "校区的英文名", "The site for English output";
        optional region: String as &["地区"],
            "所在地区（如城市）；[[travel]] 可写地区，指其中全部校区",
            "Its region, such as a town; `[[travel]]` takes regions, for all sites there";
        optional folder: String as &["文件夹"],
            "存放该校区各表（groups.csv 等）的文件夹，在本文件夹之内；学院名前会加上校区名",
            "Folder of the site's own tables (groups.csv and others), inside this one; names of groups then begin with the site's";
        optional desks: Whole<0, 50> as &["工位数"],
            "季度活动中该校区可同时工作的小组数；缺省 1，只是驻地的写 0",
            "How many crews may work there at once in a season; default 1, 0 for a place where only crews live";
        optional not_on: Vec<String> as &["不可用日"],
            "季度活动中该校区不可拍摄的日子，写法同 days_off",
            "Days of a season on which nobody may come to the site, written as days_off";
        optional wish_from: Date as &["希望首日"],
            "该校区希望的日期，自此日起；每个安排在此外的学院计 1 分（preference）",
            "The site wishes for days from this one on; each of its groups on another day costs 1 point (preference)";
        optional wish_to: Date as &["希望末日"],
            "该校区希望的日期，至此日止", "The site wishes for days up to this one";
        optional most_visits: Whole<1, 366> as &["最多到校天数"],
            "小组到该校区的天数，最多几天；缺省不限",
            "The most days on which crews come to the site; default any number";
        optional consecutive: bool as &["连续拍摄"],
            "该校区所用的半天是否必须连续：首尾之间凡有小组可到的半天都要用上；缺省否",
            "Whether the half-days used at the site follow one another: between the first and the last none in which a crew could come is left out; default false";
    }
}

record! {
    /// Each `[[travel]]`.
    TravelSection of Section::Travel {
        required from: String as &["从", "校区"], "一个校区", "One site";
        required to: String as &["到", "另一校区"], "另一校区；往返只写一次", "The other; both directions are one entry";
        required minutes: Whole<0, 1440> as &["分钟", "路程分钟"],
            "路程（分钟），含收拾与布置：同一天内，小组从一处的最晚结束到另一处开始，至少隔这么久",
            "Minutes of the way, packing and setting up included: on one day a crew needs them between the latest end at the one and the start at the other";
    }
}

record! {
    /// Each `[[crew]]`.
    CrewSection of Section::Crew {
        optional id: String as &["编号"],
            "小组编号，供程序引用，唯一；缺省用名称",
            "What programs call the crew, unique; default: its name";
        required name: String as &["小组", "名称"],
            "小组（机组）名称，唯一；一个半天只在一处", "Name of the crew, unique; it stands at one desk in a half-day";
        optional name_en: String as &["英文名"], "小组的英文名", "The crew for English output";
        optional rate: Rate as &["每小时人数", "速度"],
            "每小时可接待人数；不知道就写“未知”（unknown）；写了每人秒数（seconds_per_photo）时可省",
            "People per hour, of the whole crew; \"unknown\" when nobody knows; left out beside seconds_per_photo";
        optional cameras: Whole<1, 1000> as &["机位数", "相机数"], "机位数，即同时可接待几人", "How many people the crew serves at once";
        optional seconds_per_photo: Whole<1, 3600> as &["每人秒数", "每张秒数"],
            "一个机位接待一人平均几秒，代替每机位每小时人数（rate_per_camera）；速度为 3600 × 机位数（cameras）÷ 秒数，舍去小数",
            "Seconds that a person takes at one place, in place of rate_per_camera: the rate is 3600 × cameras ÷ seconds, rounded down";
        optional only_in: Vec<String> as &["只在", "可用半天"],
            "只在这些半天工作：半天、服务点、校区的名称，或日期；缺省全部",
            "The only half-days on which it works: names of half-days, stations or sites, or dates; default all";
        optional not_in: Vec<String> as &["不在", "不可用半天"],
            "不在这些半天工作：半天、服务点、校区的名称，或日期",
            "Half-days on which it does not work: names of half-days, stations or sites, or dates";
        optional home: String as &["驻地"],
            "驻地：一个校区（或其他地点）；首末的路程计入其用时",
            "Where it lives: a site; its ways from there and back are counted in its travel";
    }
}

record! {
    /// Each `[[half_day]]`.
    HalfDaySection of Section::HalfDay {
        required name: String as &["半天", "名称"],
            "季度活动中每天都有的半天，如 上午；每个校区、每个工位、每天各一个",
            "A half-day of every day of a season, such as morning: one for each day, site and desk";
        required start: Time as &["开始", "开始时间"], "开始时间", "Regular start";
        required end: Time as &["结束", "结束时间"], "正常结束时间", "Regular end";
        optional latest_end: Time as &["最晚结束"],
            "最晚结束时间；缺省等于 end", "Latest end when it must run over; default: end";
    }
}

record! {
    /// Each `[[station]]`.
    StationSection of Section::Station {
        optional id: String as &["编号"],
            "服务点编号，供程序引用，唯一；缺省用名称；各表写名称或编号均可",
            "What programs call the station, unique; default: its name; tables take either";
        required name: String as STATION_NAME, "服务点名称，唯一", "Name of the station, unique";
        optional name_en: String as &["英文名"], "服务点的英文名", "The station for English output";
        optional rate: Rate as &["每小时人数", "速度"],
            "每小时可接待人数；不知道就写“未知”（unknown）；只有由小组（[[crew]]）到场的服务点可省，此时用小组的速度",
            "People per hour, of the whole team; \"unknown\" when nobody knows; left out only where crews stand, whose rate it has then";
        optional cameras: Whole<1, 1000> as &["机位数", "相机数"], "机位数，即同时可接待几人", "How many people the team serves at once";
        optional reserved: Whole<0, 1000> as &["留用机位数"],
            "机位中留作他用（如教职工）的几个：不接待各学院，不计入由机位算出的速度；缺省 0",
            "How many of these are kept back for others, such as staff: they serve no group and are not counted where the rate follows from the places; default 0";
        optional rate_per_camera: Whole<1, 100_000> as &["每机位每小时人数"],
            "每个机位每小时可接待人数；每小时人数（rate）写“未知”时，速度为机位数（cameras）× 此数",
            "People per hour at one place; where rate is \"unknown\" it is cameras × rate_per_camera";
        optional seconds_per_photo: Whole<1, 3600> as &["每人秒数", "每张秒数"],
            "一个机位接待一人平均几秒，代替每机位每小时人数（rate_per_camera）；速度为 3600 × 机位数（cameras）÷ 秒数，舍去小数",
            "Seconds that a person takes at one place, in place of rate_per_camera: the rate is 3600 × cameras ÷ seconds, rounded down";
        optional hall_capacity: Whole<1, 1_000_000> as &["等候人数上限"],
            "该服务点等候人数上限；缺省不限",
            "The most people between call time and being done at this station; default any number";
        optional most_people_per_day: Whole<1, 1_000_000> as &["每天最多人数"],
            "该服务点一天最多接待几人（预计到场）；缺省不限",
            "The most people of a day at this station, of those who are expected; default any number";
        optional site: String as &["校区"],
            "所属校区；活动有校区（[[site]]）时必填", "Its site; required where the campaign has sites";
        optional crew: Vec<String> as &["小组"],
            "可到此处的小组；多于一个时由程序决定谁来；缺省：写了每小时人数（rate）的服务点有自己的班子，没写的可由任一小组到场",
            "The crews that may stand here; of several the solver decides which; default: a team of its own where it has a rate, else any crew";
        optional desk: String as &["工位"],
            "同一工位的几个服务点同时只用一个；只写一个小组的服务点才需要",
            "Of the stations at one desk at most one is used at a time; only stations with a single crew need it";
    }
}

record! {
    /// Each `[[block]]`.
    BlockSection of Section::Block {
        optional id: String as &["编号"],
            "半天编号，供程序引用，唯一；缺省用名称；各表写名称或编号均可",
            "What programs call the half-day, unique; default: its name; tables take either";
        required name: String as &["半天", "名称"],
            "半天名称，唯一，供其他表格引用",
            "Name of the half-day, unique; other tables refer to it";
        optional station: String as STATION,
            "所属服务点；只有一个服务点时可省", "Its station; may be left out when there is only one";
        required date: Date as &["日期"], "日期", "The day";
        required start: Time as &["开始", "开始时间"], "开始时间", "Regular start";
        required end: Time as &["结束", "结束时间"], "正常结束时间", "Regular end";
        optional latest_end: Time as &["最晚结束"],
            "最晚结束时间；缺省等于结束时间（end）", "Latest end when it must run over; default: end";
        optional rate: Whole<1, 1_000_000> as &["每小时人数", "速度"],
            "此半天每小时可接待人数，与服务点的不同时写",
            "People per hour in this half-day, where that is other than at its station";
        optional cameras: Whole<1, 1000> as &["机位数", "相机数"],
            "此半天的机位数，与服务点的不同时写；没有写每小时人数（rate）时，服务点须写明 seconds_per_photo 或 rate_per_camera",
            "The places of this half-day where they are other than the station's; without `rate` the station must give seconds_per_photo or rate_per_camera";
        optional reserved: Whole<0, 1000> as &["留用机位数"],
            "此半天留作他用的机位数，与服务点的不同时写",
            "Places kept back in this half-day, where that is other than at its station";
        optional most_people: Whole<1, 1_000_000> as &["最多人数"],
            "此半天最多接待几人（预计到场）；缺省不限",
            "The most people of this half-day, of those who are expected; default any number";
        optional crew: String as &["小组"],
            "此半天到场的小组；缺省由程序在该服务点的小组中决定",
            "The crew that stands there in this half-day; default: the solver decides among the station's";
    }
}

record! {
    /// Each `[[make_up]]`.
    MakeUpSection of Section::MakeUp {
        required name: String as &["预留时间", "补照时间", "名称"], "为缺席者预留的时间在时间表中的名称", "Name of the make-up time in timetables";
        optional name_en: String as &["英文名"], "其英文名", "The name for English output";
        required block: String as &["半天"], "所在半天的名称", "The block it lies in";
        required start: Time as &["开始", "开始时间"], "开始时间", "Start";
        required end: Time as &["结束", "结束时间"], "结束时间", "End";
    }
}

record! {
    /// Each `[[break]]`.
    BreakSection of Section::Break {
        required block: String as BLOCK_OR_STATION,
            "所在半天的名称；或服务点的名称，指该服务点含此时间的全部半天",
            "The block it lies in; or a station, for all of its blocks in which it lies";
        required start: Time as &["开始", "开始时间"], "休息开始", "Start";
        required end: Time as &["结束", "结束时间"], "休息结束", "End";
        optional straddle: bool as &["时段可跨越"],
            "学院时段是否可以跨越它；缺省是（true）；班级时段从不跨越",
            "Whether a window may go on after it; default true (a class slot never straddles it)";
    }
}

record! {
    /// Each `[[period]]`.
    PeriodSection of Section::Period {
        required name: String as &["节次", "名称"],
            "节次名称，如 第1-2节；各表与各设置项的开始、结束可写它代替时间",
            "Name of a lesson period, such as 第1-2节; tables and settings may have it in place of a time: as a start its start, as an end its end";
        required start: Time as &["开始", "开始时间"], "开始时间", "Start";
        required end: Time as &["结束", "结束时间"], "结束时间", "End";
    }
}

record! {
    /// Each `[[class_time]]`.
    ClassTimeSection of Section::ClassTime {
        optional up_to: Whole<1, 100_000> as &["不超过人数", "人数不超过"],
            "适用于预计到场不超过这么多人的班级（没有班级的学院按学院计）；缺省不限人数",
            "For classes of no more expected people than this (a group without classes counts as one); default any number";
        required minutes: Whole<0, 1440> as &["分钟", "用时分钟"],
            "这样一个班用时几分钟，代替人数 ÷ 速度；写了 batch 时为每批用时",
            "Minutes that such a class takes, in place of people ÷ rate; with `batch` those of each batch";
        optional batch: Whole<1, 100_000> as &["每批人数"],
            "每批进场几人，不足一批按一批计；缺省全班一起",
            "People who go in together; a batch that is not full counts as one; default: the whole class";
        optional seconds_per_person: Whole<0, 3600> as &["每人加秒"],
            "每人另加几秒，合计不足一分钟按一分钟计；缺省 0",
            "Seconds that each person adds, begun minutes counted; default 0";
    }
}

record! {
    /// Each `[[round]]`.
    RoundSection of Section::Round {
        required name: String as &["轮次", "名称"],
            "又一轮的名称，如 第二剂：人人再来一次，次序与时段不变", "Name of another round, such as second dose: everybody comes again, in the same windows";
        optional name_en: String as &["英文名"], "其英文名", "The name for English output";
        required days_after: Whole<1, 366> as &["相隔天数"],
            "每个半天与上一轮相隔几天", "Days after the same half-day of the first round";
        optional swapped: bool as &["上下午对调"],
            "同一天的半天是否对调：上午来过的改在下午；缺省 false",
            "Whether the half-days of a day change places: who came in the morning comes in the afternoon; default false";
        optional starts: Vec<String> as &["各半天开始"],
            "这一轮各半天几点开始，按半天的次序，以 ; 分隔，代替 swapped；缺省与第一轮相同",
            "When each half-day starts in this round, in the order of the half-days, in place of `swapped`; default: as in the first round";
    }
}

record! {
    /// Each `[[weather]]`.
    WeatherSection of Section::Weather {
        required block: String as BLOCK_OR_STATION,
            "天气不好时改地点或时间的半天；或服务点的名称，指它的全部半天",
            "The block that is elsewhere in bad weather; or a station, for all of its blocks";
        optional place: String as &["地点", "改在"], "改在何处；缺省地点不变", "The other place; default: the same";
        optional place_en: String as &["英文地点"], "其英文名", "The place for English output";
        optional date: Date as &["日期", "改到"], "改到哪天；缺省当天", "The other day; default: the same";
        optional start: Time as &["开始", "开始时间"], "改为几点开始；缺省不变", "The other start; default: the same";
    }
}

record! {
    /// `[simulation]`.
    SimulationSection of Section::Simulation {
        optional service: Service as &["用时分布"],
            "每人用时的分布：对数正态（lognormal）、伽马（gamma）、固定（constant）；缺省对数正态",
            "Distribution of the seconds that a person takes; default lognormal";
        optional variation_percent: Whole<0, 300> as &["用时变异系数"],
            "每人用时的变异系数（标准差占均值的百分比）；缺省 50",
            "Standard deviation of the seconds that a person takes, in per cent of their mean; default 50";
        optional early_minutes: Whole<0, 120> as &["早到分钟"],
            "平均比集合时间早到几分钟；缺省 0",
            "Mean minutes by which people come before their call time; default 0";
        optional spread_minutes: Whole<0, 120> as &["到场时间标准差"],
            "到场时间的标准差（分钟）；缺省 5",
            "Standard deviation of the time at which people come; default 5";
        optional late_percent: Whole<0, 100> as &["迟到百分比"],
            "到场者中迟到（班级时段开始后才到）的百分比；缺省 2",
            "Per cent of those who come who come after their slot has begun; default 2";
        optional late_by_minutes: Whole<1, 600> as &["迟到分钟"],
            "迟到者平均迟到几分钟；缺省 30",
            "Mean minutes by which latecomers are late; default 30";
        optional latecomers: Latecomers as &["迟到者"],
            "迟到者排到哪里：班级（class），即当时班级的末尾；当天（day），即当天最后。缺省班级",
            "Where latecomers queue: class: behind the class whose turn it is; day: behind the day's last window; default class";
        optional run_ahead: bool as &["可提前开始"],
            "机位有空时，已到场的下一学院可否提前开始；缺省是（true）",
            "Whether people who are there may go in before their group's window begins; default true";
        optional overtime_minutes: Whole<0, 600> as &["最多超时分钟"],
            "半天结束后最多再工作几分钟，之后未完成的人转入预留时间；缺省 60",
            "Minutes after the end of a half-day until which nobody is sent away; default 60";
        optional mtbf_minutes: Whole<1, 1_000_000> as &["故障间隔分钟"],
            "每个机位两次故障之间平均工作几分钟；缺省不出故障",
            "Mean minutes between two failures of one place; default: none fails";
        optional mttr_minutes: Whole<1, 100_000> as &["修复分钟"],
            "机位故障平均修复时间（分钟）", "Mean minutes until a place that failed works again";
    }
}

record! {
    /// Each `[[outage]]`.
    OutageSection of Section::Outage {
        optional station: String as STATION,
            "哪个服务点；只有一个服务点时可省", "Which station; may be left out when there is only one";
        required date: Date as &["日期"], "日期", "The day";
        required start: Time as &["开始", "开始时间"], "停用开始", "Start";
        required end: Time as &["结束", "结束时间"], "停用结束", "End";
        optional cameras: Whole<1, 1000> as &["停用机位数"],
            "停用几个机位；缺省全部", "How many of its places are missing; default all";
    }
}
