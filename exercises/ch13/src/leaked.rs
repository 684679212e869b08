//! # Tasks that never end
//!
//! ```
//! let answered = serve(connection).await?;
//! println!("{answered} requests, {} tasks", Handle::current().metrics().num_alive_tasks());
//! // 1 task more than before, for each connection that has come and gone.
//! ```
//!
//! The bug report: "Memory grows by a little with each client, and never shrinks. After a week, the server has
//! 2,000,000 tasks and 300 clients." It happens with each connection, however it ends.
//!
//! Find the cause and fix `serve`. You may change all but the types and the signature. Requirements:
//!
//! 1. When `serve` has returned, with a number or with an error, no task of it is left, and `replies` is closed for
//!    the client. The runtime may need a few turns for that, but no time passes.
//! 2. The same holds if the future of `serve` is dropped.
//! 3. As long as the connection is open, `"ping"` is sent each 30 seconds, whether or not there are requests.
//! 4. Each request has one reply, in order; `serve` returns when `requests` has ended, at an unknown request, or when
//!    `replies` is closed and it wants to send.
//!
//! Left open: pings while the client does not take what it is sent, and what `serve` returns when `replies` is closed.

use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::sleep;

/// How long the server waits before each ping.
pub const PING: Duration = Duration::from_secs(30);

/// One client's connection. Both directions are open as long as the other end of their channel exists.
#[derive(Debug)]
pub struct Connection {
    /// The client's requests.
    pub requests: Receiver<String>,
    /// What the client is sent.
    pub replies: Sender<String>,
}

/// The client has sent what no command begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown(pub String);

/// Answers the requests of `connection` until the client closes it; returns their number.
///
/// # Errors
/// The first request that is unknown: it ends the connection.
pub async fn serve(mut connection: Connection) -> Result<usize, Unknown> {
    let pings = connection.replies.clone();
    tokio::spawn(async move {
        loop {
            sleep(PING).await;
            let _ = pings.send("ping".to_owned()).await;
        }
    });
    let mut answered = 0;
    while let Some(request) = connection.requests.recv().await {
        let reply = answer(&request)?;
        if connection.replies.send(reply).await.is_err() {
            break;
        }
        answered += 1;
    }
    Ok(answered)
}

fn answer(request: &str) -> Result<String, Unknown> {
    match request.split_once(' ') {
        Some(("echo", text)) => Ok(text.to_owned()),
        Some(("upper", text)) => Ok(text.to_uppercase()),
        _ => Err(Unknown(request.to_owned())),
    }
}
