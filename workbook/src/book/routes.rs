//! What the server answers. Everything of the tool's own is below `/_workbook/`; the rest is the book.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::Stream;
use tower_http::services::ServeDir;

use super::shelf::{Edition, Shelf, Stock};

/// The words first: the reload script takes its own from there.
const SCRIPT: &str = concat!(
    include_str!("../../theme/strings.js"),
    include_str!("reload.js")
);

/// All routes, over the books of `shelf`.
pub fn routes(shelf: Arc<Shelf>) -> Router {
    Router::new()
        .route("/_workbook/events", get(events))
        .route("/_workbook/reload.js", get(script))
        .fallback_service(get(page).with_state(Arc::clone(&shelf)))
        .with_state(shelf)
        .layer(middleware::from_fn(only_this_machine))
}

/// Turns away a request whose `Host` is not this machine: a foreign page could otherwise point its
/// own name at 127.0.0.1 and read what is served here.
async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("");
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if ["localhost", "127.0.0.1", "[::1]"].contains(&name) {
        return next.run(request).await;
    }
    let words = "This server answers only to localhost. Open the address that it printed.\n";
    (StatusCode::FORBIDDEN, words).into_response()
}

async fn script() -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    let fresh = HeaderValue::from_static("no-store");
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)],
        SCRIPT,
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

/// A file of the book. A page comes with the script that reloads it; the built file has none.
async fn page(State(shelf): State<Arc<Shelf>>, method: Method, uri: Uri) -> Response {
    let stock = shelf.stock();
    let mut answer = file(&stock.current, &method, &uri).await;
    let is_page = uri.path().ends_with(".html") || uri.path().ends_with('/');
    if answer.status() == StatusCode::NOT_FOUND && !is_page {
        for edition in &stock.older {
            let older = file(edition, &method, &uri).await;
            if older.status().is_success() {
                answer = older;
                break;
            }
        }
    }
    if answer.status() == StatusCode::NOT_FOUND {
        answer = file(&stock.current, &method, &Uri::from_static("/404.html")).await;
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    // Two changes within a second would look alike to a browser that asks by time.
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// One file of `edition`, read whole, so that the edition may be removed afterwards.
async fn file(edition: &Edition, method: &Method, uri: &Uri) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method.clone();
    *request.uri_mut() = uri.clone();
    let answer = match ServeDir::new(&edition.site).try_call(request).await {
        Ok(answer) => answer.map(Body::new),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
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
    Response::from_parts(parts, Body::from(with_script(&body, &edition.id)))
}

fn unreadable(uri: &Uri, error: &dyn std::fmt::Display) -> Response {
    let words = format!("{} could not be read: {error}\n", uri.path());
    (StatusCode::INTERNAL_SERVER_ERROR, words).into_response()
}

/// `html` with the reload script at the end of its body.
fn with_script(html: &[u8], edition: &str) -> Bytes {
    const END: &[u8] = b"</body>";
    let tag =
        format!("<script src=\"/_workbook/reload.js\" data-edition=\"{edition}\"></script>\n");
    let at = html
        .windows(END.len())
        .rposition(|window| window == END)
        .unwrap_or(html.len());
    [&html[..at], tag.as_bytes(), &html[at..]].concat().into()
}

#[cfg(test)]
mod tests {
    use super::with_script;

    #[test]
    fn the_script_goes_before_the_end_of_the_body() {
        let page = with_script(b"<body>a</body></html>", "7");
        let page = std::str::from_utf8(&page).unwrap();
        assert!(
            page.starts_with("<body>a<script src=\"/_workbook/reload.js\" data-edition=\"7\">")
        );
        assert!(page.ends_with("</script>\n</body></html>"));
    }
}
