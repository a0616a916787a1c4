//! HTTP: who may ask, what is asked, and what is answered.
//!
//! The server listens on the loopback interface alone. Everything lies below a secret in the
//! address, 128 random bits: who does not know it gets nothing, not even an error that says more.
//! `Host` must be the address itself, against DNS rebinding, and `Origin`, where a browser sends one,
//! too, against pages elsewhere. Nothing is run or styled but what the server itself sends
//! (Content-Security-Policy), and names are text in the page, never markup.

use super::desk::Desk;
use super::shared::Shared;
use super::start::StartDesk;
use super::{on_board, on_day, on_returns, on_start, on_tables, on_variants, on_versions};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rand::TryRng;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The most bytes of a request: a change of the board has below 200.
const MOST_BYTES: usize = 64 * 1024;

/// The files of the page: name, type and content.
const ASSETS: [(&str, &str, &str); 16] = [
    ("board.css", "text/css; charset=utf-8", include_str!("assets/board.css")),
    ("board.js", "text/javascript; charset=utf-8", include_str!("assets/board.js")),
    ("calendar.js", "text/javascript; charset=utf-8", include_str!("assets/calendar.js")),
    ("compare.js", "text/javascript; charset=utf-8", include_str!("assets/compare.js")),
    ("day.js", "text/javascript; charset=utf-8", include_str!("assets/day.js")),
    ("drag.js", "text/javascript; charset=utf-8", include_str!("assets/drag.js")),
    ("draw.js", "text/javascript; charset=utf-8", include_str!("assets/draw.js")),
    ("front.js", "text/javascript; charset=utf-8", include_str!("assets/front.js")),
    ("notice.js", "text/javascript; charset=utf-8", include_str!("assets/notice.js")),
    ("forms.js", "text/javascript; charset=utf-8", include_str!("assets/forms.js")),
    ("page.js", "text/javascript; charset=utf-8", include_str!("assets/page.js")),
    ("settings.js", "text/javascript; charset=utf-8", include_str!("assets/settings.js")),
    ("start.js", "text/javascript; charset=utf-8", include_str!("assets/start.js")),
    ("tables.js", "text/javascript; charset=utf-8", include_str!("assets/tables.js")),
    ("versions.js", "text/javascript; charset=utf-8", include_str!("assets/versions.js")),
    ("words.js", "text/javascript; charset=utf-8", include_str!("assets/words.js")),
];

/// What all pages begin with; `{}` is the name of the page's module.
const HEAD: &str = include_str!("assets/head.html");
const PAGE: &str = include_str!("assets/board.html");
const START: &str = include_str!("assets/start.html");
/// The other pages: name, which is that of its module, too, and body.
const PAGES: [(&str, &str); 5] = [
    ("compare", include_str!("assets/compare.html")),
    ("day", include_str!("assets/day.html")),
    ("forms", include_str!("assets/forms.html")),
    ("notice", include_str!("assets/notice.html")),
    ("tables", include_str!("assets/tables.html")),
];

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A server that is not yet running.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    secret: String,
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

    /// Serves until the program ends: the board of a campaign, whose best plan is asked for at once,
    /// or the start page.
    ///
    /// # Errors
    /// When the system ends it.
    pub fn run(self, start: StartDesk, desk: Option<Desk>) -> std::io::Result<()> {
        let shared = Shared::new(self.address.port(), start);
        if let Some(desk) = desk {
            shared.open(desk);
        }
        let app = Router::new()
            .route(&format!("/{}/", self.secret), get(page))
            .nest(&format!("/{}", self.secret), pages())
            // Browsers ask for it by themselves.
            .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
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
    let named = PAGES.into_iter().fold(Router::new(), |router, (name, body)| {
        router.route(&format!("/{name}"), get(async move || html(name, body)))
    });
    named
        .route("/assets/{name}", get(asset))
        .merge(on_board::routes())
        .merge(on_day::routes())
        .merge(on_returns::routes())
        .merge(on_start::routes())
        .merge(on_tables::routes())
        .merge(on_variants::routes())
        .merge(on_versions::routes())
}

async fn page(State(shared): State<Arc<Shared>>) -> Response {
    if shared.is_open() { html("board", PAGE) } else { html("start", START) }
}

/// A page: what all begin with, with its module, and its body.
fn html(module: &str, body: &str) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], HEAD.replace("{}", module) + body).into_response()
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
    // Documents that were published have a stricter one of their own.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
