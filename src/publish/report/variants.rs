//! Variants side by side: one page, one table, one drawing of loads.

use super::data::ReportData;
use super::loads::Loads;
use super::sections::number;
use super::template::render;
use super::{gantt, plan_csv};
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use crate::files::{write_plan_json, write_table};
use crate::plans::metrics::BlockFigures;
use crate::publish::output::Output;
use crate::publish::words::figures::{label, unit};
use crate::publish::words::variants as words;
use crate::questions::variants::{Contender, figures, told};
use crate::solve::Termination;
use minijinja::{Value, context};

const WIDE: i32 = 960;
const NARROW: i32 = 352;

/// Every file of a comparison: the page, the figures as CSV, and each plan.
pub fn variant_files(contenders: &[Contender], lang: Lang) -> Vec<Output> {
    let mut files = vec![
        Output::new("variants.html", page(contenders, lang)),
        Output::new("variants.csv", write_table(table(contenders, lang))),
    ];
    for (place, contender) in contenders.iter().enumerate() {
        if let Some(plan) = &contender.plan {
            let campaign = &contender.case.campaign;
            files.push(Output::new(
                &format!("plan-{}.csv", place + 1),
                plan_csv(campaign, plan, lang),
            ));
            files.push(Output::new(
                &format!("plan-{}.json", place + 1),
                write_plan_json(campaign, plan),
            ));
        }
    }
    files
}

/// What the campaigns are for; variants are of one campaign.
fn kind_of(contenders: &[Contender]) -> CampaignKind {
    contenders.first().map(|first| first.case.campaign.kind()).unwrap_or_default()
}

/// The figures as a table: heading, then a row for each figure, units last.
pub fn table(contenders: &[Contender], lang: Lang) -> Vec<Vec<String>> {
    let kind = kind_of(contenders);
    let mut heading = vec![lang.pick("指标", "Figure").to_owned()];
    heading.extend(contenders.iter().map(|contender| contender.case.name.get(lang).to_owned()));
    heading.push(lang.pick("单位", "Unit").to_owned());
    let mut rows = vec![heading];
    for row in figures(contenders) {
        let mut cells = vec![label(row.figure, kind).get(lang).to_owned()];
        cells.extend(row.values.iter().map(|value| number(*value, row.figure.decimals())));
        cells.push(unit(row.figure, kind).get(lang).to_owned());
        rows.push(cells);
    }
    let mut standing = vec![lang.pick("证明", "Proof").to_owned()];
    standing
        .extend(contenders.iter().map(|contender| words::standing(contender).get(lang).to_owned()));
    standing.push(String::new());
    rows.push(standing);
    rows
}

fn page(contenders: &[Contender], lang: Lang) -> String {
    let kind = kind_of(contenders);
    let figures: Vec<Value> = figures(contenders)
        .into_iter()
        .map(|row| {
            let cells = row.values.iter().zip(row.best());
            let cells: Vec<Value> = cells
                .map(|(value, best)| context! { text => number(*value, row.figure.decimals()), best })
                .collect();
            context! { label => label(row.figure, kind).get(lang), unit => unit(row.figure, kind).get(lang), cells }
        })
        .collect();
    let cases: Vec<Value> = contenders
        .iter()
        .map(|contender| {
            let proven = contender.outcome.as_ref().is_some_and(|outcome| outcome.termination == Termination::Optimal);
            let said = contender.case.note.iter().chain(&contender.case.changes);
            // A planner's note may end as a sentence does.
            let note: Vec<&str> =
                said.map(|text| text.get(lang).trim_end_matches(['。', '.'])).collect();
            let note = note.join(lang.pick("；", "; "));
            context! { name => contender.case.name.get(lang), standing => words::standing(contender).get(lang), proven, note }
        })
        .collect();
    let moves: Vec<Value> = contenders
        .iter()
        .map(|from| {
            let cells: Vec<String> = contenders
                .iter()
                .map(|to| match told(from, to) {
                    _ if std::ptr::eq(from, to) => "·".to_owned(),
                    Some(told) => format!("{} ({})", told.people, told.groups),
                    None => "—".to_owned(),
                })
                .collect();
            context! { name => from.case.name.get(lang), cells }
        })
        .collect();
    let in_lang = |texts: Vec<Text>| {
        texts.iter().map(|text| text.get(lang).to_owned()).collect::<Vec<String>>()
    };
    let loads = loads(contenders, lang);
    let mark = Text::new("绿色为该行最好的值", "Green is the best of its row");
    let footnote = words::footnote(contenders, &mark);
    render(
        "variants.html",
        context! {
            lang => lang.pick("zh-CN", "en"),
            zh => lang == Lang::Zh,
            title => contenders.first().map(|first| first.case.campaign.title().get(lang)),
            verdicts => in_lang(words::verdicts(contenders)),
            decides => in_lang(words::deciding(contenders)),
            cases, figures,
            footnote => footnote.get(lang),
            told => moves,
            loads => context! {
                wide => Value::from_safe_string(loads.svg(WIDE)),
                narrow => Value::from_safe_string(loads.svg(NARROW)),
            },
            gantts => gantts(contenders, lang),
            version => env!("CARGO_PKG_VERSION"),
        },
    )
}

/// One above the other, all on the scale of the longest one: minutes a pixel are the same in all.
fn gantts(contenders: &[Contender], lang: Lang) -> Vec<Value> {
    let longest = contenders
        .iter()
        .map(|contender| gantt::longest(&contender.case.campaign))
        .max()
        .unwrap_or(60);
    contenders
        .iter()
        .filter_map(|contender| {
            let case = &contender.case;
            let data = ReportData::new(
                &case.campaign,
                contender.plan.as_ref()?,
                case.baseline.as_ref(),
                contender.outcome.as_ref(),
            );
            let draw = |width| Value::from_safe_string(gantt::svg_on_scale(&data, lang, width, longest));
            Some(context! { name => case.name.get(lang), wide => draw(WIDE), narrow => draw(NARROW) })
        })
        .collect()
}

/// The load of every half-day that any of the campaigns has.
fn loads(contenders: &[Contender], lang: Lang) -> Loads {
    let kind = kind_of(contenders);
    let share = contenders.iter().all(|contender| contender.case.campaign.rates_known());
    let mut blocks: Vec<(jiff::civil::Date, i32, &str, String)> = Vec::new();
    for contender in contenders {
        let campaign = &contender.case.campaign;
        for block in campaign.blocks() {
            if !blocks.iter().any(|(_, _, name, _)| *name == block.name) {
                let station = campaign.station(block.station).name.get(lang);
                let several = campaign.stations().len() > 1;
                let label = if several {
                    format!("{station} {}", block.label(lang))
                } else {
                    block.label(lang)
                };
                blocks.push((block.date, block.regular.start, &block.name, label));
            }
        }
    }
    blocks.sort();
    let value = |contender: &Contender, name: &str| {
        contender.plan.as_ref()?;
        let own =
            |figures: &&BlockFigures| contender.case.campaign.block(figures.block).name == name;
        let figures = contender.metrics.blocks.iter().find(own)?;
        let figure = if share { figures.utilisation } else { figures.per_hour };
        figure.map(Ratio::as_f64)
    };
    let rows = blocks.iter().map(|(_, _, name, label)| {
        (label.clone(), contenders.iter().map(|contender| value(contender, name)).collect())
    });
    Loads {
        title: lang.pick("各半天的负荷", "Load per half-day").to_owned(),
        note: if share {
            lang.pick(
                format!("{0}数占可{1}{0}数的比例；100% 为现场速度 × 正常工作时间。“—”：该方案没有这个半天。", kind.count().noun, kind.zh().verb),
                format!("{} as a share of what can be {}; 100 % is the rate × regular working time. “—”: that plan has no such half-day.", kind.count().heading, kind.en().served),
            )
        } else {
            lang.pick(
                format!("{0}数 ÷ 正常工作时间，单位：{0}/小时。“—”：该方案没有这个半天。", kind.count().noun),
                format!("{} ÷ regular working time, in {} per hour. “—”: that plan has no such half-day.", kind.count().heading, kind.many()),
            )
        },
        names: contenders
            .iter()
            .map(|contender| contender.case.name.get(lang).to_owned())
            .collect(),
        rows: rows.collect(),
        reference: share.then(|| (1.0, "100 %".to_owned())),
        format: if share {
            |value| format!("{:.0}%", value * 100.0)
        } else {
            |value| format!("{value:.0}")
        },
    }
}
