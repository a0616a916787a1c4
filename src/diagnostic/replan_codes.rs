//! The numbers of findings about what has really happened, and about those who are missing.

/// Hands the codes on to the next lists with these at their end.
macro_rules! with_replan_codes {
    ($next:ident, $last:ident => $codes:ident! { $($others:tt)* }) => { $next! { $last => $codes! { $($others)*
    ActualIncomplete "E160" "实际情况的一行缺少内容" "a row of the actuals lacks something",
        "拍完、已拍、缺席、增加要写学院；已拍、缺席、增加还要写人数；停用要写站点（只有一个时可省）；取消要写半天。别的格留空。"
        "done, photographed, absent and more want a group; the last three people as well; out wants a station (unless there is only one), lost a block. Leave the other cells empty.",
        "photographed,冶金与材料工程学院,   (no people)";
    BeforeItBegan "E161" "还没开始就已拍" "done before it began",
        "按方案，此时该学院或班级还没有开始，不可能拍完或已拍。请核对 --now、学院与班级；若确已提前拍摄，请先改方案表。"
        "By the plan the group or class has not begun at that moment, so nobody of it can be photographed. Check --now, group and class; if it was brought forward, change the plan's table first.",
        "--now \"2023-12-12 10:40\", and done for a college of Thursday";
    MoreThanCame "E162" "已拍与缺席多于应到" "more people than there are",
        "已拍与缺席人数之和不能多于名单上应到的人数（加上“增加”的）；在别处拍摄的人不算。"
        "People photographed and absent are no more than those invited, with what `more` adds and without off-site people.",
        "photographed,外国语学院,96   where 69 are on the list";
    NowOutside "E163" "现在不在活动期间" "a moment outside the campaign",
        "--now 应在第一天零点与最后一个半天结束之间。开始之前的改动用变体与 solve；结束之后没有可调整的时间。"
        "--now lies between the first day and the end of the last block. Before it use variants and `solve`; after it there is no time left to plan.",
        "--now \"2024-12-12 10:40\"";
    OutageBackwards "E164" "停用的结束不晚于开始" "an outage that ends before it begins",
        "核对开始与结束；停用没有写开始时，从 --now 起算（今天）。"
        "Check start and end; an outage of today without a start begins at --now.",
        "out,体育馆,11:00,09:40";
    SaidTwice "E165" "同一件事写了两行" "two rows for one thing",
        "每个学院（或班级）的每种情况只写一行；同一站点的停用时间不要重叠。"
        "One row for each kind and group or class; outages of one station don't overlap.",
        "photographed,甲,300\nphotographed,甲,320";
    SaidTwoWays "E166" "两行互相矛盾" "two rows that contradict each other",
        "“拍完”与“已拍人数”只写其一；已拍人数按学院或按班级写，不要两样都写。"
        "Say either done or how many; give counts for a group or for its classes, not for both.",
        "done,甲\nphotographed,甲,300";
    NothingToLose "E167" "那时本来就没有安排拍摄" "an outage where nobody works anyway",
        "该站点那天（那个时间）没有半天，或半天不含这段时间；请核对站点、日期与时间。"
        "The station has no block on that day, or none that meets these hours; check station, day and times.",
        "out,体育馆,2023-12-17";
    BadNow "E168" "--now 写法不对" "a --now that can't be read",
        "写作 --now \"2023-12-12 10:40\"：日期，空格，时间。"
        "Write --now \"2023-12-12 10:40\": a day, a space, a time.",
        "--now 10:40";
    NoWindowToCount "E169" "方案中没有该学院的时段" "a group that the plan gives no window",
        "只有方案安排过的学院才能拍完或已拍；新来的学院写“增加”。"
        "Only groups with a window can be done or photographed; write `more` for one that comes anew.",
        "done,甲   where the plan leaves 甲 out";
    NotAStudent "E170" "名单上没有的学号" "a number that is not on the list of students",
        "已拍名单中的学号应在 students.csv 中；提示中给出最接近的学号。"
        "Numbers of those photographed are in students.csv; the message gives the nearest.",
        "photographed.csv: 2O20444001   (the letter O)";
    NoRoster "E171" "没有学生名单" "no list of students",
        "补照名单需要 students.csv（学院、班级、学号），不含姓名。"
        "A make-up list needs students.csv (group, class, number), without names.",
        "callsheet makeup instances/cqust-2024 …   without students.csv";
    PhotographedTwice "E172" "学号重复" "a student photographed twice",
        "已拍名单中每个学号只写一行。"
        "Each number stands once in the list of those photographed.",
        "2020444001\n2020444001";
    AsPlanned "W325" "没有写明的按方案计" "what is not said is taken to be as planned",
        "已开始而表中没有提到的学院，按方案的进度算作拍完或已拍；与实际不符时在 actuals.csv 中写明。"
        "Groups that have begun and are not in the table are taken to be where the plan has them by now; say it in actuals.csv where that is not so.",
        "actuals.csv without a row for the college that is running";
    PaceOfPlan "W326" "站点速度未知，按原方案的最高速度计" "an unknown rate: the plan's highest is taken",
        "没有站点速度就不能说剩下的人还要多久；这里按原方案要求过的最高速度。知道时用 --set station.rate=260。"
        "Without a rate nobody can say how long the rest takes; the highest rate that the plan asked for is taken. Say a known one with --set station.rate=260.",
        "rate = \"unknown\"";
    PlanBroken "W327" "原方案本身违反规则" "a plan that broke rules before",
        "原方案在剩下的日子里有违规之处，调整时一并改正，因此可能多改时间。用 callsheet check 查看。"
        "The plan breaks rules of the days left by itself; they are mended with the rest, which may move more people. See `callsheet check`.",
        "a hand-made plan with two colleges at once";
    MakeUpOverflow "W328" "补照时间排不下" "people for whom the make-up time is too short",
        "补照时间按站点速度排满后还有人没有时间；列在表中，时间为空。"
        "With the make-up time full at the station's rate some people are left; they are in the table without a time.",
        "120 missing, and a make-up hour for 60";
    NotExpected "W329" "不在待拍之列的人已拍" "somebody photographed who was not expected",
        "已拍名单中有校外拍摄的学生；只作提示。"
        "The list of those photographed names students who are marked off-site; only worth knowing.",
        "a student with status off_site in photographed.csv";
    } } };
}

pub(super) use with_replan_codes;
