//! What open pages are told, as server-sent events.
//!
//! The teller never waits for a page: a page that reads too slowly loses events, is told that it is behind, and
//! begins again with what a new page would get.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::Value;
use tokio::sync::broadcast::{self, Receiver};

/// How many events wait for a page that reads slowly.
const WAITING: usize = 256;
/// How much of the current run is kept for pages that come later, in bytes.
const KEPT: usize = 4 * 1024 * 1024;

/// An event: its name, and one line of JSON.
#[derive(Debug)]
pub struct Told {
    pub name: &'static str,
    pub data: String,
}

impl Told {
    /// That a page has not got everything, or that it is to ask for all exercises anew.
    pub fn behind() -> Self {
        Self {
            name: "behind",
            data: "{}".to_owned(),
        }
    }
}

/// Passes events on to every open page.
pub struct Feed(Mutex<Inner>);

struct Inner {
    pages: broadcast::Sender<Arc<Told>>,
    /// The events of the current run, from its start.
    run: VecDeque<Kept>,
    /// Of these, in bytes.
    size: usize,
}

struct Kept {
    is_picture: bool,
    told: Arc<Told>,
}

impl Feed {
    pub fn new() -> Self {
        Self(Mutex::new(Inner {
            pages: broadcast::Sender::new(WAITING),
            run: VecDeque::new(),
            size: 0,
        }))
    }

    /// Tells that a run has started: it is the current one from here on.
    pub fn start(&self, event: &Value) {
        let mut inner = self.inner();
        inner.forget();
        inner.keep(false, event);
    }

    /// Tells an event of the current run.
    pub fn tell(&self, event: &Value) {
        self.inner().keep(false, event);
    }

    /// Tells an event that a page which comes later can do without.
    pub fn tell_picture(&self, event: &Value) {
        self.inner().keep(true, event);
    }

    /// Tells that the current run has ended.
    pub fn end(&self, event: &Value) {
        let mut inner = self.inner();
        inner.forget();
        inner.send("run", event);
    }

    /// Tells what is no part of the current run.
    pub fn tell_beside(&self, name: &'static str, event: &Value) {
        self.inner().send(name, event);
    }

    /// Tells every page to ask for all exercises anew.
    pub fn tell_behind(&self) {
        let _ = self.inner().pages.send(Arc::new(Told::behind()));
    }

    /// For a page that has just been opened: the events of the current run so far, and what receives the later ones.
    pub fn join(&self) -> (VecDeque<Arc<Told>>, Receiver<Arc<Told>>) {
        let inner = self.inner();
        let run = inner.run.iter().map(|kept| Arc::clone(&kept.told));
        (run.collect(), inner.pages.subscribe())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Inner {
    fn send(&self, name: &'static str, event: &Value) -> Arc<Told> {
        let data = event.to_string();
        let told = Arc::new(Told { name, data });
        // An error means that no page is open.
        let _ = self.pages.send(Arc::clone(&told));
        told
    }

    fn keep(&mut self, is_picture: bool, event: &Value) {
        let told = self.send("run", event);
        self.size += told.data.len();
        self.run.push_back(Kept { is_picture, told });
        while self.size > KEPT && self.run.len() > 1 {
            // The first event says which run it is.
            let picture = self.run.iter().position(|kept| kept.is_picture);
            if let Some(gone) = self.run.remove(picture.unwrap_or(1)) {
                self.size -= gone.told.data.len();
            }
        }
    }

    fn forget(&mut self) {
        self.run.clear();
        self.size = 0;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::sync::broadcast::error::TryRecvError;

    use super::*;

    fn numbers(told: &VecDeque<Arc<Told>>) -> Vec<u64> {
        let number =
            |told: &Arc<Told>| serde_json::from_str::<Value>(&told.data).unwrap()["n"].as_u64();
        told.iter().filter_map(number).collect()
    }

    #[test]
    fn a_page_that_comes_late_gets_the_current_run_and_nothing_twice() {
        let feed = Feed::new();
        feed.start(&json!({"n": 1}));
        feed.tell(&json!({"n": 2}));
        let (run, mut later) = feed.join();
        assert_eq!(numbers(&run), [1, 2]);
        feed.tell(&json!({"n": 3}));
        assert!(later.try_recv().unwrap().data.contains('3'));
        assert_eq!(later.try_recv().unwrap_err(), TryRecvError::Empty);
        feed.end(&json!({"n": 4}));
        assert!(feed.join().0.is_empty());
        feed.start(&json!({"n": 5}));
        assert_eq!(numbers(&feed.join().0), [5]);
    }

    #[test]
    fn a_page_that_does_not_read_holds_nothing_back_and_falls_behind() {
        let feed = Feed::new();
        let (_, mut slow) = feed.join();
        for n in 0..10 * WAITING {
            feed.tell_beside("rows", &json!({"n": n}));
        }
        assert!(matches!(slow.try_recv(), Err(TryRecvError::Lagged(_))));
    }

    #[test]
    fn of_a_flood_the_start_and_the_end_are_kept_and_pictures_go_first() {
        let feed = Feed::new();
        feed.start(&json!({"n": 0}));
        let large = "x".repeat(KEPT / 4);
        feed.tell_picture(&json!({"n": 1, "html": large}));
        for n in 2..7 {
            feed.tell(&json!({"n": n, "message": large}));
        }
        assert_eq!(numbers(&feed.join().0), [0, 4, 5, 6]);
    }
}
