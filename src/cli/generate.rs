//! `callsheet generate`: a made-up campaign as an instance folder.

use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::diagnostic::Diagnostic;
use callsheet::base::text::{Lang, counted};
use callsheet::campaign::Share;
use callsheet::generate::{Recipe, SeasonRecipe, generate, generate_season};
use callsheet::publish::output::{Output, OutputFolder};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `generate`.
#[derive(Args)]
pub struct GenerateArguments {
    /// Folder for the campaign; new or empty. 活动的文件夹，新的或空的
    out: PathBuf,
    /// Make an agency's season of N campuses instead. 生成季度活动：校区数
    #[arg(long, value_name = "N", conflicts_with_all = ["groups", "blocks"])]
    season: Option<usize>,
    /// Crews of a season; default: one for seven campuses. 季度活动的小组数
    #[arg(long, value_name = "N", requires = "season")]
    crews: Option<usize>,
    /// Days of a season, Sundays counted. 季度活动的天数
    #[arg(long, value_name = "N", requires = "season", default_value_t = 30)]
    days: usize,
    /// Groups, 5,000 at most. 学院数，最多 5,000 个
    #[arg(long, value_name = "N", required_unless_present = "season")]
    groups: Option<usize>,
    /// Classes of each group. 每个学院的班级数
    #[arg(long, value_name = "K", default_value_t = 10)]
    classes_per_group: usize,
    /// Half-days over all stations, 2,000 at most. 半天总数（各服务点合计），最多 2,000 个
    #[arg(long, value_name = "B", required_unless_present = "season")]
    blocks: Option<usize>,
    /// Stations. 服务点数
    #[arg(long, value_name = "S", default_value_t = 1)]
    stations: usize,
    /// Share of classes that have lessons on these days. 有课的班级比例
    #[arg(long, value_name = "P", default_value_t = 0.33)]
    clashes: f64,
    /// Share of all working minutes that the groups need. 所需时间占总工作时间的比例
    #[arg(long, value_name = "F", default_value_t = 0.87)]
    fill: f64,
    /// Seed: the same one gives the same files. 随机种子，相同则结果相同
    #[arg(long, value_name = "X", default_value_t = 0)]
    seed: u64,
    /// Share of groups with a wish. 有意愿的学院比例
    #[arg(long, value_name = "P", default_value_t = 0.3)]
    preferences: f64,
    /// Share of half-days that each group may not use. 每个学院不可用半天的比例
    #[arg(long, value_name = "P", default_value_t = 0.2)]
    forbidden: f64,
    /// Share of the invited who really come, such as 0.95. 到场率，如 0.95
    #[arg(long, value_name = "P", default_value = "1", value_parser = share)]
    attendance: Share,
    /// Write a list of students too. 同时生成学生名单
    #[arg(long)]
    students: bool,
    /// Relations between groups: together, apart, before. 学院之间的关系数：紧接、错开、先于
    #[arg(long, value_name = "R", default_value_t = 0)]
    relations: usize,
    /// The most people who may wait, over all stations. 全场等候人数上限
    #[arg(long, value_name = "CAP")]
    hall: Option<i64>,
    /// Plant an optimum: the best value of every tier is known, the plan with it is the baseline.
    /// 埋入已知最优方案
    #[arg(long)]
    planted: bool,
    #[command(flatten)]
    language: LanguageArgument,
}

fn share(text: &str) -> Result<Share, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    // A share that is out of range, or no number at all, becomes one that there is not.
    Share::from_basis_points((value * 10_000.0).round() as u16)
        .ok_or_else(|| "wants a share from 0.5 to 1".to_owned())
}

/// Runs the verb.
pub fn run(arguments: &GenerateArguments) -> Result<u8, Stop> {
    let lang = arguments.language.chosen().unwrap_or(Lang::Zh);
    let to_reader = arguments.language.chosen().unwrap_or_else(console::system_language);
    let faults = |faults: Vec<Diagnostic>| Stop::Faults(faults, to_reader);
    let place = OutputFolder::that_is_new(&arguments.out);
    place.probe(&[]).map_err(|fault| faults(vec![fault]))?;
    if let Some(campuses) = arguments.season {
        let recipe = SeasonRecipe {
            campuses,
            crews: arguments.crews.unwrap_or_else(|| campuses.div_ceil(7)),
            days: arguments.days,
            seed: arguments.seed,
            lang,
        };
        let season = generate_season(&recipe).map_err(faults)?;
        let outputs: Vec<Output> =
            season.files.into_iter().map(|file| Output::new(&file.name, file.text)).collect();
        place.write(&outputs).map_err(|fault| faults(vec![fault]))?;
        let (groups, people, folder) =
            (season.groups, season.people, arguments.out.display().to_string());
        console::out(&to_reader.pick(
            format!(
                "{campuses} 个校区、{groups} 个学院共 {people} 人，{} 个小组。已写入 {folder}",
                recipe.crews
            ),
            format!(
                "{campuses} campuses, {groups} with {people}, {} crews. Written: {folder}",
                recipe.crews,
                groups = counted::groups(groups),
                people = counted::people(people),
            ),
        ));
        return Ok(exit::FINE);
    }
    let recipe = Recipe {
        clashes: arguments.clashes,
        fill: arguments.fill,
        seed: arguments.seed,
        preferences: arguments.preferences,
        forbidden: arguments.forbidden,
        attendance: arguments.attendance,
        students: arguments.students,
        relations: arguments.relations,
        hall: arguments.hall,
        planted: arguments.planted,
        lang,
        ..Recipe::new(
            arguments.groups.unwrap_or_default(),
            arguments.classes_per_group,
            arguments.blocks.unwrap_or_default(),
            arguments.stations,
        )
    };
    let generated = generate(&recipe).map_err(faults)?;
    let outputs: Vec<Output> =
        generated.files.into_iter().map(|file| Output::new(&file.name, file.text)).collect();
    let written = place.write(&outputs).map_err(|fault| faults(vec![fault]))?;
    let people: i64 = generated.campaign.groups().iter().map(|group| group.headcount).sum();
    let (groups, blocks) = (generated.campaign.groups().len(), generated.campaign.blocks().len());
    console::out(&to_reader.pick(
        format!("{groups} 个学院共 {people} 人，{blocks} 个半天。已写入："),
        format!(
            "{groups} with {people}, {blocks}. Written:",
            groups = counted::groups(groups),
            people = counted::people(people),
            blocks = counted::half_days(blocks)
        ),
    ));
    for file in written {
        console::out(&format!("  {}", file.display()));
    }
    Ok(exit::FINE)
}
