//! Style: no task; one loop waits for a request or for the next ping.

use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, interval_at};

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
    let mut pings = interval_at(Instant::now() + PING, PING);
    let mut answered = 0;
    loop {
        let text = select! {
            request = connection.requests.recv() => match request {
                Some(request) => answer(&request)?,
                None => return Ok(answered),
            },
            _ = pings.tick() => {
                if connection.replies.send("ping".to_owned()).await.is_err() {
                    return Ok(answered);
                }
                continue;
            }
        };
        if connection.replies.send(text).await.is_err() {
            return Ok(answered);
        }
        answered += 1;
    }
}

fn answer(request: &str) -> Result<String, Unknown> {
    match request.split_once(' ') {
        Some(("echo", text)) => Ok(text.to_owned()),
        Some(("upper", text)) => Ok(text.to_uppercase()),
        _ => Err(Unknown(request.to_owned())),
    }
}
