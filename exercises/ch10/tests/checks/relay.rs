//! Checks of relay.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use async_stream::stream;
use ch10::relay::relay;
use futures::{Stream, StreamExt};
use kit::{DropProbe, DropToken, caught, check, counted, varied, virtual_ms};
use tokio::time::{sleep, timeout};

use crate::source::{Feed, Polled};

/// A stream that is not polled does not run. A task of its own polls the source while the consumer awaits something
/// else, and the items wait in a buffer.
#[check]
async fn the_source_goes_on_while_the_consumer_is_busy() {
    let mut right = String::new();
    for capacity in [1, 2, varied(10, 3..=59) as usize, 60] {
        let made = Arc::new(AtomicUsize::new(0));
        let mut stream = Box::pin(relay(slow_source(&made), capacity));
        let scene =
            format!("a source that makes an item every 10 ms, and a `capacity` of {capacity}");
        let first = within_a_day(stream.next(), &scene).await;
        assert!(first == Some(0), "{scene}: the first item was {first:?}");
        sleep(ms(2_000)).await;
        let ahead = made.load(Ordering::SeqCst) - 1;
        assert!(
            ahead >= capacity,
            "{right}{scene}: the consumer took an item and was busy for 2000 ms, and the source made {} meanwhile{}",
            counted(ahead, "more item"),
            match ahead {
                0 => "",
                _ =>
                    " though there was room for more\n\nThe task goes on until `capacity` items wait, so that a consumer that is \
                     sometimes slow finds them.",
            }
        );
        let began = virtual_ms();
        for wanted in 1..=capacity {
            let next = within_a_day(stream.next(), &scene).await;
            assert!(
                next == Some(wanted),
                "{scene}: item {wanted} was expected, and came {next:?}"
            );
        }
        let took = virtual_ms() - began;
        assert!(
            took == 0,
            "{scene}: after 2000 ms the consumer asked for items until it had {capacity}, and they came after {took} ms, not \
             at once"
        );
        right = format!("right with a `capacity` of {capacity}, wrong with a larger one: ");
    }
    // `next` is dropped before an item has come: the source still goes on.
    let made = Arc::new(AtomicUsize::new(0));
    let mut stream = Polled::new(relay(slow_source(&made), 5));
    let first = stream.poll();
    sleep(ms(2_000)).await;
    let made = made.load(Ordering::SeqCst);
    assert!(
        first.is_pending() && made >= 5,
        "a source that makes an item every 10 ms, and a `capacity` of 5: the stream was polled once, and {made} items \
         were made in 2000 ms"
    );
}

/// A bounded channel holds `capacity` items, and the task holds the one that it wants to send. When the channel is full,
/// the task waits, and the source is not polled meanwhile.
#[check]
async fn at_most_capacity_items_wait_and_one_in_the_task() {
    for capacity in [1, 2, 3, 8, 100] {
        let (feed, source) = Feed::open(0..5_000);
        let mut stream = Polled::new(relay(source, capacity));
        let mut given = 0;
        while given < 40 {
            let poll = stream.poll();
            match poll {
                Poll::Ready(Some(_)) => given += 1,
                Poll::Ready(None) => panic!("the stream ended after {given} of 5000 items"),
                Poll::Pending => {}
            }
            // The task runs as far as it gets.
            sleep(ms(1)).await;
            let waiting = feed.taken() - given;
            if waiting > capacity + 1 {
                feed.end();
                given += rest(&mut stream).await;
                let taken = feed.taken();
                assert!(
                    given == taken,
                    "with a `capacity` of {capacity}, {taken} items were taken from the source, and {given} of them \
                     reached the consumer: the others were lost\n\n\
                     A full channel is a reason to wait. The task holds its item until there is a place for it, and \
                     does not poll the source meanwhile."
                );
                let large = ahead(8).await;
                panic!(
                    "with a `capacity` of {capacity}, {waiting} items had been taken from the source and not yet given \
                     to the consumer, instead of at most {}; with a `capacity` of 8, {}",
                    capacity + 1,
                    match large {
                        5_000 => "all 5000 of the source: nothing made the task wait".to_owned(),
                        _ => format!(
                            "{large} instead of 9: the task waited, but more than `capacity` items fit between the source \
                             and the stream, as with two buffers, or chunks that count as one item"
                        ),
                    }
                );
            }
        }
        assert!(
            feed.taken() >= given,
            "{given} items were given, and {} taken from the source",
            feed.taken()
        );
    }
}

/// What the consumer sees is the source: the same items, the same order, the same end.
#[check]
async fn all_items_come_in_order_and_then_the_end() {
    let (count, capacity) = (varied(5, 4..=40) as usize, varied(2, 2..=9) as usize);
    for (count, capacity) in [
        (0, 1),
        (1, 1),
        (5, 1),
        (count, capacity),
        (3, 100),
        (5_000, 7),
        (100_000, 100),
    ] {
        let (feed, source) = Feed::of((0..count).map(Item));
        let scene = format!("{count} items are ready, and `capacity` is {capacity}");
        let mut stream = Box::pin(relay(source, capacity));
        let mut given = 0;
        loop {
            let Ok(next) = timeout(DAY, stream.next()).await else {
                assert!(
                    given != count || !feed.has_ended(),
                    "{scene}: the source has ended, all of its items came, and the stream has not ended a day later. This \
                     fits a channel of which a sender is left\n\n\
                     `recv` returns `None` when the channel is empty and its last sender has been dropped."
                );
                panic!("{scene}: after {given} of them, nothing came within a day");
            };
            let Some(Item(id)) = next else {
                break;
            };
            assert!(
                id == given,
                "{scene}: item {given} was expected, and item {id} came"
            );
            given += 1;
            // Now and then the consumer is slow.
            if given % 1_000 == 3 {
                sleep(ms(5)).await;
            }
        }
        if given != count {
            panic!(
                "{}",
                what_was_lost(count, capacity)
                    .await
                    .unwrap_or_else(|| format!(
                        "{scene}, and then the source ends: the stream ended after {}",
                        counted(given, "item")
                    ))
            );
        }
        assert!(
            feed.has_ended() && feed.polls_after_end() == 0,
            "{scene}: {}",
            match feed.has_ended() {
                true => "the source was polled again after it had returned `None`",
                false => "the stream ended, and the source has not",
            }
        );
    }
    // Items with pauses, and the end while the consumer waits for it.
    let (feed, source) = Feed::open([]);
    let giver = feed.clone();
    let giving = tokio::spawn(async move {
        for id in 0..20 {
            sleep(ms(id % 3 * 10)).await;
            giver.give(id);
        }
        // A source may be silent for hours.
        sleep(Duration::from_secs(36_000)).await;
        giver.end();
    });
    let scene = "20 items come with pauses, then the source ends";
    let got = within_a_day(relay(source, 3).collect::<Vec<_>>(), scene).await;
    giving.await.unwrap();
    assert!(
        got.iter().copied().eq(0..20),
        "{scene}: the stream gave {got:?}"
    );
    assert!(
        feed.polls_after_end() == 0,
        "{scene}: the source was polled after it had returned `None`"
    );
}

/// What became of the items that did not come before the end of the stream.
async fn what_was_lost(count: usize, capacity: usize) -> Option<String> {
    let item = Arc::new(());
    let (feed, source) = Feed::of((0..count).map(|_| Arc::clone(&item)));
    let mut stream = Box::pin(relay(source, capacity));
    let (mut given, mut alive) = (0, 0);
    loop {
        let next = poll_fn(|cx| {
            // So that it is known of the poll that finds the end.
            alive = Arc::strong_count(&item) - 1;
            stream.as_mut().poll_next(cx)
        });
        if timeout(DAY, next).await.ok()?.is_none() {
            break;
        }
        given += 1;
        if given % 1_000 == 3 {
            sleep(ms(5)).await;
        }
    }
    let lost = count.checked_sub(given).filter(|lost| *lost > 0)?;
    let gave =
        format!("with a `capacity` of {capacity}, it gave the first {given} of {count} items");
    if feed.taken() < count {
        return Some(format!(
            "the stream ended before the source did, from which {} had been taken: {gave}",
            counted(feed.taken(), "item")
        ));
    }
    if alive == lost {
        return Some(format!(
            "the stream ended while {} still waited for the consumer: {gave}\n\n\
             A task that has passed on its last item has finished, and the consumer may not have taken all of them by \
             then. The stream ends when the source has ended and nothing waits.",
            counted(lost, "item")
        ));
    }
    (alive == 0).then(|| {
        format!(
            "the stream lost {} between the source and the consumer: {} dropped before the stream ended, and {gave}\n\n\
             A full channel is a reason to wait. The task holds its item until there is a place for it, and does not \
             poll the source meanwhile.",
            counted(lost, "item"),
            match lost {
                1 => "it was",
                _ => "they were",
            }
        )
    })
}

/// A stream is a plan: that it exists starts nothing. A task that is spawned when the stream is made sends requests
/// for a stream that nothing may ever poll.
#[check]
async fn nothing_happens_before_the_first_poll() {
    let (feed, source) = Feed::of(0..3);
    let mut stream = Box::pin(relay(source, 2));
    sleep(ms(100)).await;
    assert!(
        feed.polls() == 0,
        "the stream was made and not polled for 100 ms: the source was polled"
    );
    let scene = "the stream was first polled 100 ms after it was made";
    let first = within_a_day(stream.next(), scene).await;
    assert!(first == Some(0), "{scene}: the first item was {first:?}");
}

/// If a task panics, its runtime catches the panic, and the sender is dropped as at a normal end. A feed that broke
/// down then looks like a complete one. The join handle knows the difference.
#[check]
async fn a_panic_of_the_source_reaches_the_consumer_after_all_items_before_it() {
    let broken = Broken(varied(404, 405..=599) as u32);
    for (items, capacity) in [(0, 1), (1, 1), (3, 2), (3, 10), (50, 4)] {
        for pauses in [false, true] {
            let panics_with = broken.clone();
            let source = stream! {
                for id in 0..items {
                    if pauses {
                        sleep(ms(10)).await;
                    }
                    yield id;
                }
                if pauses {
                    sleep(ms(10)).await;
                }
                panic_any(panics_with);
            };
            let scene = format!(
                "a source gives {} and then panics, with a `capacity` of {capacity}",
                counted(items, "item")
            );
            let mut stream = Polled::new(relay(source, capacity));
            let (mut given, mut polls) = (0, 0);
            let mut payload = None;
            loop {
                let poll = caught(|| {
                    let poll = catch_unwind(AssertUnwindSafe(|| stream.poll()));
                    poll.unwrap_or_else(|panic| {
                        payload = panic.downcast_ref::<Broken>().cloned();
                        resume_unwind(panic)
                    })
                });
                match poll {
                    Ok(Poll::Ready(Some(id))) => {
                        assert!(
                            id == given,
                            "{scene}: item {given} was expected, and item {id} came"
                        );
                        given += 1;
                    }
                    Ok(Poll::Ready(None)) => panic!(
                        "{scene}: the stream ended after {}, as if the source had ended",
                        counted(given, "item")
                    ),
                    Ok(Poll::Pending) => {
                        polls += 1;
                        assert!(
                            polls < 5_000,
                            "{scene}: the stream gave {}, and then was pending for 5 s",
                            counted(given, "item")
                        );
                        sleep(ms(1)).await;
                    }
                    Err(panic) => {
                        assert!(
                            given == items,
                            "{scene}: the stream panicked after {}, and the other {} did not come\n\n\
                             The items before the panic are complete, and wait for the consumer. They come first, and then \
                             the panic.",
                            counted(given, "item"),
                            items - given
                        );
                        assert!(
                            payload.as_ref() == Some(&broken),
                            "{scene}: its payload is a `Broken`, and the stream panicked with another one, {:?}",
                            panic.message
                        );
                        break;
                    }
                }
            }
        }
    }
}

/// A task does not end because its handle or its receiver is dropped. As long as the source is pending, the task
/// sends nothing, and so it does not notice that the receiver is gone: it has to be aborted.
#[check]
async fn dropping_the_stream_drops_the_source_and_what_waits() {
    for capacity in [1, 3, 20] {
        for ready in [0, 1, 10] {
            for take in [0, 1, 5] {
                let probe = DropProbe::new();
                let (feed, source) = Feed::open((0..ready).map(|_| probe.token("an item")));
                let mut stream = Polled::new(relay(source, capacity));
                let take = take.min(ready);
                let taken = take_items(&mut stream, take).await;
                let scene = match (ready, take) {
                    (0, _) => format!(
                        "`capacity` is {capacity}, the source is pending, and the stream was polled once"
                    ),
                    (_, 0) => format!(
                        "`capacity` is {capacity}, the source had {} ready and is pending after that, and the stream was \
                         polled once",
                        counted(ready, "item")
                    ),
                    _ => format!(
                        "`capacity` is {capacity}, the source had {} ready and is pending after that, and the stream \
                         gave {}",
                        counted(ready, "item"),
                        counted(take, "item")
                    ),
                };
                assert!(
                    taken == take && feed.polls() > 0 && !feed.is_dropped(),
                    "{scene}: {}",
                    match () {
                        () if taken > take =>
                            "one came in the first poll of the stream, before another task could run",
                        () if taken < take => "not all of them came",
                        () if feed.is_dropped() =>
                            "the source was dropped while the stream existed",
                        () => "the source was not polled",
                    }
                );
                drop(stream);
                sleep(ms(1)).await;
                assert!(
                    feed.is_dropped(),
                    "{scene}: the stream was dropped, and the source still exists"
                );
                assert!(
                    probe.alive() == 0,
                    "{scene}: the stream was dropped, and {} items still exist",
                    probe.alive()
                );
            }
        }
    }
    // The source awaits something in the middle of making an item.
    let (probe, made) = (DropProbe::new(), Arc::new(AtomicUsize::new(0)));
    let (token, source) = (probe.token("the source"), slow_source(&made));
    let source = source.map(move |id| {
        let _ = &token;
        id
    });
    let mut stream = Box::pin(relay(source, 10));
    within_a_day(stream.next(), "a source that makes an item every 10 ms").await;
    drop(stream);
    sleep(ms(1)).await;
    let before = made.load(Ordering::SeqCst);
    sleep(ms(500)).await;
    let after = made.load(Ordering::SeqCst);
    assert!(
        probe.alive() == 0 && before == after,
        "a source makes an item every 10 ms, and the stream was dropped after the first one: {} more items were made",
        after - before
    );
    // Never polled.
    let (feed, source) = Feed::of(0..3);
    drop(relay(source, 2));
    sleep(ms(1)).await;
    assert!(
        feed.is_dropped() && feed.polls() == 0,
        "the stream was dropped before its first poll: the source {}",
        if feed.polls() > 0 {
            "was polled"
        } else {
            "still exists"
        }
    );
}

/// Not `Clone`: an item is in one place.
#[derive(Debug, PartialEq)]
struct Item(usize);

/// What the sources here panic with.
#[derive(Clone, Debug, PartialEq)]
struct Broken(u32);

const DAY: Duration = Duration::from_secs(86_400);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// How many items the stream still gives.
async fn rest<T>(stream: &mut Polled<impl Stream<Item = T>>) -> usize {
    let (mut given, mut pendings) = (0, 0);
    while pendings < 100 {
        match stream.poll() {
            Poll::Ready(None) => break,
            Poll::Ready(Some(_)) => (given, pendings) = (given + 1, 0),
            Poll::Pending => {
                pendings += 1;
                sleep(ms(1)).await;
            }
        }
    }
    given
}

/// How many of 5000 items are taken from the source if the consumer takes none.
async fn ahead(capacity: usize) -> usize {
    let (feed, source) = Feed::open(0..5_000);
    let mut stream = Polled::new(relay(source, capacity));
    let _ = stream.poll();
    sleep(ms(1)).await;
    feed.taken()
}

/// Makes 0, 1, 2 and so on, each in 10 ms, and counts them.
fn slow_source(made: &Arc<AtomicUsize>) -> impl Stream<Item = usize> + Send + 'static {
    let made = Arc::clone(made);
    stream! {
        loop {
            sleep(ms(10)).await;
            yield made.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Polls until so many items have come, and once more; gives the relay's task time after each poll.
async fn take_items(stream: &mut Polled<impl Stream<Item = DropToken>>, count: usize) -> usize {
    let mut taken = 0;
    for _ in 0..100 {
        if taken == count && count > 0 {
            break;
        }
        if let Poll::Ready(Some(token)) = stream.poll() {
            drop(token);
            taken += 1;
        }
        sleep(ms(1)).await;
        // Once is enough to start it.
        if count == 0 {
            break;
        }
    }
    taken
}

async fn within_a_day<T>(future: impl Future<Output = T>, scene: &str) -> T {
    let Ok(output) = timeout(DAY, future).await else {
        panic!("{scene}: nothing came within a day");
    };
    output
}
