//! A client for each request, and one client for all: the server counts the connections that it accepts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Path;
use axum::routing::get;
use axum::serve::Listener;
use axum::{Json, Router};
use serde::Deserialize;
use tokio::net::{TcpListener, TcpStream};

/// Accepts as `TcpListener` does, and counts.
// ANCHOR: counting
struct Counting(TcpListener, Arc<AtomicUsize>);

impl Listener for Counting {
    type Io = TcpStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (TcpStream, std::net::SocketAddr) {
        let accepted = Listener::accept(&mut self.0).await;
        self.1.fetch_add(1, Ordering::SeqCst);
        accepted
    }
    // ANCHOR_END: counting

    fn local_addr(&self) -> std::io::Result<std::net::SocketAddr> {
        self.0.local_addr()
    }
}

async fn quote(Path(item): Path<String>) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "item": item, "cents": item.len() * 100 }))
}

/// Starts the quote service on a port of this machine.
async fn start() -> std::io::Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let accepts = Arc::new(AtomicUsize::new(0));
    let service = Router::new().route("/quotes/{item}", get(quote));
    let counting = Counting(listener, Arc::clone(&accepts));
    tokio::spawn(async move { axum::serve(counting, service).await });
    Ok((format!("http://{address}"), accepts))
}

// ANCHOR: fetch
#[derive(Deserialize)]
struct Quote {
    item: String,
    cents: u32,
}

async fn fetch(client: &reqwest::Client, url: &str) -> reqwest::Result<Quote> {
    client
        .get(url)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await
}
// ANCHOR_END: fetch

const ITEMS: [&str; 5] = ["tea", "cocoa", "sugar", "flour", "salt"];

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (site, accepts) = start().await?;
    for item in ITEMS {
        let client = reqwest::Client::new();
        let quote = fetch(&client, &format!("{site}/quotes/{item}")).await?;
        println!("{}: {} cents", quote.item, quote.cents);
    }
    let count = accepts.swap(0, Ordering::SeqCst);
    println!(
        "a client for each of {} requests: {count} connections",
        ITEMS.len()
    );

    let client = reqwest::Client::new();
    for item in ITEMS {
        fetch(&client, &format!("{site}/quotes/{item}")).await?;
        // Lets the client put the connection back, which it does in a task of its own.
        tokio::task::yield_now().await;
    }
    let count = accepts.swap(0, Ordering::SeqCst);
    println!(
        "one client for {} requests: {count} connection",
        ITEMS.len()
    );
    Ok(())
}
// ANCHOR_END: main
