// measures: release
// needs variable: DATABASE_URL
// sh chapters/listings/services/with-postgres.sh cargo run -- measure ch11-database
//! A pool of database connections: how many are worth having?

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt, TryStreamExt};
use listings::{amount, claim};

#[path = "support/ch11_server.rs"]
mod server;

use server::{Kind, Result, Server};

/// How many requests a second the service answers if it has `connections`.
// ANCHOR: sweep
async fn per_second(
    server: &Server,
    connections: usize,
    kind: Kind,
    requests: usize,
) -> Result<f64> {
    let pool = Arc::new(server.pool(connections).await?);
    let start = Instant::now();
    // 64 requests are in progress at any time. Each waits for a connection of the pool.
    stream::iter(0..requests)
        .map(|_| {
            let pool = Arc::clone(&pool);
            async move { pool.query(kind).await }
        })
        .buffer_unordered(64)
        .try_collect::<Vec<i64>>()
        .await?;
    Ok(requests as f64 / start.elapsed().as_secs_f64())
}
// ANCHOR_END: sweep

/// One request after another, on one connection.
// ANCHOR: sequential
async fn sequential(server: &Server, kind: Kind, requests: usize) -> Result<f64> {
    let pool = server.pool(1).await?;
    let start = Instant::now();
    for _ in 0..requests {
        pool.query(kind).await?;
    }
    Ok(requests as f64 / start.elapsed().as_secs_f64())
}
// ANCHOR_END: sequential

#[tokio::main]
async fn main() -> Result<()> {
    let server = Server::find().await?;
    println!("database: {}", server.name());

    let requests = amount(1000, 20) as usize;
    let (waits, computes) = (Kind::Waits(Duration::from_millis(5)), Kind::Computes);
    let row = |what: &str, waits: f64, computes: f64| {
        println!("{what:24} ~{waits:>6.0}       ~{computes:>6.0}");
    };
    println!("\n                           waits      computes   (queries per second)");
    let slow = [
        sequential(&server, waits, requests / 5).await?,
        sequential(&server, computes, requests / 5).await?,
    ];
    row("one after another", slow[0], slow[1]);
    let mut pooled = Vec::new();
    for connections in [1, 2, 4, 8, 16, 32] {
        let found = [
            per_second(&server, connections, waits, requests).await?,
            per_second(&server, connections, computes, requests).await?,
        ];
        row(&format!("pool of {connections}"), found[0], found[1]);
        pooled.push(found);
    }

    let gain = |nth: usize, kind: usize| pooled[nth][kind] / slow[kind];
    claim(
        gain(0, 0) < 2.0,
        "one connection is no faster for many requests",
    );
    claim(
        gain(4, 0) > 4.0,
        "queries that wait overlap on 16 connections",
    );
    claim(
        gain(4, 1) < gain(4, 0) / 2.0,
        "queries that compute gain less from 16 connections",
    );
    claim(
        pooled[5][1] < pooled[3][1] * 1.5,
        "from 8 to 32 connections, queries that compute gain little",
    );
    Ok(())
}
