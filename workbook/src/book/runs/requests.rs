//! What a page asks for: how far the reader is, runs, hints, the editor, and the stream of events.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::Stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::engine::catalog::{Catalog, Exercise};
use crate::{editor, hints};

use super::feed::{Feed, Told};
use super::follow::Follow;
use super::{Desk, Refused, rows};

/// The longest body that is read, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// What the requests need.
#[derive(Clone)]
pub struct Served {
    pub root: PathBuf,
    pub desk: Arc<Desk>,
    pub feed: Arc<Feed>,
    pub follow: Arc<Follow>,
}

/// The routes, below `/_workbook`. What may ask at all is checked around them.
pub fn routes(served: Served) -> Router {
    Router::new()
        .route("/exercises", get(exercises))
        .route("/run", post(run))
        .route("/stop", post(stop))
        .route("/hint", post(hint))
        .route("/open", post(open))
        .route("/runs", get(runs))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(served)
}

/// A request that is refused, with a sentence that says why.
pub struct Refusal {
    status: StatusCode,
    sentence: String,
}

impl Refusal {
    pub fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self {
            status,
            sentence: sentence.into(),
        }
    }

    /// What the workbook itself cannot do.
    fn failed(error: &anyhow::Error) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = answer(&json!({ "error": self.sentence }));
        *answer.status_mut() = self.status;
        answer
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let status = match refused {
            Refused::Empty => StatusCode::BAD_REQUEST,
            Refused::Unknown(_) => StatusCode::NOT_FOUND,
            Refused::Full => StatusCode::TOO_MANY_REQUESTS,
            Refused::Closed => StatusCode::SERVICE_UNAVAILABLE,
            Refused::NoCatalog(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, refused.to_string())
    }
}

type Answered = Result<Response, Refusal>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    run: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    exercise: String,
}

async fn exercises(State(served): State<Served>) -> Answered {
    blocking(move || {
        let chapters = rows::chapters(&served.root).map_err(|error| Refusal::failed(&error))?;
        let (current, queued) = served.desk.standing();
        Ok(answer(
            &json!({ "chapters": chapters, "current": current, "queued": queued }),
        ))
    })
    .await
}

async fn run(
    State(served): State<Served>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answered {
    let Names { names } = parsed(&headers, body)?;
    blocking(move || {
        let number = served.desk.ask(&names)?;
        Ok(answer(&json!({ "run": number })))
    })
    .await
}

async fn stop(
    State(served): State<Served>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answered {
    let Number { run } = parsed(&headers, body)?;
    Ok(answer(&json!({ "stopped": served.desk.stop(run) })))
}

async fn hint(
    State(served): State<Served>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answered {
    let named: Named = parsed(&headers, body)?;
    blocking(move || {
        let exercise = named.find(&served)?;
        let all = exercise.hints.len();
        if all == 0 {
            return Err(Refusal::new(StatusCode::NOT_FOUND, hints::none(&exercise)));
        }
        let nth = hints::count_one(&served.root, &exercise).min(all - 1);
        served.follow.look();
        Ok(answer(&json!({
            "exercise": exercise.id,
            "nth": nth + 1,
            "of": all,
            "text": exercise.hints[nth],
            "page": format!("{}/{}", exercise.chapter, exercise.page),
        })))
    })
    .await
}

async fn open(
    State(served): State<Served>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answered {
    let named: Named = parsed(&headers, body)?;
    blocking(move || {
        let exercise = named.find(&served)?;
        let file = served.root.join(exercise.file());
        match editor::open(&served.root, &file, editor::first_line(&file)) {
            Ok(opened) => Ok(answer(&json!({ "opened": opened.editor }))),
            Err(error) => {
                let words = format!("{} was not opened: {error:#}", exercise.file());
                Err(Refusal::new(StatusCode::CONFLICT, words))
            }
        }
    })
    .await
}

/// Tells a page of the current run from its start, and then of everything as it happens.
async fn runs(State(served): State<Served>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (told, later) = served.feed.join();
    let page = Page {
        feed: served.feed,
        told,
        later,
    };
    let stream = futures::stream::unfold(page, |mut page| async {
        let told = page.next().await?;
        let event = Event::default().event(told.name).data(&told.data);
        Some((Ok(event), page))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// An open page.
struct Page {
    feed: Arc<Feed>,
    /// What it is told first.
    told: VecDeque<Arc<Told>>,
    later: Receiver<Arc<Told>>,
}

impl Page {
    /// What it is told next; `None` at the server's end.
    async fn next(&mut self) -> Option<Arc<Told>> {
        if let Some(told) = self.told.pop_front() {
            return Some(told);
        }
        match self.later.recv().await {
            Ok(told) => Some(told),
            Err(RecvError::Lagged(_)) => {
                (self.told, self.later) = self.feed.join();
                Some(Arc::new(Told::behind()))
            }
            Err(RecvError::Closed) => None,
        }
    }
}

impl Named {
    /// The exercise of exactly this id.
    fn find(&self, served: &Served) -> Result<Exercise, Refusal> {
        let catalog =
            Catalog::outline(&served.root).map_err(|error| Refusal::failed(&error.into()))?;
        let found = catalog.exercises().find(|known| known.id == self.exercise);
        found.cloned().ok_or_else(|| {
            let name: String = self.exercise.chars().take(80).collect();
            let sentence = format!(
                "`{name}` is no exercise of this workbook: expected one such as \"ch01/overlap\""
            );
            Refusal::new(StatusCode::NOT_FOUND, sentence)
        })
    }
}

/// The body, which must be JSON and say that it is: a form of another site cannot say so without asking first.
fn parsed<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<T, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let sentence = "the content type must be application/json";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence));
    }
    let body = body.map_err(|rejected| match rejected.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body is longer than {LONGEST_BODY} bytes"),
        ),
        status => Refusal::new(status, rejected.body_text()),
    })?;
    serde_json::from_slice(&body).map_err(|error| {
        let sentence = format!("the body is not what this address takes: {error}");
        Refusal::new(StatusCode::BAD_REQUEST, sentence)
    })
}

/// Runs `work`, which reads files, where it holds no other request up.
async fn blocking(work: impl FnOnce() -> Answered + Send + 'static) -> Answered {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Refusal::failed(&error.into())))
}

fn answer(json: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, json.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_that_fell_behind_is_told_so_and_then_the_current_run_from_its_start() {
        let feed = Arc::new(Feed::new());
        let (told, later) = feed.join();
        let mut page = Page {
            feed: Arc::clone(&feed),
            told,
            later,
        };
        for run in 0..2 {
            feed.start(&json!({ "kind": "started", "run": run }));
            for n in 0..500 {
                feed.tell(&json!({ "kind": "preparing", "run": run, "line": n }));
            }
        }
        assert_eq!(page.next().await.unwrap().name, "behind");
        let started = page.next().await.unwrap();
        assert_eq!(
            started.data,
            json!({ "kind": "started", "run": 1 }).to_string()
        );
        for n in 0..500 {
            let told = page.next().await.unwrap();
            assert!(
                told.data.contains(&format!("\"line\":{n},")),
                "{}",
                told.data
            );
        }
        feed.end(&json!({ "kind": "ended", "run": 1 }));
        assert!(page.next().await.unwrap().data.contains("ended"));
    }
}
