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
/// Who waits for a letter in which box.
struct PostOffice {
    poller: Poller,
    waiting: RefCell<HashMap<usize, Waker>>,
}

impl PostOffice {
    /// Waits for a letter in the box, and reads it.
    async fn letter(&self, key: usize, inbox: &Arc<UdpSocket>) -> io::Result<String> {
        poll_fn(|cx| {
            let mut buffer = [0; 64];
            match inbox.recv(&mut buffer) {
                Ok(read) => Poll::Ready(Ok(String::from_utf8_lossy(&buffer[..read]).into())),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.waiting.borrow_mut().insert(key, cx.waker().clone());
                    self.poller.modify(inbox, Event::readable(key))?;
                    Poll::Pending
                }
                Err(error) => Poll::Ready(Err(error)),
            }
        })
        .await
    }

    /// Sleeps until letters come, and wakes those who wait for them.
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

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let lab = Recorder::new();
    let office = PostOffice {
        poller: Poller::new()?,
        waiting: RefCell::default(),
    };
    let (ada_box, bob_box) = (inbox()?, inbox()?);
    office.poller.add(&ada_box, Event::none(1))?;
    office.poller.add(&bob_box, Event::none(2))?;

    let mut ada = ByHand::new(lab.watch("Ada", office.letter(1, &ada_box)));
    let mut bob = ByHand::new(lab.watch("Bob", office.letter(2, &bob_box)));
    println!("at first: {:?}, {:?}", ada.poll(), bob.poll());
    for (whom, inbox) in [("Bob", &bob_box), ("Ada", &ada_box)] {
        send(whom, inbox)?;
        office.wait()?;
        println!("wakes of Ada: {}, of Bob: {}", ada.wakes(), bob.wakes());
    }
    println!("{:?}", bob.poll());
    println!("{:?}", ada.poll());
    // ANCHOR_END: main
    lab.keep_beside_listing();
    Ok(())
}

/// A box for letters, to be registered.
fn inbox() -> io::Result<Arc<UdpSocket>> {
    Ok(Arc::new(UdpSocket::bind("127.0.0.1:0")?))
}

fn send(whom: &str, inbox: &UdpSocket) -> io::Result<()> {
    let letter = format!("dear {whom}");
    UdpSocket::bind("127.0.0.1:0")?.send_to(letter.as_bytes(), inbox.local_addr()?)?;
    Ok(())
}
