//! Every table that a campaign is made of, and those that are written while it runs: their columns,
//! defined once. Reading, suggestions, writing, `callsheet schema` and the reference all go by
//! this.

use super::record::{Field, Record, RecordSource, record};
use super::values::{Below, Number, Settings, Time, Unread, WhichDays, Whole};
use super::words::{Cut, Happened, YesNo};
use super::written::{Given, Written};
use crate::base::diagnostic::Location;
use crate::campaign::{Buffer, RelationKind, Share, StudentStatus, Tier, Wish};
use jiff::civil::Date;

/// A column of a table.
pub type Column = Field<Table>;

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
    /// Solves that are done as a batch.
    Jobs,
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 13] = [
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
        Table::Jobs,
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
            Table::Jobs => "jobs.csv",
        }
    }

    /// Whether the table comes from colleges and crews, as they keep it: its columns with personal data are left behind. In
    /// the tables that lie in a campaign's folder such columns are faults.
    pub fn comes_from_others(self) -> bool {
        matches!(self, Table::Plan | Table::Slots | Table::Actuals | Table::Photographed)
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
            Table::Jobs => &["jobs", "批量计算任务"],
        }
    }

    /// The table's columns.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> {
        let columns = match self {
            Table::Groups => GroupRow::FIELDS,
            Table::Classes => ClassRow::FIELDS,
            Table::Students => StudentRow::FIELDS,
            Table::Minutes => MinutesRow::FIELDS,
            Table::Unavailable => UnavailableRow::FIELDS,
            Table::Relations => RelationRow::FIELDS,
            Table::Pins => PinRow::FIELDS,
            Table::Preferences => PreferenceRow::FIELDS,
            Table::Plan => PlanRow::FIELDS,
            Table::Slots => SlotRow::FIELDS,
            Table::Actuals => ActualRow::FIELDS,
            Table::Photographed => PhotographedRow::FIELDS,
            Table::Jobs => JobRow::FIELDS,
        };
        columns.iter().copied()
    }
}

const GROUP: &[&str] = &["学院", "学院名称", "院系", "单位", "college"];
const CLASS: &[&str] = &["班级", "班级名称"];
const HEADCOUNT: &[&str] = &["人数", "总人数", "people", "班数", "班级数量", "no. of classes"];
const OFF_SITE: &[&str] = &["校外人数", "校外", "其中校外"];
const DATE: &[&str] = &["日期", "day"];
const START: &[&str] = &["开始", "开始时间", "from"];
const END: &[&str] = &["结束", "结束时间", "to"];
const STATION: &[&str] =
    &["服务点", "站点", "组别", "地点", "拍摄点", "接种点", "体检点", "发放点", "测试点"];

/// A count of people.
pub type PeopleCount = Whole<0, 100_000>;

record! {
    /// A row of `groups.csv`.
    GroupRow of Table::Groups {
        required group: String as GROUP, "学院名称，唯一", "Name of the group, unique";
        optional id: String as &["学院编号", "编号"],
            "学院编号，供程序引用，唯一；缺省用名称；各表写名称或编号均可",
            "What programs call the group, unique; default: its name; tables take either";
        optional group_en: String as &["英文名", "英文名称"],
            "英文名，用于英文报告", "Name in English reports";
        optional headcount: PeopleCount as HEADCOUNT,
            "名单人数；有班级表或学生名单时可省",
            "People on the list; may be left out where classes or students give it";
        optional off_site: PeopleCount as OFF_SITE,
            "其中在别处办理、不到场的人数", "Of these, those who are served elsewhere";
        optional attendance: Share as &["到场率", "出席率"],
            "其余人员的到场比例，缺省 100%", "Share of the others who really come; default 100 %";
        optional shared_by: Vec<String> as &["合用的学院"],
            "合用一个时段的几个学院：方案与各表写其中任一名称，即指本行；在班级表中各写一行，则依次进行",
            "Colleges that share its window: a plan or a table that names one of them means this row; as rows of classes.csv they come one after another";
        optional part_of: String as &["原学院"],
            "本行是哪个学院在一个校区的部分：各表写该学院的名称指其各部分，方案写它指该校区的部分；班级表写明校区时自动分开，不必写",
            "The college of which the row is the part at one site: its name in tables means all parts, in a plan the one at that site; made by itself where classes name their sites";
        optional site: Vec<String> as &["校区", "所在校区"],
            "所属校区；有几个则任选其一；活动有校区时必填，班级表写明校区的除外",
            "The site to which it belongs; of several any will do; required where the campaign has sites, unless its classes say theirs";
        optional only_in: Vec<String> as &["只可用半天", "可用半天"],
            "只可用的半天（或服务点）", "The only blocks (or stations) it may use";
        optional not_in: Vec<String> as &["不可用半天"],
            "不可用的半天（或服务点）", "Blocks (or stations) it may not use";
        optional max_windows: Whole<1, 20> as &["最多时段数", "时段数"],
            "一个半天容不下时最多拆成几个时段（在班级之间拆）；缺省 1",
            "The most windows it may have where no block is long enough for it, cut between classes; default 1";
        optional cut: Cut as &["拆分"],
            "何时拆成多个时段：需要时（needed），即一个半天容不下，缺省；自由（free），即放得下也可拆",
            "When it is cut into several windows: `needed` (where no block is long enough, the default) or `free` (also where one is)";
        optional buffer: Buffer as &["余量"],
            "每个时段的余量：分钟数或百分比；缺省用设置（campaign.toml）中的",
            "Time kept free in its windows: minutes or per cent; default: the campaign's";
        optional contact: String as &["联系方式", "学院联系方式"],
            "学院办公室的联系方式，印在现场安排表上",
            "How the crew reaches the college's office; printed on run sheets";
    }
}

record! {
    /// A row of `classes.csv`.
    ClassRow of Table::Classes {
        required group: String as GROUP, "所属学院", "Its group";
        required class: String as CLASS,
            "班级名称，在学院内唯一；行的次序就是叫到的次序",
            "Name of the class, unique in its group; rows stand in the order of calling";
        optional headcount: PeopleCount as HEADCOUNT,
            "名单人数；有学生名单时可省",
            "People on the list; may be left out where students give it";
        optional off_site: PeopleCount as OFF_SITE,
            "其中在别处办理的人数", "Of these, those who are served elsewhere";
        optional attendance: Share as &["到场率", "出席率"],
            "到场比例，缺省用学院的", "Share who really come; default: the group's";
        optional site: String as &["校区", "所在校区"],
            "班级所在校区，缺省用学院的；一个学院的班级在几个校区时，按校区分开安排",
            "The site of the class; default: the group's; a group with classes at several sites is planned site by site";
    }
}

record! {
    /// A row of `students.csv`.
    StudentRow of Table::Students {
        required group: String as GROUP, "学院", "The group";
        required class: String as CLASS, "班级", "The class";
        required number: Number as &["学号"],
            "学号，唯一；按升序排队",
            "Student number, unique; the queue stands in ascending order of it";
        optional category: String as &["类别", "学生类别"],
            "类别，如 本科、留学、专升本、第二学位",
            "Category, such as 本科, 留学, 专升本, 第二学位";
        optional status: StudentStatus as &["状态"],
            "到场（here）、校外（off_site）、补办（make_up，在预留时间办理）；缺省到场",
            "here, off_site or make_up; default here";
        optional code: YesNo as &["采集码", "采集码已下载", "预约码", "领取码"],
            "采集码是否已下载：是/否", "Whether the code is downloaded: yes or no";
    }
}

record! {
    /// A row of `minutes.csv`.
    MinutesRow of Table::Minutes {
        required group: String as GROUP, "学院", "The group";
        required block: String as &["半天", "场次"],
            "半天（或服务点，指其全部半天）", "The block (or the station, for all of its blocks)";
        required minutes: Whole<1, 10_000> as &["分钟", "分钟数", "所需分钟"],
            "整个学院在此所需的分钟数，代替“人数 ÷ 速度”，不再加余量；比半天长即不可安排在此",
            "Minutes that the whole group needs there, instead of headcount ÷ rate and without any buffer; longer than the block: it can't come there";
    }
}

record! {
    /// A row of `unavailable.csv`.
    UnavailableRow of Table::Unavailable {
        required group: String as GROUP, "学院", "The group";
        optional class: String as CLASS,
            "班级，或一串班级如 软件22-[1-3]班；空白指整个学院",
            "The class, or a range such as 软件22-[1-3]班; empty for the whole group";
        required date: WhichDays as DATE,
            "日期；或星期（周三、周一;周三、周一至周五、每天），指活动中的这些日子",
            "The day; or days of the week (`Wednesday`, `Mon;Wed`, `Mon-Fri`, `daily`): those of the campaign";
        required start: Time as START, "开始时间", "From";
        required end: Time as END, "结束时间", "To";
        optional reason: String as &["事由", "原因"], "事由，如 上课、考试", "Why: lesson, exam";
    }
}

record! {
    /// A row of `relations.csv`.
    RelationRow of Table::Relations {
        required relation: RelationKind as &["关系"],
            "紧接（together）：同一半天前后相接；错开（apart）：不在同一半天；先于（before）：前者完成后者才开始",
            "together: in one block, directly after one another; apart: not in the same half-day; before: done before the other starts";
        required group: String as GROUP, "学院", "The group";
        required other: String as &["另一学院", "对方"], "另一学院", "The other group";
    }
}

record! {
    /// A row of `pins.csv`.
    PinRow of Table::Pins {
        required group: String as GROUP, "学院", "The group";
        optional station: String as STATION, "固定的服务点", "At this station";
        optional date: Date as DATE, "固定的日期", "On this day";
        optional start: Time as START, "固定的开始时间", "Starting at";
        optional end: Time as END, "固定的结束时间", "Ending at";
    }
}

record! {
    /// A row of `preferences.csv`.
    PreferenceRow of Table::Preferences {
        required group: String as GROUP, "学院", "The group";
        optional date: WhichDays as DATE,
            "日期；或星期（周三、周一;周三、周一至周五），指活动中的这些日子，任一天均可；空白指每天",
            "The day; or days of the week (`Wednesday`, `Mon;Wed`, `Mon-Fri`): those of the campaign, any of which will do; empty for every day";
        optional start: Time as START, "时段开始；空白指全天", "From; empty for the whole day";
        optional end: Time as END, "时段结束；空白指全天", "To; empty for the whole day";
        required wish: Wish as &["意愿"],
            "希望（prefer）：时段应完全在此之内；避开（avoid）：时段不应碰到",
            "prefer: the window should lie inside; avoid: it should not touch";
        optional weight: Whole<0, 1_000_000> as &["权重", "分值"],
            "未满足时的分值，缺省 1", "Points it costs when not granted; default 1";
    }
}

record! {
    /// A row of `plan.csv`.
    PlanRow of Table::Plan {
        optional number: String as &["序号", "No."], "序号，不读取", "Running number, not read";
        required date: Date as DATE, "日期", "The day";
        optional station: String as STATION,
            "服务点；只有一个服务点时可省", "The station; may be left out when there is only one";
        required start: Time as START, "开始时间", "Start";
        required end: Time as END, "结束时间", "End";
        required group: String as GROUP,
            "学院，或预留时间的名称", "The group, or the name of the make-up time";
        optional headcount: PeopleCount as HEADCOUNT,
            "方案中写的人数，与活动中的人数核对",
            "The headcount the plan states; compared with the campaign's";
        optional classes: Vec<String> as &["班级"],
            "学院拆成多个时段时，该时段的班级；空白指整个学院",
            "Where a group is cut, the classes of this window; empty for the whole group";
    }
}

record! {
    /// A row of `slots.csv`.
    SlotRow of Table::Slots {
        required group: String as GROUP, "学院", "The group";
        required class: String as CLASS, "班级", "The class";
        optional headcount: Unread<PeopleCount> as HEADCOUNT, "人数，不读取", "People, not read";
        optional expected: Unread<PeopleCount> as &["预计人数", "预计班数"],
            "预计到场人数，不读取", "Expected people, not read";
        required date: Date as DATE, "日期", "The day";
        optional station: String as STATION,
            "服务点；只有一个服务点时可省", "The station; may be left out when there is only one";
        optional call_time: Unread<Time> as &["集合时间"],
            "集合时间，不读取", "Call time, not read";
        required start: Time as START, "开始时间", "Start";
        required end: Time as END, "结束时间", "End";
        optional agreed: YesNo as &["商定"],
            "该学院各班的次序与时长是否由学院选定，即不必照名单次序、不必按人数分配；缺省否",
            "Whether the group has chosen order and shares of its classes itself; default no";
    }
}

record! {
    /// A row of `actuals.csv`.
    ActualRow of Table::Actuals {
        required what: Happened as &["事项", "情况"],
            "完成（done）；已拍、已接种等（photographed，到现在为止的人数）；缺席（absent）；增加（more）；停用（out，服务点）；取消（lost，半天或其一部分）；加开（extra，多一个半天）",
            "done; photographed (or vaccinated, served): how many so far; absent: how many did not come; more: how many come on top; out: a station does not work; lost: a block or a part of it; extra: a block more";
        optional group: String as GROUP, "学院", "The group";
        optional class: String as CLASS,
            "班级；空白指整个学院", "The class; empty for the whole group";
        optional people: PeopleCount as HEADCOUNT, "人数", "How many";
        optional station: String as STATION,
            "停用或加开的服务点；只有一个服务点时可省",
            "The station that is out or works a block more; may be left out when there is only one";
        optional block: String as &["半天", "场次"], "取消的半天", "The block that is lost";
        optional date: Date as DATE, "停用的日期，缺省今天；或加开的日期",
            "The day of the outage, default today; or of the block more";
        optional start: Time as START,
            "从何时起；停用缺省从现在起，取消缺省从半天开始；加开须写明",
            "From; default now for a station, the start for a block that is lost";
        optional end: Time as END,
            "到何时止；停用缺省到当天结束，取消缺省到半天结束；加开须写明",
            "Until; default the end of the day for a station, the end for a block that is lost";
        optional note: String as &["备注", "说明"], "备注，不读取", "A note, not read";
    }
}

record! {
    /// A row of `photographed.csv`.
    PhotographedRow of Table::Photographed {
        required number: Number as &["学号"],
            "已拍（已接种等）学生的学号", "The number of a student who is done";
        optional group: String as GROUP, "学院，不读取", "The group, not read";
        optional class: String as CLASS, "班级，不读取", "The class, not read";
        optional date: Unread<Date> as DATE, "日期，不读取", "The day, not read";
        optional note: String as &["备注", "说明"], "备注，不读取", "A note, not read";
    }
}

record! {
    /// A row of `jobs.csv`.
    JobRow of Table::Jobs {
        required job: String as &["任务", "任务名称"],
            "任务名称，唯一；结果文件照它命名", "Name of the row, unique; its result file is called so";
        required campaign: String as &["活动"],
            "活动文件夹或工作簿，相对于本表所在的文件夹",
            "The campaign: a folder or a workbook, from the folder of this table";
        optional variant: String as &["备选方案"],
            "备选方案文件，相对于本表所在的文件夹", "A variant's file, from the folder of this table";
        optional settings: Settings as &["设置"],
            "临时设置，如 --set 所写，以 ; 分隔；half_days=6 只留前 6 个半天",
            "Settings as with --set, separated by `;`; `half_days=6` keeps the first 6 half-days";
        optional seed: Whole<0, 2_147_483_647> as &["种子", "随机种子"],
            "随机种子，缺省 0", "Seed of the solver's random choices; default 0";
        optional limit: Whole<1, 31_536_000> as &["时限", "时限（秒）"],
            "时间限制（秒）；缺省直到证明为止",
            "Seconds after which the best so far is the result; default: until it is proven";
        optional between: Vec<Tier> as &["权衡"],
            "求权衡时的两三个目标：在它们之前的目标保持不动，之后的不问",
            "Of a front, its two or three aims: those before them keep their best value, those after them are not asked";
        optional below: Below as &["小于"],
            "求权衡时，这些目标须小于的值，如 blocks=6",
            "Of a front, values that these aims must stay below, such as `blocks=6`";
    }
}
