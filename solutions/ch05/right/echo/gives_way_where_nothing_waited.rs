//! Style: a helper gives way where an await had not to wait; `close` is called after an error, too.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

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
    let tally = Rc::new(Tally::default());
    let mut accepted = 0;
    {
        let mut stop = pin!(stop);
        while let Some(client) = next(&mut listener, stop.as_mut()).await {
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
        let read = gently(client.read(&mut buffer)).await;
        let read = match read {
            Ok(read) if read > 0 => read,
            read => return client.close().await.and(read.map(drop)),
        };
        let mut rest = &buffer[..read];
        while !rest.is_empty() {
            match gently(client.write(rest)).await {
                Ok(written) => rest = &rest[written..],
                Err(error) => {
                    let _ = client.close().await;
                    return Err(error);
                }
            }
        }
    }
}

/// Yields if the future did not have to wait.
async fn gently<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut waited = false;
    let output = poll_fn(|cx| {
        let answer = future.as_mut().poll(cx);
        waited |= answer.is_pending();
        answer
    })
    .await;
    if !waited {
        give_way().await;
    }
    output
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

/// How many clients are there, and the waker of `serve`, which waits until they are gone.
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
