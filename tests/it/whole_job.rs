//! The whole job of an office, as its tutorial tells it: from a roster of 2,000 to the day itself, in
//! Chinese, in workbooks alone. What was personal on the roster stays there.

use crate::folder::{files_below, text_of};
use crate::run::{Said, command};
use crate::workbook::{all_parts, part};
use rust_xlsxwriter::{Format, Workbook};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use umya_spreadsheet::Worksheet;

/// What every row of the roster has and nothing that the program writes or says may have: the
/// surname, and how document and phone numbers begin.
const PERSONAL: [&str; 3] = ["欧阳", "50010120080", "1395550"];

/// Colleges with their classes: a programme, and the number of its classes.
const COLLEGES: [(&str, &[(&str, usize)]); 10] = [
    (
        "信息工程学院",
        &[
            ("软件工程", 3),
            ("计算机", 3),
            ("网络工程", 2),
            ("物联网", 2),
            ("人工智能", 2),
            ("大数据", 2),
            ("信息安全", 2),
        ],
    ),
    ("机械工程学院", &[("机械", 3), ("车辆", 2), ("机电", 1)]),
    ("外国语学院", &[("英语", 2), ("日语", 1)]),
    ("经济管理学院", &[("会计", 3), ("金融", 2), ("市场营销", 1), ("物流", 1)]),
    ("土木工程学院", &[("土木", 3), ("造价", 1)]),
    ("艺术设计学院", &[("视觉传达", 1), ("环境设计", 1), ("动画", 1)]),
    ("法学院", &[("法学", 2)]),
    ("数学与统计学院", &[("数学", 1), ("统计", 1)]),
    ("化学化工学院", &[("化工", 2), ("应化", 1)]),
    ("体育学院", &[("体育", 2)]),
];

/// A class, as the roster has it.
struct Class {
    college: &'static str,
    class: String,
    people: i32,
}

/// All classes: of 48, the first 32 have 42 students, the others 41.
fn classes() -> Vec<Class> {
    let named = COLLEGES.iter().flat_map(|(college, programmes)| {
        programmes.iter().flat_map(move |(programme, count)| {
            (1..=*count).map(move |class| (*college, format!("{programme}27-{class}班")))
        })
    });
    let sized = named.enumerate().map(|(place, (college, class))| {
        let people = if place < 32 { 42 } else { 41 };
        Class { college, class, people }
    });
    sized.collect()
}

/// The roster that the registry sends: a title, a row for each student, a note below.
fn roster() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("毕业生名册").unwrap();
    sheet.merge_range(0, 0, 0, 7, "2031届毕业生花名册", &Format::new()).unwrap();
    let header = ["序号", "学号", "姓名", "性别", "身份证号", "联系电话", "学院", "班级"];
    for (column, heading) in (0..).zip(header) {
        sheet.write_string(1, column, heading).unwrap();
    }
    let classes = classes();
    let [surname, document, phone] = PERSONAL;
    let students = classes.iter().flat_map(|own| std::iter::repeat_n(own, own.people as usize));
    for (person, Class { college, class, .. }) in students.enumerate() {
        let number = person + 1;
        let cells = [
            number.to_string(),
            format!("2027{number:06}"),
            format!("{surname}{}", ["娜", "强", "敏", "军"][person % 4]),
            ["女", "男"][person % 2].to_owned(),
            format!("{document}{number:06}X"),
            format!("{phone}{number:04}"),
            (*college).to_owned(),
            class.clone(),
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(person as u32 + 2, column, cell).unwrap();
        }
    }
    sheet.write_string(2_002, 0, "注：数据截至2030年11月20日").unwrap();
    book.save_to_buffer().unwrap()
}

/// The office's folder, in which it works, and all that it was told.
struct Office {
    folder: TempDir,
    said: String,
}

impl Office {
    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Calls the program in the office's folder, where the system speaks Chinese. Wine reads names of
    /// files by `LC_CTYPE`, which must be a locale that is installed.
    fn call(&mut self, arguments: &[&str]) -> Said {
        let mut command = command(arguments);
        command.env_remove("LC_ALL").env("LC_CTYPE", "C.UTF-8").env("LANG", "zh_CN.UTF-8");
        command.current_dir(self.folder.path());
        let said: Said = command.output().unwrap().into();
        self.said += &said.all();
        said
    }

    /// Changes a workbook as an office does in a spreadsheet program.
    fn edit(&self, name: &str, change: impl Fn(&mut Sheets)) {
        let path = self.place(name);
        let mut sheets = Sheets(umya_spreadsheet::reader::xlsx::read(&path).unwrap());
        change(&mut sheets);
        umya_spreadsheet::writer::xlsx::write(&sheets.0, &path).unwrap();
    }
}

struct Sheets(umya_spreadsheet::Workbook);

impl Sheets {
    fn sheet(&mut self, name: &str) -> &mut Worksheet {
        self.0.sheet_by_name_mut(name).unwrap()
    }

    /// The column of a heading.
    fn column(&mut self, sheet: &str, heading: &str) -> u32 {
        let own = self.sheet(sheet);
        (1..30).find(|column| own.value((*column, 1)) == heading).unwrap()
    }

    /// Writes a row below the others.
    fn add(&mut self, sheet: &str, cells: &[(&str, &str)]) {
        let columns: Vec<u32> =
            cells.iter().map(|(heading, _)| self.column(sheet, heading)).collect();
        let own = self.sheet(sheet);
        let is_empty = |row: &u32| (1..10).all(|column| own.value((column, *row)).is_empty());
        let row = (2..100).find(is_empty).unwrap();
        for (column, (_, cell)) in columns.into_iter().zip(cells) {
            own.cell_mut((column, row)).set_value_string(*cell);
        }
    }

    /// Writes a number into the row that begins with these cells.
    fn set(&mut self, sheet: &str, of: &[&str], heading: &str, number: i32) {
        let column = self.column(sheet, heading);
        let own = self.sheet(sheet);
        let begins =
            |row: &u32| (1..).zip(of).all(|(column, cell)| own.value((column, *row)) == *cell);
        let row = (2..3_000).find(begins).unwrap();
        own.cell_mut((column, row)).set_value_number(number);
    }
}

const BOOK: &str = "毕业照2031.xlsx";

#[test]
fn from_a_roster_to_the_day_itself_in_workbooks_alone() {
    let mut office = Office { folder: tempfile::tempdir().unwrap(), said: String::new() };
    std::fs::write(office.place("花名册.xlsx"), roster()).unwrap();

    // From the roster to a workbook: two gyms, day and evening, 20 seconds a person.
    let begin =
        ["new", BOOK, "--from", "花名册.xlsx", "--days", "2030-12-16..17", "--hours", "9-17"];
    let where_and_how =
        ["--evening", "--stations", "东体育馆,西体育馆", "--seconds", "20", "--cameras", "1"];
    let said = office.call(&[&begin[..], &where_and_how].concat()).succeeded();
    for wanted in ["10 个学院，48 个班级，共 2000 人", "2 个拍摄点各 4 个半天", "排得下"]
    {
        assert!(said.stdout.contains(wanted), "{wanted}: {}", said.stdout);
    }
    assert!(said.stderr.contains("个人信息不读入"), "{}", said.stderr);

    // Lunch, an exam, an evening class, a wish, who signs the notice.
    office.edit(BOOK, |book| {
        for gym in ["东体育馆", "西体育馆"] {
            let lunch = [("半天", gym), ("开始", "12:00"), ("结束", "13:30"), ("时段可跨越", "否")];
            book.add("休息", &lunch);
        }
        let exam =
            [("学院", "法学院"), ("日期", "12月16日"), ("开始", "9:00-11:00"), ("事由", "考试")];
        book.add("不可用", &exam);
        let class = [
            ("学院", "外国语学院"),
            ("班级", "英语27-[1-2]班"),
            ("日期", "12月17日"),
            ("开始", "晚上7:00"),
            ("结束", "晚上9:00"),
            ("事由", "晚课"),
        ];
        book.add("不可用", &class);
        book.add("意愿", &[("学院", "体育学院"), ("日期", "12月16日"), ("意愿", "希望")]);
        let settings = book.sheet("设置");
        let issuer = (2..60).find(|row| settings.value((1, *row)) == "落款单位").unwrap();
        settings.cell_mut((2, issuer)).set_value_string("教务处");
    });

    // One college has more people than a half-day has room for, and the program says which.
    let said = office.call(&["solve", BOOK, "--time-limit", "10"]).succeeded();
    let large = said.stdout.lines().find(|line| line.contains("[P205]")).unwrap().to_owned();
    assert!(large.contains("信息工程学院") && large.contains("只能拍 630 人"), "{large}");
    office.edit(BOOK, |book| book.set("学院", &["信息工程学院"], "最多时段数", 2));
    let said = office.call(&["solve", BOOK]).succeeded();
    assert!(said.stdout.contains("全部目标已证明最优"), "{}", said.stdout);
    assert!(said.stdout.contains("独立核查未发现违规"), "{}", said.stdout);
    office.call(&["check", BOOK, "毕业照2031-方案"]).succeeded();

    // Told to everybody, with documents that need nothing but a seal.
    let said = office.call(&["publish", BOOK]).succeeded();
    assert!(said.stdout.contains("已发布第 1 版"), "{}", said.stdout);
    let first = office.place("毕业照2031-发布/第1版");
    let notice = words_of(&first.join("notice.docx"));
    for wanted in ["关于2031届毕业生图像采集的通知", "教务处", "2031届毕业生图像采集时间安排"]
    {
        assert!(notice.contains(wanted), "{wanted}");
    }
    let proof = words_of(&first.join("summary.docx"));
    assert!(proof.contains("证明是求解时得出的") && proof.contains("未发现违规"), "{proof}");
    let message = text_of(first.join("messages/信息工程学院.txt"));
    assert!(message.contains("软件工程27-1班") && !message.contains("Time:"), "{message}");

    // Three join a class. Both sheets that have its number must say so; then nobody is told a new time.
    let joined = 3;
    let own: Vec<i32> = classes()
        .iter()
        .filter(|own| own.college == "土木工程学院")
        .map(|own| own.people)
        .collect();
    let class = ["土木工程学院", "土木27-1班"];
    office.edit(BOOK, |book| book.set("班级", &class, "人数", own[0] + joined));
    let said = office.call(&["solve", BOOK]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("[E120]") && said.stderr.contains("工作表 学院，第 6 行"));
    assert!(office.place("毕业照2031-待改.xlsx").is_file());
    let college = own.iter().sum::<i32>() + joined;
    office.edit(BOOK, |book| book.set("学院", &class[..1], "人数", college));
    let said = office.call(&["solve", BOOK]).succeeded();
    assert!(said.stdout.contains("与第 1 版相比，没有人需要改时间"), "{}", said.stdout);
    assert!(said.stderr.contains("[W351]"), "{}", said.stderr);
    let said = office.call(&["publish", BOOK]).succeeded();
    assert!(said.stdout.contains("已发布第 2 版"), "{}", said.stdout);
    let second = "毕业照2031-发布/第2版";
    let changes = text_of(office.place(second).join("changes-zh.txt"));
    assert!(changes.contains("没有人需要改时间"), "{changes}");

    // The colleges answer.
    office.call(&["forms", BOOK, second, "--out", "回执", "--deadline", "2030-12-09"]).succeeded();
    std::fs::create_dir(office.place("收回")).unwrap();
    for (college, _) in COLLEGES {
        let form = format!("收回/{college}.xlsx");
        std::fs::copy(office.place(&format!("回执/{college}.xlsx")), office.place(&form)).unwrap();
        office.edit(&form, |book| {
            let sheet = book.0.sheet_mut(0).unwrap();
            let is_contact = |row: &u32| sheet.value((1, *row)).starts_with("联系人");
            let row = (3..10).find(is_contact).unwrap();
            sheet.cell_mut((2, row)).set_value_string("李老师");
            sheet.cell_mut((7, row)).set_value_string("68181234");
            if college == "法学院" {
                sheet.cell_mut("C9").set_value_number(43);
            }
        });
    }
    let said = office.call(&["collect", BOOK, second, "收回", "--out", "商定"]);
    assert!(said.stdout.contains("10 个学院中 10 个已齐备"), "{}", said.all());
    assert!(said.all().contains("[W343]") && said.all().contains("更正为 43 人"));
    assert!(text_of(office.place("商定/reminder-体育学院.txt")).contains("谢谢"));

    // On the day a camera fails.
    let mut day = Workbook::new();
    let sheet = day.add_worksheet().set_name("12月16日").unwrap();
    let rows = [
        ["当天情况", "", "", "", "", ""],
        ["情况", "拍摄点", "日期", "开始", "结束", "备注"],
        ["停用", "东体育馆", "12月16日", "9:50", "11:30", "相机坏了，备用机 11:30 到"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    day.save(office.place("当天.xlsx")).unwrap();
    let now = ["--now", "2030-12-16 9:55", "--actuals", "当天.xlsx"];
    let said = office.call(&[&["replan", BOOK][..], &now].concat()).succeeded();
    assert!(said.stdout.contains("已证明不可能更少"), "{}", said.stdout);
    let changes = text_of(office.place("毕业照2031-调整/changes-zh.txt"));
    assert!(changes.contains("截至 2030-12-16 09:55") && changes.contains("新时间："), "{changes}");
    what_is_published_tells_the_same(&mut office, &changes);

    nothing_personal_came_out(&office);
}

/// Each college is told once in the notice of the replan, and publishing it names these colleges and no others.
fn what_is_published_tells_the_same(office: &mut Office, changes: &str) {
    let told: Vec<&str> = changes.lines().filter(|line| line.starts_with('【')).collect();
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "told once: {changes}");

    let said = office.call(&["publish", BOOK, "毕业照2031-调整"]).succeeded();
    assert!(said.stdout.contains("已发布第 3 版"), "{}", said.stdout);
    let named = said.stdout.lines().filter_map(|line| line.strip_prefix("  ")?.split_once('（'));
    // A class whose time changes inside the window of its college stands behind the college's name.
    let named = named.filter_map(|(name, _)| name.split(' ').next());
    let named: BTreeSet<String> = named.map(|college| format!("【{college}】")).collect();
    let college = |line: &&str| line.split_inclusive('】').next().unwrap_or_default().to_owned();
    assert_eq!(named, told.iter().map(college).collect(), "{}", said.stdout);
}

/// No file but the roster, and nothing that was said, has a name, a document or a phone number of it.
fn nothing_personal_came_out(office: &Office) {
    let files = files_below(office.folder.path());
    let written = files.iter().filter(|file| file.file_name().unwrap() != "花名册.xlsx");
    let mut looked_at = 0;
    for file in written {
        let text = contents(file);
        for personal in PERSONAL {
            assert!(!text.contains(personal), "{personal} in {}", file.display());
        }
        looked_at += 1;
    }
    assert!(looked_at > 250, "{looked_at} files");
    for personal in PERSONAL {
        assert!(!office.said.contains(personal), "{personal} was said");
    }
    assert!(PERSONAL.iter().all(|own| all_parts(&office.place("花名册.xlsx")).contains(own)));
}

/// All text of a file, of every part of it where it is packed.
fn contents(file: &Path) -> String {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("xlsx" | "docx") => all_parts(file),
        _ => String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned(),
    }
}

/// The words of a Word document.
fn words_of(document: &Path) -> String {
    let xml = part(document, "word/document.xml");
    xml.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect()
}
