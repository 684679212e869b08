//! Checks of chunks.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use ch10::chunks::chunks;
use futures::{Stream, StreamExt};
use kit::{caught, check, varied, virtual_ms};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::source::{Feed, Polled, Source};

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
                "30 items are ready and `most` is {most}: chunk {given} {}, and {} wanted\n\n\
                 A chunk is given as soon as it has `most` items.",
                match &chunk {
                    Err(_) => "did not come within 1 s".to_owned(),
                    Ok(None) => "did not come: the stream ended".to_owned(),
                    Ok(Some(chunk)) => format!("has {}", items(chunk.len())),
                },
                items(most)
            );
            let (taken, polls) = (feed.taken(), feed.polls());
            assert!(
                taken == given * most,
                "`most` is {most}: when chunk {given} was given, {} had been taken from the source, and {} wanted\n\n\
                 A chunk that is full is given at once. The next item belongs to the next chunk, which is not asked \
                 for yet.",
                items(taken),
                items(given * most)
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

// The limit of time belongs to the first item: no item waits longer than `wait`.
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
    let wait = varied(1_000, 500..=2_000);
    timed(&[10, 400], 5_000, &[(10 + wait, 2)], ms(wait), 10).await;
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

// After the end nothing can fill the chunk up, so it waits for nothing.
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

// A chunk is full at exactly `most` items. The last one has what is left, if anything is.
#[check]
async fn a_chunk_is_given_when_it_is_full() {
    let (_feed, source) = Feed::of((0..3).map(Item));
    let panics = caught(|| {
        let mut stream = Polled::new(chunks(source, usize::MAX, ms(50)));
        while let Poll::Ready(Some(_)) = stream.poll() {}
    });
    if let Err(panic) = panics
        && !panic.message.starts_with("not yet implemented")
    {
        panic!(
            "3 items are ready, and `most` is usize::MAX: `chunks` panics (\"{}\"); with a small `most` it does not\n\n\
             `most` is a limit. It is not the number of items that will come, so reserve no room for it.",
            panic.message
        );
    }
    let (count, most) = (varied(10, 4..=60) as usize, varied(3, 2..=9) as usize);
    for (count, most) in [
        (count, most),
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
        let (got, _) = all(chunks(source, most, ms(50))).await;
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
                "{scene}: chunk {} {}, and {} wanted\n\n\
                 A chunk is full at exactly `most` items. The last one has what is left, if anything is.",
                nth + 1,
                says(got),
                wanted.map_or("no more was".to_owned(), items)
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
            "{scene}, and then the source ends: the chunks were there after {took} ms instead of at once\n\n\
             After the end nothing can fill the chunk up, so it waits for nothing."
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
        let wanted = [
            (60, vec![0, 1, 2]),
            (140, vec![3]),
            (153, vec![4, 5, 6, 7]),
            (260, vec![8]),
        ];
        let differs = (0..4.max(got.len())).find(|nth| got.get(*nth) != wanted.get(*nth));
        if let Some(nth) = differs {
            let says = |chunk: Option<&(u64, Vec<usize>)>| match chunk {
                Some((at, ids)) => format!("came at {at} ms with items {ids:?}"),
                None => "did not come".to_owned(),
            };
            panic!(
                "with `next` dropped every {tick} ms, chunk {} {}; in the right answer it {} (`most` is 4, `wait` is \
                 50 ms, and items come at {arrivals:?} ms)",
                nth + 1,
                says(got.get(nth)),
                says(wanted.get(nth))
            );
        }
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

/// A chunk: the time at which it was given, and its items.
type Given = (u64, Vec<usize>);

/// All chunks, and the times at which the stream was polled.
async fn all(stream: impl Stream<Item = Vec<Item>>) -> (Vec<Given>, Vec<u64>) {
    let began = Instant::now();
    let mut stream = Box::pin(stream);
    let (mut got, mut polls) = (Vec::new(), Vec::new());
    // An hour: a stream that gives nothing more must not hold the check up.
    loop {
        let next = poll_fn(|cx| {
            polls.push(since(began));
            stream.as_mut().poll_next(cx)
        });
        let Ok(Some(chunk)) = timeout(Duration::from_secs(3_600), next).await else {
            return (got, polls);
        };
        got.push((since(began), ids(&chunk)));
        assert!(
            got.len() < 200_000,
            "the stream gave 200,000 chunks and did not end"
        );
    }
}

/// Items at `arrivals`, the end at `end`; `wanted` has the times of the chunks and their lengths.
async fn timed(arrivals: &[u64], end: u64, wanted: &[(u64, usize)], wait: Duration, most: usize) {
    let began = Instant::now();
    let (feed, stream) = scene(arrivals, end, began, wait, most);
    let (got, polls) = all(stream).await;
    let wait = u64::try_from(wait.as_millis()).unwrap();
    let scene = format!(
        "`most` is {most}, `wait` is {wait} ms, {} and the source ends at {end} ms",
        match arrivals {
            [] => "no item comes,".to_owned(),
            [one] => format!("one item comes at {one} ms,"),
            more => format!("items come at {more:?} ms,"),
        }
    );
    for nth in 0..wanted.len().max(got.len()) {
        let (given, wanted) = (got.get(nth), wanted.get(nth));
        if given.map(|(at, chunk)| (*at, chunk.len())) == wanted.copied() {
            continue;
        }
        let number = nth + 1;
        match (given, wanted) {
            (Some((at, chunk)), Some((due, length))) => {
                let seen = why(arrivals, end, wait, most, &got[..=nth], *due, &polls);
                let (seen, idea) = seen.split_once("\n\n").unwrap_or((&seen, ""));
                panic!(
                    "chunk {number} came at {at} ms with {} instead of at {due} ms with {}{seen} ({scene})\n\n{idea}",
                    items(chunk.len()),
                    items(*length)
                )
            }
            (Some((at, chunk)), None) => panic!(
                "{scene}: chunk {number} came at {at} ms with {}, and no more chunk was wanted",
                items(chunk.len())
            ),
            (None, Some((due, length))) => panic!(
                "{scene}: chunk {number} did not come; it was wanted at {due} ms with {} ({})",
                items(*length),
                match feed.taken() == arrivals.len() {
                    true => "all items were taken from the source",
                    false => "not all items were taken from the source",
                }
            ),
            (None, None) => {}
        }
    }
    let in_order = got.iter().flat_map(|(_, chunk)| chunk);
    assert!(
        in_order.copied().eq(0..arrivals.len()),
        "{scene}: the chunks hold {got:?}"
    );
    assert!(
        feed.polls_after_end() == 0,
        "{scene}: the source was polled again after it had returned `None`\n\n\
         What a source does when it is polled after its end is its own choice. Remember that it has ended."
    );
}

/// What the time of the last chunk that was given tells, in the words of a failure.
fn why(
    arrivals: &[u64],
    end: u64,
    wait: u64,
    most: usize,
    got: &[Given],
    due: u64,
    polls: &[u64],
) -> String {
    let ((at, chunk), before) = got.split_last().expect("it was given");
    let Some(first) = chunk.first().map(|id| arrivals[*id]) else {
        return "\n\nWhile nothing has come there is no chunk, and no time runs.".to_owned();
    };
    let last = arrivals[chunk[chunk.len() - 1]];
    let (earlier, first_before) = match before.last() {
        Some((at, chunk)) => (*at, chunk.first().map(|id| arrivals[*id])),
        None => (0, None),
    };
    if chunk.len() > most {
        return "\n\nA chunk is given as soon as it has `most` items.".to_owned();
    }
    if *at > due && due == end {
        return ", when the source ended\n\nAfter the end nothing can fill the chunk up, so it waits for nothing."
            .to_owned();
    }
    if *at > due && chunk.len() > 1 && *at == last + wait {
        return format!(
            ": {wait} ms after its last item, and not after its first\n\n\
             The time of a chunk begins once, with its first item. Neither a later item nor a later poll starts it \
             again."
        );
    }
    if *at > due && chunk.len() < most {
        let event = match (*at == end, arrivals.contains(at)) {
            (true, _) => ", only when the source ended",
            (_, true) => ", only when a later item came",
            _ => "",
        };
        return match polls.contains(&due) {
            true => format!("{event}; it was polled at {due} ms, and returned Pending"),
            false => format!(
                "{event}: nothing woke the stream at {due} ms\n\n\
                 Time that passes wakes nothing by itself. A timer does, if it is polled before each Pending and kept \
                 until its time."
            ),
        };
    }
    let since = match *at {
        _ if *at >= due => return String::new(),
        at if first_before.is_some_and(|first| at == first + wait) => {
            "the first item of the chunk before it"
        }
        at if at == earlier + wait && earlier > 0 => "the chunk before it was given",
        at if at == wait => "the first `next`",
        at if at == last => {
            return ", as soon as the last of them had come\n\n\
                    A chunk that is not full waits for more items until its time is up."
                .to_owned();
        }
        _ => return String::new(),
    };
    format!(
        ": {wait} ms after {since}, and {} ms after its own first item\n\n\
         Each chunk has a time of its own, which begins when its first item is taken.",
        at - first
    )
}
