//! After the tests of `asyncio.Queue` in CPython's `Lib/test/test_asyncio/test_queues.py`.
//!
//! What does not apply: `test_repr`, `test_str` and `test_generic_alias`, `test_float_maxsize` (a capacity is a whole
//! number), `LifoQueueTests`, and `PriorityQueueTests`, which is about another exercise. A queue without a limit is
//! here one with room for 100.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ch09_solution::queue::Queue;
use kit::ByHand;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};

use crate::leaked;

/// `test_empty`.
#[test]
fn a_queue_is_empty_until_something_is_put_and_after_it_is_taken() {
    let queue = Queue::new(100);
    assert!(queue.is_empty());
    queue.try_put(1).unwrap();
    assert!(!queue.is_empty());
    assert_eq!(queue.try_get(), Some(1));
    assert!(queue.is_empty());
}

/// `test_full`.
#[test]
fn a_queue_is_full_when_it_holds_its_capacity() {
    assert!(!Queue::<u32>::new(100).is_full());
    let queue = Queue::new(1);
    queue.try_put(1).unwrap();
    assert!(queue.is_full());
}

/// `test_order`.
#[test]
fn items_are_not_sorted() {
    let queue = Queue::new(100);
    for item in [1, 3, 2] {
        queue.try_put(item).unwrap();
    }
    let items = [(); 3].map(|()| queue.try_get().unwrap());
    assert_eq!(items, [1, 3, 2]);
}

/// `test_maxsize`.
#[tokio::test]
async fn a_putter_stops_at_the_capacity_and_goes_on_when_there_is_room() {
    static PUT: AtomicUsize = AtomicUsize::new(0);
    let queue = leaked(2);
    let putter = tokio::spawn(async move {
        for item in 0..3 {
            queue.put(item).await;
            PUT.fetch_add(1, Ordering::Relaxed);
        }
    });
    yield_now().await;
    assert_eq!(PUT.load(Ordering::Relaxed), 2);
    assert_eq!(queue.try_get(), Some(0));
    yield_now().await;
    assert_eq!(PUT.load(Ordering::Relaxed), 3);
    assert_eq!((queue.try_get(), queue.try_get()), (Some(1), Some(2)));
    assert!(putter.is_finished());
}

/// `test_blocking_get`.
#[tokio::test]
async fn get_returns_what_is_there() {
    let queue = Queue::new(100);
    queue.try_put(1).unwrap();
    assert_eq!(queue.get().await, 1);
}

/// `test_get_with_putters`.
#[tokio::test]
async fn get_lets_a_putter_go_on() {
    let queue = Queue::new(1);
    queue.try_put(1).unwrap();
    let mut putter = ByHand::new(queue.put(2));
    assert!(putter.poll().is_pending());
    assert_eq!(queue.get().await, 1);
    assert_eq!(putter.wakes(), 1);
    assert!(putter.poll().is_ready());
}

/// `test_blocking_get_wait`.
#[tokio::test(start_paused = true)]
async fn get_waits_for_an_item() {
    let (queue, start) = (leaked(100), Instant::now());
    tokio::spawn(async move {
        sleep(Duration::from_millis(10)).await;
        queue.try_put(1).unwrap();
    });
    let getter = tokio::spawn(queue.get());
    yield_now().await;
    assert!(!getter.is_finished());
    assert_eq!(getter.await.unwrap(), 1);
    assert_eq!(start.elapsed(), Duration::from_millis(10));
}

/// `test_nonblocking_get`, `test_nonblocking_get_exception`, `test_nonblocking_put`.
#[test]
fn try_get_takes_an_item_or_none() {
    let queue = Queue::new(100);
    assert_eq!(queue.try_get(), None);
    queue.try_put(1).unwrap();
    assert_eq!(queue.try_get(), Some(1));
}

/// `test_get_cancelled`, which older versions have.
#[tokio::test(start_paused = true)]
async fn a_get_with_a_time_limit_takes_what_comes_in_time() {
    let queue = leaked(100);
    let getter = tokio::spawn(timeout(Duration::from_millis(51), queue.get()));
    sleep(Duration::from_millis(10)).await;
    queue.try_put(1).unwrap();
    assert_eq!(getter.await.unwrap(), Ok(1));
}

/// `test_get_cancelled_race`.
#[tokio::test]
async fn a_cancelled_getter_leaves_the_item_to_the_next() {
    let queue = leaked(100);
    let (first, second) = (tokio::spawn(queue.get()), tokio::spawn(queue.get()));
    yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    queue.try_put('a').unwrap();
    assert_eq!(second.await.unwrap(), 'a');
}

/// `test_get_with_waiting_putters`.
#[tokio::test]
async fn items_of_waiting_putters_come_out_in_their_order() {
    let queue = leaked(1);
    tokio::spawn(queue.put('a'));
    tokio::spawn(queue.put('b'));
    yield_now().await;
    assert_eq!((queue.get().await, queue.get().await), ('a', 'b'));
}

/// `test_why_are_getters_waiting`.
#[tokio::test]
async fn a_getter_for_each_of_several_items_is_not_left_waiting() {
    let queue = leaked(100);
    let consumers = [1, 1, 3].map(|items| {
        tokio::spawn(async move {
            for _ in 0..items {
                queue.get().await;
            }
        })
    });
    yield_now().await;
    for item in 0..5 {
        queue.put(item).await;
    }
    for consumer in consumers {
        consumer.await.unwrap();
    }
}

/// `test_cancelled_getters_not_being_held_in_self_getters`.
#[tokio::test(start_paused = true)]
async fn a_getter_that_timed_out_is_forgotten() {
    let queue = Queue::new(5);
    assert!(
        timeout(Duration::from_millis(100), queue.get())
            .await
            .is_err()
    );
    queue.try_put(1).unwrap();
    assert_eq!(queue.try_get(), Some(1));
}

/// `test_blocking_put`.
#[tokio::test]
async fn put_does_not_wait_while_there_is_room() {
    let queue = Queue::new(100);
    assert!(ByHand::new(queue.put(1)).poll().is_ready());
    assert_eq!(queue.get().await, 1);
}

/// `test_blocking_put_wait`.
#[tokio::test(start_paused = true)]
async fn put_waits_for_room() {
    let (queue, start) = (leaked(1), Instant::now());
    tokio::spawn(async move {
        sleep(Duration::from_millis(10)).await;
        queue.try_get().unwrap();
    });
    let putter = tokio::spawn(async move {
        queue.put(1).await;
        queue.put(2).await;
    });
    yield_now().await;
    assert!(!putter.is_finished());
    putter.await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(10));
}

/// `test_get_cancel_drop_one_pending_reader`.
#[tokio::test]
async fn a_reader_cancelled_after_its_item_came_drops_no_item() {
    let queue = leaked(100);
    let reader = tokio::spawn(queue.get());
    yield_now().await;
    queue.try_put(1).unwrap();
    queue.try_put(2).unwrap();
    reader.abort();
    let first = match reader.await {
        Ok(item) => item,
        Err(_) => queue.get().await,
    };
    assert_eq!(first, 1);
}

/// `test_get_cancel_drop_many_pending_readers`.
#[tokio::test]
async fn the_item_of_a_cancelled_reader_goes_to_another_reader() {
    let queue = leaked(100);
    let [first, second, third] = [(); 3].map(|()| tokio::spawn(queue.get()));
    yield_now().await;
    queue.try_put(1).unwrap();
    queue.try_put(2).unwrap();
    first.abort();
    assert!(first.await.is_err());
    let mut items = [second.await.unwrap(), third.await.unwrap()];
    items.sort_unstable();
    assert_eq!(items, [1, 2]);
}

/// `test_put_cancel_drop`.
#[tokio::test]
async fn a_writer_cancelled_after_its_place_came_can_try_again() {
    let queue = leaked(1);
    queue.try_put(1).unwrap();
    let writer = tokio::spawn(queue.put(2));
    yield_now().await;
    assert_eq!(queue.try_get(), Some(1));
    writer.abort();
    if writer.await.is_err() {
        queue.put(2).await;
    }
    assert_eq!(queue.try_get(), Some(2));
    assert_eq!(queue.len(), 0);
}

/// `test_nonblocking_put_exception`.
#[test]
fn try_put_gives_the_item_back_if_the_queue_is_full() {
    let queue = Queue::new(1);
    queue.try_put(1).unwrap();
    assert_eq!(queue.try_put(2), Err(2));
}

/// `test_put_cancelled`.
#[tokio::test]
async fn a_put_that_is_ready_has_put_its_item() {
    let queue = leaked(100);
    let putter = tokio::spawn(queue.put(1));
    assert_eq!(queue.get().await, 1);
    assert!(putter.is_finished());
}

/// `test_put_cancelled_race`.
#[tokio::test]
async fn a_cancelled_putter_leaves_its_place_to_the_others() {
    let queue = leaked(1);
    let [a, b, c] = ['a', 'b', 'X'].map(|item| tokio::spawn(queue.put(item)));
    yield_now().await;
    assert!(a.is_finished() && !b.is_finished());
    c.abort();
    assert!(c.await.is_err());
    assert_eq!(queue.try_get(), Some('a'));
    yield_now().await;
    assert_eq!(queue.try_get(), Some('b'));
    b.await.unwrap();
}

/// `test_put_with_waiting_getters`.
#[tokio::test]
async fn put_lets_a_getter_go_on() {
    let queue = leaked(100);
    let getter = tokio::spawn(queue.get());
    yield_now().await;
    queue.put('a').await;
    assert_eq!(getter.await.unwrap(), 'a');
}

/// `test_why_are_putters_waiting`.
#[tokio::test]
async fn a_putter_for_each_of_several_places_is_not_left_waiting() {
    let queue = leaked(2);
    let putters = [0, 1, 2, 3].map(|item| tokio::spawn(queue.put(item)));
    yield_now().await;
    for _ in 0..queue.len() {
        queue.try_get().unwrap();
    }
    for putter in putters {
        putter.await.unwrap();
    }
    assert_eq!((queue.try_get(), queue.try_get()), (Some(2), Some(3)));
}

/// `test_cancelled_puts_not_being_held_in_self_putters`, `test_cancelled_put_silence_value_error_exception`.
#[tokio::test]
async fn a_cancelled_putter_is_forgotten() {
    for is_woken in [false, true] {
        let queue = leaked(1);
        queue.try_put(1).unwrap();
        let putter = tokio::spawn(queue.put(2));
        yield_now().await;
        if is_woken {
            queue.try_get().unwrap();
        }
        putter.abort();
        assert!(putter.await.unwrap_err().is_cancelled());
        if !is_woken {
            queue.try_get().unwrap();
        }
        assert_eq!(queue.try_put(3), Ok(()));
        assert_eq!(queue.try_get(), Some(3));
    }
}
