//! Belief: a channel with room for 10,000 has room for everybody.
//! Rejected by: a_poll_polls_the_woken_and_no_others
//! Saying: 66000 futures

use std::pin::Pin;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    places: Vec<Place<F>>,
    waiting: usize,
    woken: Receiver<usize>,
    fresh: bool,
    news: Arc<Mutex<News>>,
}

struct Place<F: Future> {
    state: State<F>,
    waker: Waker,
    is_woken: Arc<Mutex<bool>>,
}

enum State<F: Future> {
    // Boxed: it may not be `Unpin`, and in a `Vec` nothing is pinned.
    Waiting(Pin<Box<F>>),
    Ready(F::Output),
}

/// What the wakers know. It holds no future: a waker that somebody keeps must not keep one alive.
struct News {
    task: Option<Waker>,
}

/// The waker of the future at this position.
struct Bell {
    position: usize,
    /// Takes the position out again when it has its turn.
    is_woken: Arc<Mutex<bool>>,
    woken: SyncSender<usize>,
    news: Arc<Mutex<News>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let mut news = lock(&self.news);
        if !std::mem::replace(&mut *self.is_woken.lock().unwrap(), true) {
            let _ = self.woken.try_send(self.position);
        }
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
    let news = Arc::new(Mutex::new(News { task: None }));
    let (sender, woken) = sync_channel(10_000);
    let place = |(position, future)| {
        let news = Arc::clone(&news);
        let is_woken = Arc::default();
        Place {
            state: State::Waiting(Box::pin(future)),
            waker: Waker::from(Arc::new(Bell {
                position,
                is_woken: Arc::clone(&is_woken),
                woken: sender.clone(),
                news,
            })),
            is_woken,
        }
    };
    JoinMany {
        places: futures.into_iter().enumerate().map(place).collect(),
        waiting,
        woken,
        fresh: true,
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
        let woken: Vec<usize> = match std::mem::take(&mut this.fresh) {
            true => (0..this.places.len()).collect(),
            false => this.woken.try_iter().collect(),
        };
        drop(news);

        for position in woken {
            // Not before its turn: a wake that came until now is answered by it.
            *this.places[position].is_woken.lock().unwrap() = false;
            let Place { state, waker, .. } = &mut this.places[position];
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
