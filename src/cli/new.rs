//! `callsheet new`: an instance folder from the office's spreadsheet.

use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::{Lang, Text};
use callsheet::files::from_list::{
    FirstAnswer, KnownSpeed, StartOptions, blank, days_and_hours, start,
};
use callsheet::files::{
    Loaded, instance_workbook, is_campaign_workbook, is_workbook_name, load, write_with_baseline,
};
use callsheet::publish::output::{Output, OutputFolder, write_new};
use callsheet::publish::report::{plan_csv, plan_rows};
use callsheet::publish::words::begun;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `new`.
#[derive(Args)]
pub struct NewArguments {
    /// Folder for the campaign, new or empty; or a workbook for all of it, such as 2027.xlsx.
    /// 新活动的名称：写 2027.xlsx 是一个工作簿，否则是一个新文件夹
    name: PathBuf,
    /// Spreadsheet of colleges, classes and headcounts: .xlsx, .xls or .csv; or a campaign, which is
    /// written in the other form, folder or workbook; default: a campaign to be filled in.
    /// 名单：学院、班级与人数的表格，或每人一行的花名册（.xlsx、.xls、.csv）；也可以是一个活动，改写成另一种形式；缺省为待填的空白活动
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Sheet to read, once for each; default: all that can be seen. 只读这张工作表，可写几次；缺省为看得见的各表
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// Days, such as 2026-12-14..17; an open end, 2026-12-14.., lists half-days until everybody has room;
    /// default: from Monday in two weeks. 日期，如 2026-12-14..17；写 2026-12-14.. 则从这天起列到人人排得下；缺省从两周后的周一起
    #[arg(long, value_name = "DAYS")]
    days: Option<String>,
    /// Hours of each day; default 9-12,14-17. 每天的时间；缺省 9-12,14-17
    #[arg(long, value_name = "HOURS")]
    hours: Option<String>,
    /// The evening too, 19-21. 晚上也排，19-21
    #[arg(long)]
    evening: bool,
    /// Seconds that a person takes at one camera. 一台相机拍一人的秒数
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=3600))]
    seconds: Option<i64>,
    /// The stations, where they are two or more, with commas between: each has all half-days and the
    /// same cameras. 几个拍摄点的名称，用逗号隔开，如 东体育馆,西体育馆；各有全部半天与同样的相机；缺省一个
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    stations: Vec<String>,
    /// Cameras of the team; default one. 每个拍摄点的相机台数；缺省一台
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
    if let Some(from) = &arguments.from
        && (from.is_dir() || is_campaign_workbook(from))
    {
        return in_the_other_form(from, arguments, &place);
    }
    let name = if as_workbook { arguments.name.file_stem() } else { arguments.name.file_name() };
    let title = name.map(|name| name.to_string_lossy().into_owned());
    let title = title.unwrap_or_else(|| "campaign".to_owned());
    let (days, hours) = days_and_hours(
        arguments.days.as_deref(),
        (arguments.hours.as_deref(), arguments.evening),
        jiff::ZonedDateTime::now().date(),
    )
    .map_err(faults)?;
    let speed = KnownSpeed { seconds: arguments.seconds, cameras: arguments.cameras };
    let stations = stations(&arguments.stations).map_err(|fault| faults(vec![fault]))?;
    let options = StartOptions {
        name: &title,
        sheets: &arguments.sheet,
        days,
        hours,
        stations: &stations,
        speed,
        lang,
    };
    let start = match &arguments.from {
        Some(list) => start(list, &options).map_err(faults)?,
        None => blank(&options),
    };
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
    if start.is_roster {
        console::out(
            to_reader
                .pick("按花名册计数：每行一人。", "Counted from a roster: each row is one person."),
        );
    }
    let what = match &arguments.from {
        Some(_) => begun::counted_up(&start, to_reader),
        None => to_reader.pick("空白活动，待填。", "A campaign to be filled in.").to_owned(),
    };
    console::out(&to_reader.pick(format!("{what}已写入："), format!("{what} Written:")));
    for file in written {
        console::out(&format!("  {}", file.display()));
    }
    if arguments.from.is_some() {
        say_the_first_answer(&start.answer, to_reader);
    }
    console::out("");
    let name = arguments.name.display();
    let next = if as_workbook {
        to_reader.pick(
            format!("接下来：用 Excel 或 WPS 打开 {name}，核对“设置”“半天”“拍摄点”“学院”各表，再运行 callsheet solve {name}。"),
            format!("Next: open {name} in a spreadsheet, check the sheets settings, half-days, stations and groups, then run callsheet solve {name}."),
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

/// The names of stations as they were typed, in either comma.
fn stations(given: &[String]) -> Result<Vec<String>, Diagnostic> {
    let names = given.iter().flat_map(|part| part.split(['，', '、']));
    let names: Vec<String> =
        names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let twice = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name));
    match twice {
        None => Ok(names),
        Some((_, name)) => {
            let message = Text::new(
                format!("--stations 里“{name}”写了两次"),
                format!("--stations names “{name}” twice"),
            );
            Err(Diagnostic::error(Code::Duplicate, message))
        }
    }
}

/// Prints the number of half-days that suffice, by speed and cameras.
fn say_the_first_answer(answer: &FirstAnswer, lang: Lang) {
    console::out("");
    console::out(&begun::dates(answer, lang));
    console::out("");
    console::out(begun::speeds_title(lang));
    let speeds = begun::speeds(answer, lang);
    console::table(&speeds, &(1..=answer.speeds.cameras.len()).collect::<Vec<_>>());
    if let Some(line) = begun::no_speed(answer, lang) {
        console::out(&line);
    }
    console::out(&begun::verdict(answer, lang));
}

/// Writes a campaign that is there as a workbook or as a folder, with its baseline.
fn in_the_other_form(
    from: &Path,
    arguments: &NewArguments,
    place: &OutputFolder,
) -> Result<u8, Stop> {
    let to_reader = arguments.language.chosen().unwrap_or_else(console::system_language);
    let fault = |fault: Diagnostic| Stop::Faults(vec![fault], to_reader);
    let asked = [
        (arguments.days.is_some(), "--days"),
        (arguments.hours.is_some(), "--hours"),
        (arguments.evening, "--evening"),
        (!arguments.stations.is_empty(), "--stations"),
        (arguments.seconds.is_some(), "--seconds"),
        (arguments.cameras.is_some(), "--cameras"),
        (!arguments.sheet.is_empty(), "--sheet"),
    ];
    if let Some((_, option)) = asked.into_iter().find(|(is_given, _)| *is_given) {
        let message = Text::new(
            format!("{option} 只用于名单；{} 已经是一个活动", from.display()),
            format!("{option} is for a list; {} is a campaign already", from.display()),
        );
        let help =
            Text::new("去掉它，写好后在新文件里改", "leave it out, and change the new files");
        return Err(fault(Diagnostic::error(Code::Usage, message).help(help)));
    }
    let Loaded { campaign, baseline, notes, .. } =
        load(from, &[]).map_err(|rejected| Stop::Faults(rejected.faults, to_reader))?;
    console::warn(&notes, to_reader);
    let lang = campaign.lang();
    let written = if is_workbook_name(&arguments.name) {
        let rows = baseline.map(|plan| plan_rows(&campaign, &plan, lang).split_off(1));
        let bytes = instance_workbook(&campaign, rows.as_deref()).map_err(fault)?;
        write_new(&arguments.name, &bytes).map_err(fault)?;
        vec![arguments.name.clone()]
    } else {
        let file = baseline.as_ref().map(|_| "baseline.csv");
        let files = write_with_baseline(&campaign, file).into_iter();
        let mut outputs: Vec<Output> = files.map(|(name, text)| Output::new(name, text)).collect();
        if let (Some(plan), Some(file)) = (&baseline, file) {
            outputs.push(Output::new(file, plan_csv(&campaign, plan, lang)));
        }
        place.write(&outputs).map_err(fault)?
    };
    console::out(to_reader.pick(
        "同一个活动，已改写为（campaign.toml 里的注释不带过来）：",
        "The same campaign, written as (comments of campaign.toml are left behind):",
    ));
    console::files(&written, to_reader);
    Ok(exit::FINE)
}
