//! Checks of chunks.

use std::task::Poll;
use std::time::Duration;

use ch10::chunks::chunks;
use futures::{Stream, StreamExt};
use kit::{check, virtual_ms};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::source::{Feed, Polled, Source};

/// A chunk is full at exactly `most` items. The last one has what is left, if anything is.
#[check]
async fn a_chunk_is_given_when_it_is_full() {
    for (count, most) in [
        (10, 3),
        (9, 3),
        (1, 1),
        (5, 1),
        (2, 100),
        (0, 5),
        (3, usize::MAX),
        (100_000, 250),
    ] {
        let (_feed, source) = Feed::of((0..count).map(Item));
        let scene = format!("{count} items are ready, and `most` is {}", number(most));
        let began = virtual_ms();
        let got = all(chunks(source, most, ms(50))).await;
        let mut wanted = vec![most; count / most];
        wanted.extend(Some(count % most).filter(|rest| *rest > 0));
        let says = |length: Option<usize>| match length {
            Some(length) => format!("has {}", items(length)),
            None => "does not exist".to_owned(),
        };
        for nth in 0..wanted.len().max(got.len()) {
            let wanted = wanted.get(nth).copied();
            let got = got.get(nth).map(|(_, chunk)| chunk.len());
            assert!(
                got == wanted,
                "{scene}: chunk {} {}; right would be: it {}",
                nth + 1,
                says(got),
                says(wanted)
            );
        }
        let in_order = got.iter().flat_map(|(_, chunk)| chunk);
        assert!(
            in_order.copied().eq(0..count),
            "{scene}: the chunks hold other items than the source, or in another order"
        );
        let took = virtual_ms() - began;
        assert!(
            took == 0,
            "{scene}, and then the source ends: the chunks were there after {took} ms"
        );
    }
}

/// The limit of time belongs to the first item: no item waits longer than `wait`. A limit for each item starts
/// again whenever one comes, and a source that is never silent for so long holds the chunk up until it is full.
#[check]
async fn a_chunk_is_given_when_its_time_is_up() {
    // Items at these times; `most` is 10 and `wait` 50 ms.
    for (arrivals, wanted) in [
        // One item, and then silence.
        (vec![20], vec![(70, 1)]),
        // One at a time, less than 50 ms apart.
        (vec![0, 30, 60, 90], vec![(50, 2), (110, 2)]),
        // Several at once.
        (vec![7, 7, 7, 40], vec![(57, 4)]),
        // Full before its time, and the next one after it.
        (
            vec![5, 5, 5, 5, 5, 9, 9, 9, 9, 9, 21, 33],
            vec![(9, 10), (71, 2)],
        ),
        // Two chunks with a long silence between them.
        (vec![10, 500, 510], vec![(60, 1), (550, 2)]),
    ] {
        timed(&arrivals, 2_000, &wanted, ms(50), 10).await;
    }
    timed(&[10, 400], 5_000, &[(1_010, 2)], ms(1_000), 10).await;
}

/// There is no deadline while nothing has come. It begins when the first item is taken: not when the chunk is asked
/// for, and not when the chunk before it was given.
#[check]
async fn the_time_of_a_chunk_begins_with_its_first_item() {
    let silent = Duration::from_secs(3_600);
    let (feed, source) = Feed::<Item>::open([]);
    let mut stream = Box::pin(chunks(source, 3, ms(50)));
    if let Ok(chunk) = timeout(silent, stream.next()).await {
        panic!(
            "no item had come, and `next` returned {}",
            chunk.map_or("`None`".to_owned(), |chunk| format!(
                "a chunk of {}",
                chunk.len()
            ))
        );
    }
    assert!(
        feed.polls() > 0,
        "`next` waited, and the source was never polled"
    );
    // The first item comes when the chunk has been asked for long since.
    for first in [3, 49, 51, 90, 149, 730] {
        timed(&[first, first + 20], 2_000, &[(first + 50, 2)], ms(50), 10).await;
    }
    // A chunk is full, and its deadline would have been at 50.
    let arrivals = [0, 10, 20, 30, 75];
    timed(&arrivals, 2_000, &[(20, 3), (80, 2)], ms(50), 3).await;
    // The item was there for 200 ms before the stream was asked for it.
    let (_feed, source) = Feed::open([Item(0)]);
    let mut stream = Box::pin(chunks(source, 3, ms(50)));
    sleep(ms(200)).await;
    let began = virtual_ms();
    let chunk = stream.next().await;
    let after = virtual_ms() - began;
    assert!(
        chunk.is_some_and(|chunk| chunk.len() == 1) && after == 50,
        "an item was ready for 200 ms before the first `next`: with a `wait` of 50 ms, its chunk was given {after} ms \
         after the item was taken"
    );
}

/// After the end nothing can fill the chunk up, so it waits for nothing. What a source does when it is polled after
/// its end is its own choice.
#[check]
async fn the_end_of_the_source_gives_the_rest_and_ends_the_stream() {
    for (arrivals, end, wanted) in [
        (vec![10, 20], 30, vec![(30, 2)]),
        (vec![10, 10, 10], 40, vec![(10, 3)]),
        (vec![10, 10, 10, 20], 25, vec![(10, 3), (25, 1)]),
        (vec![10], 90, vec![(60, 1)]),
        (vec![], 20, vec![]),
        (vec![1, 1], 1, vec![(1, 2)]),
    ] {
        timed(&arrivals, end, &wanted, ms(50), 3).await;
    }
}

/// A stream is pulled. What is taken before the consumer asks waits in the stream, and is lost with it.
#[check]
async fn nothing_is_taken_before_it_is_asked_for() {
    for most in [1, 2, 3, 10] {
        let (feed, source) = Feed::open((0..30).map(Item));
        let stream = chunks(source, most, ms(50));
        assert!(
            feed.polls() == 0,
            "the source was polled before the stream was polled for the first time"
        );
        let mut stream = Box::pin(stream);
        for given in 1..=30 / most {
            let chunk = timeout(ms(1_000), stream.next()).await;
            assert!(
                matches!(&chunk, Ok(Some(chunk)) if chunk.len() == most),
                "30 items are ready and `most` is {most}: chunk {given} did not come, or has another length"
            );
            let (taken, polls) = (feed.taken(), feed.polls());
            assert!(
                taken == given * most,
                "`most` is {most}: when chunk {given} was given, {} had been taken from the source",
                items(taken)
            );
            sleep(ms(200)).await;
            assert!(
                feed.polls() == polls,
                "`most` is {most}, chunk {given} was given, and no next one was asked for: the source was polled"
            );
        }
        // The source has given all and has not ended: a chunk that is full is not held up by that.
        assert!(
            !feed.has_ended() && feed.taken() == 30 / most * most,
            "`most` is {most}: {} of 30 items were taken",
            feed.taken()
        );
    }
}

/// `next` borrows the stream. When it is dropped, the stream stays, with all that is in it: the items of the chunk,
/// and the moment at which its time is up.
#[check]
async fn dropping_next_loses_no_item_and_no_time() {
    // A time limit that drops `next` every so many milliseconds.
    for tick in [1, 7, 20, 49] {
        let began = Instant::now();
        let arrivals = [10, 30, 33, 90, 150, 151, 152, 153, 210];
        let (feed, mut stream) = scene(&arrivals, 300, began, ms(50), 4);
        let (mut got, mut dropped) = (Vec::new(), 0);
        loop {
            match timeout(ms(tick), stream.next()).await {
                Err(_) => dropped += 1,
                Ok(Some(chunk)) => got.push((since(began), ids(&chunk))),
                Ok(None) => break,
            }
            assert!(
                since(began) < 10_000,
                "`next` was dropped every {tick} ms: the stream did not end, 10 s after the first item"
            );
        }
        assert!(dropped >= 3, "`next` was dropped only {dropped} times");
        let wanted = vec![
            (60, vec![0, 1, 2]),
            (140, vec![3]),
            (153, vec![4, 5, 6, 7]),
            (260, vec![8]),
        ];
        assert!(
            got == wanted,
            "with `next` dropped every {tick} ms, the chunks are {got:?} instead of {wanted:?} (time, items): `most` is \
             4, `wait` is 50 ms, and items come after {arrivals:?} ms"
        );
        assert!(
            feed.polls_after_end() == 0,
            "`next` was dropped every {tick} ms: the source was polled again after it had returned `None`"
        );
    }
    // The next `next` is polled by another task.
    for second in [false, true] {
        let (feed, source) = Feed::open([Item(0)]);
        let mut stream = Polled::new(chunks(source, 3, ms(50)));
        let before = stream.poll().is_pending();
        sleep(ms(20)).await;
        let old = stream.change_waker();
        if second {
            feed.give(Item(1));
        }
        assert!(
            before && stream.poll().is_pending(),
            "`most` is 3, `wait` is 50 ms, and {} came in 20 ms: a poll was not pending",
            items(feed.taken())
        );
        let (wakes, old_wakes) = (stream.wakes(), old.wakes());
        sleep(ms(40)).await;
        assert!(
            stream.wakes() > wakes,
            "a task polled a `next` and dropped it, and 20 ms later another task polled the next one{}: with a `wait` \
             of 50 ms, 60 ms after the first item {}",
            if second {
                ", which took a second item"
            } else {
                ""
            },
            if old.wakes() > old_wakes {
                "only the first task had been woken\n\nA timer wakes the task that polled it last. Poll it before \
                 each Pending."
            } else {
                "no task had been woken\n\nThe time of a chunk belongs to the stream. It runs on, whichever task polls."
            }
        );
    }
    // A pause that is longer than the time of the chunk.
    let (feed, source) = Feed::open([Item(0), Item(1)]);
    let mut stream = Polled::new(chunks(source, 3, ms(50)));
    let first = stream.poll();
    assert!(
        first.is_pending() && feed.taken() == 2,
        "2 items are ready and `most` is 3: the first poll took {} items, and was {}",
        feed.taken(),
        if first.is_pending() {
            "pending"
        } else {
            "ready"
        }
    );
    sleep(ms(80)).await;
    let then = stream.poll();
    let got = match &then {
        Poll::Ready(Some(chunk)) => ids(chunk),
        _ => Vec::new(),
    };
    assert!(
        got == [0, 1],
        "2 items were taken, and `next` was dropped; 80 ms later, with a `wait` of 50 ms, the next poll {}",
        match then {
            Poll::Pending => "was pending".to_owned(),
            Poll::Ready(None) => "ended the stream".to_owned(),
            Poll::Ready(Some(_)) => format!("gave items {got:?} instead of [0, 1]"),
        }
    );
}

/// Not `Clone`: an item is in one place.
#[derive(Debug)]
struct Item(usize);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn number(most: usize) -> String {
    match most {
        usize::MAX => "usize::MAX".to_owned(),
        most => most.to_string(),
    }
}

fn items(count: usize) -> String {
    match count {
        1 => "1 item".to_owned(),
        more => format!("{more} items"),
    }
}

fn since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap()
}

fn ids(chunk: &[Item]) -> Vec<usize> {
    chunk.iter().map(|item| item.0).collect()
}

type Chunks = std::pin::Pin<Box<dyn Stream<Item = Vec<Item>>>>;

/// Chunks of a source that gives an item at each of these times and ends at `end`.
fn scene(
    arrivals: &[u64],
    end: u64,
    began: Instant,
    wait: Duration,
    most: usize,
) -> (Feed<Item>, Chunks) {
    let (feed, source): (_, Source<Item>) = Feed::open([]);
    let (giver, times) = (feed.clone(), arrivals.to_vec());
    tokio::spawn(async move {
        for (id, time) in times.into_iter().enumerate() {
            sleep_until(began + ms(time)).await;
            giver.give(Item(id));
        }
        sleep_until(began + ms(end)).await;
        giver.end();
    });
    (feed, Box::pin(chunks(source, most, wait)))
}

/// All chunks and the times at which they were given.
async fn all(stream: impl Stream<Item = Vec<Item>>) -> Vec<(u64, Vec<usize>)> {
    let began = Instant::now();
    let mut stream = Box::pin(stream);
    let mut got = Vec::new();
    // An hour: a stream that gives nothing more must not hold the check up.
    while let Ok(Some(chunk)) = timeout(Duration::from_secs(3_600), stream.next()).await {
        got.push((since(began), ids(&chunk)));
        assert!(
            got.len() < 200_000,
            "the stream gave 200,000 chunks and did not end"
        );
    }
    got
}

/// Items at `arrivals`, the end at `end`; `wanted` has the times of the chunks and their lengths.
async fn timed(arrivals: &[u64], end: u64, wanted: &[(u64, usize)], wait: Duration, most: usize) {
    let began = Instant::now();
    let (feed, stream) = scene(arrivals, end, began, wait, most);
    let got = all(stream).await;
    let scene = format!(
        "`most` is {most}, `wait` is {} ms, items come after {arrivals:?} ms, and the end after {end} ms",
        wait.as_millis()
    );
    let lengths: Vec<_> = got.iter().map(|(at, chunk)| (*at, chunk.len())).collect();
    let says = |chunk: Option<&(u64, usize)>| match chunk {
        Some((at, length)) => format!("has {} and came after {at} ms", items(*length)),
        None => "did not come".to_owned(),
    };
    for nth in 0..wanted.len().max(got.len()) {
        let (got, wanted) = (lengths.get(nth), wanted.get(nth));
        assert!(
            got == wanted,
            "{scene}: chunk {} {}; right would be: it {}",
            nth + 1,
            says(got),
            says(wanted)
        );
    }
    let in_order = got.iter().flat_map(|(_, chunk)| chunk);
    assert!(
        in_order.copied().eq(0..arrivals.len()),
        "{scene}: the chunks hold {got:?}"
    );
    assert!(
        feed.polls_after_end() == 0,
        "{scene}: the source was polled again after it had returned `None`"
    );
}
