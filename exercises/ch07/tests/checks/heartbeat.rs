//! Checks of heartbeat.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ch07::heartbeat::{Ended, Out, serve};
use futures::FutureExt;
use kit::{ByHand, check, varied, virtual_ms};
use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio::time::{Instant, advance, sleep, sleep_until, timeout};

/// A message that waits for the next beat, or for others of its kind, comes late. The arm that receives passes it on.
#[check]
async fn each_message_is_passed_on_in_order_as_it_comes() {
    let burst = |count: u64| (0..count).map(|_| 5).collect::<Vec<_>>();
    let apart = |count: u64, ms: u64| (0..count).map(|nth| nth * ms).collect::<Vec<_>>();
    for (what, at) in [
        ("one message", vec![12]),
        ("3 messages at the same time", burst(3)),
        ("1000 messages at the same time", burst(1_000)),
        ("200 messages, one each 3 ms", apart(200, 3)),
        ("10 messages, one each 70 ms", apart(10, 70)),
    ] {
        let end = at[at.len() - 1] + 8;
        let run = Run::of(50, 1_000, &at, Some(end)).await;
        for (nth, sent) in (0..).zip(&at) {
            let got = run.messages.get(nth);
            // Neighbours are equal, so that an answer cannot tell them apart.
            assert!(
                got.is_none_or(|(_, value)| *value == nth / 2),
                "{what}: message {nth} was passed on out of its order\n\n\
                 A channel keeps the order. It is lost if messages are kept elsewhere on the way."
            );
            assert!(
                got.is_some_and(|(at, _)| at == sent),
                "{what}: message {nth} came after {sent} ms, and was passed on {}{}",
                got.map_or("never".to_owned(), |(at, _)| format!("after {at} ms")),
                match run.polls as u64 >= run.took {
                    true => format!(
                        ". In {} ms `serve` was polled {} times: it looks again and again, instead of being woken by the \
                         message",
                        run.took, run.polls
                    ),
                    false => String::new(),
                }
            );
        }
        assert!(
            run.messages.len() == at.len(),
            "{what}: {} messages were passed on",
            run.messages.len()
        );
    }
}

/// `recv` returns `None` when no message is left and none can come. Each further call returns `None` at once.
#[check]
async fn it_ends_closed_when_all_messages_have_been_passed_on() {
    for (at, end) in [
        (vec![], 37),
        (vec![1, 2], 2),
        (vec![10; 40], 10),
        (vec![10, 40], 111),
    ] {
        let run = Run::of(100, 1_000, &at, Some(end)).await;
        run.is_closed(
            &format!(
                "{} messages came, and the last sender was dropped after {end} ms",
                at.len()
            ),
            at.len(),
            end,
        );
    }
    for count in [0, 1, 100] {
        // Closed from the start, by the receiver or because the senders are gone.
        for by_receiver in [false, true] {
            let (sender, mut messages) = mpsc::channel(100);
            for nth in 0..count {
                sender.try_send(Reading(nth as u64 / 2)).expect("has room");
            }
            let mut kept = Some(sender);
            if by_receiver {
                messages.close();
            } else {
                kept = None;
            }
            let run = Run::until_it_ends(&mut messages, 100, 1_000).await;
            run.is_closed(
                &format!("{count} messages were in a closed channel"),
                count,
                0,
            );
            drop(kept);
        }
    }
}

/// A timer counts from the moment at which it is made. One that is made in each turn of a loop counts from the last
/// message or beat, whichever was later.
#[check]
async fn a_beat_comes_each_beat_after_the_start() {
    // No multiple of it is the end.
    let often = varied(50, 40..=58);
    for (beat, idle, apart) in [
        (often, 60_000, None),
        (often, 60_000, Some(7)),
        (50, 200, Some(49)),
        (100, 60_000, Some(101)),
        (500, 100, Some(60)),
        (3, 200, Some(110)),
    ] {
        // The beats do not count from the time at which the runtime began.
        sleep(Duration::from_millis(17)).await;
        let (end, wanted) = (1_003, (1..).map(|nth| nth * beat));
        let wanted: Vec<u64> = wanted.take_while(|at| *at < end).collect();
        let at: Vec<u64> = apart.map_or(vec![], |ms: u64| {
            (1..)
                .map(|nth| nth * ms)
                .take_while(|at| *at < end)
                .collect()
        });
        let run = Run::of(beat, idle, &at, Some(end)).await;
        let case = format!(
            "{}with a beat each {beat} ms and {}",
            match apart {
                Some(7) => "right without a message, wrong with messages: ",
                _ => "",
            },
            apart.map_or("no message".to_owned(), |ms| format!(
                "a message each {ms} ms"
            ))
        );
        let last = run.messages.last().map_or(0, |(at, _)| *at);
        assert!(
            run.took == end,
            "{case}, `serve` {}; {}",
            run.how_it_ended(),
            if run.took > end {
                format!("the device had hung up after {end} ms, and then it must end with Closed")
            } else {
                format!(
                    "{} ms before, it had passed on a message, and {idle} ms without a message are allowed\n\nThe time \
                     without a message counts from the last message.",
                    run.took - last
                )
            }
        );
        assert!(
            !run.beats.is_empty(),
            "{case}, no beat came in {end} ms, and {} were due",
            wanted.len()
        );
        for (nth, wanted) in (0..).zip(&wanted) {
            let got = run.beats.get(nth);
            assert!(
                got == Some(wanted),
                "{case}, beat {} came {}; {wanted} ms after the start it was due{}",
                nth + 1,
                got.map_or("never".to_owned(), |ms| format!("after {ms} ms")),
                match got {
                    Some(0) => "\n\nThe first tick of an `interval` comes at once.",
                    _ => "",
                }
            );
        }
        assert!(
            run.beats.len() == wanted.len(),
            "{case}, {} beats came in {end} ms, and {} were due",
            run.beats.len(),
            wanted.len()
        );
    }
}

/// `select!` ends with the first arm that is ready. With `biased;`, an arm below one that is always ready has no
/// turn: the arm that cannot be ready all the time goes first.
#[check]
async fn beats_come_even_if_the_channel_is_never_empty() {
    // The sender refills the channel as fast as `serve` empties it; meanwhile, time passes.
    let (rounds, round_ms, beat) = (300, 10, 100);
    let (sender, mut messages) = mpsc::channel(2_000);
    tokio::spawn(async move {
        for nth in 0..rounds {
            for _ in 0..if nth == 0 { 2_000 } else { 128 } {
                if sender.send(()).await.is_err() {
                    return;
                }
            }
            advance(Duration::from_millis(round_ms)).await;
        }
    });
    let (passed, beats) = (Cell::new(0), Cell::new(0));
    let ended = serve(&mut messages, ms(beat), ms(60_000), |out| match out {
        Out::Message(()) => passed.set(passed.get() + 1),
        Out::Beat => beats.set(beats.get() + 1),
    })
    .await;
    let (passed, beats, due) = (passed.get(), beats.get(), rounds * round_ms / beat);
    let sent = 2_000 + (rounds - 1) * 128;
    assert!(
        ended == Ended::Closed && passed == sent,
        "{passed} of {sent} messages were passed on, and `serve` ended with {ended:?}"
    );
    assert!(
        beats * 2 > due,
        "while the channel was never empty, {beats} beats came; {due} were due"
    );
    // The next message is there before `serve` can find the channel empty, even if it takes all that it finds.
    let (count, beat) = (5_000, 1_000);
    let (sender, mut messages) = mpsc::channel(2);
    sender.try_send(()).expect("has room");
    let sender = Cell::new(Some(sender));
    let (passed, beats, beats_by_then) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let ended = serve(&mut messages, ms(beat), ms(60_000), |out| match out {
        Out::Message(()) => {
            // Its first poll moves the clock.
            let _ = advance(ms(1)).now_or_never();
            passed.set(passed.get() + 1);
            beats_by_then.set(beats.get());
            if let Some(kept) = sender.take()
                && passed.get() < count
            {
                kept.try_send(()).expect("has room");
                sender.set(Some(kept));
            }
        }
        Out::Beat => beats.set(beats.get() + 1),
    })
    .await;
    let (passed, beats, due) = (passed.get(), beats_by_then.get(), count / beat);
    assert!(
        ended == Ended::Closed && passed == count,
        "{passed} of {count} messages were passed on, and `serve` ended with {ended:?}"
    );
    assert!(
        beats * 2 > due,
        "each message took 1 ms, and the next one was in the channel by then: before the last of {count} messages, \
         {beats} beats came; {due} were due\n\n\
         A loop around `try_recv` ends when the channel is empty. If the sender is fast, it never is."
    );
}

/// The time without a message counts from the last message, and a beat is not a message.
#[check]
async fn it_ends_idle_when_no_message_has_come_for_idle() {
    let some = varied(100, 60..=190);
    for (beat, idle, at) in [
        (1_000, 100, vec![]),
        (20, 100, vec![]),
        (20, some, vec![50]),
        (30, 100, vec![0, 99, 150, 249]),
        (100_000, 100, vec![1, 2, 3]),
        (7, 1_000, (1..20).map(|nth| nth * 990).collect()),
    ] {
        let run = Run::of(beat, idle, &at, None).await;
        let last = at.last().copied().unwrap_or(0);
        let since = match at.len() {
            0 => "since the start".to_owned(),
            count => format!("since message {count}, which came after {last} ms"),
        };
        let case = format!("with a beat each {beat} ms, no message came for {idle} ms {since}");
        assert!(
            run.messages.len() == at.len(),
            "with a beat each {beat} ms, `serve` {}; {} of {} messages had been passed on, and none came later than \
             {idle} ms after the one before",
            run.how_it_ended(),
            run.messages.len(),
            at.len()
        );
        let Some(ended) = run.ended else {
            panic!(
                "{}{case}, and `serve` still waited a minute later{}",
                match beat < idle {
                    true => "right if no beat comes in that time: ",
                    false => "",
                },
                match beat < idle {
                    true => ": each beat starts the time without a message anew",
                    false => "",
                }
            );
        };
        assert!(
            ended == Ended::Idle,
            "{case}, and a sender is left: `serve` ended with {ended:?}"
        );
        assert!(
            run.took == last + idle,
            "{case}, and `serve` ended after {} ms instead of {} ms{}",
            run.took,
            last + idle,
            match (
                run.took > last + idle && run.took.is_multiple_of(idle),
                run.took == idle
            ) {
                (true, _) => format!(". It looks only every {idle} ms, counted from the start"),
                (_, true) => ". The time counts from the start".to_owned(),
                _ => String::new(),
            }
        );
    }
    // A busy runtime polls `serve` late: a message waits in the channel, and a timer of 100 ms has run out. Which arm
    // `select!` looks at first may be random.
    for _ in 0..64 {
        let (sender, mut messages) = mpsc::channel(1);
        let passed = Cell::new(0);
        let mut serving = ByHand::new(serve(&mut messages, ms(10_000), ms(100), |_| {
            passed.set(passed.get() + 1);
        }));
        let mut polled = serving.poll();
        sleep(ms(50)).await;
        sender.try_send(()).expect("has room");
        sleep(ms(70)).await;
        // More than one, because an answer may yield.
        for _ in 0..3 {
            if polled.is_pending() {
                polled = serving.poll();
                yield_now().await;
            }
        }
        let Poll::Ready(ended) = polled else {
            assert!(
                passed.get() == 1,
                "a message came after 50 ms, `serve` was polled again after 120 ms, and had not passed it on"
            );
            continue;
        };
        panic!(
            "100 ms without a message are allowed. A message came after 50 ms, and `serve` was polled again after \
             120 ms: it ended with {ended:?} when {} messages had been passed on\n\n\
             If `serve` is polled late, a message and the time are both there. Whether the message came too late is \
             known when it has been received.",
            passed.get()
        );
    }
}

/// A future that waits is polled again when its waker is called. A loop that looks every few milliseconds wakes up for
/// nothing, and still comes late.
#[check]
async fn while_nothing_happens_it_is_not_polled() {
    let (sender, mut messages) = mpsc::channel(1);
    let polls = Cell::new(0);
    let ended = {
        let events = Cell::new(0);
        let mut serving = pin!(serve(&mut messages, ms(20_000), ms(30_000), |_| events
            .set(events.get() + 1)));
        let counted = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            serving.as_mut().poll(cx)
        });
        let messages = async {
            for _ in 0..2 {
                sleep(ms(11_000)).await;
                let _ = sender.send(()).await;
            }
        };
        let (ended, ()) = tokio::join!(counted, messages);
        assert!(
            events.get() == 4,
            "in 52 s, {} messages and beats were passed on; 2 messages came, and a beat each 20 s was due",
            events.get()
        );
        ended
    };
    assert!(
        ended == Ended::Idle,
        "a sender is left, and `serve` ended with {ended:?}"
    );
    let polls = polls.get();
    assert!(
        polls <= 40,
        "in 52 s, 2 messages and 2 beats came: `serve` was polled {polls} times"
    );
}

/// What a future holds in its variables is dropped with it. Between the receipt of a message and `out`, there is
/// no await.
#[check]
async fn dropping_it_loses_no_message() {
    for (polls, at_once) in [(1, 1), (1, 3), (2, 1), (2, 2), (3, 1), (5, 4)] {
        let (sender, mut messages) = mpsc::channel(1_000);
        let passed = RefCell::new(Vec::new());
        let mut sent = 0;
        for _ in 0..20 {
            let mut serving = ByHand::new(serve(&mut messages, ms(2), ms(60_000), |out| {
                if let Out::Message(Reading(value)) = out {
                    passed.borrow_mut().push(value);
                }
            }));
            for _ in 0..polls {
                for _ in 0..at_once {
                    sender.try_send(Reading(sent)).expect("has room");
                    sent += 1;
                }
                let polled = serving.poll();
                assert!(
                    polled.is_pending(),
                    "a sender is left and messages come, and `serve` ended with {polled:?}"
                );
                sleep(ms(1)).await;
            }
            serving.cancel();
        }
        let mut got = passed.into_inner();
        let count = got.len();
        while let Ok(Reading(value)) = messages.try_recv() {
            got.push(value);
        }
        let left = got.len() - count;
        let missing: Vec<u64> = (0..sent).filter(|value| !got.contains(value)).collect();
        assert!(
            missing.is_empty(),
            "`serve` was dropped after poll {polls}, 20 times: of {sent} messages, {count} were passed on and \
             {left} are still in the channel; {} are lost: received, and not passed on before `serve` was \
             dropped",
            missing.len()
        );
        assert!(
            got.is_sorted() && got.len() as u64 == sent,
            "`serve` was dropped after poll {polls}, 20 times: {sent} messages came out as {got:?}"
        );
    }
}

/// A message, which cannot be cloned.
#[derive(Debug)]
struct Reading(u64);

/// What `serve` did, with times in milliseconds since its start.
struct Run {
    messages: Vec<(u64, usize)>,
    beats: Vec<u64>,
    /// None if it was given up after a minute without a message.
    ended: Option<Ended>,
    took: u64,
    polls: usize,
}

impl Run {
    /// Messages come at the given times; at `end`, the last sender is dropped.
    async fn of(beat: u64, idle: u64, at: &[u64], end: Option<u64>) -> Self {
        let (sender, mut messages) = mpsc::channel(64);
        let (at, began, kept) = (
            at.to_vec(),
            Instant::now(),
            end.is_none().then(|| sender.clone()),
        );
        let sending = tokio::spawn(async move {
            for (nth, at) in (0..).zip(at) {
                sleep_until(began + ms(at)).await;
                // An error means that `serve` has ended.
                let _ = sender.send(Reading(nth / 2)).await;
            }
            if let Some(end) = end {
                sleep_until(began + ms(end)).await;
            }
        });
        let run = Self::until(&mut messages, beat, idle, end).await;
        sending.abort();
        drop(kept);
        run
    }

    async fn until_it_ends(messages: &mut mpsc::Receiver<Reading>, beat: u64, idle: u64) -> Self {
        Self::until(messages, beat, idle, Some(0)).await
    }

    /// The channel is closed at `end`.
    async fn until(
        messages: &mut mpsc::Receiver<Reading>,
        beat: u64,
        idle: u64,
        end: Option<u64>,
    ) -> Self {
        let began = virtual_ms();
        let (passed, beats) = (RefCell::new(vec![]), RefCell::new(vec![]));
        let serving = serve(messages, ms(beat), ms(idle), |out| {
            let at = virtual_ms() - began;
            match out {
                Out::Message(Reading(value)) => {
                    let value = usize::try_from(value).expect("is small");
                    passed.borrow_mut().push((at, value));
                }
                Out::Beat => beats.borrow_mut().push(at),
            }
        });
        // The longest script takes 20 s.
        let polls = Cell::new(0);
        let is_closed = || end.is_some_and(|end| virtual_ms() - began >= end);
        let serving = without_spinning(serving, &polls, is_closed);
        let ended = timeout(ms(80_000), serving).await.ok();
        Self {
            polls: polls.get(),
            messages: passed.into_inner(),
            beats: beats.into_inner(),
            ended,
            took: virtual_ms() - began,
        }
    }

    fn how_it_ended(&self) -> String {
        self.ended.map_or("never ended".to_owned(), |ended| {
            format!("ended with {ended:?} after {} ms", self.took)
        })
    }

    fn is_closed(&self, case: &str, count: usize, at: u64) {
        let (passed, took) = (self.messages.len(), self.took);
        let Some(ended) = self.ended else {
            panic!("{case}, and `serve` still waited a minute later");
        };
        assert!(
            passed == count,
            "{case}: `serve` ended with {ended:?} when {passed} of {count} had been passed on\n\n\
             A closed channel still holds what was sent."
        );
        assert!(
            ended == Ended::Closed && took == at,
            "{case}: `serve` ended with {ended:?} after {took} ms instead of Closed after {at} ms"
        );
    }
}

/// What `future` resolves to, unless it is polled far too often while the clock stands still.
async fn without_spinning<T>(
    future: impl Future<Output = T>,
    all: &Cell<usize>,
    is_closed: impl Fn() -> bool,
) -> T {
    let (mut future, mut since, mut polls) = (pin!(future), virtual_ms(), 0);
    poll_fn(|cx| {
        let now = virtual_ms();
        polls = if now == since { polls + 1 } else { 0 };
        since = now;
        all.set(all.get() + 1);
        assert!(
            polls < 5_000,
            "`serve` spins{}: it was polled 5,000 times in the same millisecond, and is still pending\n\n\
             A loop spins if one of its arms is ready in each turn, and does not end the loop. `recv` of a closed \
             channel is ready in each turn.",
            match is_closed() {
                true => " once the channel is closed, instead of ending",
                false => "",
            }
        );
        future.as_mut().poll(cx)
    })
    .await
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
