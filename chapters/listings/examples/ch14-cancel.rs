//! Drop a future at each of its awaits, and look at what it has left behind.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use tokio::task::yield_now;

// ANCHOR: stock
/// Items of a shop: in the storeroom, and on the shelf.
#[derive(Clone)]
struct Stock {
    storeroom: Rc<Cell<u32>>,
    shelf: Rc<Cell<u32>>,
}

/// Moves one item. Each step asks another system, which takes a turn.
async fn move_one(stock: Stock) {
    yield_now().await;
    stock.storeroom.set(stock.storeroom.get() - 1);
    yield_now().await;
    stock.shelf.set(stock.shelf.get() + 1);
    yield_now().await;
}
// ANCHOR_END: stock

/// The same, with both changes after the last await that can be cancelled between them.
async fn move_at_once(stock: Stock) {
    yield_now().await;
    yield_now().await;
    stock.storeroom.set(stock.storeroom.get() - 1);
    stock.shelf.set(stock.shelf.get() + 1);
    yield_now().await;
}

// ANCHOR: everywhere
/// Polls a new future `polls` times, drops it, and returns whether it had completed.
fn drop_after<F: Future>(polls: usize, future: F) -> bool {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).any(|_| future.as_mut().poll(&mut context).is_ready())
}

fn cancelled_everywhere<F: Future>(name: &str, start: impl Fn(Stock) -> F) {
    println!("{name}");
    for polls in 0.. {
        let stock = Stock {
            storeroom: Rc::new(Cell::new(5)),
            shelf: Rc::new(Cell::new(0)),
        };
        let done = drop_after(polls, start(stock.clone()));
        let items = stock.storeroom.get() + stock.shelf.get();
        println!("  dropped after {polls} polls: {items} items");
        if done {
            break;
        }
    }
}
// ANCHOR_END: everywhere

// ANCHOR: main
fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("the system gives a runtime what it needs");
    let _inside = runtime.enter();
    cancelled_everywhere("move_one", move_one);
    cancelled_everywhere("move_at_once", move_at_once);
}
// ANCHOR_END: main
