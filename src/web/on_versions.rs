//! Publishing on the page, and the documents of the version that was published last.

use super::asking::Inquiry;
use super::shared::{Shared, refused_for};
use crate::base::text::Lang;
use crate::files::{Published, VERSION_CAMPAIGN, VERSION_FILE};
use crate::publish::json::{BoardDocument, BoardDocuments, BoardMessage, BoardNotice, BoardSaid};
use crate::publish::words::on_page::all_rendered;
use crate::publish::words::versions;
use axum::Router;
use axum::extract::{Path as Named, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a document that is shown in the browser may do: nothing but have styles and pictures of its own,
/// and it is of no origin.
const OF_DOCUMENTS: &str = "sandbox; script-src 'none'; connect-src 'none'; object-src 'none'; \
                            frame-src 'none'; font-src 'none'; form-action 'none'; \
                            base-uri 'none'; img-src data:";

/// Documents that the browser shows; all others it keeps as files.
const SHOWN: [(&str, &str); 3] = [
    ("html", "text/html; charset=utf-8"),
    ("png", "image/png"),
    ("txt", "text/plain; charset=utf-8"),
];

/// This page looks students up by a script, which runs from a file alone.
const WITH_SCRIPT: &str = "lookup.html";

/// The routes of versions.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/publish", post(publish))
        .route("/documents", get(documents))
        .route("/published/{*name}", get(document))
}

/// Publishes the plan on the desk. Meanwhile the desk is held: a change waits for it.
async fn publish(State(shared): State<Arc<Shared>>) -> Response {
    let mut is_new = false;
    let answer = shared.answer_at_desk(|desk| {
        let published = tokio::task::block_in_place(|| desk.publish());
        let lang = desk.lang();
        match published {
            Ok((new, warnings)) => {
                is_new = new.is_some();
                let number = desk.published().map_or(0, |last| last.number);
                let line = versions::published(number, new.as_ref().map(|new| &*new.folder));
                let line = line.get(lang).to_owned();
                let text = std::iter::once(line).chain(all_rendered(&warnings, lang)).collect();
                Json(BoardSaid { text }).into_response()
            }
            Err(faults) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &faults, lang),
        }
    });
    if is_new {
        shared.ask(Inquiry::Best);
    }
    answer
}

async fn documents(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| {
        let lang = desk.lang();
        Json(desk.published().map(|last| listed(last, lang))).into_response()
    })
}

fn listed(last: &Published, lang: Lang) -> BoardDocuments {
    let names = names(&last.folder);
    let text = |name: &str| std::fs::read_to_string(last.folder.join(name)).unwrap_or_default();
    let paragraphs = |name: &str| -> Vec<String> {
        let text = text(name).replace('\u{FEFF}', "");
        let parts = text.trim().split("\n\n").filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let notice = paragraphs("changes-zh.txt").into_iter().zip(paragraphs("changes-en.txt"));
    let message = |name: &&String| {
        let group = name.strip_prefix("messages/")?.strip_suffix(".txt")?;
        Some(BoardMessage { name: group.to_owned(), text: text(name).trim().to_owned() })
    };
    let label = |name: &str| {
        let label = versions::document(name);
        label.map(|label| label.get(lang).to_owned()).unwrap_or_default()
    };
    let document = |name: &String| BoardDocument { name: name.clone(), label: label(name) };
    BoardDocuments {
        number: last.number,
        date: last.date,
        folder: last.folder.display().to_string(),
        notice: notice.map(|(zh, en)| BoardNotice { zh, en }).collect(),
        messages: names.iter().filter_map(|name| message(&name)).collect(),
        documents: names.iter().map(document).collect(),
    }
}

/// The names of a version's documents: all its files but those by which programs read it.
fn names(version: &Path) -> Vec<String> {
    fn collect(folder: &Path, before: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Ok(kind) = entry.file_type() else { continue };
            let whole = format!("{before}{name}");
            if name.starts_with('.') || [VERSION_CAMPAIGN, VERSION_FILE].contains(&&*whole) {
                continue;
            }
            if kind.is_dir() {
                collect(&entry.path(), &format!("{whole}/"), found);
            } else if kind.is_file() {
                found.push(whole);
            }
        }
    }
    let mut found = Vec::new();
    collect(version, "", &mut found);
    found.sort();
    found
}

/// A document of the last version, if it has one of that very name.
async fn document(State(shared): State<Arc<Shared>>, Named(name): Named<String>) -> Response {
    let folder = shared.at_desk(|desk| desk.published().map(|last| last.folder.clone()));
    let Some(folder): Option<PathBuf> = folder.flatten() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !names(&folder).contains(&name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(bytes) = std::fs::read(folder.join(&name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let ending = name.rsplit('.').next().unwrap_or_default();
    let shown = SHOWN.iter().find(|(own, _)| *own == ending).filter(|_| name != WITH_SCRIPT);
    let kind = shown.map_or("application/octet-stream", |(_, kind)| kind);
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(OF_DOCUMENTS));
    if shown.is_none() {
        let name = name.rsplit('/').next().unwrap_or_default();
        let kept = format!("attachment; filename*=UTF-8''{}", percent_encoded(name));
        if let Ok(kept) = HeaderValue::from_str(&kept) {
            headers.insert(header::CONTENT_DISPOSITION, kept);
        }
    }
    response
}

/// A name as a header may have it (RFC 8187).
fn percent_encoded(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
