//! The numbers of findings about workbooks and the returns of colleges, put behind all others.

/// Hands the codes over with these at their end.
macro_rules! with_spreadsheet_codes {
    ($codes:ident! { $($others:tt)* }) => { $codes! { $($others)*
    BothGiven "E190" "同一张表给了两次" "a table that is given twice",
        "实例文件夹中的 CSV 文件与 campaign.xlsx 中的同名工作表只能有一个，否则无法知道哪一个算数。"
        "A table is either a CSV file of the instance folder or the sheet of that name in its campaign.xlsx; with both, nobody could say which counts.",
        "groups.csv beside a campaign.xlsx with a sheet groups";
    WorkbookTooLarge "E191" "工作簿太大" "a workbook that is too large",
        "工作簿文件不超过 32 MiB，解压后不超过 64 MiB；工作表不超过 256 张，有内容的单元格不超过 30 万个，文字合计不超过 64 MiB，每表合并的区域不超过 1 万个；.xls 的工作表所占范围合计不超过 400 万格。"
        "A workbook has at most 32 MiB, 64 MiB when it is unpacked; 256 sheets; 300,000 cells with content, of 64 MiB of text; 10,000 merged areas a sheet. Sheets of an .xls span at most 4 million cells together.",
        "a workbook of 100 MB full of pictures";
    WorkbookBomb "E192" "工作簿疑为压缩炸弹" "a workbook that unpacks to far more than it is",
        "压缩包解压后远大于它本身，或声明的内容与实际不符；为安全起见不读取。"
        "The archive unpacks to many times its size, or claims content that it has not; it is not read.",
        "an .xlsx of 100 KB that unpacks to 100 MB";
    WorkbookProtected "E193" "工作簿有打开密码" "a workbook with a password",
        "设有打开密码的工作簿无法读取；请去掉密码后另存。工作表保护不受影响。"
        "A workbook that wants a password to be opened can't be read; save it without. Protection of sheets does no harm.",
        "a return saved with File › Protect › Encrypt with password";
    WorkbookBroken "E194" "工作簿无法读取" "a workbook that can't be read",
        "文件不完整、已损坏，或根本不是工作簿。"
        "The file is cut short, damaged, or no workbook at all.",
        "half of an .xlsx; a picture renamed to .xlsx";
    WorkbookMacros "E195" "工作簿含有宏" "a workbook with macros",
        "实例与方案的工作簿不得含宏；请另存为不含宏的 .xlsx。宏从不运行。"
        "Workbooks of campaigns and plans have no macros; save them as .xlsx without. Macros are never run.",
        "a campaign.xlsm renamed to campaign.xlsx";
    NoSheet "E196" "没有这张工作表" "a sheet that is not there",
        "工作簿中没有需要的工作表，或名称写错；中英文名称均可。"
        "The workbook has no sheet of the name that is needed, or it is misspelt; Chinese and English names are known.",
        "plan.xlsx without a sheet plan";
    NoList "E197" "找不到学院与班级的名单" "no list of colleges and classes",
        "需要一行表头，其中有学院、班级、人数这样的列名（学院与人数必需），中英文均可，在哪一行都行。"
        "A row of headers is needed with names such as college, class and headcount (college and headcount are required), in Chinese or English, in any row.",
        "callsheet new spring --from notes.xlsx";
    UnclearRow "E198" "名单中有看不懂的行" "a row of the list that can't be understood",
        "该行像是名单的一部分，但人数不是整数，或缺少学院、班级；请改正后再读，以免漏人。"
        "The row seems to be part of the list, but its headcount is no whole number, or college or class is missing; correct it, lest people be left out.",
        "外国语学院,英语2020-01,约40";
    NotAForm "E199" "看不出是哪份回执" "a workbook that is no form of callsheet",
        "文件不是 callsheet forms 生成的回执，或表格结构已被改动。请用原表重填。"
        "The file is no form of `callsheet forms`, or its structure was changed. Ask for the original form, filled in.",
        "a workbook in the folder of returns that somebody made up";
    ForeignForm "E200" "别的活动或方案的回执" "a form of another campaign or plan",
        "回执属于另一个活动，或是按另一版方案生成的，其中的时段已不作数。"
        "The form belongs to another campaign, or was made from another plan, so its slots no longer count.",
        "last year's form sent in again";
    WrongCollege "E201" "回执的学院不对" "a form of the wrong college",
        "回执中的学院不存在，与表内名称不一致，或文件名是另一个学院的。"
        "The college of the form does not exist, was changed inside the form, or the file has another college's name.",
        "外国语学院.xlsx, which is the form of 电气工程学院";
    ReturnedTwice "E202" "同一学院有两份回执" "two returns of one college",
        "同一学院有多份回执，或一个文件中有几份，不知以哪一份为准；请只留一份。在此之前都不计入。"
        "A college sent several returns, or one file with several, and nobody can say which counts: leave one. None is taken until then.",
        "外国语学院.xlsx and 外国语学院(1).xlsx";
    NotReturned "E203" "学院未交回执" "a college without a return",
        "文件夹中没有该学院的回执；总表暂用原方案的时段。"
        "There is no return of this college in the folder; the master timetable keeps the plan's slots for it.",
        "12 workbooks for 13 colleges";
    ChangeOutside "E204" "改后的时段不在学院时段之内" "a changed slot outside its window",
        "班级时段必须在学院时段之内；需要更多时间请与排期人员联系。"
        "A class's slot lies inside the window of its college; to come at another time ask the planner.",
        "window 09:00–12:00, changed to 11:50–12:10";
    ChangesOverlap "E205" "班级时段重叠" "classes that overlap",
        "同一学院的两个班级不能同时拍摄。"
        "Two classes of a college can't be photographed at once.",
        "1班 09:00–09:20 and 2班 09:10–09:30";
    FormClass "E206" "班级缺失或不认识" "a class that is missing or unknown",
        "回执中的班级必须与名单一致：不多、不少、不改名。"
        "The classes of a return are those of the list: none more, none fewer, none renamed.",
        "a row for 英语2020-04 that classes.csv does not have";
    FormHeadcount "E207" "人数有变" "a headcount that was changed",
        "回执中的人数与 classes.csv 不同；核实后改 classes.csv 与 groups.csv，再重新求解。"
        "The headcount of the return differs from classes.csv. If it is right, change classes.csv and groups.csv and solve again.",
        "42 in classes.csv, 45 in the return";
    ChangeOrder "E208" "班级次序被打乱" "classes out of their listed order",
        "class_order 为 listed 时班级须按名单次序拍摄。"
        "With class_order = \"listed\" classes come in the order of the list.",
        "2班 moved before 1班";
    NoContact "E209" "没有联系人" "a return without a contact",
        "请填写联系人与电话；它们只留在回执与联系人名单中。"
        "Contact and phone must be filled in; they stay in the return and in the list of contacts.",
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
        "接受, with a new start of 09:10";
    ChangeRefused "E213" "更改不合规则" "a change that breaks a rule",
        "改后的班级时段不合 check 的规则（不相接、与人数不成比例、与课程冲突等）；总表保留原时段。"
        "With the changed slots `check` finds a rule broken (gaps, a share that is not in proportion, a lesson …); the master timetable keeps the proposed ones.",
        "two classes of 40 in an hour, the first changed to 10 minutes";
    LockedChanged "E214" "锁定的单元格被改动" "a locked cell that was changed",
        "时段、提议时间等由排期人员填写；改动它们不起作用，请用“新开始”“新结束”。"
        "Window and proposed times are the planner's; changing them has no effect. Use new start and new end.",
        "a proposed start of 09:00 overwritten with 10:00";
    NoReturns "E215" "没有回执文件夹" "a folder that can't be used for returns",
        "回执文件夹不存在、不是文件夹，或其中的文件超过 5,000 个。"
        "The folder of returns is not there, is no folder, or has more than 5,000 files.",
        "callsheet collect … no-such-folder";

    MacrosLeft "W335" "未运行的宏" "macros that are not run",
        "工作簿含有宏；只读取单元格，宏既不运行也不保留。"
        "The workbook has macros: only its cells are read, macros are neither run nor kept.",
        "a return saved as .xlsm";
    RowSkipped "W336" "未读入的行" "a row that was passed over",
        "标题、合计、备注等行不是班级，未读入；请核对提示中的工作表与行号。"
        "Titles, totals and notes are no classes and were passed over; the message says in which sheet and row.",
        "合计,,5905";
    ReturnedLate "W337" "回执迟交" "a return that is late",
        "按工作簿的最后保存时间（没有则按文件时间），回执晚于截止日期；仍照常读入。"
        "By the time the workbook was last saved (or the file's time) the return is past the deadline; it is read all the same.",
        "deadline 2023-12-08, saved on 2023-12-09";
    BeyondForm "W338" "表格以外的内容" "content outside the form",
        "学院在表格以外填写了内容，程序不理解，原样列出（批注只指出有），请人工处理。"
        "The college typed something that is no part of the form; it is not understood, and listed as it is (of comments only that there are some) for a person to read.",
        "a sentence below the last row";
    ReturnNote "W339" "学院的备注" "a note of a college",
        "学院写了备注，原样列出，请人工处理。"
        "The college wrote a note; it is listed as it is for a person to read.",
        "10:40前有实验课";
    NotAReturn "W340" "文件夹中的其他文件" "another file among the returns",
        "该文件不是工作簿，未读取。"
        "The file is no workbook and was not read.",
        "说明.docx in the folder of returns";
    TotalDiffers "W341" "合计与名单不符" "a total that differs from the list",
        "表中的合计与读入的人数之和不同：可能漏行或重复，请核对。"
        "A total of the spreadsheet differs from the sum of the rows read: some may be missing or double.",
        "小计 100 below classes that add up to 98";
    ColumnLeft "W342" "未读入的列" "a column that was not read",
        "该列不是学院、班级、人数等已知内容，未读入；个人信息从不读入。"
        "The column is none of those that are known, and was not read; personal data never is.",
        "班主任";
    } };
}

pub(super) use with_spreadsheet_codes;
