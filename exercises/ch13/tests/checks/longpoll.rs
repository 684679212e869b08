//! Checks of longpoll.

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use ch13::longpoll::{LongPoll, watch_polls};
use kit::{ByHand, DropProbe, caught, check};

#[check]
fn a_poll_longer_than_the_limit_is_reported_with_its_number_and_time() {
    let polled = Cell::new(0);
    for (limit, polls) in [
        (10, vec![50]),
        (10, vec![10, 11, 9]),
        (10, vec![0, 0, 12, 0, 90, 10]),
        (0, vec![0, 1, 0, 2]),
        (1_000, vec![999, 1_000, 1_001, 5_000]),
        (10, vec![20, 30, 40]),
        (10, vec![11; 300]),
        (10, vec![9; 300]),
    ] {
        let want: Vec<_> = (1..)
            .zip(&polls)
            .filter(|(_, took)| **took > limit)
            .map(|(number, took)| long("job", number, *took))
            .collect();
        let bench = Bench::default();
        let mut job = bench.watch("job", limit, &polls);
        let others = polled.get();
        for number in 1..=polls.len() {
            let _ = job.poll();
            let due = want
                .iter()
                .filter(|poll| poll.number <= number as u64)
                .count();
            let reported = bench.reports.borrow().len();
            if due == reported {
                continue;
            }
            let (took, inner) = (polls[number - 1], bench.polled.get());
            let scene = format!("limit {limit} ms, polls of {} ms", shown(&polls));
            assert!(
                inner == number,
                "after poll {number} the inner future has been polled {inner} times instead of {number} ({scene})\n\n{ONCE}"
            );
            assert!(
                due > reported,
                "{scene}: poll {number} took {took} ms and was reported{}",
                if took == limit {
                    ": it took as long as the limit, not longer\n\nAt the limit a poll is in time."
                } else {
                    ""
                }
            );
            // What comes later?
            for _ in number..polls.len() {
                let _ = job.poll();
            }
            let got = bench.reports.take();
            let whole = polls.iter().sum();
            let scene = format!(
                "{scene}: poll {number} took {took} ms, and was not reported when it ended"
            );
            assert!(
                got != want,
                "{scene}, only when the future was ready\n\nA report that waits for the output comes too late, and never if the future is dropped."
            );
            assert!(
                got.iter().all(|poll| poll.took != ms(whole)),
                "{scene}, and after all polls {}: {whole} ms is the time of all polls together\n\n\
                 One await is many polls. A poll begins when `poll` is called and ends when it returns: read the clock at both.",
                told(&got)
            );
            let bench = Bench::default();
            let pending = bench.watch("job", limit, &[took, 1]).poll().is_pending();
            assert!(
                number < polls.len() || !pending || bench.reports.borrow().is_empty(),
                "{scene}: it returned Ready; a poll of {took} ms that returns Pending is reported\n\n\
                 The poll that gives the output keeps its thread as well."
            );
            panic!("{scene}");
        }
        let got = bench.reports.take();
        let scene = format!("limit {limit} ms, polls of {} ms", shown(&polls));
        let wrong = (1..)
            .zip(got.iter().zip(&want))
            .find(|(_, (got, want))| got != want);
        if let Some((report, (got, want))) = wrong {
            let (number, poll) = (got.number, want.number);
            let scene = format!("{scene}: poll {poll} was reported as number {number}");
            assert!(
                number != poll + others,
                "{scene}: another future had been polled {} before, and that was counted as well\n\n{SHARED}",
                times(others)
            );
            assert!(
                number != report,
                "{scene}: it is long poll {report}, so the reports are numbered, and not the polls\n\n\
                 Polls that are not reported are numbered too."
            );
        }
        assert!(
            got == want,
            "{scene}: the reports were {} instead of {}",
            told(&got),
            told(&want)
        );
        polled.set(others + polls.len() as u64);
    }
    // Times that are no whole milliseconds, on a clock that began long ago.
    let (ns, us) = (Duration::from_nanos, Duration::from_micros);
    for (limit, took) in [
        (ms(10), us(10_500)),
        (ms(10), us(10_000)),
        (ms(10), us(9_999)),
        (us(100), us(300)),
        (us(300), us(300)),
        (us(1), us(2)),
        (ms(1_000), us(1_000_400)),
        (ms(10), ms(10) + ns(1)),
        (ns(400), ns(401)),
        (ns(0), ns(1)),
        (ns(0), ns(0)),
    ] {
        let now = Cell::new(Duration::new(1_700_000_000, 999_999_999));
        let reports = RefCell::new(Vec::new());
        let inner = async { now.set(now.get() + took) };
        let report = |poll| reports.borrow_mut().push(poll);
        let _ = ByHand::new(watch_polls("job", limit, || now.get(), inner, report)).poll();
        let got = reports.take();
        let long = LongPoll {
            took,
            ..long("job", 1, 0)
        };
        let want = if took > limit { vec![long] } else { vec![] };
        assert!(
            got == want,
            "right in whole milliseconds; limit {limit:?}, a poll of {took:?}: the reports were {} instead of {}\n\n\
             A `Duration` counts nanoseconds. `as_millis` cuts off what is less than a millisecond, and seconds in an \
             `f64` are rounded.",
            told(&got),
            told(&want)
        );
    }
}

const ONCE: &str =
    "If the future has woken its task, the executor polls the task again, after the others.";
const SHARED: &str = "A number that is shared, by a static for example, belongs to no future.";

fn times(number: u64) -> String {
    match number {
        1 => "once".to_owned(),
        number => format!("{number} times"),
    }
}

#[check]
fn the_time_between_two_polls_does_not_count() {
    let cases = [(0, 60_000), (60_000, 0), (60_000, 60_000), (11, 11)];
    for (case, (before_first, between)) in (0..).zip(cases) {
        let bench = Bench::default();
        let mut job = bench.watch("job", 10, &[1, 20, 3]);
        bench.pass(before_first);
        while job.poll().is_pending() {
            bench.pass(between);
        }
        let got = bench.reports.take();
        let scene = format!(
            "{before_first} ms before the first poll, polls of 1, 20 and 3 ms, and {between} ms between two: "
        );
        assert!(
            !got.contains(&long("job", 2, 20 + between)) || between == 0,
            "{scene}poll 2 took 20 ms and was reported with {} ms: the time before it was counted as well\n\n\
             A task that waits for a minute keeps no thread busy. A poll begins when `poll` is called: read the clock there too.",
            20 + between
        );
        // Each earlier case has polled another future three times.
        let shared = got == [long("job", 2 + 3 * case, 20)];
        let want = [long("job", 2, 20)];
        assert!(
            got == want || !shared,
            "{scene}poll 2 was reported as number {}: other futures had been polled {} before, and that was counted as \
             well\n\n{SHARED}",
            2 + 3 * case,
            times(3 * case)
        );
        assert!(
            got == want,
            "{scene}the reports were {} instead of {}",
            told(&got),
            told(&want)
        );
    }
}

#[check]
fn each_future_has_its_own_name_and_numbers() {
    let bench = Bench::default();
    let mut a = bench.watch("a", 10, &[20, 1, 20]);
    let mut b = bench.watch("b", 100, &[20, 300, 1]);
    let mut a_again = bench.watch("a", 10, &[30]);
    let _ = (a.poll(), b.poll(), a.poll(), b.poll(), a_again.poll());
    let _ = (a.poll(), b.poll());
    let got = bench.reports.take();
    let want = [
        long("a", 1, 20),
        long("b", 2, 300),
        long("a", 1, 30),
        long("a", 3, 20),
    ];
    let numbers: Vec<_> = got.iter().map(|poll| poll.number).collect();
    assert!(
        got == want,
        "three watched futures were polled in turn: the reports were {} instead of {}{}",
        told(&got),
        told(&want),
        match numbers[..] {
            // The polls of all three.
            [1, 4, 5, 6] => format!("\n\n{SHARED}"),
            _ => String::new(),
        }
    );
    // One within the other: both polls are long, and the inner one ends first.
    let inner = bench.watched("inner", 10, &[20]);
    let mut outer = ByHand::new(watch_polls(
        "outer",
        ms(10),
        || bench.now(),
        inner,
        |poll| bench.report(poll),
    ));
    let _ = outer.poll();
    let got = bench.reports.take();
    assert!(
        got == [long("inner", 1, 20), long("outer", 1, 20)],
        "a watched future within a watched one: the reports were {} instead of [inner: poll 1 took 20ms, outer: poll 1 took 20ms]",
        told(&got)
    );
}

#[check]
fn the_watched_future_is_transparent() {
    let bench = Bench::default();
    let probe = DropProbe::new();
    let steps = Steps::new(&bench, &[1, 20, 3], Some(probe.token("job")));
    let polls = steps.polled.clone();
    let watched = watch_polls(
        "job",
        ms(10),
        || bench.now(),
        steps,
        |poll| bench.report(poll),
    );
    assert!(
        polls.get() == 0,
        "`watch_polls` was called and its future not polled yet: the inner one was polled {} times",
        polls.get()
    );
    let mut job = ByHand::new(watched);
    for number in 1..=3 {
        let old = job.change_waker();
        let (before, old_wakes) = (job.wakes(), old.wakes());
        let poll = job.poll();
        let inner = polls.get();
        assert!(
            inner == number,
            "after poll {number} the inner future has been polled {inner} times instead of {number}\n\n{ONCE}"
        );
        let want = if number == 3 {
            Poll::Ready(3)
        } else {
            Poll::Pending
        };
        assert!(
            poll == want,
            "in poll {number} the inner future returned {want:?}, and the watched one {poll:?}"
        );
        // Each poll of the steps calls its waker once.
        let (new, old) = (job.wakes() - before, old.wakes() - old_wakes);
        assert!(
            (new, old) == (1, 0),
            "the inner future woke its task once in poll {number}: the waker of this poll was called {new} times, \
             that of the poll before {old} times\n\nEach poll may come with another waker: pass on the one of this poll."
        );
    }
    // Dropped while it waits, and before the first poll.
    for polled in [0, 1] {
        let probe = DropProbe::new();
        let steps = Steps::new(&bench, &[1, 1, 1], Some(probe.token("job")));
        let watched = watch_polls(
            "job",
            ms(10),
            || bench.now(),
            steps,
            |poll| bench.report(poll),
        );
        let mut job = ByHand::new(watched);
        for _ in 0..polled {
            let _ = job.poll();
        }
        job.cancel();
        assert!(
            probe.alive() == 0,
            "the watched future was dropped after {polled} polls, and the inner one was not"
        );
    }
}

#[check]
fn a_long_poll_that_panics_is_reported_and_the_panic_goes_on() {
    for (took, reported) in [(50, true), (10, false)] {
        let bench = Bench::default();
        let fails = async {
            bench.pass(1);
            tokio::task::yield_now().await;
            bench.pass(took);
            std::panic::panic_any("provoked");
        };
        let watched = watch_polls(
            "job",
            ms(10),
            || bench.now(),
            fails,
            |poll| bench.report(poll),
        );
        let mut job = ByHand::new(watched);
        let first = job.poll();
        assert!(
            first.is_pending(),
            "the inner future returns Pending in poll 1 and panics in poll 2: poll 1 of the watched one did not return Pending"
        );
        let ended = caught(|| job.poll());
        assert!(
            ended.is_err_and(|panic| panic.message == "provoked"),
            "poll 2 of the inner future panicked, and the watched one did not"
        );
        let got = bench.reports.take();
        let want = if reported {
            vec![long("job", 2, took)]
        } else {
            vec![]
        };
        assert!(
            got == want,
            "limit 10 ms, poll 2 panicked after {took} ms: the reports were {} instead of {}{}",
            told(&got),
            told(&want),
            if got.is_empty() {
                "\n\nA panic leaves the poll without returning. Only what is dropped while the stack unwinds still runs."
            } else if want.is_empty() {
                "\n\nFor a panic too, only the length of the poll counts."
            } else {
                ""
            }
        );
    }
}

/// A clock that is moved by hand, and what was reported.
#[derive(Default)]
struct Bench {
    now: Cell<u64>,
    /// How often its futures were polled.
    polled: Cell<usize>,
    reports: RefCell<Vec<LongPoll>>,
}

impl Bench {
    fn now(&self) -> Duration {
        ms(self.now.get())
    }

    fn pass(&self, ms: u64) {
        self.now.set(self.now.get() + ms);
    }

    fn report(&self, poll: LongPoll) {
        self.reports.borrow_mut().push(poll);
    }

    fn watched(&self, name: &str, limit: u64, polls: &[u64]) -> impl Future<Output = usize> {
        let steps = Steps::new(self, polls, None);
        watch_polls(
            name,
            ms(limit),
            || self.now(),
            steps,
            |poll| self.report(poll),
        )
    }

    fn watch(&self, name: &str, limit: u64, polls: &[u64]) -> ByHand<impl Future<Output = usize>> {
        ByHand::new(self.watched(name, limit, polls))
    }
}

/// A future each of whose polls takes a given time, and wakes its task once. Ready in the last one, with their number.
struct Steps<'a> {
    bench: &'a Bench,
    polls: Vec<u64>,
    polled: std::rc::Rc<Cell<usize>>,
    /// It must not be moved after its first poll.
    _pinned: std::marker::PhantomPinned,
    _token: Option<kit::DropToken>,
}

impl<'a> Steps<'a> {
    fn new(bench: &'a Bench, polls: &[u64], token: Option<kit::DropToken>) -> Self {
        Self {
            bench,
            polls: polls.to_vec(),
            polled: std::rc::Rc::default(),
            _pinned: std::marker::PhantomPinned,
            _token: token,
        }
    }
}

impl Future for Steps<'_> {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let this = pin!(self);
        let polled = this.polled.get();
        this.bench.pass(this.polls[polled]);
        this.polled.set(polled + 1);
        this.bench.polled.set(this.bench.polled.get() + 1);
        cx.waker().wake_by_ref();
        if polled + 1 == this.polls.len() {
            Poll::Ready(polled + 1)
        } else {
            Poll::Pending
        }
    }
}

fn long(name: &str, number: u64, took: u64) -> LongPoll {
    LongPoll {
        name: name.to_owned(),
        number,
        took: ms(took),
    }
}

fn told(polls: &[LongPoll]) -> String {
    let one = |poll: &LongPoll| format!("{}: poll {} took {:?}", poll.name, poll.number, poll.took);
    format!("[{}]", polls.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The first few of them.
fn shown<T: std::fmt::Debug>(items: &[T]) -> String {
    match items.len() {
        0..=8 => format!("{items:?}"),
        all => format!("{:?} and {} more", &items[..4], all - 4),
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
