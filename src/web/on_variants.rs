//! Variants side by side on the page, and the trade-off between aims.

use super::asking::Inquiry;
use super::board::words_of;
use super::shared::{Shared, refused_for};
use super::side_by_side::{ClickedStep, cases, half_days, shown, stations};
use crate::publish::json::CompareBoard;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// The most variants of a comparison: with the plan on the desk and the campaign as it is they are ten
/// plans of 30 s each at most, which is five minutes.
const MOST_VARIANTS: usize = 8;

/// The routes of variants.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/variants", get(the_variants))
        .route("/variants", post(solve))
        .route("/take-over", post(take_over))
}

/// Variants, each a list of steps.
#[derive(Deserialize)]
struct ClickedVariants {
    variants: Vec<Vec<ClickedStep>>,
}

/// One of the plans of the last answer.
#[derive(Deserialize)]
struct ChosenPlan {
    version: u64,
    job: u64,
    contender: usize,
}

async fn the_variants(State(shared): State<Arc<Shared>>) -> Response {
    let job = shared.job().filter(|job| matches!(job.question(), Inquiry::Variants(_)));
    shared.answer_at_desk(|desk| {
        let (campaign, lang) = (desk.campaign(), desk.lang());
        let found = job.as_ref().and_then(|job| job.with_answer(|answer| shown(answer, lang)));
        Json(CompareBoard {
            version: desk.version(),
            words: words_of(campaign.kind(), lang),
            lang: lang.pick("zh", "en").to_owned(),
            title: campaign.title().get(lang).to_owned(),
            stations: stations(campaign, lang),
            half_days: half_days(campaign, lang),
            job: job.as_ref().map(|job| job.shown(desk)),
            found: found.flatten(),
        })
        .into_response()
    })
}

/// Solves variants, each beside the campaign as it is.
async fn solve(
    State(shared): State<Arc<Shared>>,
    Json(clicked): Json<ClickedVariants>,
) -> Response {
    if clicked.variants.len() > MOST_VARIANTS {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut found = None;
    let answer = shared.answer_at_desk(|desk| {
        match tokio::task::block_in_place(|| cases(desk, &clicked.variants)) {
            Ok(Some(cases)) => {
                found = Some(cases);
                StatusCode::NO_CONTENT.into_response()
            }
            Ok(None) => StatusCode::BAD_REQUEST.into_response(),
            Err(faults) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &faults, desk.lang()),
        }
    });
    if let Some(cases) = found {
        shared.ask(Inquiry::Variants(cases));
    }
    answer
}

/// Takes a variant over: what it changes in the campaign's files, and its plan.
async fn take_over(State(shared): State<Arc<Shared>>, Json(chosen): Json<ChosenPlan>) -> Response {
    let job = shared.job().filter(|job| job.number() == chosen.job);
    let plan = job.as_ref().and_then(|job| {
        let Inquiry::Variants(cases) = job.question() else { return None };
        let steps = &cases.get(chosen.contender)?.steps;
        let plan =
            |answer: &super::asking::Answer| answer.contenders.get(chosen.contender)?.plan.clone();
        Some((steps, job.with_answer(plan)??))
    });
    let Some((steps, plan)) = plan else { return StatusCode::NOT_FOUND.into_response() };
    let mut is_done = false;
    let answer = shared.answer_at_desk(|desk| {
        if chosen.version != desk.version() || desk.is_outdated() {
            return StatusCode::CONFLICT.into_response();
        }
        match tokio::task::block_in_place(|| desk.take_over(steps, &plan)) {
            Ok(()) => {
                is_done = true;
                StatusCode::NO_CONTENT.into_response()
            }
            Err((faults, _)) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &faults, desk.lang()),
        }
    });
    if is_done {
        shared.ask(Inquiry::Best);
    }
    answer
}
