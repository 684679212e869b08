//! Style: the task catches the panic and sends it as the last message.

use std::any::Any;
use std::panic::{AssertUnwindSafe, resume_unwind};

use futures::{Stream, StreamExt, stream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::AbortHandle;

/// The items of `source`, which runs in a task of its own; at most `capacity` of them wait.
pub fn relay<S>(source: S, capacity: usize) -> impl Stream<Item = S::Item>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    stream::unfold(State::New(source), move |state| async move {
        let (mut receiver, task) = match state {
            State::New(source) => start(source, capacity),
            State::Running(receiver, task) => (receiver, task),
        };
        match receiver.recv().await? {
            Ok(item) => Some((item, State::Running(receiver, task))),
            Err(panic) => resume_unwind(panic),
        }
    })
}

type Message<T> = Result<T, Box<dyn Any + Send>>;

enum State<S: Stream> {
    New(S),
    Running(Receiver<Message<S::Item>>, AbortOnDrop),
}

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn start<S>(source: S, capacity: usize) -> (Receiver<Message<S::Item>>, AbortOnDrop)
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    let (sender, receiver) = channel(capacity);
    let task = tokio::spawn(async move {
        let mut messages = Box::pin(AssertUnwindSafe(source).catch_unwind());
        while let Some(message) = messages.next().await {
            let ends = message.is_err();
            if sender.send(message).await.is_err() || ends {
                break;
            }
        }
    });
    (receiver, AbortOnDrop(task.abort_handle()))
}
