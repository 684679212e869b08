//! Style: two futures of one task; the first one that ends drops the other one.

use std::pin::pin;
use std::time::Duration;

use futures::future::{Either, select};
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
pub async fn serve(connection: Connection) -> Result<usize, Unknown> {
    let Connection {
        mut requests,
        replies,
    } = connection;
    let pinging = async {
        loop {
            sleep(PING).await;
            let _ = replies.send("ping".to_owned()).await;
        }
    };
    let answering = async {
        let mut answered = 0;
        while let Some(request) = requests.recv().await {
            let reply = answer(&request)?;
            if replies.send(reply).await.is_err() {
                break;
            }
            answered += 1;
        }
        Ok(answered)
    };
    match select(pin!(answering), pin!(pinging)).await {
        Either::Left((end, _)) => end,
        Either::Right((never, _)) => never,
    }
}

fn answer(request: &str) -> Result<String, Unknown> {
    match request.split_once(' ') {
        Some(("echo", text)) => Ok(text.to_owned()),
        Some(("upper", text)) => Ok(text.to_uppercase()),
        _ => Err(Unknown(request.to_owned())),
    }
}
