//! What a simulation found: tables for console and page, pictures, JSON.

use super::Rasteriser;
use super::bars::{Bar, BarChart};
use super::fan::{Fan, Panel, Ribbon};
use super::safety::safety_picture;
use super::tables::window_name;
use super::template::{WIDE, chart, render};
use crate::base::clock::day_label;
use crate::base::diagnostic::Diagnostic;
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, counted};
use crate::campaign::{Campaign, Latecomers, Service, Uncertainty};
use crate::files::write_table;
use crate::publish::output::Output;
use crate::publish::words::figures::per_cent;
use crate::questions::safety::Step;
use crate::simulate::{Chance, Mean, Results, SimulateOptions, WindowResult};
use minijinja::context;

pub use super::safety::safety_rows;

/// A plan's name and what was found of it.
pub struct Played<'a> {
    /// Its name.
    pub name: String,
    /// What was found.
    pub results: &'a Results,
}

/// Everything that a page of a simulation shows.
pub struct SimulationPage<'a> {
    /// The campaign, with the rate that was used.
    pub campaign: &'a Campaign,
    /// The plan, then the one it is compared with.
    pub played: Vec<Played<'a>>,
    /// The price of safety, where it was asked for.
    pub safety: &'a [Step],
    /// How it was run.
    pub options: SimulateOptions,
}

/// `96.2% (94.8–97.2)`.
pub fn chance(chance: Chance) -> String {
    let figure = |share: f64| format!("{:.1}", share * 100.0);
    format!("{} ({}–{})", per_cent(chance.share), figure(chance.low), figure(chance.high))
}

/// `12.3 ± 0.4`, or without the interval where there is none.
pub fn mean(mean: Mean) -> String {
    mean.half.map_or_else(
        || format!("{:.1}", mean.value),
        |half| format!("{:.1} ± {half:.1}", mean.value),
    )
}

/// A heading, then one row a figure with a cell for each plan and the unit.
pub fn figures(kind: CampaignKind, played: &[Played<'_>], lang: Lang) -> Vec<Vec<String>> {
    let (verb, make_up) = (kind.zh().verb, kind.zh().make_up);
    let (desk_zh, desk_en) = (kind.zh().desk, kind.en().desk);
    let idle = [format!("{desk_zh}空闲"), format!("Idle {desk_en}s")];
    let idle_minutes = [format!("{desk_zh}分钟"), format!("{desk_en} min")];
    let mut heading = vec![lang.pick("指标", "Figure").to_owned()];
    heading.extend(played.iter().map(|played| played.name.clone()));
    heading.push(lang.pick("单位", "Unit").to_owned());
    let mut rows = vec![heading];
    let mut row = |zh: &str, en: &str, unit: [&str; 2], cell: &dyn Fn(&Results) -> String| {
        let mut cells = vec![lang.pick(zh, en).to_owned()];
        cells.extend(played.iter().map(|played| cell(played.results)));
        cells.push(lang.pick(unit[0], unit[1]).to_owned());
        rows.push(cells);
    };
    let share = ["把握", "chance"];
    let minutes = ["分钟", "min"];
    let points = ["百分点", "points"];
    let people = [kind.count().unit, kind.count().people];
    let counted = kind.count().noun;
    row("所有时段都按时结束", "Every window ends on time", share, &|found| {
        chance(found.all_on_time)
    });
    row("一个时段按时结束，平均", "A window ends on time, mean", share, &|found| {
        per_cent(found.mean_on_time())
    });
    row("最没把握的时段", "The least sure window", share, &|found| {
        found.least_sure().map_or_else(|| "—".to_owned(), |window| chance(window.on_time))
    });
    row(
        "公式（confidence）的误差，最大",
        "Error of the formula (confidence), largest",
        points,
        &|found| {
            found
                .error_of_formula()
                .map_or_else(|| "—".to_owned(), |error| format!("{:+.1}", error * 100.0))
        },
    );
    row("等候时间，平均", "Waiting time, mean", minutes, &|found| mean(found.wait));
    for (place, share) in ["50%", "90%", "95%"].into_iter().enumerate() {
        let (zh, en) =
            (format!("{share} 的{counted}等候不超过"), format!("{share} wait no longer than"));
        row(&zh, &en, minutes, &|found| mean(found.waits[place]));
    }
    let (zh, en) = (format!("场内最多{counted}数，中位"), kind.count().people);
    row(&zh, &format!("Most {en} in the hall, median"), people, &|found| {
        format!("{:.0}", found.fullest[0])
    });
    row(
        &format!("场内最多{counted}数，95% 的日程不超过"),
        "The same, 95 of 100 runs no more",
        people,
        &|found| format!("{:.0}", found.fullest[1]),
    );
    row(&idle[0], &idle[1], [&idle_minutes[0], &idle_minutes[1]], &|found| mean(found.idle));
    row(&format!("需要{make_up}"), "In need of the make-up time", people, &|found| {
        mean(found.missed)
    });
    row(&format!("{make_up}后仍未{verb}"), "Left after it", people, &|found| mean(found.left));
    row(&format!("{make_up}时间够用"), "The make-up time suffices", share, &|found| {
        if found.has_make_up || found.missed.value == 0.0 {
            chance(found.suffices)
        } else {
            lang.pick(format!("没有{make_up}时间"), "there is none".to_owned())
        }
    });
    rows
}

/// A heading, then one row a window.
pub fn windows(campaign: &Campaign, results: &Results, lang: Lang) -> Vec<Vec<String>> {
    let heading = lang.pick(
        [
            "日期",
            "时间",
            "学院",
            "按时结束",
            "按公式",
            "平均超时",
            "95% 不超过",
            "等候 50%",
            "90%",
            "95%",
        ],
        [
            "Day",
            "Time",
            "Group",
            "On time",
            "By formula",
            "Over, mean",
            "Over, 95%",
            "Wait 50%",
            "90%",
            "95%",
        ],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(results.windows.iter().map(|found| {
        let mut cells = vec![
            day_label(found.window.date, lang),
            found.window.interval.to_string(),
            window_name(campaign, &found.window, lang),
            chance(found.on_time),
            found.by_formula.map_or_else(|| "—".to_owned(), per_cent),
            mean(found.over),
            format!("{:.1}", found.over_95),
        ];
        cells.extend(found.waits.map(|wait| format!("{wait:.1}")));
        cells
    }));
    rows
}

/// How it was simulated, in a sentence.
pub fn setting(campaign: &Campaign, options: SimulateOptions, runs: u64, lang: Lang) -> String {
    let unit = campaign.kind().count().unit;
    let Uncertainty { variation, early, spread, late, late_by, overtime, .. } =
        *campaign.uncertainty();
    let settings = campaign.uncertainty();
    let (kind, zh, en) = (campaign.kind(), campaign.kind().zh(), campaign.kind().en());
    let (desk, verb) = (zh.desk, zh.verb);
    let separator = lang.pick("；", "; ");
    let stations: Vec<String> = campaign
        .stations()
        .iter()
        .filter_map(|station| {
            let (name, rate, cameras) =
                (station.name.get(lang), station.rate?, station.cameras.unwrap_or(1));
            Some(lang.pick(
                format!("{name}每小时 {rate} {unit}，{cameras} 个{desk}"),
                format!("{name}: {rate} {} per hour with {}", kind.many(), kind.desks(cameras)),
            ))
        })
        .collect();
    let (service, one, last) = (zh.service, kind.one(), format!("当天最后{verb}"));
    let law = match settings.service {
        Service::Lognormal => lang.pick("对数正态", "lognormal"),
        Service::Gamma => lang.pick("伽马", "gamma"),
        Service::Constant => lang.pick("固定", "constant"),
    };
    let goes = match settings.latecomers {
        Latecomers::Class => lang.pick("排在当时班级末尾", "behind the class whose turn it is"),
        Latecomers::Day => lang.pick(last.as_str(), "last on the day"),
    };
    let seed = options.seed;
    let mut parts = vec![
        lang.pick(
            format!("{runs} 次，种子 {seed}"),
            format!("{runs}, seed {seed}", runs = counted::of(runs, "run", "runs")),
        ),
        stations.join(lang.pick("、", ", ")),
        lang.pick(
            format!("{service}用时{law}，变异 {variation}%"),
            format!("seconds of a {one} {law}, variation {variation}%"),
        ),
        lang.pick(
            format!("到场比集合早 {early}±{spread} 分钟"),
            format!(
                "{people} come {early} ± {spread} min before their call",
                people = kind.count().people
            ),
        ),
        lang.pick(
            format!("{late}% 迟到，平均 {late_by} 分钟，{goes}"),
            format!("{late}% are late, by {late_by} min on average, and go {goes}"),
        ),
        lang.pick(
            format!("半天结束后最多再{verb} {overtime} 分钟"),
            format!("work ends {overtime} min after a half-day at the latest"),
        ),
    ];
    if let Some(failures) = settings.failures {
        let (between, repair) = (failures.between, failures.repair);
        parts.push(lang.pick(
            format!("{desk}平均每 {between} 分钟出故障，修复 {repair} 分钟"),
            format!("a {} fails every {between} min on average, for {repair} min", en.desk),
        ));
    }
    for outage in &settings.outages {
        let (day, when) = (day_label(outage.date, lang), outage.interval);
        let which = match outage.cameras {
            Some(cameras) => {
                lang.pick(format!("{cameras} 个{desk}"), format!("{cameras} of the {}s", en.desk))
            }
            None => lang.pick(format!("全部{desk}"), format!("all {}s", en.desk)),
        };
        parts.push(
            lang.pick(
                format!("{day}{when} 停用{which}"),
                format!("{which} missing on {day} {when}"),
            ),
        );
    }
    parts.join(separator)
}

impl SimulationPage<'_> {
    /// `simulation.html`, tables and pictures, and what there is to know about them.
    pub fn files(&self, lang: Lang) -> (Vec<Output>, Vec<Diagnostic>) {
        let rasteriser = Rasteriser::new();
        let mut files = vec![Output::new("simulation.html", self.page(lang))];
        let mut pictures = Vec::new();
        if !self.played.is_empty() {
            let mut table = windows(self.campaign, self.played[0].results, lang);
            for played in &self.played[1..] {
                table.extend(windows(self.campaign, played.results, lang).into_iter().skip(1));
            }
            table[0].push(lang.pick("方案", "Plan").to_owned());
            let names = self
                .played
                .iter()
                .flat_map(|played| vec![played.name.clone(); played.results.windows.len()]);
            table[1..].iter_mut().zip(names).for_each(|(row, name)| row.push(name));
            files.push(Output::new("simulation.csv", write_table(table)));
            pictures.push(("hall.png", self.hall(lang).svg(WIDE)));
            pictures.push(("on-time.png", self.on_time(lang).svg(WIDE)));
        }
        if !self.safety.is_empty() {
            files.push(Output::new(
                "safety.csv",
                write_table(safety_rows(self.safety, self.campaign.kind(), lang)),
            ));
            pictures.push(("safety.png", safety_picture(self.safety, lang).svg(WIDE)));
        }
        let (names, drawings): (Vec<_>, Vec<_>) = pictures.into_iter().unzip();
        let drawn = names.into_iter().zip(rasteriser.pngs(&drawings));
        files.extend(drawn.filter_map(|(name, png)| Some(Output::new(name, png?))));
        (files, rasteriser.warning.into_iter().collect())
    }

    fn page(&self, lang: Lang) -> String {
        let mut charts = Vec::new();
        if !self.played.is_empty() {
            charts.push(chart(|width| self.on_time(lang).svg(width)));
            charts.push(chart(|width| self.hall(lang).svg(width)));
        }
        let table = |rows: Vec<Vec<String>>, title: String| context! { title, rows };
        let mut tables = Vec::new();
        if !self.played.is_empty() {
            tables.push(table(
                figures(self.campaign.kind(), &self.played, lang),
                lang.pick("总览", "Figures").to_owned(),
            ));
        }
        for played in &self.played {
            let title =
                lang.pick(format!("各时段：{}", played.name), format!("Windows: {}", played.name));
            tables.push(table(windows(self.campaign, played.results, lang), title));
        }
        let safety = (!self.safety.is_empty()).then(|| {
            context! {
                rows => safety_rows(self.safety, self.campaign.kind(), lang),
                chart => chart(|width| safety_picture(self.safety, lang).svg(width)),
            }
        });
        let runs = self.played.first().map_or(self.options.runs, |played| played.results.runs);
        render(
            "simulation.html",
            context! {
                lang => lang.pick("zh-CN", "en"),
                zh => lang == Lang::Zh,
                title => self.campaign.title().get(lang),
                setting => setting(self.campaign, self.options, runs, lang),
                lines => self.sentences(lang),
                charts, tables, safety,
                version => env!("CARGO_PKG_VERSION"),
            },
        )
    }

    /// What it comes to.
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let least = |found: &Results| -> Option<WindowResult> { found.least_sure().cloned() };
        self.played
            .iter()
            .filter_map(|played| {
                let (name, found) = (&played.name, played.results);
                let weak = least(found)?;
                let all = per_cent(found.all_on_time.share);
                let group = window_name(self.campaign, &weak.window, lang);
                let (day, when) = (day_label(weak.window.date, lang), weak.window.interval);
                let (share, over) = (per_cent(weak.on_time.share), format!("{:.0}", weak.over_95));
                Some(lang.pick(
                    format!("{name}：所有时段都按时结束的把握为 {all}；最没把握的是{group}（{day}{when}），{share}，95% 的情况下超时不超过 {over} 分钟。"),
                    format!("{name}: every window ends on time with a chance of {all}; the least sure is {group} ({day} {when}) with {share}; in 95 of 100 runs it runs over by no more than {over}.", over = counted::minutes(over)),
                ))
            })
            .collect()
    }

    /// The chance of every window to end on time, beside the lowest that its people have under the
    /// other plan.
    fn on_time(&self, lang: Lang) -> BarChart {
        let plan = &self.played[0];
        let other = self.played.get(1);
        let bars = plan.results.windows.iter().map(|found| {
            let lowest = |results: &Results| {
                let theirs = results
                    .windows
                    .iter()
                    .filter(|other| other.window.shares_people(&found.window));
                theirs.map(|other| other.on_time.share).min_by(f64::total_cmp)
            };
            Bar {
                label: window_name(self.campaign, &found.window, lang),
                plan: Some(found.on_time.share),
                baseline: other.and_then(|other| lowest(other.results)),
                moved: false,
            }
        });
        let kind = self.campaign.kind();
        let (verb, counted, served) = (kind.zh().verb, kind.count().noun, kind.en().served);
        let asked = self.campaign.confidence().map(|confidence| confidence.share().as_f64());
        BarChart {
            title: lang.pick("各学院按时结束的把握", "Chance to end on time, by college").to_owned(),
            note: lang.pick(
                format!("模拟中，按时到场的{counted}在时段结束前全部{verb}完的比例（%）。"),
                format!("Share of runs (%) in which everybody who came in time was {served} by the end of the window."),
            ),
            plan_name: plan.name.clone(),
            moved_name: None,
            baseline_name: other.map(|other| other.name.clone()),
            bars: bars.collect(),
            reference: asked.map(|asked| {
                let share = per_cent(asked);
                (asked, lang.pick(format!("要求的把握 {share}"), format!("{share} asked for")))
            }),
            // The tables' own way of writing them.
            format: per_cent,
            tick: |share| format!("{:.0}", share * 100.0),
        }
    }

    /// The fan of people in the hall, a panel for each day.
    fn hall(&self, lang: Lang) -> Fan {
        let mut dates: Vec<_> = self
            .played
            .iter()
            .flat_map(|played| played.results.halls.iter().map(|hall| hall.date))
            .collect();
        dates.sort_unstable();
        dates.dedup();
        let ribbon = |results: &Results, date| {
            let hall = results.halls.iter().find(|hall| hall.date == date);
            Ribbon {
                points: hall.map_or_else(Vec::new, |hall| {
                    hall.moments
                        .iter()
                        .map(|(minute, _, quantiles)| (*minute, *quantiles))
                        .collect()
                }),
            }
        };
        let panels = dates.into_iter().map(|date| Panel {
            title: day_label(date, lang),
            ribbons: self.played.iter().map(|played| ribbon(played.results, date)).collect(),
        });
        let kind = self.campaign.kind();
        Fan {
            title: lang.pick(
                format!("场内{}数随时间变化", kind.count().noun),
                format!("{} in the hall over the day", kind.count().heading),
            ),
            note: lang.pick(
                format!("从到场到{}完。线为中位数，深色带为一半的情形，浅色带为 90% 的情形。", kind.zh().verb),
                format!("From coming to {}. The line is the median, the dark band holds half of the runs, the light one 90 of 100.", kind.one()),
            ),
            names: self.played.iter().map(|played| played.name.clone()).collect(),
            unit: lang.pick(kind.count().unit, kind.count().people).to_owned(),
            panels: panels.collect(),
        }
    }
}
