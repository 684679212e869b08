//! Checks of quota.

#![allow(clippy::drop_non_drop, reason = "the stub has nothing to drop yet")]

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use ch06::quota::{Closed, Quota, open};
use kit::{ByHand, caught, check, varied, virtual_ms};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};

const EACH: Duration = Duration::from_millis(10);

/// What is granted is gone, and nothing else is.
#[check]
async fn a_grant_is_what_was_asked_for_or_what_is_left() {
    let some = varied(300, 250..=390);
    for (bytes, asked, grants) in [
        (
            1_000,
            vec![some, 600, 300, 5],
            vec![some, 600, 400 - some, 0],
        ),
        (10, vec![10, 1], vec![10, 0]),
        (0, vec![7, 0], vec![0, 0]),
        (u64::MAX, vec![0, u64::MAX, 1], vec![0, u64::MAX, 0]),
    ] {
        let (quota, owner) = open(bytes, EACH);
        let owner = tokio::spawn(owner);
        for (nth, (bytes_asked, grant)) in asked.iter().zip(&grants).enumerate() {
            let got = quota.take(*bytes_asked).await;
            if got == Ok(*grant) {
                continue;
            }
            let left = bytes - grants[..nth].iter().sum::<u64>();
            let seen = format!(
                "{left} of {bytes} bytes were left, and a request for {bytes_asked} got {got:?} instead of Ok({grant})"
            );
            if got == Ok(0)
                && left > 0
                && *bytes_asked > left
                && timeout(EACH * 2, quota.take(left)).await == Ok(Ok(left))
            {
                panic!(
                    "{seen}; the next one, for {left}, was granted: a request for more than is left is refused\n\n\
                     The owner grants as many bytes as are left, if that is less than what is asked for."
                );
            }
            panic!(
                "{seen}; the requests before it, for {:?}, were granted",
                &asked[..nth]
            );
        }
        drop(quota);
        let left = owner.await.unwrap();
        let wanted = bytes - grants.iter().sum::<u64>();
        assert!(
            left == wanted,
            "of a quota of {bytes}, {grants:?} were granted, and the owner says that {left} are left"
        );
    }
}

/// A request that comes first is decided first, and the next one waits for it: the owner is one task, which
/// does one thing at a time. While it waits for a timer, other tasks have the thread.
#[check]
async fn decisions_are_made_one_at_a_time_and_in_order() {
    let each = varied(10, 5..=40);
    let (quota, owner) = open(100, Duration::from_millis(each));
    tokio::spawn(owner);
    let decided = Arc::new(Mutex::new(Vec::new()));
    let began = virtual_ms();
    let requests: Vec<_> = (0..5)
        .map(|nth| {
            let (quota, decided) = (quota.clone(), Arc::clone(&decided));
            tokio::spawn(async move {
                let granted = quota.take(30).await;
                let at = virtual_ms() - began;
                decided.lock().unwrap().push((nth, at, granted));
            })
        })
        .collect();
    for request in requests {
        joined(request).await;
    }
    let decided = std::mem::take(&mut *decided.lock().unwrap());
    let order: Vec<i32> = decided.iter().map(|(nth, ..)| *nth).collect();
    assert!(
        order == [0, 1, 2, 3, 4],
        "five requests were sent in the order 0 to 4, and decided in the order {order:?}"
    );
    let granted: Vec<_> = decided.iter().map(|(.., granted)| *granted).collect();
    let wanted = [30, 30, 30, 10, 0].map(Ok);
    assert!(
        granted == wanted,
        "of a quota of 100, five requests for 30 each were granted {granted:?} instead of {wanted:?}"
    );
    let times: Vec<u64> = decided.iter().map(|(_, at, _)| *at).collect();
    let wanted = [1, 2, 3, 4, 5].map(|nth| nth * each);
    assert!(
        times == wanted,
        "{}five requests that were sent together were decided after {times:?} ms; one at a time, at {each} ms each, \
         that is {wanted:?}",
        match times.as_slice() {
            [0, .., 0] => "the owner waits for no timer of tokio: ",
            [first, .., last] if first == last => "the decisions are not made one at a time: ",
            _ => "",
        }
    );
    sleep(Duration::from_secs(1)).await;
    let began = virtual_ms();
    let _ = quota.take(1).await;
    let took = virtual_ms() - began;
    assert!(
        took == each,
        "right for five requests in a row, wrong after a pause: a request that came a second later was decided \
         after {took} ms instead of {each}"
    );
    many_at_once().await;
    of_no_bytes(&quota, each).await;
}

/// More requests are sent than a small queue holds.
async fn many_at_once() {
    const SENT: usize = 300;
    let (quota, owner) = open(SENT as u64, EACH);
    tokio::spawn(owner);
    let began = virtual_ms();
    let requests: Vec<_> = (0..SENT).map(|_| in_background(&quota, 1)).collect();
    let mut got = Vec::new();
    for request in requests {
        got.push(joined(request).await);
    }
    let took = virtual_ms() - began;
    let wrong = got.iter().position(|got| *got != Ok(1));
    if let Some(nth) = wrong {
        panic!(
            "right for five requests sent together, wrong for {SENT}: of a quota of {SENT} bytes each asked for 1, and \
             request {} got {:?}\n\nThe owner decides on each request that is sent, however many wait before it.",
            nth + 1,
            got[nth]
        );
    }
    let wanted = EACH.as_millis() as u64 * SENT as u64;
    assert!(
        took == wanted,
        "right for five requests sent together, wrong for {SENT}: at {} ms each, the last one was decided after \
         {took} ms instead of {wanted}",
        EACH.as_millis()
    );
}

/// A request for nothing waits for its turn, too.
async fn of_no_bytes(quota: &Quota, each: u64) {
    let began = virtual_ms();
    let before = in_background(quota, 1);
    // So that it is sent first.
    yield_now().await;
    let _ = quota.take(0).await;
    let took = virtual_ms() - began;
    assert!(
        took == 2 * each,
        "right for a request for some bytes, wrong for 0: a request for 0 bytes that was sent after another one was \
         decided after {took} ms; one at a time, at {each} ms each, that is {}\n\n\
         A request for 0 bytes is a request: the owner decides on it in its turn.",
        2 * each
    );
    let _ = joined(before).await;
}

/// To send into a oneshot channel whose receiver is gone is an error, and the error returns the value. Nothing
/// is lost unless you drop it.
#[check]
async fn a_request_that_is_given_up_costs_nothing() {
    // In milliseconds after it was sent: while it is decided on, or while it is queued behind another one.
    for (asked, given_up_after, queued) in [
        (700, 5, false),
        (700, 5, true),
        (700, 15, true),
        (700, 0, false),
        (1_700, 5, false),
        (1_700, 15, true),
    ] {
        let GivenUp {
            quota,
            mut owner,
            first,
            next,
        } = given_up(asked, given_up_after, queued).await;
        let wanted = if queued { 900 } else { 950 };
        let when = when(queued);
        if next == Err(Closed) {
            let (end, so) = end_of(&mut owner).await;
            panic!(
                "{end} after a request was given up{so} the next one got Err(Closed)\n\n{GOES_ON}"
            );
        }
        if next != Ok(wanted) {
            panic!(
                "{}",
                what_it_cost(asked, given_up_after, queued, &next, wanted).await
            );
        }
        if let Some(first) = first {
            let got = joined(first).await;
            assert!(
                got == Ok(100),
                "the request before the one that was given up got {got:?}"
            );
        }
        drop(quota);
        let left = owner
            .await
            .expect("the owner goes on after a request was given up");
        let wanted = if queued { 0 } else { 50 };
        if left == wanted {
            continue;
        }
        let rest = format!(
            "of a quota of 1000, a request for {asked} was given up while it was {when}; then the owner says that {left} \
             bytes are left, and {wanted} were not granted to others"
        );
        assert!(
            asked != 1_700 || queued || left != wanted + 700,
            "right if a request for less than is left is given up, wrong if for more: the owner gave back the 1700 that \
             were asked for, and had granted only 1000\n({rest})"
        );
        panic!("{rest}");
    }
}

/// The idea of an owner that ends when one request is given up.
const GOES_ON: &str = "There is no receiver for the reply to a request that was given up, so to send it is an error. \
    It concerns this request alone: the owner goes on with the next one.";

/// What came of it when a request was given up.
struct GivenUp {
    quota: Quota,
    owner: JoinHandle<u64>,
    /// The request for 100 that was sent before it, if one was.
    first: Option<Taking>,
    /// What the next one got, which asked for 950.
    next: Result<u64, Closed>,
}

/// Of a quota of 1,000, asks for this many bytes and gives that up after so many milliseconds.
async fn given_up(asked: u64, after: u64, queued: bool) -> GivenUp {
    let (quota, owner) = open(1_000, EACH);
    let owner = tokio::spawn(owner);
    let first = queued.then(|| in_background(&quota, 100));
    // So that it is sent first.
    yield_now().await;
    let got = timeout(Duration::from_millis(after), quota.take(asked)).await;
    assert!(
        got.is_err(),
        "a request was decided after {after} ms, although a decision takes {} ms{}",
        EACH.as_millis(),
        if queued {
            " and another one came first"
        } else {
            ""
        }
    );
    let next = quota.take(950).await;
    GivenUp {
        quota,
        owner,
        first,
        next,
    }
}

fn when(queued: bool) -> &'static str {
    if queued {
        "queued behind one for 100"
    } else {
        "decided on"
    }
}

/// What became of the owner of a quota that says that it is closed.
async fn end_of(owner: &mut JoinHandle<u64>) -> (&'static str, &'static str) {
    match timeout(EACH, owner).await {
        Ok(Err(_)) => ("the owner panicked", ", so"),
        Ok(Ok(_)) => ("the owner returned", ", so"),
        Err(_) => ("the owner goes on", ", and yet"),
    }
}

/// What the next request got instead, and what that fits.
async fn what_it_cost(
    asked: u64,
    after: u64,
    queued: bool,
    next: &Result<u64, Closed>,
    wanted: u64,
) -> String {
    let when = when(queued);
    let rest =
        format!("of a quota of 1000, the next one, for 950, got {next:?} instead of Ok({wanted})");
    let left = if queued { 900 } else { 1_000 };
    let granted = asked.min(left);
    if *next == Ok((left - granted).min(950)) {
        let right_in_queue = !queued && after > 0 && given_up(asked, 5, true).await.next == Ok(900);
        return match right_in_queue {
            true => format!(
                "right if a request is given up while it is queued, wrong while it is decided on: then one for {asked} \
                 has cost its bytes, and {rest}"
            ),
            false => format!(
                "a request for {asked} that was given up while it was {when} has cost its bytes: {rest}"
            ),
        };
    }
    if *next == Ok(granted) {
        return format!(
            "the next request got the reply to the one that was given up: one for {asked} was given up while it was \
             {when}, and {rest}\n\nIf requests share a channel for replies, one that is given up leaves its reply \
             there, and the next one takes it. Each request brings a channel of its own."
        );
    }
    format!("a request for {asked} was given up while it was {when}; {rest}")
}

/// A reply belongs to its own request. If requests share a channel for replies, one that is given up leaves its
/// reply to the next.
#[check]
async fn each_reply_reaches_the_request_that_it_is_for() {
    let (quota, owner) = open(1_000, EACH);
    let mut owner = tokio::spawn(owner);
    // The nth request is for n times as many: less than 1,000 in all.
    let bytes = varied(10, 5..=20);
    let requests: Vec<_> = (1..=9)
        .map(|nth| in_background(&quota, nth * bytes))
        .collect();
    sleep(Duration::from_millis(25)).await;
    // By now two are decided, and the third is being decided on.
    requests[2].abort();
    requests[5].abort();
    for (nth, request) in (1..).zip(requests) {
        if nth == 3 || nth == 6 {
            continue;
        }
        let got = joined(request).await;
        if got == Err(Closed) {
            let (end, so) = end_of(&mut owner).await;
            panic!(
                "{end} after two of nine requests were given up{so} request {nth} got Err(Closed)\n\n{GOES_ON}"
            );
        }
        assert!(
            got == Ok(nth * bytes),
            "request {nth} of nine asked for {} of 1000 bytes, and got {got:?}; the third and the sixth were \
             given up",
            nth * bytes
        );
    }
}

/// The owner receives until every sender is gone. If it holds one itself, that never happens.
#[check]
async fn the_owner_ends_when_the_last_quota_is_dropped() {
    for clones in [0, 3] {
        let (quota, owner) = open(500, EACH);
        let owner = tokio::spawn(owner);
        let quotas: Vec<Quota> = (0..clones).map(|_| quota.clone()).collect();
        assert!(
            quota.take(200).await == Ok(200),
            "a request for 200 of 500 bytes was not granted"
        );
        drop(quota);
        sleep(Duration::from_secs(1)).await;
        for quota in quotas {
            assert!(
                !owner.is_finished(),
                "the owner ended, although a `Quota` was left"
            );
            assert!(
                quota.take(1).await == Ok(1),
                "a request through a clone was not granted after the first `Quota` was dropped"
            );
        }
        match timeout(Duration::from_secs(60), owner).await {
            Ok(left) => {
                let (left, wanted) = (left.unwrap(), 300 - clones);
                assert!(
                    left == wanted,
                    "the owner resolved to {left}; {wanted} bytes were left"
                );
            }
            Err(_) => panic!(
                "the last `Quota` was dropped a minute ago, and the owner still waits for requests"
            ),
        }
    }
}

/// A oneshot channel whose sender is gone is an error at once. What waits for it must not wait for more.
#[check]
async fn without_its_owner_a_quota_is_closed() {
    let (quota, owner) = open(500, EACH);
    let mut waiting = ByHand::new(quota.take(100));
    let pending = waiting.poll().is_pending();
    assert!(pending, "`take` was ready before the owner had run");
    drop(owner);
    assert!(
        waiting.wakes() > 0,
        "the owner was dropped, and the `take` that waits for it was not woken: it waits forever"
    );
    let got = caught(|| waiting.poll()).unwrap_or_else(|panic| {
        panic!(
            "`take` panicked instead of returning Err(Closed) when the owner was dropped while it waited: {:?}, at {}",
            panic.message, panic.at
        )
    });
    assert!(
        got == Poll::Ready(Err(Closed)),
        "the owner was dropped while `take` waited: it resolved to {got:?} instead of Err(Closed)"
    );
    for bytes in [100, 0] {
        let got = timeout(Duration::from_secs(60), quota.take(bytes)).await;
        assert!(
            got == Ok(Err(Closed)),
            "{}`take` was called after the owner was dropped: {}",
            match bytes {
                0 => "right for 100 bytes, wrong for 0: ",
                _ => "",
            },
            match got {
                Ok(got) => format!("it resolved to {got:?} instead of Err(Closed)"),
                Err(_) => "it waits".to_owned(),
            }
        );
    }
}

/// Aborted in the middle of a decision, the owner drops the request that it has in hand.
#[check]
async fn an_owner_that_is_aborted_closes_the_request_in_hand() {
    let (quota, owner) = open(500, EACH);
    let owner = tokio::spawn(owner);
    let (in_hand, queued) = (in_background(&quota, 1), in_background(&quota, 2));
    sleep(Duration::from_millis(5)).await;
    owner.abort();
    for (says, request) in [("decided on", in_hand), ("queued", queued)] {
        let got = timeout(Duration::from_secs(60), request).await;
        let Ok(got) = got else {
            panic!("the owner was aborted while a request was {says}, and its `take` waits on");
        };
        let got = got.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        assert!(
            got == Err(Closed),
            "the owner was aborted while a request was {says}: its `take` resolved to {got:?}"
        );
    }
}

type Taking = JoinHandle<Result<u64, Closed>>;

fn in_background(quota: &Quota, bytes: u64) -> Taking {
    let quota = quota.clone();
    tokio::spawn(async move { quota.take(bytes).await })
}

/// What the task returned; its panic goes on here.
async fn joined<T>(task: JoinHandle<T>) -> T {
    let ended = task.await;
    ended.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
