//! Checks of priority.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use ch09::priority::PriorityQueue;
use kit::{ByHand, check, varied, virtual_ms};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};

/// `BinaryHeap` pops the greatest element. `Reverse`, or an `Ord` of your own, turns the order round; a minus sign
/// does not fit into a `u32`, and `i32` has no room for half of the numbers.
#[check]
async fn the_lowest_number_comes_first() {
    let number = varied(5, 4..=4_000_000_000) as u32;
    for numbers in [
        vec![number, 0, 3],
        vec![0],
        vec![1, 2, 3, 4],
        vec![4, 3, 2, 1],
        vec![u32::MAX, 0, 1],
        vec![1 << 31, (1 << 31) - 1, u32::MAX, 7],
        vec![256, 255, 257, 1, 65_536, 65_535],
        (0..1_500).map(|number| number * 7_919 % 1_501).collect(),
    ] {
        let queue = PriorityQueue::new();
        for &number in &numbers {
            queue.put(number, NotOrd(number));
        }
        let got = take(&queue, numbers.len()).await;
        let mut wanted = numbers.clone();
        wanted.sort_unstable();
        let place = got
            .iter()
            .zip(&wanted)
            .position(|(got, wanted)| got != wanted);
        if let Some(place) = place {
            let mut signed = numbers.clone();
            signed.sort_unstable_by_key(|number| i64::from(*number as i32));
            let how = if got.iter().eq(wanted.iter().rev()) {
                "the greatest number comes first: "
            } else if got == signed {
                "right up to 2147483647, and greater numbers come first, as if they were negative: "
            } else {
                ""
            };
            panic!(
                "{how}{}: item {place} from the queue is {}, and {} was queued",
                put(&numbers),
                got[place],
                wanted[place]
            );
        }
    }
    // Puts and gets by turns.
    let queue = PriorityQueue::new();
    let mut queued: Vec<u32> = Vec::new();
    for turn in 0..2_000_u32 {
        let number = turn * 48_271 % 101;
        queue.put(number, NotOrd(number));
        queued.push(number);
        if turn % 3 > 0 {
            let got = take(&queue, 1).await[0];
            let (place, lowest) = queued
                .iter()
                .enumerate()
                .min_by_key(|(_, number)| **number)
                .unwrap();
            assert!(
                got == *lowest,
                "puts and gets by turns: with {} items in the queue the item is {got}, and {lowest} was queued",
                queued.len()
            );
            queued.remove(place);
        }
    }
}

/// A heap is not stable: equal elements come in any order. The number of the put, as the second part of the key, makes
/// all keys different.
#[check]
async fn equal_numbers_come_in_the_order_of_their_puts() {
    let count = varied(10, 5..=60) as u32;
    for (count, priorities) in [(2, 1), (count, 1), (100, 3), (2_000, 7), (1_500, 1)] {
        let queue = PriorityQueue::new();
        for number in 0..count {
            queue.put(number % priorities, NotOrd(number));
        }
        let mut last = vec![None; priorities as usize];
        let what = match priorities {
            1 => format!("{count} items were put with the same priority"),
            _ => format!("{count} items were put with {priorities} priorities"),
        };
        for got in take_of(&queue, count as usize, &what).await {
            let before = last[(got % priorities) as usize].replace(got);
            assert!(
                before < Some(got),
                "{what}: put {got} comes after put {}",
                before.unwrap_or(0)
            );
        }
    }
    // Two items in the queue, and many that have been through it.
    let queue = PriorityQueue::new();
    queue.put(0, NotOrd(0));
    for number in 1..70_000 {
        queue.put(0, NotOrd(number));
        let got = take(&queue, 1).await[0];
        assert!(
            got == number - 1,
            "put {got} came before put {}; both were queued, with the same number\n\n{}",
            number - 1,
            match number {
                // No integer is as small as that.
                ..200 => "No two items in the queue may have the same key.",
                200.. => "A count in a small integer begins again at 0.",
            }
        );
    }
    // The queue is empty in between, and the clock moves.
    let queue = PriorityQueue::new();
    let mut next = 0;
    for round in 0..50 {
        for number in round * 3..round * 3 + 3 {
            queue.put(4, NotOrd(number));
            sleep(Duration::from_millis(1)).await;
        }
        let takes = if round % 10 == 9 { 12 } else { 2 };
        for got in take(&queue, takes).await {
            assert!(
                got == next,
                "items of the same number, put and got by turns: put {got} comes before put {next}"
            );
            next += 1;
        }
    }
}

/// Each item that is put lets one `get` go on, so one that waits has to be woken for each. A `get` on an empty queue
/// waits, whatever has been in the queue before.
#[check]
async fn a_get_waits_and_each_put_lets_one_go_on() {
    for (used, waiting) in [(0, 1), (1, 1), (0, 2), (3, 5), (0, 100)] {
        for puts in [1, 2, waiting] {
            let queue = Arc::new(PriorityQueue::new());
            // A queue that has had items is as empty as a new one.
            for number in 0..used {
                queue.put(number, NotOrd(number));
            }
            take(&queue, used as usize).await;
            let (mut gets, polls) = (JoinSet::new(), Arc::new(Mutex::new(0_u64)));
            for _ in 0..waiting {
                let (queue, polls) = (Arc::clone(&queue), Arc::clone(&polls));
                gets.spawn(async move {
                    let mut get = Box::pin(queue.get());
                    std::future::poll_fn(|cx| {
                        *polls.lock().unwrap() += 1;
                        get.as_mut().poll(cx)
                    })
                    .await
                    .map(|NotOrd(number)| number)
                });
            }
            pause().await;
            let early = gets.try_join_next();
            assert!(
                early.is_none(),
                "after {} and as many gets the queue was empty and open, and a `get` was ready",
                many(used, "put")
            );
            let before = *polls.lock().unwrap();
            sleep(Duration::from_secs(60)).await;
            let while_waiting = *polls.lock().unwrap() - before;
            assert!(
                while_waiting == 0,
                "while {} waited on an empty queue for a minute, {while_waiting} polls were made, although nothing happened",
                many(waiting, "`get`")
            );
            // In one go: no `get` is polled in between.
            for number in 0..puts {
                queue.put(9 - number % 10, NotOrd(number));
            }
            pause().await;
            let mut got = Vec::new();
            while let Some(result) = gets.try_join_next() {
                got.extend(result.expect("`get` does not panic"));
            }
            let wanted = puts.min(waiting) as usize;
            assert!(
                got.len() == wanted,
                "{} waited; after {} in a row, with {} different priorities, {} went on",
                many(waiting, "`get`"),
                many(puts, "put"),
                puts.min(10),
                got.len()
            );
            got.sort_unstable();
            got.dedup();
            assert!(
                got.len() == wanted,
                "{} waited; after {} in a row, {} different items came",
                many(waiting, "`get`"),
                many(puts, "put"),
                got.len()
            );
        }
    }
    gets_that_were_polled_again();
}

/// A `get` that waits may be polled without having been woken, and by another task. It still waits for one item.
fn gets_that_were_polled_again() {
    for (again, times, other_task) in [
        (vec![0], 1, false),
        (vec![1], 1, false),
        (vec![0, 1, 2], 2, false),
        (vec![0, 2], 9, false),
        (vec![0], 1, true),
        (vec![1, 2], 2, true),
    ] {
        let queue = PriorityQueue::new();
        let mut gets: Vec<_> = (0..3).map(|_| ByHand::new(queue.get())).collect();
        for (place, get) in gets.iter_mut().enumerate() {
            for poll in 0..=if again.contains(&place) { times } else { 0 } {
                if poll > 0 && other_task {
                    get.change_waker();
                }
                assert!(
                    get.poll().is_pending(),
                    "the queue was empty and open, and a `get` was ready"
                );
            }
        }
        let (mut left, mut polled) = (vec![0, 1, 2], [0; 3]);
        for puts in 1..=3 {
            queue.put(7, NotOrd(puts));
            // Polls what has been woken, as an executor does.
            while let Some(at) = left
                .iter()
                .position(|&place| gets[place].wakes() > polled[place])
            {
                let place = left[at];
                polled[place] = gets[place].wakes();
                if gets[place].poll().is_ready() {
                    left.remove(at);
                }
            }
            let went_on = 3 - left.len();
            assert!(
                went_on == puts as usize,
                "right if each `get` is polled once while it waits. Of 3 `get`s, 0 to 2, that waited, the ones in \
                 {again:?} were polled {}{}; after {}, {went_on} went on\n\n\
                 If each poll leaves an entry in a list of wakers, an entry of an earlier poll may be woken instead of a \
                 `get` that waits.",
                match times {
                    1 => "once more".to_owned(),
                    _ => format!("{times} more times"),
                },
                if other_task { " by another task" } else { "" },
                many(puts, "put")
            );
        }
    }
}

/// A put wakes a `get`. If that `get` is dropped before it is polled, the item is still in the queue, and another `get`
/// that waits has to be woken for it.
#[check]
async fn a_get_that_is_dropped_costs_no_item_and_no_wake() {
    // Of four `get`s that wait, these are dropped, before or after items are put.
    for dropped in [
        vec![0],
        vec![1],
        vec![3],
        vec![0, 1],
        vec![2, 0],
        vec![0, 1, 2],
    ] {
        for after_put in [true, false] {
            for puts in 1..=4 - dropped.len() {
                let queue = PriorityQueue::new();
                let mut gets: Vec<_> = (0..4).map(|_| ByHand::new(queue.get())).collect();
                for get in &mut gets {
                    assert!(
                        get.poll().is_pending(),
                        "the queue was empty and open, and a `get` was ready"
                    );
                }
                let put_all = || {
                    for number in 0..puts as u32 {
                        queue.put(number, NotOrd(number));
                    }
                };
                if after_put {
                    put_all();
                }
                for &place in &dropped {
                    gets[place].cancel();
                }
                if !after_put {
                    put_all();
                }
                let mut left: Vec<_> = (0..4).filter(|place| !dropped.contains(place)).collect();
                let mut got = Vec::new();
                // Polls what has been woken, as an executor does.
                let mut polled = [0; 4];
                while let Some(at) = left
                    .iter()
                    .position(|&place| gets[place].wakes() > polled[place])
                {
                    let place = left[at];
                    polled[place] = gets[place].wakes();
                    if let Poll::Ready(item) = gets[place].poll() {
                        got.extend(item.map(|NotOrd(number)| number));
                        left.remove(at);
                    }
                }
                let remaining = rest(&queue).await;
                let when = if after_put { "after" } else { "before" };
                let what = format!(
                    "4 `get`s waited; {} dropped {when} {}",
                    match dropped.len() {
                        1 => "1 was".to_owned(),
                        count => format!("{count} were"),
                    },
                    many(puts as u32, "put")
                );
                assert!(
                    got.len() + remaining.len() == puts,
                    "{what}: {} came to the others and {} are left in the queue",
                    many(got.len() as u32, "item"),
                    remaining.len()
                );
                assert!(
                    remaining.is_empty(),
                    "{what}: of the others {} went on, and {} left in the queue although {} of them still waited",
                    got.len(),
                    items(remaining.len(), "still"),
                    left.len()
                );
            }
        }
    }
    one_task_waits_twice();
}

/// One task waits for two, as with `select!`: both have its waker.
fn one_task_waits_twice() {
    type Get<'a> = Pin<Box<dyn Future<Output = Option<NotOrd>> + 'a>>;
    for gone in ["first", "second"] {
        let queue = PriorityQueue::new();
        let gets = [(); 2]
            .map(|()| -> RefCell<Option<Get<'_>>> { RefCell::new(Some(Box::pin(queue.get()))) });
        let mut task = ByHand::new(poll_fn(|cx| {
            let mut result = Poll::Pending;
            for get in &gets {
                if let Some(get) = &mut *get.borrow_mut()
                    && get.as_mut().poll(cx).is_ready()
                {
                    result = Poll::Ready(());
                }
            }
            result
        }));
        assert!(
            task.poll().is_pending(),
            "the queue was empty and open, and a `get` was ready"
        );
        gets[usize::from(gone != "first")].take();
        queue.put(0, NotOrd(0));
        let woken = task.wakes() > 0;
        assert!(
            woken && task.poll().is_ready(),
            "one task waited for two `get`s; the {gone} was dropped, and an item was put: the task was {}\n\n\
             Two futures of one task have the same waker, so a waker does not tell which entry is whose.",
            if woken {
                "woken, and the other `get` waits"
            } else {
                "not woken for the other `get`"
            }
        );
    }
}

/// Closing means that nothing more comes. What has been accepted is still given out, and each `get` that waits has to
/// be woken, not only the first.
#[check]
async fn after_close_the_rest_is_given_and_then_none() {
    for queued in [3, 0, 1, 200] {
        let queue = PriorityQueue::new();
        for number in 0..queued {
            queue.put(number / 2 * 7 % 5, NotOrd(number));
        }
        queue.close();
        queue.close();
        let mut last = None;
        for place in 0..queued {
            let got = timeout(HOUR, queue.get()).await;
            let Ok(Some(NotOrd(number))) = got else {
                panic!(
                    "a queue with {queued} items was closed: `get` number {} after that {}",
                    place + 1,
                    if got.is_ok() {
                        "returned None instead of an item"
                    } else {
                        "did not return within an hour"
                    }
                );
            };
            let key = Some((number / 2 * 7 % 5, number));
            assert!(
                last < key,
                "a queue with {queued} items was closed: then they came in another order"
            );
            last = key;
        }
        for _ in 0..3 {
            let got = timeout(HOUR, queue.get()).await;
            assert!(
                matches!(got, Ok(None)),
                "a queue was closed and is empty, and `get` {}",
                match got {
                    Ok(_) => "returned an item",
                    Err(_) => "waited for an hour",
                }
            );
        }
    }
    for (waiting, puts) in [(1, 0), (2, 0), (100, 0), (3, 1), (5, 3)] {
        let queue = Arc::new(PriorityQueue::new());
        let mut gets = JoinSet::new();
        for _ in 0..waiting {
            let queue = Arc::clone(&queue);
            gets.spawn(async move { (queue.get().await.is_some(), virtual_ms()) });
        }
        pause().await;
        for number in 0..puts {
            queue.put(number, NotOrd(number));
        }
        queue.close();
        let (closed, what) = (
            virtual_ms(),
            format!(
                "{} waited, and {}the queue was closed",
                many(waiting, "`get`"),
                match puts {
                    0 => String::new(),
                    puts => format!("after {} ", many(puts, "put")),
                }
            ),
        );
        let mut ends = Vec::new();
        while let Ok(Some(end)) = timeout(HOUR, gets.join_next()).await {
            ends.push(end.unwrap_or_else(|error| resume_unwind(error.into_panic())));
        }
        assert!(
            ends.len() == waiting as usize,
            "{what}: {} of {} returned within an hour",
            ends.len(),
            many(waiting, "`get`")
        );
        let items = ends.iter().filter(|(item, _)| *item).count();
        assert!(
            items == puts as usize,
            "{what}: {items} of them returned an item"
        );
        let late = ends.iter().map(|(_, at)| at - closed).max().unwrap_or(0);
        assert!(late == 0, "{what}: the last one returned {late} ms later");
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

/// An item without `Ord`, `Clone` or `PartialEq`.
struct NotOrd(u32);

fn put(numbers: &[u32]) -> String {
    match numbers.len() {
        count @ 10.. => format!("{count} items put"),
        _ => format!("items put with the numbers {numbers:?}"),
    }
}

/// Lets all others go on as far as they can.
async fn pause() {
    for _ in 0..10 {
        yield_now().await;
    }
    sleep(Duration::from_millis(1)).await;
}

/// The next `count` items, which are in the queue.
async fn take(queue: &PriorityQueue<NotOrd>, count: usize) -> Vec<u32> {
    take_of(queue, count, &items(count, "in the queue")).await
}

async fn take_of(queue: &PriorityQueue<NotOrd>, count: usize, what: &str) -> Vec<u32> {
    let mut got = Vec::with_capacity(count);
    while got.len() < count {
        match timeout(HOUR, queue.get()).await {
            Ok(Some(NotOrd(number))) => got.push(number),
            missing => panic!(
                "{what}: {} came, and then `get` {}, {}\n\n\
                 Each item that is put is returned by one `get`. No other item takes its place.",
                match got[..] {
                    [0] if count == 2 => "only the first one".to_owned(),
                    [1] if count == 2 => "only the second one".to_owned(),
                    _ => format!("{} of {count}", got.len()),
                },
                match missing {
                    Err(_) => "waited for an hour",
                    Ok(_) => "returned None, though the queue was open",
                },
                match rest(queue).await.len() {
                    0 => "and after `close` none came either: the rest is gone".to_owned(),
                    left => format!(
                        "although {} in the queue: `close` brought the rest",
                        items(left, "still")
                    ),
                }
            ),
        }
    }
    got
}

fn many(count: u32, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

fn items(count: usize, how: &str) -> String {
    match count {
        1 => format!("1 item was {how}"),
        _ => format!("{count} items were {how}"),
    }
}

/// What is left in the queue.
async fn rest(queue: &PriorityQueue<NotOrd>) -> Vec<u32> {
    queue.close();
    let mut rest = Vec::new();
    while let Ok(Some(NotOrd(number))) = timeout(HOUR, queue.get()).await {
        rest.push(number);
    }
    rest
}
