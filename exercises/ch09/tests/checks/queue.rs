//! Checks of queue.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use ch09::queue::Queue;
use kit::{ByHand, check, varied};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "queue/orders.rs"]
mod orders;
#[path = "queue/threads.rs"]
mod threads;

use orders::{Actor, try_all};
use threads::Call;

/// A `put` or a `get`.
type Waits<'a, R> = ByHand<Boxed<'a, R>>;
type Boxed<'a, R> = Pin<Box<dyn Future<Output = R> + 'a>>;

/// An item that cannot be cloned, compared or ordered.
struct Item(usize);

/// A queue holds each item from `put` to `get`, in the order in which they went in, and never more than its capacity.
#[check]
fn items_come_out_in_the_order_in_which_they_went_in() {
    let numbered_from = varied(0, 0..=9_999) as usize;
    for capacity in [1, 2, 3, 100, 5_000] {
        let queue = Queue::new(capacity);
        let other: Queue<Item> = Queue::new(capacity);
        let story = format!("with a capacity of {capacity}");
        holds(&queue, 0, capacity, &format!("{story}, a new queue"));
        let mut next = numbered_from;
        // The second round begins in the middle of whatever the items are kept in.
        for round in ["first", "second"] {
            for nth in 1..=capacity {
                let items = format!("{story}, item {nth} of the {round} round");
                if nth % 2 == 0 {
                    let back = queue.try_put(Item(next + nth));
                    assert!(back.is_ok(), "{items}: `try_put` gave it back");
                } else {
                    ready(&mut put(&queue, Item(next + nth)), &format!("{items}: put"));
                }
                holds(&queue, nth, capacity, &items);
            }
            match queue.try_put(Item(7)) {
                Err(Item(7)) => {}
                Err(Item(number)) => {
                    panic!("{story}, a full queue: `try_put(7)` gave {number} back")
                }
                Ok(()) => panic!("{story}, a full queue: `try_put` put one more item in"),
            }
            holds(
                &queue,
                capacity,
                capacity,
                &format!("{story}, after a `try_put` that failed"),
            );
            for nth in 1..=capacity {
                let items = format!("{story}, item {nth} of the {round} round");
                let item = if nth % 2 == 0 {
                    queue.try_get()
                } else {
                    Some(ready(&mut get(&queue), &format!("{items}: get")))
                };
                let Some(Item(number)) = item else {
                    panic!("{items}: `try_get` returned None");
                };
                assert!(
                    number == next + nth,
                    "{items}: number {} was put, and number {number} came out",
                    next + nth
                );
                holds(
                    &queue,
                    capacity - nth,
                    capacity,
                    &format!("{items} was taken"),
                );
            }
            assert!(
                queue.try_get().is_none(),
                "{story}, an empty queue: `try_get` returned an item"
            );
            next += capacity;
        }
        holds(
            &other,
            0,
            capacity,
            &format!("{story}, another queue that was not used"),
        );
    }
    let (queue, many) = (Queue::new(100_000), 100_000);
    fill(&queue, many);
    holds(
        &queue,
        many,
        many,
        "100,000 items were put in a queue for 100,000",
    );
    waits(
        &mut put(&queue, Item(7)),
        "a queue for 100,000 is full: `put`",
    );
    let wrong = (0..many).find(|number| queue.try_get().is_none_or(|Item(item)| item != *number));
    assert!(
        wrong.is_none(),
        "of 100,000 items, number {wrong:?} did not come out in its turn"
    );
    // Equal items are items of their own.
    let queue = Queue::new(3);
    for _ in 0..3 {
        ready(
            &mut put(&queue, "same"),
            "3 equal items are put in a queue for 3",
        );
    }
    holds(&queue, 3, 3, "3 equal items were put in");
}

/// A `put` or `get` that waits is woken when the other side has done something, and goes on when it is polled. Until
/// then, an item is in the queue, and `len()` counts it.
#[check]
fn put_waits_while_the_queue_is_full_and_get_while_it_is_empty() {
    let number = varied(5, 2..=9_999) as usize;
    for capacity in [1, 2, 100] {
        let queue = Queue::new(capacity);
        fill(&queue, capacity);
        let mut putter = put(&queue, Item(capacity));
        let story = format!("a queue for {capacity} is full");
        waits(&mut putter, &format!("{story}: one more `put`"));
        holds(
            &queue,
            capacity,
            capacity,
            &format!("{story}, and a `put` waits"),
        );
        let Item(first) = ready(
            &mut get(&queue),
            &format!("{story}, and a `put` waits: `get`"),
        );
        assert!(
            first == 0,
            "{story}: item 0 went in first, and `get` took item {first}"
        );
        assert!(
            putter.wakes() > 0,
            "a `put` waits for a place, and an item was taken: the `put` was not woken"
        );
        ready(
            &mut putter,
            "an item was taken: a `put` that waited for a place",
        );
        holds(
            &queue,
            capacity,
            capacity,
            &format!("{story}: one was taken, and a `put` went on"),
        );
        for number in 1..=capacity {
            let Item(item) = ready(&mut get(&queue), &format!("{story}: `get`"));
            assert!(
                item == number,
                "{story}, one of them from a `put` that waited: number {item} came out instead of {number}"
            );
        }

        let mut getter = get(&queue);
        let story = format!("a queue for {capacity} is empty");
        waits(&mut getter, &format!("{story}: a `get`"));
        ready(
            &mut put(&queue, Item(number)),
            &format!("{story}, and a `get` waits: `put`"),
        );
        assert!(
            getter.wakes() > 0,
            "a `get` waits for an item, and one was put in: the `get` was not woken"
        );
        holds(
            &queue,
            1,
            capacity,
            &format!("{story}: an item was put in, and the `get` that waited was not polled again"),
        );
        if capacity == 1 {
            assert!(
                queue.try_put(Item(6)).is_err(),
                "with a capacity of 1, an item is in, and the `get` that was woken for it was not polled again: \
                 `try_put` put a second item in"
            );
        }
        let Item(item) = ready(&mut getter, "an item was put in: a `get` that waited");
        assert!(
            item == number,
            "a `get` that waited took item {item}, and {number} was put in"
        );
        holds(
            &queue,
            0,
            capacity,
            &format!("{story}: a `get` that waited took the only item"),
        );
    }
}

/// A wake-up costs a poll. One too few leaves a task asleep that could run; one too many runs a task that has nothing
/// to do.
#[check]
fn exactly_those_that_can_go_on_are_woken() {
    for (waiting, changes) in [(1, 1), (3, 1), (3, 2), (3, 3), (100, 60), (100, 100)] {
        let queue = Queue::new(100);
        let mut getters: Vec<_> = (0..waiting).map(|_| get(&queue)).collect();
        queued(&mut getters, "the queue is empty: a `get`");
        (0..changes).for_each(|nth| {
            let back = queue.try_put(Item(nth));
            assert!(
                back.is_ok(),
                "{nth} of 100 items are in the queue: `try_put` gave one back"
            );
        });
        woken(
            &getters,
            changes,
            &format!("{} put in", count(changes, "item was", "items were")),
        );
        let story = format!("{waiting} getters wait, and {changes} items were put in");
        let mut taken: Vec<_> = getters[..changes]
            .iter_mut()
            .map(|getter| ready(getter, &format!("{story}: a `get` that was woken")).0)
            .collect();
        taken.sort_unstable();
        assert!(
            taken == (0..changes).collect::<Vec<_>>(),
            "{story}: those that were woken took the items {taken:?}"
        );

        let queue = Queue::new(100);
        fill(&queue, 100);
        let mut putters: Vec<_> = (0..waiting).map(|nth| put(&queue, Item(nth))).collect();
        queued(&mut putters, "the queue is full: a `put`");
        for nth in 0..changes {
            assert!(
                queue.try_get().is_some(),
                "100 items were in the queue, and {nth} were taken: `try_get` returned None"
            );
        }
        woken(
            &putters,
            changes,
            &format!("{} taken", count(changes, "item was", "items were")),
        );
        for putter in &mut putters[..changes] {
            ready(putter, "places are free for it: a `put` that was woken");
        }
        holds(
            &queue,
            100,
            100,
            &format!("{changes} items were taken, and as many putters went on"),
        );
    }
}

/// To be woken does not mean to be polled at once. In between, the item or the place belongs to the one that waited:
/// if a newcomer can take it, the older one waits again, although it came first.
#[check]
fn nothing_overtakes_what_waits() {
    let queue = Queue::new(2);
    let mut first = get(&queue);
    waits(&mut first, "the queue is empty: a `get`");
    ready(
        &mut put(&queue, Item(1)),
        "the queue is empty, and a `get` waits: `put`",
    );
    let story = "a `get` was woken for the only item, and not yet polled again";
    assert!(
        queue.try_get().is_none(),
        "{story}: `try_get` took the item"
    );
    let mut second = get(&queue);
    waits(&mut second, &format!("{story}: a second `get`"));
    waits(
        &mut second,
        &format!("{story}: a second `get`, polled again,"),
    );
    let Item(item) = ready(&mut first, &format!("{story}: now that it is polled, it"));
    assert!(item == 1, "{story}: it took item {item} instead of 1");
    ready(
        &mut put(&queue, Item(2)),
        "one `get` has its item, another one waits: `put`",
    );
    ready(
        &mut second,
        "the first `get` has its item, and a second item was put in: the second `get`",
    );

    let queue = Queue::new(1);
    fill(&queue, 1);
    let mut first = put(&queue, Item(1));
    waits(&mut first, "the queue is full: a `put`");
    assert!(
        queue.try_get().is_some(),
        "the queue is full, and a `put` waits: `try_get` returned None"
    );
    let story = "a `put` was woken for the only place, and not yet polled again";
    holds(&queue, 0, 1, story);
    assert!(
        queue.try_put(Item(9)).is_err(),
        "{story}: `try_put` took the place"
    );
    let mut second = put(&queue, Item(2));
    waits(&mut second, &format!("{story}: a second `put`"));
    ready(&mut first, &format!("{story}: now that it is polled, it"));
    waits(
        &mut second,
        "the first `put` has the only place: the second one",
    );
    let Some(Item(item)) = queue.try_get() else {
        panic!("a `put` is ready: `try_get` returned None");
    };
    assert!(
        item == 1,
        "the first `put` put 1, and `try_get` returned {item}"
    );
    ready(
        &mut second,
        "the first `put` is ready, and its item was taken: the second `put`",
    );

    // The first poll gives a place among those that wait: not the call, and not a later poll.
    let queue = Queue::new(1);
    let (mut made_first, mut polled_first) = (get(&queue), get(&queue));
    waits(&mut polled_first, "the queue is empty: a `get`");
    waits(&mut made_first, "the queue is empty: a `get`");
    waits(
        &mut polled_first,
        "the queue is empty: a `get`, polled a second time,",
    );
    ready(
        &mut put(&queue, Item(1)),
        "the queue is empty, and two getters wait: `put`",
    );
    waits(
        &mut made_first,
        "an item was put in for two getters: the one that was polled second",
    );
    ready(
        &mut polled_first,
        "an item was put in for two getters: the one that was polled first",
    );
    let queue = Queue::new(1);
    let _never_polled = get(&queue);
    ready(&mut put(&queue, Item(2)), "the queue is empty: `put`");
    assert!(
        queue.try_get().is_some(),
        "a `get` that was never polled keeps `try_get` from the only item"
    );
}

/// A future that waits can be dropped at any time, by a time-out for example. If its entry stays in the list, an item
/// or a wake-up goes to a task that is gone.
#[check]
fn what_is_dropped_while_it_waits_leaves_the_list() {
    for gone in 0..3 {
        let story = format!("of three that waited, number {} was dropped", gone + 1);
        let queue = Queue::new(3);
        let mut getters: Vec<_> = (0..3).map(|_| get(&queue)).collect();
        queued(&mut getters, "the queue is empty: a `get`");
        drop(getters.remove(gone));
        for (nth, getter) in getters.iter_mut().enumerate() {
            ready(&mut put(&queue, Item(nth)), "the queue is empty: `put`");
            assert!(
                getter.wakes() > 0,
                "{story}, and an item was put in: the next `get` was not woken"
            );
            let Item(item) = ready(
                getter,
                &format!("{story}, and an item was put in: the next `get`"),
            );
            assert!(
                item == nth,
                "{story}: the next `get` took item {item} instead of {nth}"
            );
        }
        holds(
            &queue,
            0,
            3,
            &format!("{story}, and the others took an item each"),
        );

        let queue = Queue::new(1);
        fill(&queue, 1);
        let mut putters: Vec<_> = (1..=3).map(|nth| put(&queue, Item(nth))).collect();
        queued(&mut putters, "the queue is full: a `put`");
        drop(putters.remove(gone));
        let mut taken = Vec::new();
        for putter in &mut putters {
            taken.extend(queue.try_get());
            assert!(
                putter.wakes() > 0,
                "{story}, and an item was taken: the next `put` was not woken"
            );
            ready(
                putter,
                &format!("{story}, and an item was taken: the next `put`"),
            );
        }
        taken.extend(queue.try_get());
        let taken: Vec<_> = taken.into_iter().map(|Item(number)| number).collect();
        let wanted: Vec<_> = (0..=3).filter(|number| *number != gone + 1).collect();
        assert!(
            taken == wanted,
            "putters waited with the items 1, 2 and 3, behind item 0; {story}: {taken:?} came out instead of {wanted:?}"
        );
    }
    for gone in ["first", "second"] {
        let queue = Queue::new(1);
        let gets: [Boxed<'_, Item>; 2] = [Box::pin(queue.get()), Box::pin(queue.get())];
        one_task_waits_twice(gets, gone, "`get`s", "an item was put in", || {
            ready(&mut put(&queue, Item(1)), "the queue is empty: `put`");
        });
        fill(&queue, 1);
        let puts = [2, 3].map(|number| -> Boxed<'_, ()> { Box::pin(queue.put(Item(number))) });
        one_task_waits_twice(puts, gone, "`put`s", "an item was taken", || {
            let item = queue.try_get();
            assert!(item.is_some(), "the queue is full: `try_get` returned None");
        });
    }
}

/// A getter or putter that was woken may be dropped before it is polled again. No other one knows of the item or the
/// place that it was woken for.
#[check]
fn what_a_dropped_one_was_woken_for_goes_to_the_next() {
    let dropped = "was woken for it, and dropped before it was polled again";
    let queue = Queue::new(2);
    let (mut first, mut second) = (get(&queue), get(&queue));
    waits(&mut first, "the queue is empty: a `get`");
    waits(&mut second, "the queue is empty: a `get`");
    ready(
        &mut put(&queue, Item(1)),
        "the queue is empty, and two getters wait: `put`",
    );
    first.cancel();
    let story = format!("an item was put in; the first of two getters {dropped}");
    holds(&queue, 1, 2, &story);
    assert!(
        second.wakes() > 0,
        "{story}: the second `get` was not woken"
    );
    let Item(item) = ready(&mut second, &format!("{story}: the second `get`"));
    assert!(
        item == 1,
        "{story}: the second `get` took item {item} instead of 1"
    );
    // With no other getter, the item is still the first one.
    let mut alone = get(&queue);
    waits(&mut alone, "the queue is empty: a `get`");
    for number in [1, 2] {
        ready(&mut put(&queue, Item(number)), "a place is free: `put`");
    }
    alone.cancel();
    let story = "items 1 and 2 were put in; the only `get` was woken for the first one, and dropped before it was polled \
                 again";
    let taken = [queue.try_get(), queue.try_get()].map(|item| item.map(|Item(number)| number));
    assert!(
        taken == [Some(1), Some(2)],
        "{story}: two calls of `try_get` returned {taken:?}"
    );

    let queue = Queue::new(1);
    fill(&queue, 1);
    let (mut first, mut second) = (put(&queue, Item(1)), put(&queue, Item(2)));
    waits(&mut first, "the queue is full: a `put`");
    waits(&mut second, "the queue is full: a `put`");
    assert!(
        queue.try_get().is_some(),
        "the queue is full: `try_get` returned None"
    );
    first.cancel();
    let story = format!("a place became free; the first of two putters {dropped}");
    holds(&queue, 0, 1, &story);
    assert!(
        second.wakes() > 0,
        "{story}: the second `put` was not woken"
    );
    ready(&mut second, &format!("{story}: the second `put`"));
    let item = queue.try_get().map(|Item(number)| number);
    assert!(
        item == Some(2),
        "{story}, and the second one put 2: `try_get` returned {item:?}"
    );
    // With no other putter, the place is free.
    fill(&queue, 1);
    let mut alone = put(&queue, Item(1));
    waits(&mut alone, "the queue is full: a `put`");
    assert!(
        queue.try_get().is_some(),
        "the queue is full: `try_get` returned None"
    );
    alone.cancel();
    assert!(
        queue.try_put(Item(3)).is_ok(),
        "a place became free; the only `put` {dropped}: `try_put` gave its item back"
    );
}

/// A future can move to another task between two polls, and `select!` or `join!` may bring it a new waker at each.
/// The waker of its last poll belongs to the task that waits now.
#[check]
fn the_waker_of_the_last_poll_is_woken() {
    let queue = Queue::new(1);
    let mut getters = [get(&queue), get(&queue)];
    last_waker(&mut getters, "get", || {
        ready(&mut put(&queue, Item(1)), "the queue is empty: `put`");
    });
    fill(&queue, 1);
    let mut putters = [put(&queue, Item(1)), put(&queue, Item(2))];
    last_waker(&mut putters, "put", || {
        let item = queue.try_get();
        assert!(item.is_some(), "the queue is full: `try_get` returned None");
    });
}

/// A queue that is right in the orders you thought of may be wrong in the next one. So this tries each order of the
/// polls and drops of a few getters and putters.
#[check]
fn it_is_right_in_every_order_of_polls_and_drops() {
    use Actor::{Get, Put, TryGet, TryPut};
    for (capacity, items, actors) in [
        (1, 1, [Put, Put, Get].as_slice()),
        (1, 0, &[Get, Get, Put]),
        (1, 0, &[Get, Put, Put]),
        (2, 1, &[Put, Put, Get]),
        (2, 0, &[Get, Get, Get, TryPut, TryPut]),
        (1, 1, &[Put, Put, TryGet, TryPut, TryGet]),
        (1, 0, &[Put, Get, TryPut, TryGet]),
    ] {
        try_all(capacity, items, actors);
    }
}

/// Between two locks, another thread can do all of its own work: what was true under the first lock need not be true
/// under the second one.
#[check]
fn no_item_and_no_wake_up_is_lost_between_threads() {
    threads::put_and_get(1, 2, 2);
    threads::put_and_get(2, 1, 3);
    threads::items_are_put_while_a_getter_is_dropped();
    threads::items_are_taken_while_a_putter_is_dropped();
}

/// A waker may do anything: an executor may poll the task at once, and the task may use the queue again. Collect the
/// wakers under the lock, and call them after it is released.
#[check]
fn no_waker_is_called_while_a_lock_is_held() {
    for (call, what) in [
        (Call::Put, "`put` puts an item in"),
        (Call::TryPut, "`try_put` puts an item in"),
        (Call::Get, "`get` takes an item"),
        (Call::TryGet, "`try_get` takes an item"),
        (Call::DropGet, "a `get` that was woken is dropped"),
        (Call::DropPut, "a `put` that was woken is dropped"),
    ] {
        threads::a_waker_uses_the_queue(call, what);
    }
}

fn put<'a, T: 'a>(queue: &'a Queue<T>, item: T) -> Waits<'a, ()> {
    ByHand::new(Box::pin(queue.put(item)))
}

fn get<'a, T: 'a>(queue: &'a Queue<T>) -> Waits<'a, T> {
    ByHand::new(Box::pin(queue.get()))
}

/// Puts so many items, numbered from 0, in the queue, which has places for them.
fn fill(queue: &Queue<Item>, items: usize) {
    for number in 0..items {
        let back = queue.try_put(Item(number));
        assert!(
            back.is_ok(),
            "{number} items are in the queue, which has a place: `try_put` gave one back"
        );
    }
}

#[track_caller]
fn ready<R>(future: &mut Waits<'_, R>, story: &str) -> R {
    match future.poll() {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("{story} waits"),
    }
}

#[track_caller]
fn waits<R>(future: &mut Waits<'_, R>, story: &str) {
    assert!(future.poll().is_pending(), "{story} did not wait");
}

#[track_caller]
fn holds<T>(queue: &Queue<T>, items: usize, capacity: usize, story: &str) {
    let len = queue.len();
    assert!(len == items, "{story}: `len()` is {len} instead of {items}");
    let full = queue.is_full();
    assert!(
        full == (items == capacity),
        "{story}: {items} of {capacity} items are in it, and `is_full()` is {full}"
    );
}

/// Polls each once; all wait, and none is woken.
fn queued<R>(waiting: &mut [Waits<'_, R>], story: &str) {
    for future in &mut *waiting {
        waits(future, story);
        assert!(
            future.wakes() == 0,
            "{story} was woken by its own poll: it wakes itself, and is polled again and again"
        );
    }
    assert!(
        waiting.iter().all(|future| future.wakes() == 0),
        "{story} was woken when another one was polled, before anything changed"
    );
}

/// Of those that wait, the first ones were woken, so many, and no other.
#[track_caller]
fn woken<R>(waiting: &[Waits<'_, R>], expected: usize, story: &str) {
    let woken = waiting.iter().filter(|future| future.wakes() > 0).count();
    let wait = count(waiting.len(), "waits", "wait");
    assert!(
        woken == expected,
        "{wait}, and {story}: {} woken",
        count(woken, "was", "were")
    );
    let first = waiting[..expected].iter().all(|future| future.wakes() > 0);
    assert!(
        first,
        "{wait}, and {story}: {} woken, but not what waits longest",
        count(woken, "was", "were")
    );
}

fn count(number: usize, one: &str, more: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {more}"),
    }
}

/// One task waits for two, as with `select!`: both have its waker. One of them is dropped, and `change` lets the other
/// one go on.
fn one_task_waits_twice<R>(
    waiting: [Boxed<'_, R>; 2],
    gone: &str,
    what: &str,
    changed: &str,
    change: impl Fn(),
) {
    let story = format!("one task waits for two {what}");
    let waiting = waiting.map(|future| RefCell::new(Some(future)));
    let mut task = ByHand::new(poll_fn(|cx| {
        let mut result = Poll::Pending;
        for future in &waiting {
            if let Some(future) = &mut *future.borrow_mut()
                && let Poll::Ready(output) = future.as_mut().poll(cx)
            {
                result = Poll::Ready(output);
            }
        }
        result
    }));
    assert!(
        task.poll().is_pending(),
        "{story}: there is nothing for them, and one was ready"
    );
    waiting[usize::from(gone != "first")].take();
    change();
    let story = format!("{story}, the {gone} was dropped, and {changed}");
    let idea = "Two futures of one task have the same waker, so a waker does not tell which entry is whose.";
    assert!(
        task.wakes() > 0,
        "{story}: the task was not woken for the other one\n\n{idea}"
    );
    assert!(
        task.poll().is_ready(),
        "{story}: the task was woken, and the other one waits\n\n{idea}"
    );
}

/// Polls two with another waker each, one while it is first and one while it is second. `change` lets one go on.
fn last_waker<R>(waiting: &mut [Waits<'_, R>; 2], what: &str, change: impl Fn()) {
    for future in &mut *waiting {
        waits(future, &format!("nothing is there for it: a `{what}`"));
    }
    for future in waiting {
        let before = future.change_waker();
        waits(
            future,
            &format!("nothing is there for it: a `{what}`, polled by another task,"),
        );
        change();
        assert!(
            future.wakes() > 0,
            "a `{what}` was polled by one task and then by another one, and can go on: the first task was woken {}, \
             the second one never",
            match before.wakes() {
                0 => "never".to_owned(),
                1 => "once".to_owned(),
                more => format!("{more} times"),
            }
        );
        ready(future, &format!("it was woken: a `{what}`"));
    }
}
