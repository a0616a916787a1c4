//! The day on the page: what has happened, and ways for the rest to go on.

use super::asking::{DayQuestion, Inquiry, RunningInquiry};
use super::board::{block, version, windows, words_of};
use super::day::{self, DayChange, DayTable};
use super::desk::Desk;
use super::shared::{Shared, refused, refused_for};
use crate::base::clock::Minutes;
use crate::base::diagnostic::Diagnostic;
use crate::files::{parse_moment, with_extra};
use crate::plans::metrics::metrics;
use crate::publish::json::{BoardSaid, BoardVersion, DayBoard};
use crate::publish::words::on_page::all_rendered;
use crate::publish::words::replan as words;
use crate::publish::words::versions::published;
use crate::questions::replan::{Replan, faults};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// The most minutes between now and the first new call, as on the command line: two weeks.
const MOST_NOTICE: Minutes = 20_160;

/// The routes of the day.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/today", get(today))
        .route("/today", post(change))
        .route("/replan", post(replan))
        .route("/write-replan", post(write))
        .route("/publish-replan", post(publish))
}

/// A change of the table, made from this reading of it.
#[derive(Deserialize)]
struct ReadChange {
    reading: String,
    #[serde(flatten)]
    change: DayChange,
}

/// From when on the rest is planned again.
#[derive(Deserialize)]
struct AskedRest {
    now: String,
    notice: Minutes,
}

/// One of the ways of the last answer.
#[derive(Deserialize)]
struct ChosenWay {
    job: u64,
    choice: usize,
}

async fn today(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| tokio::task::block_in_place(|| shown(&shared, desk)))
}

/// Everything that the page shows. The desk is held; the last question is asked for beside it.
fn shown(shared: &Arc<Shared>, desk: &Desk) -> Response {
    let lang = desk.lang();
    let (campaign, plan) = desk.known();
    let table = DayTable::of(desk, &campaign);
    let figures = metrics(&campaign, &plan, None);
    let is_of_today = |job: &Arc<RunningInquiry>| matches!(job.question(), Inquiry::Day(own) if own.is_present(desk));
    let job = shared.last().filter(is_of_today);
    let with_extra = table.actuals.as_ref().ok().and_then(|own| with_extra(&campaign, own).ok());
    let blocks = with_extra.as_ref().unwrap_or(&campaign);
    let choices = job
        .as_ref()
        .and_then(|job| job.with_answer(|answer| day::choices(job.question(), answer, lang)));
    Json(DayBoard {
        words: words_of(campaign.kind(), lang),
        lang: lang.pick("zh", "en").to_owned(),
        title: campaign.title().get(lang).to_owned(),
        reading: table.reading(),
        file: table.path().display().to_string(),
        stations: day::stations(&campaign, lang),
        blocks: blocks.block_ids().map(|id| block(blocks, id, lang)).collect(),
        planned_blocks: campaign.blocks().len(),
        groups: day::groups(&campaign, lang),
        windows: windows(&campaign, &plan, &figures, figures.peak_per_hour, lang),
        events: table.events(),
        faults: table
            .actuals
            .as_ref()
            .err()
            .map(|found| all_rendered(found, lang))
            .unwrap_or_default(),
        job: job.as_ref().map(|job| job.shown(desk)),
        choices: choices.unwrap_or_default(),
        published: version(desk, &plan).map(|own| BoardVersion { headline: String::new(), ..own }),
    })
    .into_response()
}

/// Writes a change into the table where it was made from the table as it is.
async fn change(State(shared): State<Arc<Shared>>, Json(asked): Json<ReadChange>) -> Response {
    shared.answer_at_desk(|desk| {
        tokio::task::block_in_place(|| {
            let (campaign, _) = desk.known();
            let table = DayTable::of(desk, &campaign);
            if table.reading() != asked.reading {
                return StatusCode::CONFLICT.into_response();
            }
            match table.change(&campaign, &asked.change, desk.lang()) {
                Ok(true) => shown(&shared, desk),
                Ok(false) => StatusCode::BAD_REQUEST.into_response(),
                Err(found) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &found, desk.lang()),
            }
        })
    })
}

/// Asks how the rest goes on.
async fn replan(State(shared): State<Arc<Shared>>, Json(asked): Json<AskedRest>) -> Response {
    let Some(now) = parse_moment(&asked.now) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if !(0..=MOST_NOTICE).contains(&asked.notice) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut question = None;
    let answer = shared.answer_at_desk(|desk| {
        let lang = desk.lang();
        let (campaign, plan) = desk.known();
        let actuals = match DayTable::of(desk, &campaign).actuals {
            Ok(actuals) => actuals,
            Err(found) => return refused_for(StatusCode::UNPROCESSABLE_ENTITY, &found, lang),
        };
        let campaign = match with_extra(&campaign, &actuals) {
            Ok(campaign) => campaign,
            Err(error) => {
                return refused(StatusCode::INTERNAL_SERVER_ERROR, vec![error.to_string()]);
            }
        };
        let own = DayQuestion { campaign, plan, now, notice: asked.notice, actuals };
        let against = faults(&own.request());
        if !against.is_empty() {
            let found =
                against.iter().map(|own_fault| words::contradiction(&own.campaign, own_fault));
            let found: Vec<Diagnostic> = found.collect();
            return refused_for(StatusCode::UNPROCESSABLE_ENTITY, &found, lang);
        }
        question = Some(own);
        StatusCode::NO_CONTENT.into_response()
    });
    if let Some(question) = question {
        shared.ask(Inquiry::Day(Box::new(question)));
    }
    answer
}

/// Writes one of the ways.
async fn write(State(shared): State<Arc<Shared>>, Json(chosen): Json<ChosenWay>) -> Response {
    with_way(&shared, &chosen, |desk, question, found| {
        let folder = day::folder_of(desk, &question.campaign);
        day::write(question, found, &folder, desk.lang()).map_err(|fault| vec![fault])?;
        Ok(vec![folder.display().to_string()])
    })
}

/// Writes one of the ways and publishes it.
async fn publish(State(shared): State<Arc<Shared>>, Json(chosen): Json<ChosenWay>) -> Response {
    with_way(&shared, &chosen, |desk, question, found| {
        let (folder, lang) = (day::folder_of(desk, &question.campaign), desk.lang());
        let files = day::write(question, found, &folder, lang).map_err(|fault| vec![fault])?;
        let new = desk.publish_replan(found, &files, &folder)?;
        let number = desk.published().map_or(0, |last| last.number);
        let line = published(number, new.as_ref().map(|new| &*new.folder));
        let warnings = new.map(|new| new.warnings).unwrap_or_default();
        Ok(std::iter::once(line.get(lang).to_owned())
            .chain(all_rendered(&warnings, lang))
            .collect())
    })
}

/// Has `act` write or publish one of the ways of the last answer, where the plan that it begins with is
/// still the one that people know, and answers with its lines. The desk is held meanwhile: a change
/// waits for it.
fn with_way(
    shared: &Arc<Shared>,
    chosen: &ChosenWay,
    act: impl FnOnce(&mut Desk, &DayQuestion, &Replan) -> Result<Vec<String>, Vec<Diagnostic>>,
) -> Response {
    let job = shared.job().filter(|job| job.number() == chosen.job);
    let Some(job) = job else { return StatusCode::NOT_FOUND.into_response() };
    let Inquiry::Day(question) = job.question() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    shared.answer_at_desk(|desk| {
        if !question.is_present(desk) {
            return StatusCode::CONFLICT.into_response();
        }
        let done = tokio::task::block_in_place(|| {
            job.with_answer(|answer| {
                let found = &answer.choices.get(chosen.choice)?.replan;
                Some(act(desk, question, found))
            })
        });
        match done.flatten() {
            None => StatusCode::NOT_FOUND.into_response(),
            Some(Ok(text)) => Json(BoardSaid { text }).into_response(),
            Some(Err(found)) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &found, desk.lang()),
        }
    })
}
