//! A site in memory, with the manners of real ones.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kit::{Recorder, record::Level};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

/// What the program holds in memory, and how many requests it has open.
#[derive(Default)]
pub struct Seen {
    pub requests: usize,
    pub most_requests: usize,
    held: usize,
    pub most_held: usize,
}

#[derive(Clone)]
pub struct Client {
    places: Arc<Semaphore>,
    pub seen: Arc<Mutex<Seen>>,
    pub lab: Recorder,
}

pub struct Response {
    body: &'static str,
    chunks: usize,
    stalls: bool,
    client: Client,
    place: Option<OwnedSemaphorePermit>,
}

impl Client {
    pub fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(8)),
            seen: Arc::default(),
            lab: Recorder::new(),
        }
    }

    /// Ready when the head of the response has arrived.
    pub async fn get(&self, url: &str) -> Result<Response, String> {
        {
            let mut seen = self.seen.lock().unwrap();
            seen.requests += 1;
            seen.most_requests = seen.most_requests.max(seen.requests);
        }
        sleep(Duration::from_millis(50)).await;
        let place = self.places.clone().try_acquire_owned().ok();
        let (body, chunks, stalls) = match (&place, url) {
            (None, _) => ("busy", 1, false),
            (_, "/4.jpg") => ("part", 2, false),
            (_, "/7.jpg") => ("part", 2, true),
            _ => ("part", 4, false),
        };
        Ok(Response {
            body,
            chunks,
            stalls,
            client: self.clone(),
            place,
        })
    }

    fn hold(&self, chunks: usize) {
        let mut seen = self.seen.lock().unwrap();
        seen.held += chunks;
        seen.most_held = seen.most_held.max(seen.held);
        self.tell(seen.held);
    }

    /// A body has been written, and is no longer in memory.
    pub fn written(&self, body: &str) {
        if body.starts_with("part") {
            let mut seen = self.seen.lock().unwrap();
            seen.held -= body.len() / 4;
            self.tell(seen.held);
        }
    }

    fn tell(&self, level: usize) {
        self.lab.level(Level {
            of: "MB held".to_owned(),
            level,
            capacity: None,
            waiting: Vec::new(),
        });
    }
}

impl Response {
    /// The whole body.
    pub async fn text(self) -> Result<String, String> {
        let mut body = String::new();
        for _ in 0..self.chunks {
            sleep(Duration::from_millis(100)).await;
            body += self.body;
            if self.body == "part" {
                self.client.hold(1);
            }
        }
        if self.stalls {
            std::future::pending::<()>().await;
        }
        self.client.seen.lock().unwrap().requests -= 1;
        drop(self.place);
        Ok(body)
    }
}
