//! HTTP: who may ask, what is asked, and what is answered.
//!
//! The server listens on the loopback interface alone. Everything lies below a secret in the
//! address, 128 random bits: who does not know it gets nothing, not even an error that says more.
//! `Host` must be the address itself, against DNS rebinding, and `Origin`, where a browser sends one,
//! too, against pages elsewhere. Nothing is run or styled but what the server itself sends
//! (Content-Security-Policy), and names are text in the page, never markup.

use super::asking::{Inquiry, InquiryTask, RunningInquiry};
use super::board::board;
use super::desk::{Desk, WindowName};
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text};
use crate::campaign::{BlockId, GroupId};
use crate::publish::json::BoardSaid;
use crate::solve::Outcome;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use rand::TryRng;
use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most bytes of a request: a change of the board has below 200.
const MOST_BYTES: usize = 64 * 1024;

/// The files of the page: name, type and content.
const ASSETS: [(&str, &str, &str); 5] = [
    ("board.css", "text/css; charset=utf-8", include_str!("assets/board.css")),
    ("board.js", "text/javascript; charset=utf-8", include_str!("assets/board.js")),
    ("drag.js", "text/javascript; charset=utf-8", include_str!("assets/drag.js")),
    ("draw.js", "text/javascript; charset=utf-8", include_str!("assets/draw.js")),
    ("words.js", "text/javascript; charset=utf-8", include_str!("assets/words.js")),
];

const PAGE: &str = include_str!("assets/index.html");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A server that is not yet running.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    secret: String,
}

/// What all requests share.
struct Shared {
    desk: Mutex<Desk>,
    job: Mutex<Option<Arc<RunningInquiry>>>,
    /// The address itself, by number and by name.
    hosts: [String; 2],
}

impl Server {
    /// Takes a port of this machine; 0 is one that is free.
    ///
    /// # Errors
    /// When the port is taken, or the system has no random numbers.
    pub fn new(port: u16) -> Result<Server, Diagnostic> {
        let failed = |error: &dyn std::fmt::Display| {
            Diagnostic::error(
                Code::Unwritable,
                Text::new(
                    format!("端口 {port} 无法使用：{error}"),
                    format!("port {port} can't be used: {error}"),
                ),
            )
            .help(Text::new("换一个端口：--port", "choose another one with --port"))
        };
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| failed(&error))?;
        listener.set_nonblocking(true).map_err(|error| failed(&error))?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        let mut bytes = [0; 16];
        rand::rngs::SysRng.try_fill_bytes(&mut bytes).map_err(|error| failed(&error))?;
        let secret = format!("{:032x}", u128::from_le_bytes(bytes));
        Ok(Server { listener, address, secret })
    }

    /// The address to open in a browser.
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.address, self.secret)
    }

    /// Serves a desk until the program ends. The best plan of the campaign is asked for at once.
    ///
    /// # Errors
    /// When the system ends it.
    pub fn run(self, desk: Desk) -> std::io::Result<()> {
        let port = self.address.port();
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let shared = Arc::new(Shared { desk: Mutex::new(desk), job: Mutex::default(), hosts });
        shared.ask(Inquiry::Best);
        let app = Router::new()
            .route(&format!("/{}/", self.secret), get(page))
            .nest(&format!("/{}", self.secret), pages())
            .fallback(nothing)
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .layer(from_fn_with_state(Arc::clone(&shared), guard))
            .with_state(shared);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            axum::serve(listener, app).await
        })
    }
}

fn pages() -> Router<Arc<Shared>> {
    Router::new()
        .route("/assets/{name}", get(asset))
        .route("/board", get(the_board))
        .route("/job", get(the_job))
        .route("/change", post(change))
        .route("/ask", post(question))
        .route("/stop", post(stop))
        .route("/save", post(save))
}

async fn page() -> Response {
    typed("text/html; charset=utf-8", PAGE)
}

async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}

fn typed(kind: &'static str, content: &'static str) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], content).into_response()
}

async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(own, ..)| *own == name) {
        Some((_, kind, content)) => typed(kind, content),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Lets only requests in that a page of this server can send, and says what its pages may do.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = if shared.is_own(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
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
    Places,
    Why,
}

fn refused(status: StatusCode, text: Vec<String>) -> Response {
    (status, Json(BoardSaid { text })).into_response()
}

impl Shared {
    /// Whether a request is for this server, and from a page of it where it is from a page.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let hosts = || self.hosts.iter();
        let is_own_host = |host: &HeaderValue| hosts().any(|own| host == own.as_str());
        let is_own_page =
            |origin: &HeaderValue| hosts().any(|own| *origin == format!("http://{own}"));
        headers.get(header::HOST).is_some_and(is_own_host)
            && headers.get(header::ORIGIN).is_none_or(is_own_page)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn job(&self) -> MutexGuard<'_, Option<Arc<RunningInquiry>>> {
        self.job.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks a question, in a thread of its own, in place of the one before, which is stopped.
    fn ask(self: &Arc<Shared>, question: Inquiry) {
        let task = InquiryTask::of(&self.desk());
        let mut job = self.job();
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
        let mut desk = self.desk();
        let is_last = self.job().as_ref().is_some_and(|job| job.number() == number);
        if desk.best().is_some() || !is_last {
            return;
        }
        let is_first = desk.state().plan.windows.is_empty() && !desk.can_go(true);
        if let Some(plan) = best.plan.as_ref().filter(|_| is_first) {
            // Where it can't be kept it is still a proposal.
            let _ = desk.take(plan);
        }
        desk.learn(best);
    }
}

async fn the_board(State(shared): State<Arc<Shared>>) -> Response {
    Json(board(&shared.desk())).into_response()
}

async fn the_job(State(shared): State<Arc<Shared>>) -> Response {
    let job = shared.job().clone();
    let desk = shared.desk();
    Json(job.map(|job| job.shown(&desk))).into_response()
}

async fn stop(State(shared): State<Arc<Shared>>) -> StatusCode {
    if let Some(job) = shared.job().as_ref() {
        job.stop();
    }
    StatusCode::NO_CONTENT
}

/// Writes plan and report. Meanwhile the desk is held: a change waits for it.
async fn save(State(shared): State<Arc<Shared>>) -> Response {
    let desk = shared.desk();
    match tokio::task::block_in_place(|| desk.save()) {
        Ok((files, warnings)) => {
            let lang = desk.lang();
            let files = files.iter().map(|file| file.display().to_string());
            let warnings = warnings.iter().map(|warning| warning.render(lang));
            Json(BoardSaid { text: files.chain(warnings).collect() }).into_response()
        }
        Err(fault) => refused(StatusCode::INSUFFICIENT_STORAGE, vec![fault.render(desk.lang())]),
    }
}

async fn question(State(shared): State<Arc<Shared>>, Json(asked): Json<Asked>) -> StatusCode {
    let (groups, blocks) = {
        let desk = shared.desk();
        (desk.campaign().groups().len(), desk.campaign().blocks().len())
    };
    let group = GroupId(asked.group);
    if asked.group >= groups || asked.block >= blocks {
        return StatusCode::BAD_REQUEST;
    }
    shared.ask(match asked.what {
        AskedFor::Best => Inquiry::Best,
        AskedFor::Rest => Inquiry::Rest,
        AskedFor::Repair => Inquiry::Repair,
        AskedFor::Places => Inquiry::Places(group),
        AskedFor::Why => Inquiry::Why(group, BlockId(asked.block)),
    });
    StatusCode::NO_CONTENT
}

/// Makes a change where it was meant for the board as it is, and answers with the new one.
async fn change(State(shared): State<Arc<Shared>>, Json(change): Json<BoardChange>) -> Response {
    let mut desk = shared.desk();
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
        BoardMove::Swap { group, nth, other, other_nth } => {
            name(group, nth).zip(name(other, other_nth)).map(|(one, other)| desk.swap(one, other))
        }
        BoardMove::Lock { group, is_locked } => {
            name(group, 0).map(|name| desk.lock(name.group, is_locked))
        }
        BoardMove::Undo => Some(desk.go(true)),
        BoardMove::Redo => Some(desk.go(false)),
        BoardMove::Take { job, proposal } => {
            let last = shared.job().clone().filter(|last| last.number() == job);
            let plan = last.and_then(|last| last.proposal(proposal));
            plan.map(|plan| desk.take(&plan))
        }
        BoardMove::ReadAgain => {
            if let Err(faults) = desk.read_again() {
                let text = faults.iter().map(|fault| fault.render(lang)).collect();
                return refused(StatusCode::UNPROCESSABLE_ENTITY, text);
            }
            drop(desk);
            shared.ask(Inquiry::Best);
            desk = shared.desk();
            Some(Ok(()))
        }
        BoardMove::Speak { lang } => {
            desk.speak(if lang == "en" { Lang::En } else { Lang::Zh });
            Some(Ok(()))
        }
    };
    match made {
        Some(Ok(())) => Json(board(&desk)).into_response(),
        Some(Err(fault)) => refused(StatusCode::INSUFFICIENT_STORAGE, vec![fault.render(lang)]),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}
