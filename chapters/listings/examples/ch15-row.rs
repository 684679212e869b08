use std::time::Duration;

use tokio::time::{Instant, sleep};

/// A feed of changes. Each connection brings a few of its pages, and breaks.
struct Feed {
    pages: u32,
    connections: u32,
}

impl Feed {
    /// Goes on after the pages that are there. `Err` if the connection breaks.
    async fn connect(&mut self) -> Result<(), ()> {
        self.connections += 1;
        sleep(Duration::from_secs(1)).await;
        self.pages = (self.pages + 3).min(40);
        if self.pages == 40 { Ok(()) } else { Err(()) }
    }

    /// A server that begins again from the first page each time.
    async fn connect_anew(&mut self) -> Result<(), ()> {
        self.connections += 1;
        sleep(Duration::from_secs(1)).await;
        self.pages = 3;
        Err(())
    }
}

fn print(what: &str, feed: &Feed, outcome: &str) {
    let Feed { pages, connections } = feed;
    println!("{what}: {outcome} with {pages} of 40 pages, {connections} connections");
}

fn new_feed() -> Feed {
    Feed {
        pages: 0,
        connections: 0,
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: naive
    let mut feed = new_feed();
    let mut tries = 0;
    let outcome = loop {
        tries += 1;
        match feed.connect().await {
            Ok(()) => break "done",
            Err(()) if tries == 5 => break "gave up",
            Err(()) => sleep(Duration::from_secs(1)).await,
        }
    };
    print("five tries", &feed, outcome);
    // ANCHOR_END: naive

    // ANCHOR: row
    let mut feed = new_feed();
    let mut row = 0;
    let outcome = loop {
        let before = feed.pages;
        row += 1;
        match feed.connect().await {
            Ok(()) => break "done",
            Err(()) if feed.pages > before => row = 1,
            Err(()) if row == 5 => break "gave up",
            Err(()) => {}
        }
        sleep(Duration::from_secs(1)).await;
    };
    print("five without anything new", &feed, outcome);
    // ANCHOR_END: row

    let mut feed = new_feed();
    let began = Instant::now();
    // ANCHOR: anew
    let mut row = 0;
    let outcome = loop {
        row += 1;
        feed.pages = 0; // the server does not know where we were
        let before = feed.pages;
        match feed.connect_anew().await {
            Ok(()) => break "done",
            Err(()) if feed.pages > before => row = 1,
            Err(()) if row == 5 => break "gave up",
            Err(()) => {}
        }
        sleep(Duration::from_secs(1)).await;
        if began.elapsed() > Duration::from_secs(3600) {
            break "still trying after an hour";
        }
    };
    // ANCHOR_END: anew
    print("a restart each time", &feed, outcome);

    let mut feed = new_feed();
    let (mut row, mut most) = (0, 0);
    let outcome = loop {
        row += 1;
        match feed.connect_anew().await {
            Ok(()) => break "done",
            Err(()) if feed.pages > most => (row, most) = (1, feed.pages),
            Err(()) if row == 5 => break "gave up",
            Err(()) => {}
        }
        sleep(Duration::from_secs(1)).await;
    };
    print("new is what never was there", &feed, outcome);
}
