//! The task belongs to a set that lives as long as `serve`: dropped, the set aborts it.

use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::task::JoinSet;
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
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
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
