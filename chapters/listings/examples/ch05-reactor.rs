use std::cell::RefCell;
use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::task::{Poll, Waker};

use kit::{ByHand, Recorder};
use poller::{Event, Events, Poller};

// ANCHOR: reactor
/// The wakers of the tasks that wait, by the key of their socket.
struct Reactor {
    poller: Poller,
    waiting: RefCell<HashMap<usize, Waker>>,
}

impl Reactor {
    /// Waits for a message on the socket, and reads it.
    async fn message(&self, key: usize, socket: &Arc<UdpSocket>) -> io::Result<String> {
        poll_fn(|cx| {
            let mut buffer = [0; 64];
            match socket.recv(&mut buffer) {
                Ok(read) => Poll::Ready(Ok(String::from_utf8_lossy(&buffer[..read]).into())),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.waiting.borrow_mut().insert(key, cx.waker().clone());
                    self.poller.modify(socket, Event::readable(key))?;
                    Poll::Pending
                }
                Err(error) => Poll::Ready(Err(error)),
            }
        })
        .await
    }

    /// Sleeps until a socket is ready, and wakes the tasks whose sockets are.
    fn wait(&self) -> io::Result<()> {
        let mut events = Events::new();
        self.poller.wait(&mut events, None)?;
        for event in events.iter() {
            let waker = self.waiting.borrow_mut().remove(&event.key);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
        Ok(())
    }
}
// ANCHOR_END: reactor

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let lab = Recorder::new();
    let reactor = Reactor {
        poller: Poller::new()?,
        waiting: RefCell::default(),
    };
    let (ada_socket, bob_socket) = (socket()?, socket()?);
    reactor.poller.add(&ada_socket, Event::none(1))?;
    reactor.poller.add(&bob_socket, Event::none(2))?;

    // ANCHOR: main
    let mut ada = ByHand::new(lab.watch("Ada", reactor.message(1, &ada_socket)));
    let mut bob = ByHand::new(lab.watch("Bob", reactor.message(2, &bob_socket)));
    println!("at first: {:?}, {:?}", ada.poll(), bob.poll());
    for (name, socket) in [("Bob", &bob_socket), ("Ada", &ada_socket)] {
        send(name, socket)?;
        reactor.wait()?;
        println!("wakes of Ada: {}, of Bob: {}", ada.wakes(), bob.wakes());
    }
    println!("{:?}", bob.poll());
    println!("{:?}", ada.poll());
    // ANCHOR_END: main
    lab.keep_beside_listing();
    Ok(())
}

/// A socket to register.
fn socket() -> io::Result<Arc<UdpSocket>> {
    Ok(Arc::new(UdpSocket::bind("127.0.0.1:0")?))
}

fn send(name: &str, socket: &UdpSocket) -> io::Result<()> {
    let message = format!("hello, {name}");
    UdpSocket::bind("127.0.0.1:0")?.send_to(message.as_bytes(), socket.local_addr()?)?;
    Ok(())
}
