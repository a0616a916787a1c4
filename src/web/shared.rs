//! What all requests share: the desk, the question that is being answered, and the start page.

use super::asking::{Inquiry, InquiryTask, RunningInquiry};
use super::desk::Desk;
use super::start::StartDesk;
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::publish::json::BoardSaid;
use crate::publish::words::on_page::all_rendered;
use crate::solve::Outcome;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What all requests share.
pub struct Shared {
    /// The campaign that is open; without one there is the start page.
    desk: Mutex<Option<Desk>>,
    /// The last question; its campaign may have been closed since.
    job: Mutex<Option<Arc<RunningInquiry>>>,
    start: Mutex<StartDesk>,
    /// The address itself, by number and by name.
    hosts: [String; 2],
}

/// An answer that says why the request was refused.
pub fn refused(status: StatusCode, text: Vec<String>) -> Response {
    (status, Json(BoardSaid { text })).into_response()
}

/// A refusal for these faults.
pub fn refused_for(status: StatusCode, faults: &[Diagnostic], lang: Lang) -> Response {
    refused(status, all_rendered(faults, lang))
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// A server on this port, with nothing on the desk.
    pub fn new(port: u16, start: StartDesk) -> Arc<Shared> {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let (desk, job) = (Mutex::default(), Mutex::default());
        Arc::new(Shared { desk, job, start: Mutex::new(start), hosts })
    }

    /// Whether a request is for this server, and from a page of it where it is from a page.
    pub fn is_own(&self, headers: &HeaderMap) -> bool {
        let hosts = || self.hosts.iter();
        let is_own_host = |host: &HeaderValue| hosts().any(|own| host == own.as_str());
        let is_own_page =
            |origin: &HeaderValue| hosts().any(|own| *origin == format!("http://{own}"));
        headers.get(header::HOST).is_some_and(is_own_host)
            && headers.get(header::ORIGIN).is_none_or(is_own_page)
    }

    /// The start page.
    pub fn start(&self) -> MutexGuard<'_, StartDesk> {
        held(&self.start)
    }

    /// Whether a campaign is open.
    pub fn is_open(&self) -> bool {
        held(&self.desk).is_some()
    }

    /// Runs `act` on the desk; `None` where no campaign is open.
    pub fn at_desk<T>(&self, act: impl FnOnce(&mut Desk) -> T) -> Option<T> {
        held(&self.desk).as_mut().map(act)
    }

    /// Answers from the desk. Where no campaign is open, the page is an old one.
    pub fn answer_at_desk(&self, act: impl FnOnce(&mut Desk) -> Response) -> Response {
        self.at_desk(act).unwrap_or_else(|| StatusCode::GONE.into_response())
    }

    /// Opens a campaign, and asks for its best plan.
    pub fn open(self: &Arc<Shared>, desk: Desk) {
        self.start().note(desk.place());
        *held(&self.desk) = Some(desk);
        self.ask(Inquiry::Best);
    }

    /// Closes the campaign: another program may open it.
    pub fn close(&self) {
        self.stop();
        *held(&self.desk) = None;
    }

    /// The last question, where it is about the campaign that is open.
    pub fn job(&self) -> Option<Arc<RunningInquiry>> {
        // Never two locks at once but the desk and then this one.
        let job = held(&self.job).clone();
        job.filter(|_| self.is_open())
    }

    /// The last question, for who holds the desk.
    pub fn last(&self) -> Option<Arc<RunningInquiry>> {
        held(&self.job).clone()
    }

    /// Ends the work on the last question with what is found.
    pub fn stop(&self) {
        if let Some(job) = held(&self.job).as_ref() {
            job.stop();
        }
    }

    /// Asks a question, in a thread of its own, in place of the one before, which is stopped.
    pub fn ask(self: &Arc<Shared>, question: Inquiry) {
        let Some(task) = self.at_desk(|desk| InquiryTask::of(desk)) else { return };
        let mut job = held(&self.job);
        let number = job.as_ref().map_or(1, |before| {
            before.stop();
            before.number() + 1
        });
        let new = Arc::new(RunningInquiry::new(number, question));
        *job = Some(Arc::clone(&new));
        let shared = Arc::clone(self);
        std::thread::spawn(move || {
            let mut answer = new.answer(&task);
            if let Some(best) = answer.best.take() {
                shared.learn(best, number);
            }
            new.end(answer);
        });
    }

    /// Takes over what the last question says of the best plan. Where nothing lies on the desk yet,
    /// the plan is put there.
    fn learn(&self, best: Outcome, number: u64) {
        self.at_desk(|desk| {
            let is_last = held(&self.job).as_ref().is_some_and(|job| job.number() == number);
            if desk.best().is_some() || !is_last {
                return;
            }
            let is_first = desk.state().plan.windows.is_empty() && !desk.can_go(true);
            if let Some(plan) = best.plan.as_ref().filter(|_| is_first) {
                // Where it can't be kept it is still a proposal.
                let _ = desk.take(plan);
            }
            desk.learn(best);
        });
    }
}
