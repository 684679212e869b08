//! Style: only std: a group that is waited for, a pause, and an either by hand.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A future without an output, for an event loop on this thread.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Accepts clients. Given to you.
pub trait Listener: 'static {
    /// The server's side of a client.
    type Connection: Connection;

    /// Waits for the next client. Dropping the future before it is ready loses no client.
    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Connection>>;
}

/// A client. Given to you.
pub trait Connection: 'static {
    /// Waits for bytes, and returns how many it put at the front of `buffer`: 0 if the client will
    /// send no more.
    fn read(&mut self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>>;

    /// Waits until the client takes bytes from the front of `bytes`, and returns how many: at least
    /// one, if `bytes` is not empty.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = io::Result<usize>>;

    /// Tells the client that no more will come.
    fn close(&mut self) -> impl Future<Output = io::Result<()>>;
}

/// Serves the clients of `listener` until `stop` is ready and the last client is gone, and returns
/// how many clients there were.
pub async fn serve<L: Listener>(
    mut listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    let group = Group::default();
    let mut accepted = 0;
    let mut stop = pin!(stop);
    loop {
        let client = {
            let mut accept = pin!(listener.accept());
            poll_fn(|cx| {
                if stop.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(None);
                }
                accept.as_mut().poll(cx).map(Some)
            })
            .await
        };
        match client {
            None => break,
            Some(Err(_)) => {}
            Some(Ok(connection)) => {
                accepted += 1;
                let member = group.join();
                spawn(Box::pin(async move {
                    let _member = member;
                    let _ = echo(connection).await;
                }));
            }
        }
        pause().await;
    }
    drop(listener);
    group.all_left().await;
    accepted
}

#[derive(Clone, Default)]
struct Group(Rc<(Cell<usize>, RefCell<Option<Waker>>)>);

struct Member(Group);

impl Group {
    fn join(&self) -> Member {
        self.0.0.update(|members| members + 1);
        Member(self.clone())
    }

    async fn all_left(&self) {
        poll_fn(|cx| {
            if self.0.0.get() == 0 {
                return Poll::Ready(());
            }
            *self.0.1.borrow_mut() = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let Self(Group(group)) = self;
        group.0.update(|members| members - 1);
        if group.0.get() == 0
            && let Some(waker) = group.1.take()
        {
            waker.wake();
        }
    }
}

async fn pause() {
    let mut paused = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut paused, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn echo(mut connection: impl Connection) -> io::Result<()> {
    let mut byte = [0; 1];
    // One byte after the other: slow, and right.
    while connection.read(&mut byte).await? > 0 {
        connection.write(&byte).await?;
        pause().await;
    }
    connection.close().await
}
