//! Checks of rearmed.

use std::time::Duration;

use ch13::rearmed::batches;
use futures::future::join;
use kit::{check, counted, virtual_ms};
use tokio::sync::mpsc;
use tokio::time::{sleep_until, timeout};

use crate::symptom;

#[check]
async fn a_batch_is_sent_when_its_first_message_is_old_enough() {
    messages_keep_coming().await;
    for step in [333, 7, 30, 99, 100, 101, 4_999, 5_001, 60_000] {
        for first in [3_500, 0, 20] {
            let sent: Vec<u64> = (0..120).map(|n| first + n * step).collect();
            let scene =
                format!("a delay of 5000 ms, and a message each {step} ms from {first} ms on");
            // A message that comes when a batch is due may be in either.
            if 5_000 % step != 0 {
                compare(&scene, &sent, 1_000, 5_000).await;
            }
        }
    }
}

#[check]
async fn a_full_batch_is_sent_at_once_and_the_next_one_begins_anew() {
    symptom::is_gone(messages_keep_coming()).await;
    for most in [1, 2, 3, 10] {
        let scene = format!("at most {most} messages a batch, and a delay of 5000 ms");
        // Some fill up, then one that does not.
        let quick: Vec<u64> = (0..10).map(|n| n * 300).collect();
        let mut sent = quick.clone();
        sent.extend([4_100, 4_300, 30_000, 34_000, 34_900, 39_500]);
        compare(
            &format!("{scene}, a burst, and then a few"),
            &sent,
            most,
            5_000,
        )
        .await;
        compare(&format!("{scene}, ten messages"), &quick, most, 5_000).await;
        compare(&format!("{scene}, 50 at once"), &[10; 50], most, 5_000).await;
    }
}

#[check]
async fn the_batches_have_all_messages_in_order_and_none_is_empty() {
    symptom::is_gone(messages_keep_coming()).await;
    let got = run(&[1_000, 90_000, 90_001, 3_000_000], 10, 5_000).await;
    let empty = got.iter().filter(|(_, batch)| batch.is_empty()).count();
    assert!(
        empty == 0,
        "four messages with long breaks: {empty} batches were empty\n\nA batch without a message has no age, and nothing to send."
    );
    for most in [1, 7, 1_000] {
        let sent: Vec<u64> = (0..500).map(|n| n * n % 977 + n * 40).collect();
        let got = run(&sent, most, 950).await;
        let all: Vec<u32> = got.into_iter().flat_map(|(_, batch)| batch).collect();
        assert!(
            all == (0..500).collect::<Vec<u32>>(),
            "500 messages, at most {most} a batch: {} came out, {}",
            all.len(),
            if all.is_sorted() {
                "in their order"
            } else {
                "in another order"
            }
        );
    }
    // A receiver that is slow: `out` is full while messages come.
    let (to, messages) = mpsc::channel(1);
    let (out, mut from) = mpsc::channel(1);
    let sending = async move {
        for n in 0..40 {
            let _ = to.send(n).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let receiving = async {
        let mut all = Vec::new();
        while let Some(batch) = from.recv().await {
            all.extend(batch);
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        all
    };
    let running = batches(messages, out, 3, Duration::from_millis(25));
    let all = timeout(HOUR, futures::future::join3(sending, running, receiving)).await;
    let all = all.map(|(_, (), all)| all);
    assert!(
        all == Ok((0..40).collect()),
        "40 messages, and a receiver that takes a batch each 500 ms: what came out is {all:?}"
    );
}

#[check]
async fn the_rest_is_sent_at_once_when_all_senders_are_dropped() {
    symptom::is_gone(messages_keep_coming()).await;
    for (sent, rest) in [
        (vec![], 0),
        (vec![0], 1),
        (vec![0, 10, 20], 3),
        (vec![0; 8], 3),
    ] {
        let (to, messages) = mpsc::channel(100);
        let (out, mut from) = mpsc::channel(100);
        let began = virtual_ms();
        for n in 0..sent.len() {
            let _ = to.send(u32::try_from(n).unwrap_or(0)).await;
        }
        drop(to);
        let running = batches(messages, out, 5, Duration::from_millis(5_000));
        let returned = timeout(HOUR, running).await.is_ok();
        let at = virtual_ms() - began;
        assert!(
            returned && at == 0,
            "after {} at 0 ms all senders were dropped: `batches` {} after {at} ms instead of at once\n\n\
             The end of the channel is an event like a message: no message follows, so there is nothing to wait for.",
            counted(sent.len(), "message"),
            if returned { "returned" } else { "still runs" }
        );
        let mut last = Vec::new();
        let mut all = 0;
        while let Some(batch) = from.recv().await {
            all += batch.len();
            last = batch;
        }
        assert!(
            all == sent.len() && last.len() == rest,
            "after {}, at most 5 a batch, all senders were dropped: {all} came out, {} in the last batch instead of {rest}",
            counted(sent.len(), "message"),
            last.len()
        );
    }
}

/// The scenario of the report.
async fn messages_keep_coming() {
    let sent: Vec<u64> = (0..20).map(|n| n * 1_500).collect();
    let got = run(&sent, 100, 5_000).await;
    let first = got.first().map(|(at, _)| *at);
    if first == Some(5_000) {
        return;
    }
    // The same with breaks, and with a single message: which of them moves the time?
    let alone = run(&[0, 60_000], 100, 5_000)
        .await
        .first()
        .map(|(at, _)| *at);
    let (at, alone_at) = (shown(first), shown(alone));
    let idea = match (first, alone) {
        (Some(28_500..) | None, Some(5_000)) => {
            ": each message puts it off\n\nA timer that is made in a round of the loop begins at zero in each round, and so does one that each message resets. The age of a batch begins with its first message."
        }
        (Some(6_000), Some(60_000..) | None) => {
            ": only a message sends it\n\nA message can be the last one for long. Then only a timer can tell that the batch is old enough."
        }
        (Some(first), Some(alone)) if first < 5_000 && alone < 5_000 => {
            ": too early, with and without messages after the first one\n\nThe delay is given, and right. What is wrong is when the timer begins."
        }
        _ => "",
    };
    panic!(
        "a delay of 5000 ms and a message each 1500 ms: the first batch came out {at} instead of 5000 ms; if no \
         message follows the first one for a minute, it came out {alone_at}{idea}"
    );
}

fn shown(at: Option<u64>) -> String {
    at.map_or("never".to_owned(), |at| format!("at {at} ms"))
}

/// Compares what comes out with what the requirements say.
#[track_caller]
fn compare(scene: &str, sent: &[u64], most: usize, delay: u64) -> impl Future<Output = ()> {
    let scene = scene.to_owned();
    let sent = sent.to_vec();
    async move {
        let want = expected(&sent, most, delay);
        let got = run(&sent, most, delay).await;
        let got: Vec<_> = got
            .into_iter()
            .map(|(at, batch)| (at, batch.len()))
            .collect();
        let differs = (0..want.len().max(got.len())).find(|n| want.get(*n) != got.get(*n));
        let Some(n) = differs else { return };
        let begin: usize = want[..n].iter().map(|(_, len)| len).sum();
        let Some((due, len)) = want.get(n) else {
            panic!(
                "{scene}: after all {} batches one more came out",
                want.len()
            );
        };
        let first = sent[begin];
        let why = match begin + len {
            _ if *len == most => "when it is full",
            end if end == sent.len() => "when the channel ends",
            _ => "when its first message is old enough",
        };
        let (came, idea) = match got.get(n) {
            None => ("never came out".to_owned(), ""),
            Some((at, 0)) => (
                format!("came out at {at} ms without a message"),
                "\n\nA batch without a message has no age, and nothing to send.",
            ),
            Some((at, messages)) => {
                let before = n.checked_sub(1).map(|before| begin - want[before].1);
                let idea = match why {
                    _ if at < due && *messages < most => {
                        "\n\nThe age of a batch begins with its first message. The start of `batches`, the ticks of an \
                         interval and the deadline of the batch before say nothing about it."
                    }
                    "when the channel ends" if at > due => {
                        "\n\nThe end of the channel is an event like a message: no message follows, so there is nothing \
                         to wait for."
                    }
                    _ => "",
                };
                let age = at.saturating_sub(first);
                let since = match before {
                    Some(before) if sent[before] + delay == *at => {
                        format!(", {delay} ms after that of the batch before")
                    }
                    _ if at % delay == 0 && age != delay => {
                        format!(", {at} ms after `batches` began")
                    }
                    _ => String::new(),
                };
                (
                    format!(
                        "came out at {at} ms with {messages}, {age} ms after its first message{since}"
                    ),
                    idea,
                )
            }
        };
        panic!(
            "{scene}: batch {} {came}; it was due at {due} ms with {len}, {why}{idea}",
            n + 1
        );
    }
}

/// When each batch is due, and with how many messages. After the last message the senders are dropped.
fn expected(sent: &[u64], most: usize, delay: u64) -> Vec<(u64, usize)> {
    let mut due = Vec::new();
    let mut rest = sent;
    while let Some(first) = rest.first() {
        let in_time = rest.iter().take_while(|at| **at < first + delay).count();
        let len = in_time.min(most);
        let full = len == most || len == rest.len();
        let at = if full { rest[len - 1] } else { first + delay };
        due.push((at, len));
        rest = &rest[len..];
    }
    due
}

/// Sends a message at each of these times, then drops the sender. Returns the batches with their times.
async fn run(sent: &[u64], most: usize, delay: u64) -> Vec<(u64, Vec<u32>)> {
    let (to, messages) = mpsc::channel(1_000);
    let (out, mut from) = mpsc::channel(1_000);
    let (began, start) = (virtual_ms(), tokio::time::Instant::now());
    let sending = async move {
        for (n, at) in (0..).zip(sent) {
            sleep_until(start + Duration::from_millis(*at)).await;
            let _ = to.send(n).await;
        }
    };
    let receiving = async {
        let mut got = Vec::new();
        while let Some(batch) = from.recv().await {
            got.push((virtual_ms() - began, batch));
        }
        got
    };
    let running = batches(messages, out, most, Duration::from_millis(delay));
    join(sending, join(running, receiving)).await.1.1
}

const HOUR: Duration = Duration::from_secs(3600);
