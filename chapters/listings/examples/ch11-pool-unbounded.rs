use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// A database that accepts five connections, and refuses more.
#[derive(Default)]
struct Database {
    open: Cell<u32>,
    opened: Cell<u32>,
    refused: Cell<u32>,
}

struct Connection<'a>(&'a Database);

impl Database {
    async fn connect(&self) -> Option<Connection<'_>> {
        sleep(Duration::from_millis(20)).await;
        if self.open.get() == 5 {
            self.refused.set(self.refused.get() + 1);
            return None;
        }
        self.opened.set(self.opened.get() + 1);
        self.open.set(self.open.get() + 1);
        Some(Connection(self))
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
    }
}

struct Pool<'a> {
    database: &'a Database,
    idle: RefCell<Vec<Connection<'a>>>,
}

impl<'a> Pool<'a> {
    // ANCHOR: pool
    /// A connection that is idle, or else a new one.
    async fn get(&self) -> Option<Connection<'a>> {
        let idle = self.idle.borrow_mut().pop();
        match idle {
            Some(connection) => Some(connection),
            None => self.database.connect().await,
        }
    }
    // ANCHOR_END: pool

    fn put_back(&self, connection: Connection<'a>) {
        self.idle.borrow_mut().push(connection);
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let database = Database::default();
    let pool = Pool {
        database: &database,
        idle: RefCell::default(),
    };
    // ANCHOR: requests
    for clients in [5, 20] {
        let requests = (0..clients).map(async |_| {
            let connection = pool.get().await?;
            sleep(Duration::from_millis(10)).await; // a query
            pool.put_back(connection);
            Some("a price")
        });
        // ANCHOR_END: requests
        let prices = join_all(requests).await;
        println!(
            "{clients} at once: {} prices, {} connections were opened, {} refused",
            prices.iter().flatten().count(),
            database.opened.take(),
            database.refused.take(),
        );
    }
}
