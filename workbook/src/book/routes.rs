//! What the server answers. Everything of the tool's own is below `/_workbook/`; the rest is the book.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::Stream;
use tower_http::services::ServeDir;

use super::guard::{self, Token};
use super::runs::requests::{self, Served};
use super::shelf::{Edition, Shelf, Stock};

/// The words first: the reload script takes its own from there.
const RELOAD: &str = concat!(
    include_str!("../../theme/strings.js"),
    include_str!("reload.js")
);
/// In the order in which they need each other.
const RUNS: &str = concat!(
    include_str!("page/strings.js"),
    include_str!("page/dom.js"),
    include_str!("page/client.js"),
    include_str!("page/store.js"),
    include_str!("page/outcome.js"),
    include_str!("page/panel.js"),
    include_str!("page/chapter.js"),
    include_str!("page/runs.js")
);
const RUNS_STYLE: &str = include_str!("page/runs.css");

/// What the pages need.
#[derive(Clone)]
struct Pages {
    shelf: Arc<Shelf>,
    token: Token,
}

/// All routes: the books of `shelf`, and what `served` runs. Pages come with `token`.
pub fn routes(shelf: Arc<Shelf>, served: Served, token: Token) -> Router {
    let own_pages = middleware::from_fn_with_state(token.clone(), guard::only_own_pages);
    let asked = requests::routes(served).layer(own_pages);
    Router::new()
        .nest("/_workbook", asked)
        .route(
            "/_workbook/events",
            get(events).with_state(Arc::clone(&shelf)),
        )
        .route("/_workbook/reload.js", get(|| async { own(JS, RELOAD) }))
        .route("/_workbook/runs.js", get(|| async { own(JS, RUNS) }))
        .route(
            "/_workbook/runs.css",
            get(|| async { own("text/css; charset=utf-8", RUNS_STYLE) }),
        )
        .fallback_service(get(page).with_state(Pages { shelf, token }))
        .layer(middleware::from_fn(guard::only_this_machine))
        .layer(middleware::from_fn(guard::only_on_its_own))
}

const JS: &str = "text/javascript; charset=utf-8";

/// A file of the tool's own.
fn own(kind: &'static str, text: &'static str) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text,
    )
}

/// Tells an open page which edition is current, or why the newest could not be built; once on
/// opening, then at every change.
async fn events(
    State(shelf): State<Arc<Shelf>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = futures::stream::unfold(shelf.changes(), |mut changes| async {
        changes.changed().await.ok()?;
        let event = match &*changes.borrow_and_update() {
            Stock {
                fault: Some(fault), ..
            } => Event::default().event("fault").data(&**fault),
            Stock { current, .. } => Event::default().event("edition").data(&current.id),
        };
        Some((Ok(event), changes))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// A file of the book. A page comes with the scripts that reload it and run checks; the built file has none.
async fn page(State(pages): State<Pages>, method: Method, uri: Uri) -> Response {
    let stock = pages.shelf.stock();
    let file = |edition: Arc<Edition>, uri: Uri| {
        let (token, method) = (pages.token.clone(), method.clone());
        async move { file(&edition, &token, &method, &uri).await }
    };
    let mut answer = file(Arc::clone(&stock.current), uri.clone()).await;
    let is_page = uri.path().ends_with(".html") || uri.path().ends_with('/');
    if answer.status() == StatusCode::NOT_FOUND && !is_page {
        for edition in &stock.older {
            let older = file(Arc::clone(edition), uri.clone()).await;
            if older.status().is_success() {
                answer = older;
                break;
            }
        }
    }
    if answer.status() == StatusCode::NOT_FOUND {
        answer = file(stock.current, Uri::from_static("/404.html")).await;
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    // Two changes within a second would look alike to a browser that asks by time.
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// One file of `edition`, read whole, so that the edition may be removed afterwards.
async fn file(edition: &Edition, token: &Token, method: &Method, uri: &Uri) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method.clone();
    *request.uri_mut() = uri.clone();
    let answer = match ServeDir::new(&edition.site).try_call(request).await {
        Ok(answer) => answer.map(Body::new),
        Err(error)
            if matches!(
                error.kind(),
                // A name that no file can have, as one with a NUL, is invalid input.
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput
            ) =>
        {
            return StatusCode::NOT_FOUND.into_response();
        }
        Err(error) => return unreadable(uri, &error),
    };
    let (mut parts, body) = answer.into_parts();
    let body = match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => return unreadable(uri, &error),
    };
    let is_html = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_html || *method != Method::GET {
        return Response::from_parts(parts, Body::from(body));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(with_scripts(&body, &edition.id, token)))
}

fn unreadable(uri: &Uri, error: &dyn std::fmt::Display) -> Response {
    let words = format!("{} could not be read: {error}\n", uri.path());
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}

/// `html` with the tool's style at the end of its head and its scripts at the end of its body.
fn with_scripts(html: &[u8], edition: &str, token: &Token) -> Bytes {
    let style = "<link rel=\"stylesheet\" href=\"/_workbook/runs.css\">\n";
    let scripts = format!(
        "<script src=\"/_workbook/reload.js\" data-edition=\"{edition}\"></script>\n\
         <script src=\"/_workbook/runs.js\" data-token=\"{}\" defer></script>\n",
        token.as_str()
    );
    let head = find(html, b"</head>").unwrap_or(0);
    let body = rfind(html, b"</body>").unwrap_or(html.len()).max(head);
    [
        &html[..head],
        style.as_bytes(),
        &html[head..body],
        scripts.as_bytes(),
        &html[body..],
    ]
    .concat()
    .into()
}

fn find(html: &[u8], tag: &[u8]) -> Option<usize> {
    html.windows(tag.len()).position(|window| window == tag)
}

fn rfind(html: &[u8], tag: &[u8]) -> Option<usize> {
    html.windows(tag.len()).rposition(|window| window == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_ends_the_head_and_the_scripts_end_the_body() {
        let token = Token::new().unwrap();
        let page = with_scripts(
            b"<head></head><body>a &lt;/head></body></html>",
            "7",
            &token,
        );
        let page = std::str::from_utf8(&page).unwrap();
        assert!(
            page.starts_with(
                "<head><link rel=\"stylesheet\" href=\"/_workbook/runs.css\">\n</head>"
            )
        );
        assert!(
            page.contains("a &lt;/head><script src=\"/_workbook/reload.js\" data-edition=\"7\">")
        );
        let data = format!(
            "data-token=\"{}\" defer></script>\n</body></html>",
            token.as_str()
        );
        assert!(page.ends_with(&data), "{page}");
    }
}
