use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use kit::block_for;
use tokio::time::Instant;

// ANCHOR: loop
type Ready = Rc<RefCell<VecDeque<Task>>>;
type Task = Box<dyn FnMut() -> bool>;

/// A turn polls tasks until nobody is ready.
fn until_nobody_is_ready(ready: &Ready) {
    while poll_one(ready) {}
}

/// A turn polls as many tasks as were ready when it began.
fn as_many_as_were_ready(ready: &Ready) {
    let in_line = ready.borrow().len();
    for _ in 0..in_line {
        poll_one(ready);
    }
}
// ANCHOR_END: loop

/// Polls the first in line, which may go back to the end of it; false where there is none.
fn poll_one(ready: &Ready) -> bool {
    let next = ready.borrow_mut().pop_front();
    let Some(mut task) = next else { return false };
    if task() {
        ready.borrow_mut().push_back(task);
    }
    true
}

// ANCHOR: run
/// Takes turns until a nap of 20 ms is over, and tells how long that took.
fn run(turn: fn(&Ready)) -> u128 {
    let (ready, start) = (Ready::default(), Instant::now());
    ready.borrow_mut().push_back(counter());
    loop {
        turn(&ready);
        if start.elapsed().as_millis() >= 20 {
            return start.elapsed().as_millis();
        }
    }
}

/// Counts to 500. A poll takes 1 ms, and makes the task ready again.
fn counter() -> Task {
    let mut counted = 0;
    Box::new(move || {
        block_for(1);
        counted += 1;
        counted < 500
    })
}
// ANCHOR_END: run

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let nap = run(until_nobody_is_ready);
    println!("until nobody is ready: the nap took {nap} ms");
    let nap = run(as_many_as_were_ready);
    println!("as many as were ready: the nap took {nap} ms");
}
// ANCHOR_END: main
