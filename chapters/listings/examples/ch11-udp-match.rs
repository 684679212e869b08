use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;
use tokio::sync::oneshot;

// ANCHOR: client
/// The questions that have no reply yet, by the id that is the first byte of each datagram.
type Open = Arc<Mutex<HashMap<u8, oneshot::Sender<String>>>>;

/// Hands each reply to the question that it belongs to.
async fn receive(socket: Arc<UdpSocket>, open: Open) -> io::Result<()> {
    let mut datagram = [0; 1500];
    loop {
        let length = socket.recv(&mut datagram).await?;
        let Some((&id, price)) = datagram[..length].split_first() else {
            continue; // an empty datagram, and not the end of anything
        };
        let price = String::from_utf8_lossy(price).into_owned();
        match open.lock().unwrap().remove(&id) {
            Some(question) => _ = question.send(price),
            None => println!("nothing waits for reply {id}"),
        }
    }
}

async fn ask(socket: &UdpSocket, open: &Open, id: u8, name: &str) -> io::Result<String> {
    let (reply, price) = oneshot::channel();
    open.lock().unwrap().insert(id, reply);
    socket.send(&[&[id], name.as_bytes()].concat()).await?;
    price.await.map_err(io::Error::other)
}
// ANCHOR_END: client

/// Waits for three questions. Answers the last one first, and the first one twice.
async fn service(socket: UdpSocket) -> io::Result<()> {
    let mut questions = Vec::new();
    let mut datagram = [0; 1500];
    for _ in 0..3 {
        let (length, from) = socket.recv_from(&mut datagram).await?;
        questions.push((datagram[0], length, from));
    }
    questions.sort_unstable();
    let answers = [2, 0, 0, 1].map(|at: usize| questions[at]);
    for (id, length, from) in answers {
        let price = [&[id], length.to_string().as_bytes()].concat();
        socket.send_to(&price, from).await?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0").await?;
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    socket.connect(server.local_addr()?).await?; // no handshake: it fixes the other address
    let service = tokio::spawn(service(server));
    let socket = Arc::new(socket);

    let open = Open::default();
    let receiver = tokio::spawn(receive(socket.clone(), open.clone()));
    let (tin, salt, silver) = tokio::try_join!(
        ask(&socket, &open, 1, "tin"),
        ask(&socket, &open, 2, "salt"),
        ask(&socket, &open, 3, "silver"),
    )?;
    println!("tin {tin}, salt {salt}, silver {silver}");
    service.await??;
    receiver.abort();
    Ok(())
}
