use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use kit::block_for;
use tokio::time::Instant;

// ANCHOR: loop
type Ready = Rc<RefCell<VecDeque<Task>>>;
type Task = Box<dyn FnMut() -> bool>;

/// A turn polls tasks until the queue is empty.
fn until_the_queue_is_empty(ready: &Ready) {
    while poll_one(ready) {}
}

/// A turn polls as many tasks as were queued when it began.
fn as_many_as_were_queued(ready: &Ready) {
    let queued = ready.borrow().len();
    for _ in 0..queued {
        poll_one(ready);
    }
}
// ANCHOR_END: loop

/// Polls the first task of the queue. Returns false if the queue is empty.
fn poll_one(ready: &Ready) -> bool {
    let next = ready.borrow_mut().pop_front();
    let Some(mut task) = next else { return false };
    if task() {
        ready.borrow_mut().push_back(task);
    }
    true
}

// ANCHOR: run
/// Takes turns until a timer of 20 ms is due. Returns after how many ms the loop fires it.
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
    let fired = run(until_the_queue_is_empty);
    println!("until the queue is empty: fires after {fired} ms");
    let fired = run(as_many_as_were_queued);
    println!("as many as were queued:   fires after {fired} ms");
}
// ANCHOR_END: main
