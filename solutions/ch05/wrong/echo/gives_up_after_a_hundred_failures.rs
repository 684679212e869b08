//! Belief: a door that fails a hundred times in a row is broken.
//! Rejected by: an_accept_that_fails_is_one_client_fewer
//! Saying: times in a row, and then a client came

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A future without an output, for the loop that runs on this thread.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Where clients come in. Given to you.
pub trait Listener: 'static {
    /// What a client is to the server.
    type Connection: Connection;

    /// Waits for the next client. Dropping the future before it is ready loses none.
    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Connection>>;
}

/// A client. Given to you.
pub trait Connection: 'static {
    /// Waits for bytes, and gives how many it put into the front of `buffer`: 0, when the client will
    /// send no more.
    fn read(&mut self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>>;

    /// Waits until the client takes some bytes from the front of `bytes`, and gives how many: at least
    /// one, where there is one.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = io::Result<usize>>;

    /// Tells the client that no more will come.
    fn close(&mut self) -> impl Future<Output = io::Result<()>>;
}

/// Serves the clients of `listener` until `stop` is ready and the last of them is gone; ready with
/// how many there were.
pub async fn serve<L: Listener>(
    mut listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    let tally = Rc::new(Tally::default());
    let mut accepted = 0;
    let mut failures = 0;
    {
        let mut stop = pin!(stop);
        while let Some(client) = next(&mut listener, stop.as_mut()).await {
            failures = if client.is_err() { failures + 1 } else { 0 };
            if failures == 100 {
                // The door is broken.
                break;
            }
            if let Ok(client) = client {
                accepted += 1;
                let here = Here::new(&tally);
                spawn(Box::pin(async move {
                    let _here = here;
                    let _ = echo(client).await;
                }));
            }
            give_way().await;
        }
    }
    drop(listener);
    poll_fn(|cx| tally.poll_empty(cx)).await;
    accepted
}

/// The next client, or nothing once `stop` is ready.
async fn next<L: Listener>(
    listener: &mut L,
    mut stop: Pin<&mut impl Future<Output = ()>>,
) -> Option<io::Result<L::Connection>> {
    let mut accept = pin!(listener.accept());
    poll_fn(|cx| {
        if stop.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        accept.as_mut().poll(cx).map(Some)
    })
    .await
}

/// Sends back what comes, to its end.
async fn echo(mut client: impl Connection) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let read = client.read(&mut buffer).await?;
        if read == 0 {
            return client.close().await;
        }
        let mut rest = &buffer[..read];
        while !rest.is_empty() {
            let written = client.write(rest).await?;
            rest = &rest[written..];
            give_way().await;
        }
    }
}

/// Lets the others go first, once.
async fn give_way() {
    let mut given = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut given, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// How many are there, and who waits until they are gone.
#[derive(Default)]
struct Tally {
    there: Cell<usize>,
    waker: RefCell<Option<Waker>>,
}

impl Tally {
    fn poll_empty(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.there.get() == 0 {
            return Poll::Ready(());
        }
        self.waker.replace(Some(cx.waker().clone()));
        Poll::Pending
    }
}

/// One that is there, as long as this lives.
struct Here(Rc<Tally>);

impl Here {
    fn new(tally: &Rc<Tally>) -> Self {
        tally.there.set(tally.there.get() + 1);
        Self(Rc::clone(tally))
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.0.there.set(self.0.there.get() - 1);
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }
}
