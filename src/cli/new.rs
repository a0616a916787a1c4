//! `callsheet new`: an instance folder from the office's spreadsheet.

use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::diagnostic::Diagnostic;
use callsheet::base::text::{Lang, counted};
use callsheet::files::from_list::{Days, KnownSpeed, StartOptions, hours, start};
use callsheet::files::is_workbook_name;
use callsheet::publish::output::{Output, OutputFolder, write_new};
use callsheet::publish::words::begun;
use clap::Args;
use jiff::ToSpan;
use std::path::PathBuf;

/// Arguments of `new`.
#[derive(Args)]
pub struct NewArguments {
    /// Folder for the campaign, new or empty; or a workbook for all of it, such as 2027.xlsx.
    /// 活动文件夹，或写成 .xlsx 即一个工作簿
    name: PathBuf,
    /// Spreadsheet of colleges, classes and headcounts: .xlsx, .xls or .csv. 学院与班级的表格
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Sheet to read; may be given several times; default: all that can be seen. 只读这些工作表
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// Days, such as 2026-12-14..17; an open end, 2026-12-14.., lists half-days until everybody has room;
    /// default: from Monday in two weeks. 日期
    #[arg(long, value_name = "DAYS")]
    days: Option<String>,
    /// Hours of each day; default 9-12,14-17. 每天的时间
    #[arg(long, value_name = "HOURS")]
    hours: Option<String>,
    /// The evening too, 19-21. 加上晚上
    #[arg(long)]
    evening: bool,
    /// Seconds that a person takes at one camera. 每人秒数
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=3600))]
    seconds: Option<i64>,
    /// Cameras of the team; default one. 相机台数
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=1000))]
    cameras: Option<i64>,
    #[command(flatten)]
    language: LanguageArgument,
}

/// Runs the verb.
pub fn run(arguments: &NewArguments) -> Result<u8, Stop> {
    let lang = arguments.language.chosen().unwrap_or(Lang::Zh);
    let to_reader = arguments.language.chosen().unwrap_or_else(console::system_language);
    let faults = |faults: Vec<Diagnostic>| Stop::Faults(faults, to_reader);
    let as_workbook = is_workbook_name(&arguments.name);
    let place = OutputFolder::that_is_new(&arguments.name);
    if !as_workbook {
        place.probe(&[]).map_err(|fault| faults(vec![fault]))?;
    }
    let name = if as_workbook { arguments.name.file_stem() } else { arguments.name.file_name() };
    let title = name.map(|name| name.to_string_lossy().into_owned());
    let title = title.unwrap_or_else(|| "campaign".to_owned());
    let days = arguments.days.as_deref().map_or_else(|| Ok(usual_days()), Days::parse);
    let hours = hours(arguments.hours.as_deref(), arguments.evening);
    let (days, hours) = match (days, hours) {
        (Ok(days), Ok(hours)) => (days, hours),
        (days, hours) => {
            return Err(faults([days.err(), hours.err()].into_iter().flatten().collect()));
        }
    };
    let speed = KnownSpeed { seconds: arguments.seconds, cameras: arguments.cameras };
    let options = StartOptions { name: &title, sheets: &arguments.sheet, days, hours, speed, lang };
    let start = start(&arguments.from, &options).map_err(faults)?;
    let written = if as_workbook {
        let bytes = start.workbook().map_err(|fault| faults(vec![fault]))?;
        write_new(&arguments.name, &bytes).map_err(|fault| faults(vec![fault]))?;
        vec![arguments.name.clone()]
    } else {
        let outputs: Vec<Output> =
            start.files().into_iter().map(|file| Output::new(file.name, file.text)).collect();
        place.write(&outputs).map_err(|fault| faults(vec![fault]))?
    };
    for note in &start.notes {
        console::err(&note.render(to_reader));
    }
    let (colleges, classes, people) = (start.colleges, start.classes, start.people);
    if start.is_roster {
        console::out(
            to_reader
                .pick("按花名册计数：每行一人。", "Counted from a roster: each row is one person."),
        );
    }
    console::out(&to_reader.pick(
        format!("{colleges} 个学院，{classes} 个班级，共 {people} 人。已写入："),
        format!(
            "{colleges}, {classes}, {people}. Written:",
            colleges = counted::of(colleges, "college", "colleges"),
            classes = counted::of(classes, "class", "classes"),
            people = counted::people(people)
        ),
    ));
    for file in written {
        console::out(&format!("  {}", file.display()));
    }
    let answer = &start.answer;
    console::out("");
    console::out(&begun::dates(answer, to_reader));
    console::out("");
    console::out(begun::speeds_title(to_reader));
    let speeds = begun::speeds(answer, to_reader);
    console::table(&speeds, &(1..=answer.speeds.cameras.len()).collect::<Vec<_>>());
    if let Some(line) = begun::no_speed(answer, to_reader) {
        console::out(&line);
    }
    console::out(&begun::verdict(answer, to_reader));
    console::out("");
    let name = arguments.name.display();
    let next = if as_workbook {
        to_reader.pick(
            format!("接下来：用 Excel 或 WPS 打开 {name}，核对“设置”“半天”“拍摄点”三张表，再运行 callsheet solve {name}。"),
            format!("Next: open {name} in a spreadsheet, check the sheets settings, half-days and stations, then run callsheet solve {name}."),
        )
    } else {
        to_reader.pick(
            "接下来：在 campaign.toml 中改好标有“改”的各行，再运行 callsheet solve。".to_owned(),
            "Next: change the lines marked EDIT (改) in campaign.toml, then run callsheet solve."
                .to_owned(),
        )
    };
    console::out(&next);
    Ok(exit::FINE)
}

/// The days where none are asked for: from Monday in two weeks on.
fn usual_days() -> Days {
    let day = jiff::ZonedDateTime::now().date().saturating_add(14.days());
    Days::From(day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()))
}
