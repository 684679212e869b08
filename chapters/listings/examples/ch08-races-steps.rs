use std::cell::Cell;

use kit::Recorder;
use tokio::task::yield_now;

struct Server {
    visits: Cell<u32>,
    lab: Recorder,
}

impl Server {
    #[track_caller]
    fn step(&self, who: &str, does: &str) {
        let shared = format!("visits = {}", self.visits.get());
        self.lab.step(who, does, shared);
    }
}

// ANCHOR: serve
async fn await_between(who: &str, server: &Server) {
    let visit = server.visits.get() + 1;
    server.step(who, &format!("reads {}", visit - 1));
    yield_now().await; // writes to the log
    server.visits.set(visit);
    server.step(who, &format!("writes {visit}"));
}

async fn await_first(who: &str, server: &Server) {
    yield_now().await; // writes to the log
    let visit = server.visits.get() + 1;
    server.step(who, &format!("reads {}", visit - 1));
    server.visits.set(visit);
    server.step(who, &format!("writes {visit}"));
}
// ANCHOR_END: serve

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();

    let server = open(&lab, "read, await, write");
    futures::join!(await_between("A", &server), await_between("B", &server));
    server.close();

    let server = open(&lab, "await, read, write");
    futures::join!(await_first("A", &server), await_first("B", &server));
    server.close();

    lab.keep_beside_listing();
}

fn open(lab: &Recorder, name: &str) -> Server {
    println!("{name}");
    lab.note(name);
    Server {
        visits: Cell::new(0),
        lab: lab.clone(),
    }
}

impl Server {
    fn close(self) {
        let says = format!("{} of 2 requests counted", self.visits.get());
        println!("  {says}");
        self.lab.note(says);
    }
}
