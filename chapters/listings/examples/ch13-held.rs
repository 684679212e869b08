use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Mutex as StdMutex;
use std::time::Duration;

use futures::{StreamExt, stream};
use kit::Recorder;
use kit::record::Lock;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{sleep, timeout};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
async fn fetch(album: &Album, photo: &'static str, wait: u64) -> &'static str {
    ms(wait).await;
    let mut total = album.lock(photo).await;
    ms(20).await; // write the new total into a file
    *total += 1;
    photo
}

async fn fetch_all(album: &Album) {
    let mut photos = stream::iter([("tea", 10), ("oak", 10)])
        .map(|(photo, wait)| {
            let fetching = fetch(album, photo, wait);
            album.lab.watch(photo, fetching)
        })
        .buffer_unordered(2);
    while let Some(photo) = photos.next().await {
        let total = album.lab.watch("body", album.lock("body")).await;
        println!("{photo} is there, {} in all", *total);
    }
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let album = Album {
        total: Mutex::new(0),
        line: StdMutex::default(),
        lab: lab.clone(),
    };
    let mut work = pin!(lab.watch("fetch_all", fetch_all(&album)));
    let ended = timeout(Duration::from_secs(60), work.as_mut()).await;
    println!("ended: {}", ended.is_ok());
    lab.keep_beside_listing();
}

/// A total behind tokio's lock, with the queue for the picture.
struct Album {
    total: Mutex<u32>,
    /// The holder, and behind it the requests that wait.
    line: StdMutex<VecDeque<&'static str>>,
    lab: Recorder,
}

struct Total<'a> {
    total: MutexGuard<'a, u32>,
    _place: Place<'a>,
}

impl std::ops::Deref for Total<'_> {
    type Target = u32;

    fn deref(&self) -> &u32 {
        &self.total
    }
}

impl std::ops::DerefMut for Total<'_> {
    fn deref_mut(&mut self) -> &mut u32 {
        &mut self.total
    }
}

impl Album {
    async fn lock(&self, name: &'static str) -> Total<'_> {
        self.line.lock().unwrap().push_back(name);
        self.tell();
        let _place = Place { album: self, name };
        let total = self.total.lock().await;
        Total { total, _place }
    }

    fn tell(&self) {
        let mut names = self.line.lock().unwrap().clone().into_iter();
        self.lab.lock(Lock {
            of: "total".to_owned(),
            holder: names.next().map(str::to_owned),
            queue: names.map(str::to_owned).collect(),
        });
    }
}

struct Place<'a> {
    album: &'a Album,
    name: &'static str,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = self.album.line.lock().unwrap();
        line.retain(|name| *name != self.name);
        drop(line);
        self.album.tell();
    }
}
