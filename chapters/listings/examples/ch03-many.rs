use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kit::ByHand;
use tokio::sync::oneshot::{self, Receiver, Sender};

// ANCHOR: reply
/// A reply that is waited for. It counts the polls of all.
struct Reply<'a> {
    receiver: Receiver<u32>,
    polls: &'a Cell<u32>,
}

impl Future for Reply<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls.set(self.polls.get() + 1);
        Pin::new(&mut self.receiver).poll(cx).map(drop)
    }
}
// ANCHOR_END: reply

/// Waits for all, and polls all of them each time.
struct WaitAll<'a> {
    left: Vec<Reply<'a>>,
}

impl Future for WaitAll<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.left
            .retain_mut(|reply| Pin::new(reply).poll(cx).is_pending());
        if self.left.is_empty() {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

fn requests(count: usize, polls: &Cell<u32>) -> (Vec<Sender<u32>>, Vec<Reply<'_>>) {
    let request = |_| {
        let (sender, receiver) = oneshot::channel();
        (sender, Reply { receiver, polls })
    };
    (0..count).map(request).unzip()
}

// ANCHOR: run
/// The replies come one at a time. Whenever the task is woken, it is polled.
fn run(senders: Vec<Sender<u32>>, all: impl Future<Output = ()>) {
    let mut task = ByHand::new(all);
    assert!(task.poll().is_pending());
    for sender in senders {
        let woken = task.wakes();
        sender.send(200).unwrap();
        assert!(task.wakes() > woken);
        if task.poll().is_ready() {
            return;
        }
    }
    unreachable!("all replies have come");
}

fn main() {
    for count in [10, 100, 1_000] {
        let polls = Cell::new(0);
        let (senders, left) = requests(count, &polls);
        run(senders, WaitAll { left });
        let wait_all = polls.take();

        let (senders, replies) = requests(count, &polls);
        run(senders, async {
            let replies: FuturesUnordered<_> = replies.into_iter().collect();
            replies.count().await;
        });
        let unordered = polls.take();
        println!("{count} replies: {wait_all} polls against {unordered}");
    }
}
// ANCHOR_END: run
