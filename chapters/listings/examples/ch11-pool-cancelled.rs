use std::cell::Cell;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

struct Connection;

/// The database is slow today.
async fn connect() -> Connection {
    sleep(ms(300)).await;
    Connection
}

// ANCHOR: counted
#[derive(Default)]
struct Pool {
    open: Cell<u32>,
    idle: Cell<Option<Connection>>,
    room: Notify,
}

impl Pool {
    async fn get(&self) -> Connection {
        loop {
            if let Some(connection) = self.idle.take() {
                return connection;
            }
            if self.open.get() < 2 {
                self.open.set(self.open.get() + 1);
                return connect().await;
            }
            self.room.notified().await;
        }
    }
}
// ANCHOR_END: counted

// ANCHOR: guarded
/// One of the places for a connection, which is free again when this is dropped.
struct Place<'a>(&'a Pool);

impl<'a> Place<'a> {
    fn take(pool: &'a Pool) -> Option<Self> {
        let free = pool.open.get() < 2;
        free.then(|| {
            pool.open.set(pool.open.get() + 1);
            Self(pool)
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
        self.0.room.notify_one();
    }
}

impl Pool {
    async fn get_with_place(&self) -> (Connection, Place<'_>) {
        loop {
            if let Some(place) = Place::take(self) {
                return (connect().await, place); // a drop during the await drops `place`
            }
            self.room.notified().await;
        }
    }
}
// ANCHOR_END: guarded

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let pool = Pool::default();
    for request in ["first", "second"] {
        let got = timeout(ms(100), pool.get()).await;
        println!("{request} request, 100 ms: {}", got.is_ok());
    }
    let got = timeout(ms(60_000), pool.get()).await;
    println!("third request, a minute: {}", got.is_ok());

    println!("-- with a guard");
    let pool = Pool::default();
    for request in ["first", "second"] {
        let got = timeout(ms(100), pool.get_with_place()).await;
        println!("{request} request, 100 ms: {}", got.is_ok());
    }
    let got = timeout(ms(60_000), pool.get_with_place()).await;
    println!("third request, a minute: {}", got.is_ok());
}
