//! What a right implementation did with a mock that was dropped before all of its script was read.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use ch14::wire::{Frames, Reader, test};
use kit::counted;
use tokio::io::{AsyncRead, ReadBuf};

use crate::subject::{Ended, Failed, NO_MORE, Seen, paused};

/// How tokio-test's mock begins its panic.
const LEFT: &str = "There is still data left to read.";

/// What the frames did that were dropped last.
static DROPPED: Mutex<Option<Done>> = Mutex::new(None);

#[derive(Clone, Default)]
struct Done {
    read: Vec<u8>,
    last: Option<Last>,
}

/// What `next` returned.
#[derive(Clone, Copy)]
enum Last {
    Frame,
    End,
    Failed(ErrorKind),
}

struct Traced<F> {
    frames: F,
    done: Arc<Mutex<Done>>,
}

impl<F: Frames> Frames for Traced<F> {
    fn new(reader: Reader) -> Self {
        let done = Arc::<Mutex<Done>>::default();
        let reader = Noted {
            reader,
            done: Arc::clone(&done),
        };
        Self {
            frames: F::new(Box::new(reader)),
            done,
        }
    }

    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let next = self.frames.next().await;
        lock(&self.done).last = Some(match &next {
            Ok(Some(_)) => Last::Frame,
            Ok(None) => Last::End,
            Err(error) => Last::Failed(error.kind()),
        });
        next
    }
}

impl<F> Drop for Traced<F> {
    fn drop(&mut self) {
        // Before the drop of the reader, which may panic.
        *lock(&DROPPED) = Some(lock(&self.done).clone());
    }
}

/// Notes which bytes are read.
struct Noted {
    reader: Reader,
    done: Arc<Mutex<Done>>,
}

impl AsyncRead for Noted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.reader).poll_read(cx, buf))?;
        lock(&self.done)
            .read
            .extend_from_slice(&buf.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

/// Runs a test once more that has dropped a mock too early.
pub fn seen<F: Frames>(failed: &Failed<'_>) -> Option<Seen> {
    const MOST: usize = 8;
    if !failed.message.starts_with(LEFT) {
        return None;
    }
    let again = paused(test::<Traced<F>>);
    if !matches!(again, Ended::Failed(panic) if panic.message == failed.message) {
        return None;
    }
    let done = lock(&DROPPED).take()?;
    let read = match done.read.len() {
        0 => "nothing was read".to_owned(),
        1..=MOST => format!("the bytes {:?} were read", done.read),
        bytes => format!("{} were read", counted(bytes, "byte")),
    };
    let (returned, idea) = match done.last {
        Some(Last::Failed(kind)) => (
            format!(" and `next` had returned an error of the kind {kind:?}"),
            "After an error, and after a length of more than `MAX`, a right implementation may read the rest or leave it. \
             So a script must end there.",
        ),
        Some(Last::Frame) => (
            " and `next` had returned a frame".to_owned(),
            "A right implementation need not read more than it was asked for. Call `next` for each frame of the script.",
        ),
        Some(Last::End) => (" and `next` had returned `None`".to_owned(), NO_MORE),
        None => (", and `next` was not called to its end".to_owned(), NO_MORE),
    };
    Some(Seen {
        what: format!(
            "it drops a mock that still has bytes to read. Of its script, {read}{returned}; `Mock` panics if the rest \
             is not read"
        ),
        idea,
        is_cause: true,
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
