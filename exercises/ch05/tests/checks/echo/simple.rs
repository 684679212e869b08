//! The simplest things that may go wrong with an echo server: whatever else a check sees follows from
//! them.

use super::client::Client;
use super::net::{Server, settle};

/// The message if a read cannot give anything.
pub const EMPTY: &str = "`read` was given an empty buffer\n\n\
                         Such a read returns 0 bytes, which says nothing about the client. A slice of a `Vec` is as \
                         long as the `Vec`, whatever its capacity.";

/// The idea if bytes are kept.
pub const KEPT: &str =
    "Bytes that came are sent back before more come: a client may wait for them.";

/// The idea if a connection ends otherwise.
pub const CLOSES: &str = "When a client has closed its half and got its bytes, the server calls `close` \
                          once, and then drops the connection.";

/// The idea if a client fails.
pub const VANISHES: &str = "The error of a client ends its own connection, and nothing else.";

/// What was seen, unless the answer fails in something simpler, which is told instead.
pub async fn blame(seen: String) -> String {
    let alone = Client::sends(b"x");
    let mut server = Server::start(vec![Ok(alone.clone())]);
    settle(&mut server).await;
    if alone.seen().empty_buffers > 0 {
        return EMPTY.to_owned();
    }
    if alone.got() != b"x" {
        return format!(
            "a client that was alone sent 1 byte, and got back {} before it sent more\n\n{KEPT}",
            alone.got().len()
        );
    }
    let other = Client::sends(b"x");
    let mut server = Server::start(vec![Ok(Client::sends(b"")), Ok(other.clone())]);
    settle(&mut server).await;
    if other.got() != b"x" {
        return "right for a client that is alone, wrong while another one is there and silent: it got \
                nothing back\n\n\
                Clients are served at the same time, and not one after the other."
            .to_owned();
    }
    seen
}

/// Whether the listener is still there when `stop` is ready, and a client too.
pub async fn keeps_the_listener() -> bool {
    let mut server = Server::start(vec![Ok(Client::sends(b"a"))]);
    settle(&mut server).await;
    server.stop();
    settle(&mut server).await;
    !server.has_dropped_the_listener()
}
