//! Style: no channel: a list of requests behind a lock, with wakers by hand.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Poll, Waker};
use std::time::Duration;

/// The owner of the quota is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

#[derive(Default)]
struct Reply {
    granted: Option<Result<u64, Closed>>,
    waker: Option<Waker>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(u64, Weak<Mutex<Reply>>)>,
    owner: Option<Waker>,
    owner_gone: bool,
}

/// One of many handles to the same quota.
#[derive(Clone)]
pub struct Quota {
    handle: Arc<Handle>,
}

struct Handle(Arc<Mutex<Queue>>);

impl Drop for Handle {
    fn drop(&mut self) {
        let owner = self.0.lock().unwrap().owner.take();
        owner.into_iter().for_each(Waker::wake);
    }
}

fn settle(reply: &Weak<Mutex<Reply>>, with: Result<u64, Closed>) -> bool {
    let Some(reply) = reply.upgrade() else {
        return false;
    };
    let mut reply = reply.lock().unwrap();
    reply.granted = Some(with);
    reply.waker.take().into_iter().for_each(Waker::wake);
    true
}

struct Owner {
    queue: Arc<Mutex<Queue>>,
    handle: Weak<Handle>,
    left: u64,
    in_hand: Option<(u64, Weak<Mutex<Reply>>)>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        let mut queue = self.queue.lock().unwrap();
        queue.owner_gone = true;
        for (_, reply) in queue.waiting.drain(..).chain(self.in_hand.take()) {
            settle(&reply, Err(Closed));
        }
    }
}

pub fn open(bytes: u64, each: Duration) -> (Quota, impl Future<Output = u64> + Send + 'static) {
    let queue = Arc::new(Mutex::new(Queue::default()));
    let handle = Arc::new(Handle(Arc::clone(&queue)));
    let mut owner = Owner {
        queue,
        handle: Arc::downgrade(&handle),
        left: bytes,
        in_hand: None,
    };
    let run = async move {
        loop {
            owner.in_hand = poll_fn(|cx| {
                let mut queue = owner.queue.lock().unwrap();
                queue.owner = Some(cx.waker().clone());
                match queue.waiting.pop_front() {
                    Some(request) => Poll::Ready(Some(request)),
                    None if owner.handle.strong_count() == 0 => Poll::Ready(None),
                    None => Poll::Pending,
                }
            })
            .await;
            if owner.in_hand.is_none() {
                return owner.left;
            }
            tokio::time::sleep(each).await;
            if let Some((asked, reply)) = owner.in_hand.take() {
                let granted = asked.min(owner.left);
                if settle(&reply, Ok(granted)) {
                    owner.left -= granted;
                }
            }
        }
    };
    (Quota { handle }, run)
}

impl Quota {
    pub async fn take(&self, bytes: u64) -> Result<u64, Closed> {
        let reply = Arc::new(Mutex::new(Reply::default()));
        let owner = {
            let mut queue = self.handle.0.lock().unwrap();
            if queue.owner_gone {
                return Err(Closed);
            }
            queue.waiting.push_back((bytes, Arc::downgrade(&reply)));
            queue.owner.take()
        };
        owner.into_iter().for_each(Waker::wake);
        poll_fn(move |cx| {
            let mut reply = reply.lock().unwrap();
            reply.waker = Some(cx.waker().clone());
            reply.granted.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}
