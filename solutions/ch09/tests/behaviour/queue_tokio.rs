//! After `tests/sync_mpsc.rs` of tokio.
//!
//! What does not apply: ends and closing (`*_close_*`, `*_closes_*`, `tx_close_gets_none`, `is_closed`, weak senders),
//! because this queue has no ends; permits without an item (`reserve_many_*`, `try_reserve_*`, `permit_*`); receiving
//! many (`recv_many_*`); streams; and `blocking_send_async` and its kin. `buffer_gteq_one`: a capacity of 0 is left
//! open. Where those tests hold a permit, these have a `put` that was woken.

use std::sync::Arc;
use std::thread;

use ch09_solution::queue::Queue;
use futures::executor::block_on;
use kit::ByHand;

use crate::leaked;

/// `send_recv_with_buffer`.
#[tokio::test]
async fn put_and_try_put_fill_the_same_queue() {
    let queue = Queue::new(16);
    queue.put(1).await;
    queue.try_put(2).unwrap();
    assert_eq!((queue.get().await, queue.get().await), (1, 2));
}

/// `async_send_recv_with_buffer`.
#[tokio::test]
async fn a_task_sends_to_another_one() {
    let queue = leaked(16);
    tokio::spawn(async {
        queue.put(1).await;
        queue.put(2).await;
    });
    assert_eq!((queue.get().await, queue.get().await), (1, 2));
}

/// `reserve_disarm`.
#[test]
fn each_place_wakes_one_putter() {
    let queue = Queue::new(2);
    queue.try_put(1).unwrap();
    queue.try_put(2).unwrap();
    let mut putters = [3, 4].map(|item| ByHand::new(queue.put(item)));
    for putter in &mut putters {
        assert!(putter.poll().is_pending());
    }
    let [third, fourth] = &mut putters;
    queue.try_get().unwrap();
    assert_eq!((third.wakes(), fourth.wakes()), (1, 0));
    third.cancel();
    assert_eq!(fourth.wakes(), 1);
    assert!(fourth.poll().is_ready());
    assert!(ByHand::new(queue.put(5)).poll().is_pending());
}

/// `start_send_past_cap`.
#[test]
fn a_putter_that_is_dropped_is_not_woken() {
    let queue = Queue::new(1);
    queue.try_put(1).unwrap();
    let (mut first, mut second) = (ByHand::new(queue.put(2)), ByHand::new(queue.put(3)));
    assert!(first.poll().is_pending() && second.poll().is_pending());
    first.cancel();
    queue.try_get().unwrap();
    assert_eq!((first.wakes(), second.wakes()), (0, 1));
}

/// `send_recv_buffer_limited`.
#[test]
fn try_put_fails_while_the_place_is_for_a_putter_that_was_woken() {
    let queue = Queue::new(1);
    queue.try_put(1).unwrap();
    let mut putter = ByHand::new(queue.put(2));
    assert!(putter.poll().is_pending());
    queue.try_get().unwrap();
    assert_eq!(putter.wakes(), 1);
    assert_eq!(queue.try_put(1_337), Err(1_337));
    assert!(putter.poll().is_ready());
    assert_eq!(queue.try_get(), Some(2));
}

/// `drop_permit_releases_permit`, `permit_available_not_acquired_close`.
#[test]
fn a_putter_that_is_dropped_releases_its_place() {
    let queue = Queue::new(1);
    queue.try_put(1).unwrap();
    let mut putter = ByHand::new(queue.put(2));
    assert!(putter.poll().is_pending());
    queue.try_get().unwrap();
    putter.cancel();
    assert_eq!(queue.try_put(3), Ok(()));
}

/// `try_send_fail`, `try_send_fail_with_try_recv`.
#[tokio::test]
async fn what_did_not_fit_fits_after_an_item_was_taken() {
    let queue = Queue::new(1);
    queue.try_put("hello").unwrap();
    assert_eq!(queue.try_put("fail"), Err("fail"));
    assert_eq!(queue.get().await, "hello");
    queue.try_put("goodbye").unwrap();
    assert_eq!(queue.try_get(), Some("goodbye"));
    assert_eq!(queue.try_get(), None);
}

/// `no_t_bounds_buffer`.
#[tokio::test]
async fn items_need_no_trait() {
    struct NoImpls;
    let queue = Queue::new(100);
    assert!(queue.try_put(NoImpls).is_ok());
    let NoImpls = queue.get().await;
}

/// `AssertSend`, which compiles.
#[test]
fn a_queue_and_its_futures_can_be_sent() {
    fn is_send(_: impl Send) {}
    fn is_sync(_: &impl Sync) {}
    let queue = Queue::new(1);
    is_sync(&queue);
    is_send(queue.put(1));
    is_send(queue.get());
    is_send(queue);
}

/// `unconsumed_messages_are_dropped`, `dropping_rx_closes_channel`.
#[test]
fn items_are_dropped_with_the_queue_and_with_a_putter() {
    let message = Arc::new(());
    let queue = Queue::new(1);
    queue.try_put(Arc::clone(&message)).unwrap();
    let mut putter = ByHand::new(queue.put(Arc::clone(&message)));
    assert!(putter.poll().is_pending());
    assert_eq!(Arc::strong_count(&message), 3);
    drop(putter);
    assert_eq!(Arc::strong_count(&message), 2);
    drop(queue);
    assert_eq!(Arc::strong_count(&message), 1);
}

/// `try_recv_bounded`.
#[test]
fn places_are_used_again_and_again() {
    let queue = Queue::new(5);
    let put = |items| (0..items).all(|_| queue.try_put("hello").is_ok());
    let take = |items| (0..items).all(|_| queue.try_get() == Some("hello"));
    assert!(put(5) && !put(1));
    assert!(take(5) && !take(1));
    assert!(put(4) && take(1));
    assert!(put(2) && !put(1));
    assert!(take(5) && !take(1));
}

/// `blocking_recv`, `blocking_send`.
#[test]
fn a_thread_may_wait_at_either_end() {
    let queue = Queue::new(1);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 0..100 {
                block_on(queue.put(item));
            }
        });
        for item in 0..100 {
            assert_eq!(block_on(queue.get()), item);
        }
    });
}
