//! The numbers of all findings, with what they mean.

use crate::base::text::Text;

macro_rules! codes {
    ($($variant:ident $id:literal $zh:literal $en:literal, $long_zh:literal $long_en:literal, $example:literal $($example_en:literal)?;)*) => {
        /// The number of a finding. `E1xx`: a fault of an input or of the call; `P2xx`: a rule that
        /// a plan breaks; `W3xx`: something worth knowing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $en] $variant,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The number, such as `E104`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)* }
            }

            /// What it is about, as a heading.
            pub fn title(self) -> Text {
                match self { $(Code::$variant => Text::new($zh, $en),)* }
            }

            /// What it means and what to do.
            pub fn explanation(self) -> Text {
                match self { $(Code::$variant => Text::new($long_zh, $long_en),)* }
            }

            /// An input, or a call of the program, that has this finding; in both languages.
            pub fn example(self) -> Text {
                match self {
                    $(Code::$variant => Text::new($example, english!($example $($example_en)?)),)*
                }
            }
        }
    };
}

macro_rules! english {
    ($same:literal) => {
        $same
    };
    ($zh:literal $en:literal) => {
        $en
    };
}

codes! {
    Unreadable "E101" "文件缺失或无法读取" "a file is missing or can't be read",
        "活动文件夹里必须有设置（campaign.toml）和学院表（groups.csv），其余表格可有可无。请核对路径与权限。"
        "A campaign folder needs campaign.toml and groups.csv; the other tables are optional. Check path and permissions.",
        "callsheet solve instances/cqust-2042";
    Encoding "E102" "文字编码无法识别" "a file's text can't be decoded",
        "支持 UTF-8（可带 BOM）与 GBK/GB18030。请在 Excel 中另存为“CSV UTF-8”。"
        "UTF-8, with or without a byte-order mark, and GBK/GB18030 are read. In Excel save as “CSV UTF-8”.",
        "改名为 groups.csv 的图片"
        "a picture renamed to groups.csv";
    Toml "E103" "campaign.toml 语法错误" "campaign.toml is not valid TOML",
        "该行不符合 TOML 语法，常见原因：文字没有加引号、引号或方括号没有成对。"
        "The line is not TOML. Usual causes: text without quotes, a quote or bracket that is not closed.",
        "title = 2024届毕业生图像信息采集";
    UnknownKey "E104" "未知的设置项" "an unknown key",
        "设置（campaign.toml）中没有这个设置项，多半是拼写错误；callsheet schema 列出全部设置项。"
        "campaign.toml has no such key, most likely a misspelling; `callsheet schema` lists all.",
        "gird_minutes = 10";
    MissingKey "E105" "缺少必填的设置项" "a required key is missing",
        "请补上该设置项；callsheet schema 说明每一项的写法。"
        "Add the key; `callsheet schema` says how each is written.",
        "[[block]]\nname = \"12-11上午\"\ndate = 2023-12-11\nstart = \"09:00\"   # 没有 end"
        "[[block]]\nname = \"12-11上午\"\ndate = 2023-12-11\nstart = \"09:00\"   # no end";
    WrongType "E106" "设置项的写法不对" "a key has the wrong kind of value",
        "该项应为整数、文字、日期、时间或列表中的一种，写法见提示。"
        "The key wants a whole number, text, date, time or list; the message says which.",
        "grid_minutes = \"ten\"";
    OutOfRange "E107" "数值超出范围" "a value is out of range",
        "数值不合实际，例如时间间隔为 0、人数为负、出席率超过 100%。"
        "The value makes no sense: a grid of 0 minutes, negative people, attendance above 100 %.",
        "grid_minutes = 0";
    UnknownName "E108" "名称不存在" "a name that is not there",
        "这里引用的学院、班级、服务点、半天或目标在本活动中不存在，提示中给出最接近的名称。"
        "The group, class, station, block or tier named here does not exist; the message gives the nearest name.",
        "only_in\n12-11早上   （半天名称是 12-11上午）"
        "only_in\n12-11早上   (the block is called 12-11上午)";
    Duplicate "E109" "名称重复" "a name is used twice",
        "同类名称必须唯一，否则其他表格无法指明是哪一个。"
        "Names of one kind must be unique, or other tables could not say which is meant.",
        "group,headcount\n外国语学院,69\n外国语学院,70";
    BrokenTable "E110" "表格行列不齐" "a table row has the wrong number of cells",
        "该行的单元格比表头多，或某列有内容而没有表头；含逗号的名称要加英文双引号。"
        "The row has more cells than the header, or a column has content and no header; quote names that contain a comma.",
        "group,headcount\n安全工程学院,应急管理学院,280";
    UnknownColumn "E111" "未知的列" "an unknown column",
        "该表没有这一列，多半是表头拼写错误；不需要的列请删去，以免误以为它起作用。"
        "The table has no such column, most likely a misspelt header; delete columns that are not needed, lest they seem to count.",
        "学院,人頭数";
    MissingColumn "E112" "缺少必需的列" "a required column is missing",
        "表头（第一行）必须包含这一列，中文或英文名称均可。"
        "The header (first row) must have this column, under its Chinese or English name.",
        "group\n外国语学院";
    EmptyCell "E113" "必填单元格为空" "a required cell is empty",
        "请填上该单元格。"
        "Fill in the cell.",
        "group,headcount\n外国语学院,";
    BadNumber "E114" "不是整数" "not a whole number",
        "人数、分钟与分值都是非负整数；全角数字可以，文字与小数不行。"
        "People, minutes and weights are whole numbers, not negative; full-width digits are fine, words and fractions are not.",
        "外国语学院,六十九";
    BadDate "E115" "日期写法不对" "not a date",
        "日期写作 2023-12-11、2023/12/11 或 2023年12月11日。"
        "Write dates as 2023-12-11, 2023/12/11 or 2023年12月11日.",
        "2023-13-11";
    BadTime "E116" "时间写法不对" "not a time of day",
        "时间写作 09:00 或 9：00，范围 00:00 至 24:00。"
        "Write times as 09:00 or 9:00, from 00:00 to 24:00.",
        "25:00";
    Backwards "E117" "结束不晚于开始" "an end that is not after its start",
        "时段的结束必须晚于开始，最晚结束不能早于正常结束。"
        "An interval must end after it starts; a latest end can't be before the regular end.",
        "start = \"12:00\"\nend = \"09:00\"";
    BlocksOverlap "E118" "同一服务点的半天相互重叠" "two blocks of one station overlap",
        "同一服务点的两个半天（含最晚结束与换场时间）不能重叠。"
        "Two blocks of one station, with latest end and changeover, must not overlap.",
        "同一天的两个 [[block]]：09:00–12:00 与 11:30–14:00"
        "[[block]] 09:00–12:00 and [[block]] 11:30–14:00 on the same day";
    MakeUpOutside "E119" "预留时间不在半天之内" "make-up time outside its block",
        "为缺席者预留的时间（make_up）必须完全落在所属半天之内。"
        "Make-up time must lie wholly inside its block.",
        "半天 14:00–17:00，make_up 16:30–17:30"
        "block 14:00–17:00, make_up 16:30–17:30";
    ClassSum "E120" "班级人数之和与学院人数不符" "class headcounts don't add up to the group's",
        "班级表（classes.csv）中该学院各班人数（以及校外人数）之和必须等于学院表（groups.csv）中的数字。"
        "The headcounts (and off-site people) of a group's classes must add up to the figures in groups.csv.",
        "groups.csv: 外国语学院,69\nclasses.csv: 外国语学院,英语1班,30";
    PinImpossible "E121" "固定安排不可能成立" "a pin that can't hold",
        "该固定安排与半天、网格、禁用半天或另一条固定安排矛盾，没有任何时段能满足它。"
        "The pin contradicts the blocks, the grid, the group's forbidden blocks or another pin: no window can keep it.",
        "pins.csv：外国语学院,2023-12-11,09:05   （时间网格 10 分钟）"
        "pins.csv: 外国语学院,2023-12-11,09:05  (10-minute grid)";
    PersonalData "E122" "含有个人信息的列" "a column with personal data",
        "本工具不需要也不接收姓名、证件号、电话等个人信息：活动的各表里请删去该列。别人交来的方案、实际情况与已拍名单，这样的列不读入，并会说明。"
        "callsheet needs no names, document numbers or phone numbers of people and refuses to carry them: delete the column from the tables of a campaign. In plans, actuals and lists of the photographed, which others send, such columns are left and named.",
        "学院,班级,姓名,身份证号";
    BadOverride "E123" "--set 写法不对" "a --set that can't be understood",
        "写作 --set 项=值，例如 --set grid_minutes=5、--set station.体育馆.rate=260；列表中的一项用名称或序号（从 1 起）。"
        "Write --set KEY=VALUE, such as --set grid_minutes=5 or --set station.体育馆.rate=260; an entry of a list is named by its name or its number from 1.",
        "--set grid_minutes";
    EmptyTable "E124" "表格没有数据" "a table without rows",
        "至少需要一个学院、一个服务点和一个半天。"
        "A campaign needs at least one group, one station and one block.",
        "groups.csv 只有表头，下面没有数据"
        "groups.csv with a header and nothing below";
    NotAPlan "E125" "不是可识别的方案" "not a plan",
        "方案可以是 CSV（日期、开始、结束、学院等列）、本工具写出的 plan.json，或包含 plan.json 的文件夹。"
        "A plan is a CSV table (date, start, end, group …), a plan.json written by callsheet, or a folder with one.",
        "callsheet check instances/cqust-2024 notes.txt";
    Unwritable "E126" "无法写入输出" "an output can't be written",
        "请核对输出文件夹的权限与磁盘空间；已有文件不会被写坏。"
        "Check permissions and space of the output folder; existing files stay whole.",
        "callsheet solve … --out /proc/x";
    Usage "E127" "命令行用法不对" "the command line is not understood",
        "请用 callsheet --help 查看各命令的用法。"
        "See `callsheet --help` for the use of each verb.",
        "callsheet codes E999";
    TooLarge "E128" "时间网格太细，规模过大" "a grid too fine for the campaign's size",
        "时间网格允许的时段太多，模型放不下；请加大 grid_minutes，或分成几个活动。"
        "The grid allows more windows than the model can hold; choose a larger grid_minutes, or split the campaign.",
        "400 个学院、每个半天 15 小时，grid_minutes = 2"
        "400 groups, blocks of 15 hours, grid_minutes = 2";
    BreakOutside "E129" "休息时间不在半天之内" "a break outside its block",
        "休息时间必须完全落在所属半天之内，不与预留时间或其他休息重叠。"
        "A break must lie wholly inside its block, apart from make-up time and other breaks.",
        "半天 09:00–12:00，休息 11:45–12:15"
        "block 09:00–12:00, break 11:45–12:15";
    RosterDiffers "E130" "名单与人数不符" "the list of students and a headcount differ",
        "学生名单（students.csv）中该学院或班级的人数不能多于班级表（classes.csv）中写明的，并与学院表（groups.csv）一致；不写人数则以名单为准。"
        "The students of a class must not be more than classes.csv says, those of a group as many as groups.csv says; leave the figure out to take it from the list.",
        "classes.csv：英语1班,30\nstudents.csv 中英语1班有 31 名学生"
        "classes.csv: 英语1班,30\nstudents.csv with 31 students of 英语1班";
    RelationImpossible "E131" "相互矛盾的关系" "a relation that can't hold",
        "关系表（relations.csv）中的关系与另一条关系、固定安排、可用半天或半天学院数上限矛盾。"
        "A relation contradicts another one, pins, allowed blocks or max_groups_per_block: no plan can keep it.",
        "together,甲,乙\napart,甲,乙";
    ClassTooLarge "E132" "班级大于任何半天" "a class larger than any block",
        "班级不能再拆分：按服务点速度，没有任何一个半天容得下该班。请拆班、延长半天，或加快服务点。"
        "A class is never cut: at the stations' rates no block is long enough for it. Split the class, lengthen a block, or make a station faster.",
        "一个班 900 人，而最长的半天只容得下 780 人"
        "a class of 900 where the longest block takes 780";
    NothingToCut "E133" "没有班级可拆" "a group that can't be cut",
        "学院只能在班级之间拆成多个时段：max_windows 大于 1 时需要至少两个班级的名单。"
        "A group is cut between classes: max_windows above 1 wants a list of at least two classes.",
        "groups.csv：某学院 max_windows 为 2，但没有班级名单"
        "groups.csv: max_windows 2 for a group without classes";
    NoForm "E134" "导出格式无法表达" "something that an export has no form for",
        "callsheet model 的格式只有“每个学院一个时段、同一半天不重叠”；被拆分的学院、关系表（relations.csv）与 hall_capacity 无法表达。去掉后再导出。"
        "The form of `callsheet model` is one window for each group, none meeting in a block; cut groups, relations.csv and hall_capacity have no place in it. Export the campaign without them.",
        "callsheet model …，而 relations.csv 有一行"
        "callsheet model … where relations.csv has a row";
    UnclosedQuote "E136" "引号没有成对" "a quote that is not closed",
        "表格中一格以英文双引号开头，就到下一个双引号为止；多了一个，其后的行就都成了这一格的内容。请删去多余的双引号；一格之内要用双引号时写两个，整格再加一对。"
        "A cell that begins with a quote ends at the next one; where one is too much, the rows below become part of the cell. Delete it; a quote inside of a cell is written twice, and the cell is quoted.",
        "group,headcount,contact\n护理学院,40,\"5号楼\n药学院,50,6号楼";
    TooManyRows "E137" "表格行数过多" "a table with too many rows",
        "学院最多 20,000 行，班级最多 200,000 行；更多的多半是放错了表，如把学生名单存成了学院表（groups.csv）。"
        "At most 20,000 groups and 200,000 classes are read; more than that is most likely another table, such as a list of students saved as groups.csv.",
        "groups.csv 中每名学生一行，共 50,000 行"
        "groups.csv with a row for each of 50,000 students";
    SkippedTime "E138" "时钟跳过的时间" "a time that clocks skip",
        "时钟拨快的那天，跳过的一小时并不存在，不能在其中开始或结束。请核对日期、时间与 time_zone。"
        "On the day on which clocks are put forward the hour that they skip does not exist: nothing starts or ends in it. Check day, time and time_zone.",
        "time_zone = \"Europe/London\"，date = 2024-03-31，start = \"01:30\""
        "time_zone = \"Europe/London\", date = 2024-03-31, start = \"01:30\"";
    NothingToChange "E141" "备选方案改动的对象不存在" "a variant touches what is not there",
        "备选方案只能改动活动中已有的设置、半天、学院与规则；提示中给出最接近的名称。“add”才用于新增。"
        "A variant changes settings, blocks, groups and rules that the campaign has; the message gives the nearest name. Use `add` for new ones.",
        "[[remove.block]]\nname = \"12-15下午\"   （没有这个半天）"
        "[[remove.block]]\nname = \"12-15下午\"   (there is no such half-day)";
    VariantForm "E142" "备选方案文件的写法不对" "a variant that is not written as one",
        "备选方案由 name、[set]、[[add.…]]、[[change.…]]、[[remove.…]] 组成；block、station、make_up、break 与各表格可用。"
        "A variant has name, [set], [[add.…]], [[change.…]] and [[remove.…]], each for block, station, make_up, break or a table.",
        "[[remove.groups]]   （学院只能改动，不能删除）"
        "[[remove.groups]]   (groups are changed, never removed)";
    VariantTwice "E143" "两个备选方案同名" "two variants of one name",
        "并列对比时每个备选方案的名称必须不同，也不能与“现状”同名。"
        "Variants that stand side by side need different names, and none is called like the campaign as it is.",
        "variants 活动 a.toml b.toml，两个文件都写 name = \"第三台相机\""
        "variants CAMPAIGN a.toml b.toml, both with name = \"第三台相机\"";
    BadRange "E144" "扫描范围写法不对" "a range that can't be swept",
        "写作 --set 项=从..到:步长，如 station.rate=200..400:20、attendance=80%..100%:5%、block.2.end=17:00..18:30:10、half_days=5..8。最多两项。"
        "Write --set KEY=FROM..TO:STEP, such as station.rate=200..400:20, attendance=80%..100%:5%, block.2.end=17:00..18:30:10 or half_days=5..8; at most two.",
        "--set station.rate=400..200:20";
    TooManyPoints "E145" "扫描的点太多" "a sweep over too many points",
        "每个点都要求解一次；请加大步长，或加 --yes 表示确实要算这么多。"
        "Every point is a solve of its own; take larger steps, or say --yes where the number of points is meant.",
        "--set station.rate=1..10000:1";
    BadFront "E146" "无法在这些目标之间权衡" "tiers that no trade-off can be made between",
        "--between 列出两个或三个不同的目标，如 peak,moved。"
        "--between lists two or three different tiers, such as peak,moved.",
        "--between peak";
    RateWanted "E150" "模拟需要服务点速度" "a simulation wants to know how fast the station is",
        "服务点每小时接待多少人不明，无法模拟。请在设置（campaign.toml）写明 rate（或 cameras 与 rate_per_camera），或加 --rate 300。"
        "How many people the station serves per hour is unknown. State its rate in campaign.toml (or cameras and rate_per_camera), or say --rate 300.",
        "callsheet simulate instances/cqust-2024 …，没有 --rate"
        "callsheet simulate instances/cqust-2024 … without --rate";
    NothingToSimulate "E151" "没有可模拟的内容" "nothing to simulate",
        "方案里没有时段，或模拟次数不在 1 到 1000 万之间。"
        "The plan has no window, or the number of runs is not from 1 to 10 million.",
        "--runs 0";
    BadDistribution "E152" "分布参数自相矛盾" "a distribution that makes no sense",
        "mtbf_minutes 与 mttr_minutes 须同时给出；service 为 constant 时不能有 variation_percent；无人迟到时不必写 late_by_minutes。"
        "mtbf_minutes and mttr_minutes go together; a constant service has no variation_percent; where nobody is late, late_by_minutes says nothing.",
        "[simulation]\nmtbf_minutes = 600   （没有 mttr_minutes）"
        "[simulation]\nmtbf_minutes = 600   (and no mttr_minutes)";
    OutageOutside "E153" "停用不在活动时间之内" "an outage outside the campaign",
        "停用须与该服务点当天的某个半天重合，机位数不超过服务点所有。"
        "An outage must meet a half-day of its station on that day, with no more `cameras` than the station has.",
        "[[outage]] 所在的那天没有半天"
        "[[outage]] on a day without a half-day";
    BadOutage "E154" "--outage 写法不对" "an --outage that can't be understood",
        "写作 --outage '日期 开始-结束'，前面可加服务点名，后面可加机位数，如 '体育馆 2023-12-12 09:30-10:30 x1'。"
        "Write --outage 'DATE START-END', with the station's name before it and how many are missing behind it where needed: 'Gymnasium 2023-12-12 09:30-10:30 x1'.",
        "--outage '09:30-10:30'";
    ConfidenceWithoutRate "E155" "有把握的时段长度需要服务点速度" "a confidence that can't be kept",
        "confidence 按速度与每人用时的分布计算时段长度：须知道每个服务点的速度，取值 50% 到 99.9%。"
        "confidence reckons lengths of windows from the rate and the seconds that a person takes: every station's rate must be known, and it lies between 50 % and 99.9 %.",
        "confidence = 0.95，同时 rate = \"unknown\""
        "confidence = 0.95 and rate = \"unknown\"";
    RateKnown "E156" "速度已知，不必给出" "a rate that is known already",
        "--rate 只用于速度未知的服务点；速度已知时用 --set station.rate=300 修改。"
        "--rate is for stations whose rate is unknown; change a known one with --set station.rate=300.",
        "--rate 300，而 campaign.toml 中 rate = 260"
        "--rate 300 where campaign.toml has rate = 260";
    ExtraIsOver "E157" "加开的半天已经过去" "a half-day more that is over",
        "加开（extra）的半天应在现在之后结束；请核对日期与时间。"
        "A half-day more (`extra`) ends after the moment of the replan; check its day and times.",
        "现在是 12 月 12 日：extra,体育馆,2023-12-08,09:00,12:00"
        "extra,体育馆,2023-12-08,09:00,12:00   on 12 December";
    ActualIncomplete "E160" "实际情况的一行缺少内容" "a row of the actuals lacks something",
        "完成（done）、已拍（photographed）、缺席、增加要写学院；后三项还要写人数；停用要写服务点（只有一个时可省）；取消要写半天；加开要写日期、开始与结束。别的格留空。"
        "done, photographed, absent and more want a group; the last three people as well; out wants a station (unless there is only one), lost a block, extra a day with start and end. Leave the other cells empty.",
        "photographed,冶金与材料工程学院,   （没有人数）"
        "photographed,冶金与材料工程学院,   (no people)";
    BeforeItBegan "E161" "还没开始就已完成" "done before it began",
        "按方案，此时该学院或班级还没有开始，不可能已经完成。请核对 --now、学院与班级；若确已提前进行，请先改方案表。"
        "By the plan the group or class has not begun at that moment, so nobody of it can be done. Check --now, group and class; if it was brought forward, change the plan's table first.",
        "--now \"2023-12-12 10:40\"，而周四才来的学院记为 done"
        "--now \"2023-12-12 10:40\", and done for a college of Thursday";
    MoreThanCame "E162" "已完成与缺席多于应到" "more people than there are",
        "已完成与缺席之和不能多于名单上应到的（加上“增加”的）；在别处办理的不算。"
        "Those done and absent are no more than those invited, with what `more` adds and without those off-site.",
        "photographed,外国语学院,96   名单上只有 69 人"
        "photographed,外国语学院,96   where 69 are on the list";
    NowOutside "E163" "活动已结束" "a moment after the campaign",
        "--now 应在最后一个半天结束之前；活动开始之前的任何时刻都可以，已通知的方案就这样修改。结束之后没有可调整的时间，除非加开半天。"
        "--now lies before the end of the last block; any moment before the first day will do, and mends a plan that people were told. After the end no time is left to plan, unless a half-day is added.",
        "--now \"2024-12-12 10:40\"";
    OutageBackwards "E164" "停用的结束不晚于开始" "an outage that ends before it begins",
        "核对开始与结束；停用没有写开始时，从 --now 起算（今天）。"
        "Check start and end; an outage of today without a start begins at --now.",
        "out,体育馆,11:00,09:40";
    SaidTwice "E165" "同一件事写了两行" "two rows for one thing",
        "每个学院（或班级）的每种情况只写一行；同一服务点的停用时间不要重叠。"
        "One row for each kind and group or class; outages of one station don't overlap.",
        "photographed,甲,300\nphotographed,甲,320";
    SaidTwoWays "E166" "两行互相矛盾" "two rows that contradict each other",
        "“完成”（done）与人数（photographed）只写其一；人数按学院或按班级写，不要两样都写。"
        "Say either done or how many; give counts for a group or for its classes, not for both.",
        "done,甲\nphotographed,甲,300";
    NothingToLose "E167" "那时本来就没有安排" "an outage where nobody works anyway",
        "该服务点那天（那个时间）没有半天，或半天不含这段时间；请核对服务点、日期与时间。"
        "The station has no block on that day, or none that meets these hours; check station, day and times.",
        "out,体育馆,2023-12-17";
    BadNow "E168" "--now 写法不对" "a --now that can't be read",
        "写作 --now \"2023-12-12 10:40\"：日期，空格，时间。"
        "Write --now \"2023-12-12 10:40\": a day, a space, a time.",
        "--now 10:40";
    NoWindowToCount "E169" "方案中没有该学院的时段" "a group that the plan gives no window",
        "只有方案安排过的学院才能完成或部分完成；新来的学院写“增加”。"
        "Only groups with a window can be done, wholly or in part; write `more` for one that comes anew.",
        "done,甲   而方案没有安排甲"
        "done,甲   where the plan leaves 甲 out";
    NotAStudent "E170" "名单上没有的学号" "a number that is not on the list of students",
        "已完成名单（photographed.csv）中的学号应在学生名单（students.csv）中；提示中给出最接近的学号。"
        "Numbers of those who are done are in students.csv; the message gives the nearest.",
        "photographed.csv：2O20444001   （第二位是字母 O）"
        "photographed.csv: 2O20444001   (the letter O)";
    NoRoster "E171" "没有学生名单" "no list of students",
        "缺席名单需要学生名单（students.csv），写明学院、班级、学号，不含姓名。"
        "A make-up list needs students.csv (group, class, number), without names.",
        "callsheet makeup instances/cqust-2024 …   没有 students.csv"
        "callsheet makeup instances/cqust-2024 …   without students.csv";
    PhotographedTwice "E172" "学号重复" "a student who is listed twice",
        "已完成名单（photographed.csv）中每个学号只写一行。"
        "Each number stands once in the list of those who are done.",
        "2020444001\n2020444001";
    NoSite "E173" "没有写明校区" "a site that is not said",
        "活动有校区（[[site]]）时，每个服务点与每个学院都要写明所属校区，否则可能被安排到别的校区。"
        "Where a campaign has sites ([[site]]), every station and every group says to which it belongs, or it might be sent to another.",
        "[[site]] 南校区、[[site]] 北校区，而 groups.csv 有一行的校区为空"
        "[[site]] 南校区, [[site]] 北校区, and a row of groups.csv with an empty site";
    NoTravel "E174" "没有写明两校区之间的路程" "no travel minutes between two sites",
        "同一小组同一天可能到两个校区时，须在 [[travel]] 写明路程分钟数；小组写了驻地（home）的，驻地到各校区的路程也要写明。"
        "Where a crew may stand at two sites on one day, [[travel]] must say how many minutes lie between; so it must of a crew's home and each of its sites.",
        "[[crew]] 甲组，服务点在南校区和北校区，没有 [[travel]]"
        "[[crew]] 甲组, stations at 南校区 and 北校区, and no [[travel]]";
    CrewGivenTwice "E175" "同一小组被安排在两处" "a crew that is given for two places",
        "[[block]] 的 crew 指定了到场的小组：两个半天不能重叠，校区不同时间隔须不短于路程。"
        "`crew` of a [[block]] says who stands there: the two half-days must not overlap, and at two sites the travel minutes must lie between.",
        "crew = \"甲组\" 09:00–11:30 在本校区、12:00–16:00 在北校区，路上要 45 分钟"
        "crew = \"甲组\" at 本校区 09:00–11:30 and at 北校区 12:00–16:00, with 45 minutes of travel";
    NoCrew "E176" "没有小组到场" "a half-day without a crew",
        "该半天没有任何小组可以到场：核对服务点的 crew 与各小组的 only_in、not_in；或给服务点写 rate，表示它有自己的班子。"
        "No crew can stand there: look at the station's `crew` and at the crews' `only_in` and `not_in`; or give the station a rate, as one with a team of its own.",
        "[[crew]] 甲组写了 not_in = \"2023-11-19\"，而那天有一个半天只能由甲组承担"
        "[[crew]] 甲组 with not_in = \"2023-11-19\", and a half-day on that day that only 甲组 may serve";
    WhichCrew "E177" "方案没有写明是哪个小组" "a plan that does not say which crew",
        "该工位此时可能由几个小组到场：在方案的“服务点”一栏写明工位与小组，如 107（甲组）。"
        "Several crews may be at the desk then: name desk and crew in the plan's column “station”, such as 107（甲组）.",
        "方案中写服务点 107，而甲组和乙组都可能在 107"
        "station 107 in a plan, where 甲组 and 乙组 may stand at 107";
    ClassTimes "E178" "班级用时的规定有缺口或重复" "class times with a hole or an overlap",
        "[[class_time]] 按人数从小到大规定用时：每个 up_to 只写一次，最大的一个要容得下最大的班，或者写一节不带 up_to 的。"
        "[[class_time]] says minutes by size: each `up_to` stands once, and the largest holds the largest class, or one entry has no `up_to`.",
        "up_to = 15、up_to = 25，而有一个班 31 人"
        "up_to = 15, up_to = 25, and a class of 31 people";
    NoWorkbook "E180" "写不成文档" "a document that can't be made",
        "内容超出 Excel 或 Word 的限度（例如一个学院超过一百万人）；请拆分学院，或改用 csv、html。"
        "The content is beyond what Excel or Word can hold, such as a million people of one group; split the group, or take csv or html.",
        "callsheet export … --to xlsx，一个学院有 1,100,000 名学生"
        "callsheet export … --to xlsx, with 1,100,000 students in one group";
    NotACalendar "E181" "先前的日历无法读取" "an earlier calendar that can't be read",
        "重新导出日历时要接着先前各事件的序号；该 .ics 文件不是 callsheet 写出的日历，或已损坏。请移走它，或用 --previous 指明先前的导出文件夹。"
        "A new calendar goes on from the sequence numbers of the earlier one; this .ics file is none that callsheet wrote, or it is damaged. Move it away, or name the earlier export with --previous.",
        "输出文件夹中的 calendar/foreign.ics 有 BEGIN:VCALENDAR，没有 END"
        "calendar/foreign.ics in the output folder, with BEGIN:VCALENDAR and no END";
    BadName "E182" "输出文件名不在文件夹之内" "an output's name that leaves its folder",
        "输出文件的名称只能是文件夹内的名称；这是程序的内部保护，请报告此问题。"
        "Names of outputs stay inside their folder; this is a guard of the program itself, please report it.",
        "输出名称写作 ../x"
        "an output called ../x";
    BothGiven "E190" "同一张表给了两次" "a table that is given twice",
        "活动文件夹中的 CSV 文件与 campaign.xlsx 中的同名工作表只能有一个，否则无法知道哪一个算数。"
        "A table is either a CSV file of the campaign folder or the sheet of that name in its campaign.xlsx; with both, nobody could say which counts.",
        "groups.csv 与有工作表“学院”的 campaign.xlsx 在同一文件夹"
        "groups.csv beside a campaign.xlsx with a sheet groups";
    WorkbookTooLarge "E191" "工作簿太大" "a workbook that is too large",
        "工作簿文件不超过 32 MiB，解压后不超过 64 MiB；工作表不超过 256 张，有内容的单元格不超过 30 万个，文字合计不超过 64 MiB，每表合并的区域不超过 1 万个；.xls 的工作表所占范围合计不超过 400 万格。"
        "A workbook has at most 32 MiB, 64 MiB when it is unpacked; 256 sheets; 300,000 cells with content, of 64 MiB of text; 10,000 merged areas a sheet. Sheets of an .xls span at most 4 million cells together.",
        "100 MB、满是图片的工作簿"
        "a workbook of 100 MB full of pictures";
    WorkbookBomb "E192" "工作簿疑为压缩炸弹" "a workbook that unpacks to far more than it is",
        "压缩包解压后远大于它本身，或声明的内容与实际不符；为安全起见不读取。"
        "The archive unpacks to many times its size, or claims content that it has not; it is not read.",
        "100 KB 的 .xlsx，解压后 100 MB"
        "an .xlsx of 100 KB that unpacks to 100 MB";
    WorkbookProtected "E193" "工作簿有打开密码" "a workbook with a password",
        "设有打开密码的工作簿无法读取；请去掉密码后另存。工作表保护不受影响。"
        "A workbook that wants a password to be opened can't be read; save it without. Protection of sheets does no harm.",
        "加了打开密码的回执"
        "a return saved with File › Protect › Encrypt with password";
    WorkbookBroken "E194" "工作簿无法读取" "a workbook that can't be read",
        "文件不完整、已损坏，或根本不是工作簿。"
        "The file is cut short, damaged, or no workbook at all.",
        "只剩一半的 .xlsx；改名为 .xlsx 的图片"
        "half of an .xlsx; a picture renamed to .xlsx";
    WorkbookMacros "E195" "工作簿含有宏" "a workbook with macros",
        "活动与方案的工作簿不得含宏；请另存为不含宏的 .xlsx。宏从不运行。"
        "Workbooks of campaigns and plans have no macros; save them as .xlsx without. Macros are never run.",
        "改名为 campaign.xlsx 的 campaign.xlsm"
        "a campaign.xlsm renamed to campaign.xlsx";
    NoSheet "E196" "没有这张工作表" "a sheet that is not there",
        "工作簿中没有需要的工作表，或名称写错；中英文名称均可。"
        "The workbook has no sheet of the name that is needed, or it is misspelt; Chinese and English names are known.",
        "没有工作表“时间安排”的 plan.xlsx"
        "plan.xlsx without a sheet plan";
    NoList "E197" "找不到学院与班级的名单" "no list of colleges and classes",
        "需要一行表头，其中有学院、班级、人数这样的列名，中英文均可，在哪一行都行；花名册（每人一行）有学院、班级、学号即可。"
        "A row of headers is needed with names such as college, class and headcount, in Chinese or English, in any row; of a roster, which has a row for each person, college, class and student number.",
        "callsheet new spring --from notes.xlsx";
    UnclearRow "E198" "名单中有看不懂的行" "a row of the list that can't be understood",
        "该行像是名单的一部分，但人数不是整数，或缺少学院、班级；请改正后再读，以免漏人。"
        "The row seems to be part of the list, but its headcount is no whole number, or college or class is missing; correct it, lest people be left out.",
        "外国语学院,英语2020-01,约40";
    NotAForm "E199" "看不出是哪份回执" "a workbook that is no form of callsheet",
        "文件不是 callsheet forms 生成的回执，或表格结构已被改动。请用原表重填。"
        "The file is no form of `callsheet forms`, or its structure was changed. Ask for the original form, filled in.",
        "回执文件夹中有人自制的工作簿"
        "a workbook in the folder of returns that somebody made up";
    ForeignForm "E200" "别的活动或方案的回执" "a form of another campaign or plan",
        "回执属于另一个活动，或是按另一版方案生成的，其中的时段已不作数。"
        "The form belongs to another campaign, or was made from another plan, so its slots no longer count.",
        "去年的回执又交了上来"
        "last year's form sent in again";
    WrongCollege "E201" "回执的学院不对" "a form of the wrong college",
        "回执中的学院不存在，与表内名称不一致，或文件名是另一个学院的。"
        "The college of the form does not exist, was changed inside the form, or the file has another college's name.",
        "外国语学院.xlsx，里面却是电气工程学院的回执"
        "外国语学院.xlsx, which is the form of 电气工程学院";
    ReturnedTwice "E202" "同一学院有两份回执" "two returns of one college",
        "同一学院有多份回执，或一个文件中有几份，不知以哪一份为准；请只留一份。在此之前都不计入。"
        "A college sent several returns, or one file with several, and nobody can say which counts: leave one. None is taken until then.",
        "外国语学院.xlsx 与 外国语学院(1).xlsx"
        "外国语学院.xlsx and 外国语学院(1).xlsx";
    NotReturned "E203" "学院未交回执" "a college without a return",
        "文件夹中没有该学院的回执；总表暂用原方案的时段。"
        "There is no return of this college in the folder; the master timetable keeps the plan's slots for it.",
        "13 个学院，只有 12 个工作簿"
        "12 workbooks for 13 colleges";
    ChangesOverlap "E205" "班级时段重叠" "classes that overlap",
        "同一学院的两个班级不能同时进行。"
        "Two classes of a college can't be served at once.",
        "1班 09:00–09:20，2班 09:10–09:30"
        "1班 09:00–09:20 and 2班 09:10–09:30";
    FormClass "E206" "班级缺失或不认识" "a class that is missing or unknown",
        "回执中的班级必须与名单一致：不多、不少、不改名。"
        "The classes of a return are those of the list: none more, none fewer, none renamed.",
        "英语2020-04 一行，而 classes.csv 没有这个班"
        "a row for 英语2020-04 that classes.csv does not have";
    FormHeadcount "E207" "回执中的人数写法不对" "a headcount that can't be read",
        "回执中的人数写整数；没有变化就保留原数。"
        "The headcount of a return is a whole number; where nothing has changed the figure stays.",
        "约45";
    NoContact "E209" "没有联系人" "a return without a contact",
        "请填写联系人与电话；它们只留在回执与联系人名单中。"
        "Contact and phone must be filled in; they stay in the return and in the list of contacts.",
        "“联系人”旁的单元格为空"
        "an empty cell beside 联系人";
    BadPhone "E210" "电话写法不对" "not a phone number",
        "电话由 7 至 15 位数字组成，可有 +、-、空格、括号，分机用“转”或 ext。"
        "A phone number has 7 to 15 digits, with + - spaces and brackets where wanted, and ext for an extension.",
        "见群公告";
    BadSlotTime "E211" "时段的时间写法不对" "a slot's time that can't be read",
        "改后的开始与结束都要写成 09:00 这样的时间，结束晚于开始。"
        "New start and new end are both times such as 09:00, the end after the start.",
        "九点半";
    UnclearAnswer "E212" "答复不清楚" "an answer that is not clear",
        "答复选“接受”或“更改”；选“更改”须写明新的开始与结束，选“接受”则两格留空。"
        "The answer is accept or change; a change wants a new start and end, acceptance leaves both empty.",
        "接受，却把开始时间改成了 09:10"
        "接受, with a new start of 09:10";
    LockedChanged "E214" "锁定的单元格被改动" "a locked cell that was changed",
        "时段、提议时间等由排期人员填写；改动它们不起作用，请用“新开始”“新结束”。"
        "Window and proposed times are the planner's; changing them has no effect. Use new start and new end.",
        "原定开始 09:00 被改写为 10:00"
        "a proposed start of 09:00 overwritten with 10:00";
    NoReturns "E215" "没有回执文件夹" "a folder that can't be used for returns",
        "回执文件夹不存在、不是文件夹，或其中的文件超过 5,000 个。"
        "The folder of returns is not there, is no folder, or has more than 5,000 files.",
        "callsheet collect … 没有的文件夹"
        "callsheet collect … no-such-folder";
    NotOurs "E220" "不是 callsheet 写出的文件" "a file that callsheet didn't write",
        "输出文件夹中已有同名的文件，它不是 callsheet 写出的，或写出后被改动过。请换一个文件夹，或移走该文件；确实要覆盖时加 --force。"
        "The output folder has a file of that name that callsheet didn't write, or that was changed since. Choose another folder or move the file away; --force replaces it.",
        "--out 的文件夹中有您自己的 timetable.csv"
        "a timetable.csv of your own in the folder given with --out";
    OutputBusy "E221" "另一个 callsheet 正在写入" "another callsheet is writing",
        "同一文件夹一次只能由一个 callsheet 写入，等了几秒仍未结束。请稍后再试，或用 --out 换一个文件夹。"
        "One callsheet at a time writes to a folder, and the other one did not end within a few seconds. Try again later, or choose another folder with --out.",
        "两个 callsheet report 同时写入同一个 --out"
        "two calls of callsheet report with one --out at the same time";
    CutShort "E222" "程序中途停止" "the program was stopped",
        "系统不给内存或线程，或程序自身出错；上一行写明了是哪一种。已有的结果仍然完整。内存不足时，请关闭其他程序，或把 grid_minutes 调大、把 --threads 调小；否则请报告此问题。"
        "The system refused memory or threads, or the program met an error of its own; the line above says which. Earlier results are whole. Where memory is short, close other programs, or choose larger grid_minutes or fewer --threads; otherwise please report it.",
        "ulimit -v 100000; callsheet solve …";
    UnclearColumn "E223" "几列都像同一内容" "several columns that look like one thing",
        "表头没有写明，而按内容看有几列都可能是学院（或班级、学号），不知以哪一列为准。请给正确的那一列写上表头。"
        "No header names it, and by their content several columns may be the college (or class, or student number). Head the right one.",
        "花名册中“录取单位”和“所在单位”两列写的都是学院"
        "a roster whose columns 录取单位 and 所在单位 both list colleges";
    SeveralLists "E224" "一份工作簿有几份名单" "several lists in one workbook",
        "几张工作表列有相同的班级或学生、写着不同的年份，或人数互相矛盾，不知以哪张为准。请用 --sheet 指明。"
        "Several sheets list the same classes or students, name different years, or contradict each other. Say with --sheet which counts.",
        "工作表 2024届 与 2025届 有同样的学院"
        "sheets 2024届 and 2025届 with the same colleges";
    NotToPublish "E225" "不宜发布的方案" "a plan that is not to be published",
        "方案违反规则，或有学院没有时段。请先按现在的名单重新求解（callsheet solve），或改正名单；确要照此发布，加 --force。"
        "The plan breaks rules, or a group has no window. Solve again with the list as it is now (`callsheet solve`), or correct the list; to publish it all the same, add --force.",
        "callsheet publish 2027.xlsx，而有学院是求解之后才加入的"
        "callsheet publish 2027.xlsx, with a college that joined after the solve";
    VersionUnreadable "E226" "已发布的版本无法读取" "a published version that can't be read",
        "已发布的版本是发给大家的依据，不会跳过。请从备份恢复这个文件夹；确已作废的，把它移走。"
        "What people were told is not passed over. Restore the folder from a copy; if the version is void, move it away.",
        "手工改动过的 2027-发布/第1版/published.json"
        "2027-发布/第1版/published.json, edited by hand";
    DaysBegun "E227" "活动已在进行" "a campaign whose days have begun",
        "最近发布的版本是活动进行中的调整，只含剩下几天。请用 callsheet replan 继续调整，再用 callsheet publish 发布。"
        "The version that was published last is a replan of the days left. Go on with `callsheet replan`, then `callsheet publish`.",
        "发布调整方案之后又运行 callsheet solve 2027.xlsx"
        "callsheet solve 2027.xlsx, after a replan was published";
    NotEditable "E228" "页面上不能改的单元格" "a cell that the page does not change",
        "由公式算出的、被合并遮住的单元格，以及 .xls 与 UTF-16 的文件，页面不改。请在 Excel 里改，或另存为 .xlsx 或“CSV UTF-8”。"
        "Cells that a formula computes or a merge hides, and files that are .xls or UTF-16, are not changed by the page. Change them in the spreadsheet, or save the file as .xlsx or “CSV UTF-8”.",
        "在计划页面上改动写作 =SUM(B2:B9) 的人数"
        "a headcount that is =SUM(B2:B9), changed on the planner's page";
    SeasonNotOpened "E229" "季度活动不在页面上打开" "a season, which the page does not open",
        "页面一次排一个校区。先用 callsheet solve 求解整个季度、看 season.html；再用 callsheet export 写出各校区的文件夹，其中的 campaign 就是该校区自己的活动，可用 callsheet open 打开：小组已定的半天之内可以调整。要改小组的行程，请改 season.toml 后重新求解。"
        "The page plans one campus at a time. Solve the whole season (`callsheet solve`) and look at season.html; then `callsheet export` writes a folder for each campus, whose `campaign` is that campus's own campaign, to be opened with `callsheet open` and changed within the half-days in which crews are there. To send crews elsewhere change season.toml and solve again.",
        "callsheet open spring/season.toml";

    NoBatch "E240" "不是批量计算的文件夹" "a folder that is no batch",
        "gather 读取 batch 写出的文件夹，其中有 jobs 与 rows 两个文件夹。请核对路径，或先运行 callsheet batch。"
        "`gather` reads a folder that `batch` has written, with the folders `jobs` and `rows` in it. Check the path, or run `callsheet batch` first.",
        "callsheet gather instances/cqust-2024";
    OtherVersion "E241" "结果出自活动的另一版本" "a result of another version of the campaign",
        "算出该结果之后，活动的表格、备选方案或任务这一行已有改动，因此不计入。再运行一次 callsheet batch，这些行会重算。"
        "The tables of the campaign, the variant or the row itself have changed since this result was found, so that it is left out. Run `callsheet batch` again: such rows are solved anew.",
        "一半任务完成后 groups.csv 改动了"
        "groups.csv changed after half of the rows were done";
    RowDamaged "E242" "结果文件已损坏" "a damaged result file",
        "文件不完整，或写出后被改动过，因此不计入。再运行一次 callsheet batch，该行会重算。"
        "The file is cut short or was changed after it was written, so that it is left out. Run `callsheet batch` again: the row is solved anew.",
        "rows/0007.json 中有数字被手工改动"
        "rows/0007.json with a figure edited by hand";
    ResultWithoutRow "E243" "没有对应任务的结果" "a result that no row names",
        "rows 文件夹中的这个结果不属于任何任务表中的一行，因此不计入。行已删去或改名时，请删去该文件。"
        "This result in the folder `rows` belongs to no row of the tables of jobs and is left out. Where the row was deleted or renamed, delete the file.",
        "从 jobs.csv 删去第 0007 行之后留下的 rows/0007.json"
        "rows/0007.json, after row 0007 was deleted from jobs.csv";
    RowFailed "E244" "一行没有算成" "a row that was not solved",
        "该行的设置有误，或求解的进程中途结束（如内存不足、被终止）；原因见提示。改正后再运行一次 callsheet batch，只重算没有算成的行。"
        "The row's settings are wrong, or its process ended before its time (memory, or somebody ended it); the message says why. Mend it and run `callsheet batch` again: only rows that were not solved are tried.",
        "job,campaign,settings\n7,instances/cqust-2024,station.rat=260";
    BadShard "E245" "--shard 写法不对" "a --shard that can't be understood",
        "写作 --shard 第几份/共几份，从 1 起，如 --shard 3/10。"
        "Write --shard PART/PARTS, from 1 on, such as --shard 3/10.",
        "--shard 0/10";

    NotServed "P201" "学院没有时段" "a group without a window",
        "每个学院必须有一个时段。目标中含 unserved 时，求解器可在容量不足时放弃某些学院，此时为提示。"
        "Every group must get a window. Where the objective has the tier `unserved`, the solver may leave groups out of an overfull campaign; then this is a warning.",
        "方案中没有外国语学院"
        "a plan without a row for 外国语学院";
    SeveralWindows "P202" "学院有多个时段" "a group with several windows",
        "每个学院只有一个连续时段。"
        "Every group gets one contiguous window.",
        "外国语学院 09:00–09:30，又在 14:00–14:30"
        "外国语学院 at 09:00–09:30 and again at 14:00–14:30";
    OutsideBlocks "P203" "时段不在任何半天之内" "a window outside every block",
        "时段必须完全落在该服务点当天的某个半天之内（可到最晚结束）。"
        "A window must lie wholly inside one block of its station on that day, up to its latest end.",
        "时段 11:30–12:30，而半天 12:00 结束"
        "a window 11:30–12:30 where the block ends at 12:00";
    OffGrid "P204" "时段不在时间网格上" "a window off the grid",
        "时段的开始与结束都应是网格的整数倍（从半天开始算起）。"
        "Start and end of a window are multiples of the grid, counted from the start of the block.",
        "时段 09:05–10:00，而时间网格是 10 分钟"
        "a window 09:05–10:00 on a 10-minute grid";
    TooShort "P205" "时段太短" "a window too short for its people",
        "按服务点速度，或按规定的用时（所需分钟表 minutes.csv、[[class_time]]），该时段容不下预计到场人数。目标中含 overload 时为提示。"
        "At the station's rate, or by the minutes given (minutes.csv, [[class_time]]), the expected people can't all be served in the window. Where the objective has the tier `overload` this is a warning.",
        "每小时 250 人，60 分钟内安排 300 人"
        "300 people in 60 minutes at 250 per hour";
    Overlap "P206" "同一服务点的时段重叠" "two windows of one station overlap",
        "一个服务点同一时间只能接待一个学院。"
        "A station serves one group at a time.",
        "同一服务点 09:00–10:00 与 09:50–11:00"
        "09:00–10:00 and 09:50–11:00 at one station";
    NoChangeover "P207" "换场时间不足" "too little changeover time",
        "相邻两个学院之间要留出换场时间。"
        "Consecutive groups of one station need the changeover time between them.",
        "09:00–10:00，接着 10:00–11:00，而 changeover_minutes = 5"
        "09:00–10:00, then 10:00–11:00, with changeover_minutes = 5";
    MakeUpUsed "P208" "占用预留时间" "reserved make-up time is used",
        "为缺席者预留的时间不得安排学院。"
        "Time reserved for those who missed theirs must stay free of groups.",
        "时段 15:30–16:30，而 16:00–17:00 是预留时间"
        "a window 15:30–16:30 where 16:00–17:00 is reserved";
    ForbiddenBlock "P209" "安排在不可用的半天" "a group in a block it may not use",
        "该学院的“只可用”或“不可用”半天不允许这里。"
        "The group's only_in or not_in list rules this block out.",
        "not_in：12-11上午，时段却在那里"
        "not_in: 12-11上午, and a window there";
    Clash "P210" "与课程或考试冲突" "a clash with a lesson or an exam",
        "从集合时间到结束，与不可用表（unavailable.csv）中的某一条重叠。"
        "From call time to the end it overlaps an entry of unavailable.csv.",
        "考试 09:00–10:00，时段 10:10–10:30，09:50 就要到场"
        "an exam 09:00–10:00, and a slot 10:10–10:30 called at 09:50";
    PinBroken "P211" "未遵守固定安排" "a pin that is not kept",
        "固定表（pins.csv）中的固定安排必须逐项满足。"
        "Every given part of a pin must hold.",
        "固定在 2023-12-11，方案排在 2023-12-12"
        "pinned to 2023-12-11, planned on 2023-12-12";
    WrongHeadcount "P212" "方案中的人数与活动中的不符" "a headcount that differs from the campaign's",
        "方案表中写的人数与学院表（groups.csv）不一致，说明方案或名单有一方过时。"
        "The plan's headcount differs from groups.csv: one of the two is out of date.",
        "方案：外国语学院,96；groups.csv：69"
        "plan: 外国语学院,96; groups.csv: 69";
    MakeUpDiffers "P213" "预留时间与活动不符" "make-up time that is not the reserved one",
        "方案中预留时间的行应与设置（campaign.toml）中预留的时间一致。"
        "A make-up row of the plan must be a time reserved in campaign.toml.",
        "补拍排在 15:00–16:00，预留的是 16:00–17:00"
        "make-up at 15:00–16:00, reserved 16:00–17:00";
    BreakBroken "P214" "时段与休息时间冲突" "a window that does not respect a break",
        "时段不得在休息时间内开始或结束，也不得跨越不允许跨越的休息。"
        "A window neither starts nor ends in a break, and straddles only breaks that allow it.",
        "时段 11:30–12:20，而休息是 12:00–12:45"
        "a window 11:30–12:20 where the break is 12:00–12:45";
    TooManyGroups "P215" "一个半天的学院太多" "too many groups in a block",
        "一个半天安排的学院数超过 max_groups_per_block。"
        "More groups come in a block than max_groups_per_block allows.",
        "一个半天四个学院，max_groups_per_block = 3"
        "four groups in a block, max_groups_per_block = 3";
    NeedlessCut "P216" "不必拆分而拆分" "a group that is cut though it fits in one window",
        "按服务点速度或规定的用时有半天容得下整个学院时，不得拆成多个时段。"
        "A group gets several windows only where no block is long enough for it, at the station's rate or by the minutes given.",
        "200 人的学院排了两个时段，而一个半天容得下 700 人"
        "two windows for a group of 200 where a half-day takes 700";
    HallFull "P217" "等候人数超过场地容量" "more people waiting than the hall holds",
        "从集合到完成，在场等候的人数任何一分钟都不得超过 hall_capacity。"
        "People between call time and being done never exceed hall_capacity, at a station or over all stations.",
        "同时通知两个各 90 人的班，hall_capacity = 150"
        "two classes of 90 called at once, hall_capacity = 150";
    WrongParts "P218" "拆分后的班级分配不对" "classes wrongly shared out over the windows of a group",
        "学院拆成多个时段时，每个时段是名单上连续的若干班级，每班恰好在一个时段；各时段先后相接，先列的班先来。"
        "The windows of a cut group serve runs of its class list, each class exactly once, one window after another, earlier classes first.",
        "上午 1班–3班，下午 3班–5班"
        "1班–3班 in the morning and 3班–5班 in the afternoon";
    SlotMissing "P220" "班级没有时段" "a class without a slot",
        "方案安排了班级时，每个有人到场的班级都要有一个时段。"
        "Where a plan has slots for a group, each class of which somebody is expected needs one.",
        "1班和2班有时段，3班没有"
        "slots for 1班 and 2班, none for 3班";
    SlotTwice "P221" "班级有多个时段" "a class with several slots",
        "每个班级只有一个连续时段。"
        "Every class gets one contiguous slot.",
        "1班 09:00–09:10，又在 09:30–09:40"
        "1班 at 09:00–09:10 and again at 09:30–09:40";
    SlotOutside "P222" "班级时段不在学院时段之内" "a slot outside its group's window",
        "班级时段必须在本学院的时段之内，日期与服务点相同。"
        "A slot lies inside its group's window, on the same day at the same station.",
        "学院时段 09:00–10:00，班级时段 09:50–10:10"
        "window 09:00–10:00, slot 09:50–10:10";
    SlotGap "P223" "班级时段不相接" "slots that don't join up",
        "班级时段应首尾相接，恰好铺满学院时段，不重叠、不留空。"
        "The slots of a group follow one another and fill its window exactly, without gap or overlap.",
        "09:00–09:20，接着 09:25–10:00"
        "09:00–09:20, then 09:25–10:00";
    SlotOrder "P224" "班级次序与名单不同" "classes out of their listed order",
        "班级按班级表（classes.csv）中的次序安排。"
        "Classes come in the order of classes.csv.",
        "2班排在1班之前"
        "2班 before 1班";
    SlotShare "P225" "班级时段与人数不成比例" "a slot boundary off its proportional share",
        "班级时段的边界与按人数比例的精确位置相差不得超过一分钟。"
        "Each boundary is at most a minute from the share of its window that the people before it make up.",
        "一小时内两个各 40 人的班，第一个只有 20 分钟"
        "two classes of 40 in an hour, the first with 20 minutes";
    SlotInBreak "P226" "班级时段碰到休息时间" "a slot that meets a break",
        "班级时段必须完全落在休息之前或之后。"
        "A class's slot lies wholly before or wholly after a break.",
        "时段 11:55–12:50，而休息是 12:00–12:45"
        "a slot 11:55–12:50 where the break is 12:00–12:45";
    NotTogether "P230" "未紧接安排" "two groups that are not directly after one another",
        "关系表（relations.csv）要求两个学院在同一半天前后紧接，中间没有其他学院或空闲。"
        "relations.csv wants the two groups in the same block, directly after one another.",
        "together,甲,乙，而丙排在两者之间"
        "together,甲,乙, and 丙 comes between them";
    NotApart "P231" "未错开安排" "two groups that are not kept apart",
        "关系表（relations.csv）要求两个学院不在同一半天，也不在其他服务点的同一时段。"
        "relations.csv wants the two groups neither in one block nor in blocks of other stations at the same time.",
        "apart,甲,乙，而两者都在周一上午"
        "apart,甲,乙, and both come on Monday morning";
    NotBefore "P232" "先后次序不对" "a group that does not come before another",
        "关系表（relations.csv）要求前一个学院完成之后，后一个学院才开始。"
        "relations.csv wants the first group done before the second starts.",
        "before,甲,乙，而乙在周一，甲在周二"
        "before,甲,乙, and 乙 comes on Monday, 甲 on Tuesday";
    CrewElsewhere "P241" "小组同时在两处，或来不及赶到" "a crew in two places at once, or still on its way",
        "一个小组（机组）一个半天只在一处；同一天换校区，从一处半天的最晚结束到另一处半天开始，至少要隔 [[travel]] 的分钟数。"
        "A crew stands at one desk in a half-day; on one day, the minutes of [[travel]] lie between the latest end of a half-day at one site and the start of one at another.",
        "甲组 11:30 前在本校区，12:00 起在北校区，路上要 45 分钟"
        "甲组 at 本校区 until 11:30 and at 北校区 from 12:00, with 45 minutes of travel";
    TwoCrews "P242" "同一工位同时有两个小组" "two crews at one desk",
        "同一工位（desk）同时只能有一个小组：它的几个服务点是互相替代的。"
        "One crew at a time stands at a desk: its stations are alternatives.",
        "同一个上午有 107（甲组）和 107（乙组）"
        "107（甲组） and 107（乙组） on the same morning";
    WrongSite "P243" "安排在别的校区" "a group at a site that is not its own",
        "学院表（groups.csv）写明了学院所属的校区，时段须在该校区的服务点。"
        "groups.csv says to which site the group belongs: its window must be at a station of that site.",
        "北校区的学院排在本校区"
        "a group of 北校区 in a window at 本校区";
    TooManyPeople "P244" "一个服务点一天、或一个半天的人数过多" "more people on a station's day or half-day than it may have",
        "服务点写明了一天最多接待的人数（most_people_per_day），或半天写明了最多人数（most_people）：其中各时段预计到场的人数之和不得超过它。"
        "The station says how many people a day it serves at most (most_people_per_day), or the half-day how many it does (most_people): the expected people of the windows there must not be more.",
        "most_people_per_day = 600，而一天排了 610 人"
        "most_people_per_day = 600, and windows for 610 people on one day";
    TooManyVisits "P245" "到一个校区的天数过多" "crews at a site on more days than it takes",
        "校区写明了最多到校天数（most_visits）：有小组到场的日子不得超过它，一天去几次、去几个小组都算一天。"
        "The site says on how many days crews may come (most_visits): the days on which any crew is there must not be more, however often and with how many crews.",
        "most_visits = 2，而小组 3月2日、3日、5日 都到场"
        "most_visits = 2, and crews there on 2, 3 and 5 March";
    NotConsecutive "P246" "一个校区的半天不连续" "half-days of a site that don't follow one another",
        "校区要求连续拍摄（consecutive）：从第一个到最后一个所用的半天之间，凡有小组可以到场的半天都要用上；停拍日与不可用日不算间断。"
        "The site wants its half-days in a row (consecutive): between the first and the last used there is none in which a crew could come and none does; days on which nobody works are no gap.",
        "consecutive = true，而小组周一、周三到场，周二没有"
        "consecutive = true, and a crew there on Monday and Wednesday but not on Tuesday";

    NoFont "W301" "没有中文字体" "no Chinese font",
        "系统中没有中文字体，PNG 中的中文可能无法显示；请安装 Noto Sans CJK。HTML 报告不受影响。"
        "No CJK font was found, so Chinese labels in PNGs can't be drawn; install Noto Sans CJK. The HTML report is not affected.",
        "没有思源黑体、Noto Sans CJK、文泉驿、微软雅黑或苹方的电脑"
        "a machine without Noto Sans CJK, Source Han Sans, WenQuanYi, Microsoft YaHei or PingFang";
    NoBaseline "W302" "没有基准方案" "no baseline",
        "没有可对照的方案，moved 恒为 0，报告中没有对比。"
        "There is nothing to compare with: `moved` is always 0 and the report has no comparison.",
        "campaign.toml 没有 baseline"
        "campaign.toml without baseline";
    StoppedEarly "W303" "求解提前结束" "the solve stopped early",
        "到了时间限制或被中断；给出的是目前最好的方案，尚未证明最优。"
        "The time limit or an interrupt ended the solve; the plan is the best so far, not proven.",
        "callsheet solve … --time-limit 1";
    SlotsUnknown "W304" "班级时段未核查" "class slots that were not checked",
        "方案没有班级时段，不可用表（unavailable.csv）中针对班级的条目无法核查；可用 --slots 提供班级时段。"
        "The plan has no class slots, so entries of unavailable.csv for classes can't be checked; give slots with --slots.",
        "callsheet check … plan.csv，而 unavailable.csv 写到了班级"
        "callsheet check … plan.csv, where unavailable.csv names classes";
    MakeUpTooShort "W305" "预留时间可能不够" "make-up time that may not suffice",
        "按到场率估计的缺席者，在预留的时间内完成的把握低于 make_up_confidence；提示中给出够用的分钟数。"
        "The absentees that attendance lets expect fit into the make-up time with less than make_up_confidence; the message says how many minutes would do.",
        "到场率 90%，共 5,905 人，预留时间一小时"
        "attendance 90%, 5,905 people, and one hour of make-up";
    OrdersUntried "W306" "未逐一试过班级次序" "orders of classes that were not tried",
        "class_order 为 free 时，次序只按上课考试来选；有等候上限、时段跨越休息或班级太多时，别的次序也许更好，故不称已证明。"
        "With a free class_order an order is chosen for lessons alone. With a hall capacity, windows across a break or very many classes another order might do better, so nothing is called proven.",
        "class_order = \"free\"，同时 hall_capacity = 150"
        "class_order = \"free\" and hall_capacity = 150";
    NotProven "W311" "在限制之内未能证明" "an answer that is not proven within the limit",
        "到了时间限制，或班级次序不能逐一试过；所说的是目前所知，不是定论。可加大 --time-limit。"
        "The time limit was reached, or not every order of classes can be tried: what is said is what is known so far. Raise --time-limit.",
        "callsheet why … --time-limit 0.1";
    CamerasUnknown "W320" "不知可同时接待几人" "how many are served at once is unknown",
        "服务点没有写 `cameras`，模拟时按一个、以服务点速度计；写明数目，等候时间才准确。"
        "The station states no `cameras`: one with the whole rate is simulated. State how many there are for better waiting times.",
        "[[station]] 有 rate，没有 cameras"
        "[[station]] with a rate and without cameras";
    WindowOutside "W321" "方案的时段不在任何半天之内" "a window outside every half-day",
        "按方案所写模拟，没有休息与加班限制。"
        "It is simulated as it stands, as a half-day of its own.",
        "方案中有 18:00–19:00，而最后一个半天 17:00 结束"
        "a plan with 18:00–19:00 where the last half-day ends at 17:00";
    NotCalled "W322" "有人没有时段" "people whom the plan does not call",
        "方案没有给这些人安排时段，模拟中不出现。"
        "The plan has no slot for these people; they are no part of the simulation.",
        "方案中没有外国语学院"
        "a plan without a row for 外国语学院";
    AsPlanned "W325" "没有写明的按方案计" "what is not said is taken to be as planned",
        "已开始而表中没有提到的学院，按方案的进度算作完成或部分完成；与实际不符时在当天情况表（actuals.csv）中写明。"
        "Groups that have begun and are not in the table are taken to be where the plan has them by now; say it in actuals.csv where that is not so.",
        "actuals.csv 中没有正在拍摄的学院"
        "actuals.csv without a row for the college that is running";
    PaceOfPlan "W326" "服务点速度未知，按原方案的最高速度计" "an unknown rate: the plan's highest is taken",
        "没有服务点速度就不能说剩下的人还要多久；这里按原方案要求过的最高速度。知道时用 --set station.rate=260。"
        "Without a rate nobody can say how long the rest takes; the highest rate that the plan asked for is taken. Say a known one with --set station.rate=260.",
        "rate = \"unknown\"";
    PlanBroken "W327" "原方案本身违反规则" "a plan that broke rules before",
        "原方案在剩下的日子里有违规之处，调整时一并改正，因此可能多改时间。用 callsheet check 查看。"
        "The plan breaks rules of the days left by itself; they are mended with the rest, which may move more people. See `callsheet check`.",
        "手工方案中两个学院同时进行"
        "a hand-made plan with two colleges at once";
    MakeUpOverflow "W328" "预留时间排不下" "people for whom the make-up time is too short",
        "预留时间按服务点速度排满后还有人没有时间；列在表中，时间为空。"
        "With the make-up time full at the station's rate some people are left; they are in the table without a time.",
        "缺 120 人，补拍一小时只够 60 人"
        "120 missing, and a make-up hour for 60";
    NotExpected "W329" "不在应到之列的人已完成" "somebody is done who was not expected",
        "已完成名单（photographed.csv）中有校外（off_site）的学生；只作提示。"
        "The list of those who are done names students who are marked off-site; only worth knowing.",
        "photographed.csv 中有状态为 off_site（校外）的学生"
        "a student with status off_site in photographed.csv";
    NoSlots "W330" "方案没有班级时段" "a plan without class slots",
        "日历、签到表与海报只能写到学院；可用 --slots 提供班级时段，或导出 solve 写出的 plan.json。"
        "Calendars, sign-in sheets and posters can only name groups; give class slots with --slots, or export the plan.json that solve wrote.",
        "callsheet export … attachment-2.csv";
    BrokenPlan "W331" "导出的方案违反规则" "an exported plan that breaks rules",
        "文档照方案原样写出；发布之前请用 callsheet check 查看违规之处。"
        "The documents show the plan as it is; see with `callsheet check` what is wrong before they are published.",
        "callsheet export … 两个学院同时进行的方案"
        "callsheet export … a plan with two groups at the same time";
    Cancelled "W332" "有日历事件被取消" "events of the earlier calendar are cancelled",
        "先前日历中的这些事件在新方案中不再有；cancelled.ics 会让日历程序删除它们，请一并发给各学院。"
        "The new plan no longer has these events of the earlier calendar; cancelled.ics makes calendar programs remove them: send it along.",
        "名单上已没有的班级，或不再拆分的学院"
        "a class that is no longer on the list, or a group that is no longer cut";
    MacrosLeft "W335" "未运行的宏" "macros that are not run",
        "工作簿含有宏；只读取单元格，宏既不运行也不保留。"
        "The workbook has macros: only its cells are read, macros are neither run nor kept.",
        "存成 .xlsm 的回执"
        "a return saved as .xlsm";
    RowSkipped "W336" "未读入的行" "a row that was passed over",
        "标题、合计、备注等行不是班级，未读入；请核对提示中的工作表与行号。"
        "Titles, totals and notes are no classes and were passed over; the message says in which sheet and row.",
        "合计,,5905";
    ReturnedLate "W337" "回执迟交" "a return that is late",
        "按工作簿的最后保存时间（没有则按文件时间），回执晚于截止日期；仍照常读入。"
        "By the time the workbook was last saved (or the file's time) the return is past the deadline; it is read all the same.",
        "截止 2023-12-08，存于 2023-12-09"
        "deadline 2023-12-08, saved on 2023-12-09";
    BeyondForm "W338" "表格以外的内容" "content outside the form",
        "学院在表格以外填写了内容，程序不理解，原样列出（批注只指出有），请人工处理。"
        "The college typed something that is no part of the form; it is not understood, and listed as it is (of comments only that there are some) for a person to read.",
        "最后一行下面的一句话"
        "a sentence below the last row";
    ReturnNote "W339" "学院的备注" "a note of a college",
        "学院写了备注，原样列出，请人工处理。"
        "The college wrote a note; it is listed as it is for a person to read.",
        "10:40前有实验课";
    NotAReturn "W340" "文件夹中的其他文件" "another file among the returns",
        "该文件不是工作簿，未读取。"
        "The file is no workbook and was not read.",
        "回执文件夹中的 说明.docx"
        "说明.docx in the folder of returns";
    TotalDiffers "W341" "合计与名单不符" "a total that differs from the list",
        "表中的合计与读入的人数之和不同：可能漏行或重复，请核对。"
        "A total of the spreadsheet differs from the sum of the rows read: some may be missing or double.",
        "各班合计 98 人，下面写小计 100"
        "小计 100 below classes that add up to 98";
    ColumnLeft "W342" "未读入的列" "a column that was not read",
        "该列不是学院、班级、人数等已知内容，未读入；个人信息从不读入。"
        "The column is none of those that are known, and was not read; personal data never is.",
        "班主任";
    HeadcountCorrected "W343" "学院更正了人数" "a headcount that the college corrected",
        "学院按回执的要求更正了人数，已记入 headcounts.csv。核实后改班级表（classes.csv）与学院表（groups.csv），再重新求解。"
        "The college corrected a headcount, as the form asks; it stands in headcounts.csv. If it is right, change classes.csv and groups.csv and solve again.",
        "classes.csv 为 42，回执为 45"
        "42 in classes.csv, 45 in the return";
    SlotAsked "W344" "学院希望的时段由排期人员决定" "a slot that the planner decides on",
        "学院希望的时段不在学院时段之内、在另一个半天、短得来不及，或不合 check 的规则；总表保留原时段，请排期人员决定。需要时改固定表（pins.csv）或意愿表（preferences.csv），再重新求解。"
        "The college asks for a slot outside its window, on another half-day, too short for its people, or with which `check` finds a rule broken. The master timetable keeps the proposed one; decide, and where it is granted change pins.csv or preferences.csv and solve again.",
        "时段 09:00–12:00，改为 11:50–12:10"
        "window 09:00–12:00, changed to 11:50–12:10";
    HiddenLeft "W345" "隐藏的工作表或行未读入" "hidden sheets or rows that were not read",
        "看得见的才读入：隐藏的工作表、隐藏或被筛选掉的行不算数。若也该排入，请在 Excel 中取消隐藏与筛选后保存，再运行一次。"
        "What is seen is read: sheets that are hidden, and rows that are hidden or filtered out, do not count. If they should, show them in the spreadsheet, save it and run the verb again.",
        "隐藏的工作表 去年存档"
        "a sheet 去年存档 that is hidden";
    Guessed "W346" "按猜测读入" "read by a guess",
        "文件没有写明分隔符、编码或工作表，程序按内容判断。请核对读入的内容；要免去猜测，另存为逗号分隔的“CSV UTF-8”，或按表名命名工作表。"
        "The file does not say what separates its cells, how it is encoded, or which sheet is meant; its content was gone by. Look at what was read; save it as “CSV UTF-8” with commas, or name the sheet after the table, and nothing is guessed.",
        "学院;人数\n护理学院;160";
    Converted "W347" "换算后读入" "read after a conversion",
        "单元格的写法不是通常的日期或时刻，但意思明确，已换算。例如 0.375 是一天的小数，即 9:00。把单元格的格式设为“时间”就不再提示。"
        "The cell is not written as days or times usually are, but can mean only one, and was converted: 0.375 of a day is 9:00. Format it as time and nothing is said.",
        "start\n0.375";
    ShortRows "W348" "缺少单元格的行" "rows with fewer cells than the header",
        "表格软件另存为 CSV 时常省去行末的空单元格，所以缺的按空白读入。若是中间少了逗号，后面的内容会错位，请核对这些行。"
        "Spreadsheets often leave out empty cells at the end of a row of CSV, so that missing ones are read as empty. Where a comma is missing inside of the row, what follows it is out of place: look at these rows.",
        "group,headcount,off_site,contact\n外国语学院,69";
    ClocksChange "W349" "半天之内时钟有变" "a half-day in which clocks change",
        "夏令时开始或结束于该半天之内：跳过的一小时按休息计，没有人在其中；走两遍的一小时只排第一遍。夏令时的集合时间若落在跳过的一小时内，请另行通知。"
        "Summer time begins or ends in this half-day. An hour that clocks skip is a break in which nobody comes; of an hour that comes twice the first is planned. Where a call time falls into a skipped hour, tell people the time before it.",
        "time_zone = \"Europe/Berlin\"，半天 2025-03-30 01:00–05:00"
        "time_zone = \"Europe/Berlin\", a block from 01:00 to 05:00 on 2025-03-30";
    WeekdayDiffers "W350" "星期与日期不符" "a day of the week that is not the date's",
        "单元格里的星期与日期对不上，按日期读入。请与通知核对：错的可能是日期（如照抄了去年的），改正后重新读入。"
        "The day of the week in the cell is not that of its date; the date was taken. Compare it with the notice: the date itself may be wrong, such as last year's. Correct the one or the other.",
        "周六 2015-03-11   （那天是周三）"
        "周六 2015-03-11   (a Wednesday)";
    NumbersMissing "W351" "学号比人数少" "fewer student numbers than people",
        "班级的人数多于学生名单（students.csv）中的学号，如刚有人转入：按人数安排，签到表为没有学号的人留出空行。有了学号就补进名单。"
        "A class has more people than the list has numbers of it, such as people who have just joined: as many as the class has are planned for, and sign-in sheets keep empty rows for those without a number. Add the numbers once they are known.",
        "classes.csv：英语1班,32\nstudents.csv 中英语1班有 30 名学生"
        "classes.csv: 英语1班,32\nstudents.csv with 30 students of 英语1班";
    PartedBySite "W352" "按校区分开的学院" "a college planned site by site",
        "学院的班级在不止一个校区：按校区分开，各有自己的时段，名称后加校区，如 计算机学院（东区）。各表写学院原名指各校区全部；方案写原名指该服务点所在校区的部分。"
        "Classes of the group are at more than one site: it is planned as one group a site, each with its own window and named as 计算机学院（东区）. In tables its own name means all of them, in a plan the one at the station's site.",
        "classes.csv: 计算机学院,计科1班,30,东区\nclasses.csv: 计算机学院,网工1班,30,西区";
    SharedBySize "W353" "合用时段的小单位" "small groups that share a window",
        "按 share_up_to 并入一个时段的学院：依名单次序，合起来预计不超过这么多人；校区、可用半天、余量、到场率都相同，没有固定、意愿、关系或自己的分钟数的才并。各表与方案仍可写各自的名称。"
        "Groups that were put into one window by share_up_to: in the order of the list, as long as no more people than this are expected together. Only groups with the same sites, half-days, buffer and attendance and without pins, wishes, relations or minutes of their own are. Tables and plans may go on naming each of them.",
        "campaign.toml: share_up_to = 60\ngroups.csv: 国际学院,25\ngroups.csv: 体育部,30";
}

impl Code {
    /// The code with that number.
    pub fn parse(id: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id.trim()))
    }
}
