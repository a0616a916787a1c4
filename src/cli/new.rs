//! `callsheet new`: an instance folder from the office's spreadsheet.

use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::{Lang, Text, counted};
use callsheet::files::from_list::{StartOptions, start};
use callsheet::files::parse_date;
use callsheet::publish::output::{Output, OutputFolder};
use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;
use std::path::PathBuf;

/// Arguments of `new`.
#[derive(Args)]
pub struct NewArguments {
    /// Folder for the campaign; new or empty. 活动文件夹
    name: PathBuf,
    /// Spreadsheet of colleges, classes and headcounts: .xlsx, .xls or .csv. 学院与班级的表格
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Sheet to read; may be given several times; default: all that can be seen. 只读这些工作表
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// First day of the half-days to begin with; default: Monday in two weeks. 首日
    #[arg(long, value_name = "DATE")]
    first_day: Option<String>,
    #[command(flatten)]
    language: LanguageArgument,
}

/// Runs the verb.
pub fn run(arguments: &NewArguments) -> Result<u8, Stop> {
    let lang = arguments.language.chosen().unwrap_or(Lang::Zh);
    let to_reader = arguments.language.chosen().unwrap_or_else(console::system_language);
    let faults = |faults: Vec<Diagnostic>| Stop::Faults(faults, to_reader);
    let place = OutputFolder::that_is_new(&arguments.name);
    place.probe(&[]).map_err(|fault| faults(vec![fault]))?;
    let first_day =
        first_day(arguments.first_day.as_deref()).map_err(|fault| faults(vec![fault]))?;
    let title = arguments.name.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = title.unwrap_or_else(|| "campaign".to_owned());
    let options = StartOptions { name: &title, sheets: &arguments.sheet, first_day, lang };
    let start = start(&arguments.from, &options).map_err(faults)?;
    let outputs: Vec<Output> =
        start.files.into_iter().map(|file| Output::new(file.name, file.text)).collect();
    let written = place.write(&outputs).map_err(|fault| faults(vec![fault]))?;
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
    console::out(to_reader.pick(
        "接下来：在 campaign.toml 中改好标有“改”的各行（日期、时间、站点、速度），再运行 callsheet solve。",
        "Next: change the lines marked EDIT (改) in campaign.toml (days, times, station, rate), then run callsheet solve.",
    ));
    Ok(exit::FINE)
}

fn first_day(given: Option<&str>) -> Result<Date, Diagnostic> {
    let Some(given) = given else {
        let day = jiff::ZonedDateTime::now().date().saturating_add(14.days());
        return Ok(day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()));
    };
    parse_date(given).ok_or_else(|| {
        Diagnostic::error(
            Code::BadDate,
            Text::new(format!("“{given}”不是日期"), format!("“{given}” is no date")),
        )
        .help(Code::BadDate.explanation())
    })
}
