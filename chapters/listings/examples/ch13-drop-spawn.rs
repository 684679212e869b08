use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use tokio::task::yield_now;

// ANCHOR: main
/// How many files are in the object store.
type Store = Arc<AtomicU32>;

struct Temporary(Store);

async fn delete(store: Store) {
    yield_now().await; // asks the object store
    store.fetch_sub(1, SeqCst);
}

impl Drop for Temporary {
    fn drop(&mut self) {
        tokio::spawn(delete(self.0.clone()));
    }
}

async fn upload(store: &Store) {
    store.fetch_add(1, SeqCst);
    let _temporary = Temporary(store.clone());
    yield_now().await; // receives the photo
}

#[tokio::main(flavor = "current_thread")]
async fn serve(store: &Store) {
    upload(store).await;
    for _ in 0..3 {
        yield_now().await; // the server has other work
    }
    println!("after the first upload: {} stored", store.load(SeqCst));
    upload(store).await;
}
// ANCHOR_END: main

fn main() {
    // ANCHOR: run
    let store = Store::default();
    serve(&store);
    println!("after the last one: {} stored", store.load(SeqCst));
    // ANCHOR_END: run

    // ANCHOR: outside
    let temporary = Temporary(store);
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(temporary)));
    println!("dropped outside of a runtime: panic {}", dropped.is_err());
    // ANCHOR_END: outside
}
