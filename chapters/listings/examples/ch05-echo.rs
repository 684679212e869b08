use std::io;

use kit::Recorder;
use tokio::io::{copy, split};

#[path = "ch05-echo-room/clients.rs"]
mod clients;
use clients::{Connection, Listener, ada_and_bob};

// ANCHOR: serve
async fn serve(mut listener: Listener) {
    while let Some(client) = listener.accept().await {
        tokio::spawn(echo(client));
    }
}
// ANCHOR_END: serve

/// Sends back what the client sends, until the client has closed.
async fn echo(client: Connection) -> io::Result<u64> {
    let (mut from_client, mut to_client) = split(client);
    copy(&mut from_client, &mut to_client).await
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (listener, clients) = ada_and_bob(&lab);
    let server = lab.spawn("server", serve(listener));
    for client in clients {
        client.await.unwrap();
    }
    server.await.unwrap();
    lab.keep_beside_listing();
}
