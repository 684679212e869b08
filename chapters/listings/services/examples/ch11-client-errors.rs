//! What can go wrong with a request, and how the client's error says it.

use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use tokio::net::TcpListener;

/// Starts a service with faults on a port of this machine.
async fn start() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let service = Router::new()
        .route("/tea", get(async || Json(300)))
        .route("/gone", get(async || StatusCode::NOT_FOUND))
        .route("/busy", get(async || StatusCode::SERVICE_UNAVAILABLE))
        .route("/page", get(async || "<h1>Welcome</h1>"))
        .route("/slow", get(std::future::pending::<String>));
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(format!("http://{address}"))
}

/// An address at which nothing listens.
async fn closed() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    Ok(format!("http://{}/tea", listener.local_addr()?))
}

// ANCHOR: fetch
async fn fetch(client: &reqwest::Client, url: &str) -> reqwest::Result<u32> {
    client
        .get(url)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await
}

/// What the caller can do about it.
fn kind(error: &reqwest::Error) -> &'static str {
    match error.status() {
        Some(status) if status.is_server_error() => "the server's fault: try again later",
        Some(_) => "our fault: the same request will fail again",
        None if error.is_timeout() => "no answer in time: try again, if a second one does no harm",
        None if error.is_connect() => "no connection: the request was not sent, try again",
        None if error.is_decode() => "an answer, but not the one that we understand",
        None => "something else",
    }
}
// ANCHOR_END: fetch

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_millis(500))
        .build()?;
    let site = start().await?;
    for path in ["/tea", "/gone", "/busy", "/page", "/slow"] {
        match fetch(&client, &format!("{site}{path}")).await {
            Ok(cents) => println!("{path}: {cents} cents"),
            Err(error) => println!("{path}: {}", kind(&error)),
        }
    }
    match fetch(&client, &closed().await?).await {
        Ok(cents) => println!("closed port: {cents} cents"),
        Err(error) => println!("closed port: {}", kind(&error)),
    }
    Ok(())
}
// ANCHOR_END: main
