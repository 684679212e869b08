//! Style: a guard in each connection counts it; a pause after each write; polls `stop` and the listener by hand.

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

/// How many connections there are, and the waker of `serve`, which waits for the last of them.
#[derive(Default)]
struct Count {
    open: Cell<usize>,
    waiter: RefCell<Option<Waker>>,
}

/// One connection; it is over when this is dropped, however the task ends.
struct Open(Rc<Count>);

impl Open {
    fn new(count: &Rc<Count>) -> Self {
        count.open.set(count.open.get() + 1);
        Self(Rc::clone(count))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
        if self.0.open.get() == 0
            && let Some(waiter) = self.0.waiter.take()
        {
            waiter.wake();
        }
    }
}

/// Lets the others go first, once.
async fn give_way() {
    let mut given = false;
    poll_fn(|cx| {
        if given {
            return Poll::Ready(());
        }
        given = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Sends everything back until the client has closed its half.
async fn echo(mut connection: impl Connection) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let read = connection.read(&mut buffer).await?;
        if read == 0 {
            return connection.close().await;
        }
        let mut rest = &buffer[..read];
        while !rest.is_empty() {
            let written = connection.write(rest).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            rest = &rest[written..];
            give_way().await;
        }
    }
}

/// Serves the clients of `listener` until `stop` is ready and the last client is gone, and returns
/// how many clients there were.
pub async fn serve<L: Listener>(
    mut listener: L,
    stop: impl Future<Output = ()>,
    spawn: impl Fn(Task),
) -> usize {
    let count = Rc::new(Count::default());
    let mut accepted = 0;
    let mut stop = pin!(stop);
    loop {
        let next = {
            let mut accept = pin!(listener.accept());
            // `stop` comes first: at a busy listener there is always another client.
            poll_fn(|cx| match stop.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(None),
                Poll::Pending => accept.as_mut().poll(cx).map(Some),
            })
            .await
        };
        match next {
            None => break,
            Some(Err(_)) => {}
            Some(Ok(connection)) => {
                accepted += 1;
                let open = Open::new(&count);
                spawn(Box::pin(async move {
                    // A client that vanishes ends its own connection.
                    let _ = echo(connection).await;
                    drop(open);
                }));
            }
        }
        give_way().await;
    }
    drop(listener);
    poll_fn(|cx| {
        if count.open.get() == 0 {
            return Poll::Ready(());
        }
        count.waiter.replace(Some(cx.waker().clone()));
        Poll::Pending
    })
    .await;
    accepted
}
