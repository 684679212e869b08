use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::yield_now;

type Store = Arc<AtomicU32>;

async fn delete(store: &Store) {
    yield_now().await; // asks the object store
    store.fetch_sub(1, SeqCst);
}

// ANCHOR: main
struct Temporary {
    file: u32,
    cleaner: UnboundedSender<u32>,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if self.cleaner.send(self.file).is_err() {
            eprintln!("file {} stays: the cleaner has ended", self.file);
        }
    }
}

/// Ends when it has deleted all, and nothing is left that could send.
async fn clean(store: &Store, mut files: UnboundedReceiver<u32>) {
    while let Some(file) = files.recv().await {
        delete(store).await;
        println!("file {file} is deleted");
    }
}
// ANCHOR_END: main

async fn upload(store: &Store, file: u32, cleaner: UnboundedSender<u32>) {
    store.fetch_add(1, SeqCst);
    let _temporary = Temporary { file, cleaner };
    yield_now().await; // receives the photo
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let store = Store::default();
    // ANCHOR: run
    let (cleaner, files) = mpsc::unbounded_channel();
    let cleaning = tokio::spawn({
        let store = store.clone();
        async move { clean(&store, files).await }
    });
    upload(&store, 1, cleaner.clone()).await;
    upload(&store, 2, cleaner.clone()).await;
    drop(cleaner); // no more uploads
    cleaning.await.unwrap();
    println!("at the end: {} stored", store.load(SeqCst));
    // ANCHOR_END: run
}
