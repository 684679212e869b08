//! Belief: two bytes hold every position.
//! Rejected by: a_poll_polls_the_woken_and_no_others
//! Saying: 66000 futures

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    places: Vec<Place<F>>,
    waiting: usize,
    news: Arc<Mutex<News>>,
}

struct Place<F: Future> {
    state: State<F>,
    waker: Waker,
}

enum State<F: Future> {
    // Boxed: it may not be `Unpin`, and in a `Vec` nothing is pinned.
    Waiting(Pin<Box<F>>),
    Ready(F::Output),
}

/// What the wakers know. It holds no future: a waker that somebody keeps must not keep one alive.
struct News {
    woken: BTreeSet<u16>,
    task: Option<Waker>,
}

/// The waker of the future at this position.
struct Bell {
    position: u16,
    news: Arc<Mutex<News>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let mut news = lock(&self.news);
        news.woken.insert(self.position);
        let task = news.task.take();
        // Not under the lock: whoever is woken may poll at once.
        drop(news);
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let waiting = futures.len();
    let news = Arc::new(Mutex::new(News {
        woken: (0..waiting).map(|position| position as u16).collect(),
        task: None,
    }));
    let place = |(position, future)| {
        let news = Arc::clone(&news);
        Place {
            state: State::Waiting(Box::pin(future)),
            waker: Waker::from(Arc::new(Bell {
                position: position as u16,
                news,
            })),
        }
    };
    JoinMany {
        places: futures.into_iter().enumerate().map(place).collect(),
        waiting,
        news,
    }
}

// Nothing in it is pinned in place: the futures are in boxes, and an output may be moved.
impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut news = lock(&this.news);
        // Before the first future is polled: it may wake another one.
        news.task = Some(cx.waker().clone());
        // A copy, so that whoever is woken from now on waits for the next poll.
        let woken = news.woken.clone();
        drop(news);

        for position in woken {
            // Not before its turn: a wake that came until now is answered by it.
            lock(&this.news).woken.remove(&position);
            let Place { state, waker } = &mut this.places[usize::from(position)];
            if let State::Waiting(future) = state
                && let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(waker))
            {
                *state = State::Ready(output);
                this.waiting -= 1;
            }
        }
        if this.waiting > 0 {
            return Poll::Pending;
        }
        let outputs = this.places.drain(..).filter_map(|place| match place.state {
            State::Ready(output) => Some(output),
            State::Waiting(_) => None,
        });
        Poll::Ready(outputs.collect())
    }
}

fn lock(news: &Mutex<News>) -> MutexGuard<'_, News> {
    news.lock().expect("nobody panics while they hold the lock")
}
