//! The numbers of findings about exported documents and calendars.

/// Hands the codes on to the next list with these at their end.
macro_rules! with_paper_codes {
    ($next:ident => $codes:ident! { $($others:tt)* }) => { $next! { $codes! { $($others)*
    NoWorkbook "E180" "写不成文档" "a document that can't be made",
        "内容超出 Excel 或 Word 的限度（例如一个学院超过一百万人）；请拆分学院，或改用 csv、html。"
        "The content is beyond what Excel or Word can hold, such as a million people of one group; split the group, or take csv or html.",
        "callsheet export … --to xlsx, with 1,100,000 students in one group";
    NotACalendar "E181" "先前的日历无法读取" "an earlier calendar that can't be read",
        "重新导出日历时要接着先前各事件的序号；该 .ics 文件不是 callsheet 写出的日历，或已损坏。请移走它，或用 --previous 指明先前的导出文件夹。"
        "A new calendar goes on from the sequence numbers of the earlier one; this .ics file is none that callsheet wrote, or it is damaged. Move it away, or name the earlier export with --previous.",
        "calendar/foreign.ics in the output folder, with BEGIN:VCALENDAR and no END";
    BadName "E182" "输出文件名不在文件夹之内" "an output's name that leaves its folder",
        "输出文件的名称只能是文件夹内的名称；这是程序的内部保护，请报告此问题。"
        "Names of outputs stay inside their folder; this is a guard of the program itself, please report it.",
        "an output called ../x";
    NoSlots "W330" "方案没有班级时段" "a plan without class slots",
        "日历、签到表与海报只能写到学院；可用 --slots 提供班级时段，或导出 solve 写出的 plan.json。"
        "Calendars, sign-in sheets and posters can only name groups; give class slots with --slots, or export the plan.json that solve wrote.",
        "callsheet export … attachment-2.csv";
    BrokenPlan "W331" "导出的方案违反规则" "an exported plan that breaks rules",
        "文档照方案原样写出；发布之前请用 callsheet check 查看违规之处。"
        "The documents show the plan as it is; see with `callsheet check` what is wrong before they are published.",
        "callsheet export … a plan with two groups at the same time";
    Cancelled "W332" "有日历事件被取消" "events of the earlier calendar are cancelled",
        "先前日历中的这些事件在新方案中不再有；cancelled.ics 会让日历程序删除它们，请一并发给各学院。"
        "The new plan no longer has these events of the earlier calendar; cancelled.ics makes calendar programs remove them: send it along.",
        "a class that is no longer on the list, or a group that is no longer cut";
    } } };
}

pub(super) use with_paper_codes;
