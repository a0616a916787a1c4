//! What the board asks of the server: what lies on the desk, changes of it, and questions to the
//! solver.

use super::asking::Inquiry;
use super::board::board;
use super::desk::WindowName;
use super::shared::{Shared, refused, refused_for};
use crate::base::clock::{Interval, Minutes};
use crate::base::text::Lang;
use crate::campaign::{BlockId, GroupId};
use crate::publish::json::BoardSaid;
use crate::publish::words::on_page::rendered;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// The routes of the board.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/board", get(the_board))
        .route("/job", get(the_job))
        .route("/change", post(change))
        .route("/ask", post(question))
        .route("/stop", post(stop))
        .route("/save", post(save))
        .route("/close", post(close))
}

/// A change of what lies on the desk. `version` is that of the board it was made on.
#[derive(Deserialize)]
struct BoardChange {
    version: u64,
    #[serde(flatten)]
    what: BoardMove,
}

#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum BoardMove {
    /// A window to a half-day and time.
    Put {
        group: usize,
        nth: usize,
        block: usize,
        start: Minutes,
        end: Minutes,
    },
    /// A window from the board.
    Remove {
        group: usize,
        nth: usize,
    },
    Swap {
        group: usize,
        nth: usize,
        other: usize,
        other_nth: usize,
    },
    Lock {
        group: usize,
        is_locked: bool,
    },
    Undo,
    Redo,
    /// A proposal of the last answer, if that is the one on the page.
    Take {
        job: u64,
        proposal: usize,
    },
    /// The campaign's files, again.
    ReadAgain,
    Speak {
        lang: String,
    },
}

/// What is asked of the solver.
#[derive(Deserialize)]
struct Asked {
    what: AskedFor,
    #[serde(default)]
    group: usize,
    #[serde(default)]
    block: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AskedFor {
    Best,
    Rest,
    Repair,
    Fit,
    Front,
    Places,
    Why,
}

async fn the_board(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| Json(board(desk)).into_response())
}

async fn the_job(State(shared): State<Arc<Shared>>) -> Response {
    let job = shared.job();
    shared.answer_at_desk(|desk| Json(job.map(|job| job.shown(desk))).into_response())
}

async fn stop(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.stop();
    StatusCode::NO_CONTENT
}

async fn close(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.close();
    StatusCode::NO_CONTENT
}

/// Writes plan and report. Meanwhile the desk is held: a change waits for it.
async fn save(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| match tokio::task::block_in_place(|| desk.save()) {
        Ok((files, warnings)) => {
            let lang = desk.lang();
            let files = files.iter().map(|file| file.display().to_string());
            let warnings = warnings.iter().map(|warning| rendered(warning, lang));
            Json(BoardSaid { text: files.chain(warnings).collect() }).into_response()
        }
        Err(fault) => refused_for(StatusCode::INSUFFICIENT_STORAGE, &[fault], desk.lang()),
    })
}

async fn question(State(shared): State<Arc<Shared>>, Json(asked): Json<Asked>) -> StatusCode {
    let sizes =
        shared.at_desk(|desk| (desk.campaign().groups().len(), desk.campaign().blocks().len()));
    let Some((groups, blocks)) = sizes else { return StatusCode::GONE };
    let group = GroupId(asked.group);
    if asked.group >= groups || asked.block >= blocks {
        return StatusCode::BAD_REQUEST;
    }
    shared.ask(match asked.what {
        AskedFor::Best => Inquiry::Best,
        AskedFor::Rest => Inquiry::Rest,
        AskedFor::Repair => Inquiry::Repair,
        AskedFor::Fit => Inquiry::Fit,
        AskedFor::Front => Inquiry::Front,
        AskedFor::Places => Inquiry::Places(group),
        AskedFor::Why => Inquiry::Why(group, BlockId(asked.block)),
    });
    StatusCode::NO_CONTENT
}

/// Makes a change where it was meant for the board as it is, and answers with the new one.
async fn change(State(shared): State<Arc<Shared>>, Json(change): Json<BoardChange>) -> Response {
    let is_read_again = matches!(change.what, BoardMove::ReadAgain);
    let last = shared.job();
    let answer = shared.answer_at_desk(|desk| {
        if change.version != desk.version() {
            return refused(StatusCode::CONFLICT, Vec::new());
        }
        let lang = desk.lang();
        let (groups, blocks) = (desk.campaign().groups().len(), desk.campaign().blocks().len());
        let name = |group: usize, nth: usize| {
            (group < groups).then_some(WindowName { group: GroupId(group), nth })
        };
        let made = match change.what {
            BoardMove::Put { group, nth, block, start, end } => {
                let is_time = (0..end).contains(&start) && end <= 24 * 60;
                let name = name(group, nth).filter(|_| block < blocks && is_time);
                let to = (BlockId(block), Interval::new(start, end));
                name.map(|name| desk.put(name, Some(to)))
            }
            BoardMove::Remove { group, nth } => name(group, nth).map(|name| desk.put(name, None)),
            BoardMove::Swap { group, nth, other, other_nth } => name(group, nth)
                .zip(name(other, other_nth))
                .map(|(one, other)| desk.swap(one, other)),
            BoardMove::Lock { group, is_locked } => {
                name(group, 0).map(|name| desk.lock(name.group, is_locked))
            }
            BoardMove::Undo => Some(desk.go(true)),
            BoardMove::Redo => Some(desk.go(false)),
            BoardMove::Take { job, proposal } => {
                let last = last.filter(|last| last.number() == job);
                let plan = last.and_then(|last| last.proposal(proposal));
                plan.map(|plan| desk.take(&plan))
            }
            BoardMove::ReadAgain => {
                if let Err(faults) = desk.read_again() {
                    return refused_for(StatusCode::UNPROCESSABLE_ENTITY, &faults, lang);
                }
                Some(Ok(()))
            }
            BoardMove::Speak { lang } => {
                desk.speak(if lang == "en" { Lang::En } else { Lang::Zh });
                Some(Ok(()))
            }
        };
        match made {
            Some(Ok(())) => Json(board(desk)).into_response(),
            Some(Err(fault)) => refused_for(StatusCode::INSUFFICIENT_STORAGE, &[fault], lang),
            None => StatusCode::BAD_REQUEST.into_response(),
        }
    });
    if is_read_again && answer.status().is_success() {
        shared.ask(Inquiry::Best);
    }
    answer
}
