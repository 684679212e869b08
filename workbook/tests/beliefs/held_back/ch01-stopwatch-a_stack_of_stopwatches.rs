// entry: a_stack_of_stopwatches
use std::cell::RefCell;
use std::time::Duration;

use tokio::time::Instant;

thread_local! {
    static RUNNING: RefCell<Vec<Instant>> = const { RefCell::new(Vec::new()) };
}

pub async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    RUNNING.with_borrow_mut(|running| running.push(Instant::now()));
    let output = future.await;
    let begin = RUNNING.with_borrow_mut(|running| running.pop());
    (output, begin.map_or(Duration::ZERO, |begin| begin.elapsed()))
}
