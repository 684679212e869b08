//! Checks of longpoll.

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use ch13::longpoll::{LongPoll, watch_polls};
use kit::{ByHand, DropProbe, caught, check};

/// A poll begins when `poll` is called and ends when it returns: read the clock at both.
#[check]
fn a_poll_longer_than_the_limit_is_reported_with_its_number_and_time() {
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
        for number in 1..=polls.len() {
            let _ = job.poll();
            let due = want.iter().filter(|poll| poll.number <= number as u64);
            let (due, reported) = (due.count(), bench.reports.borrow().len());
            assert!(
                due == reported,
                "limit {limit} ms, polls of {} ms: after poll {number}, {due} of them should have been reported, and \
                 {reported} were",
                shown(&polls)
            );
        }
        let got = bench.reports.take();
        assert!(
            got == want,
            "limit {limit} ms, polls of {} ms: the reports were {}",
            shown(&polls),
            shown(&got)
        );
    }
}

/// A task that waits for a minute keeps no thread busy.
#[check]
fn the_time_between_two_polls_does_not_count() {
    for (before_first, between) in [(0, 60_000), (60_000, 0), (60_000, 60_000), (11, 11)] {
        let bench = Bench::default();
        let mut job = bench.watch("job", 10, &[1, 20, 3]);
        bench.pass(before_first);
        while job.poll().is_pending() {
            bench.pass(between);
        }
        let got = bench.reports.take();
        assert!(
            got == [long("job", 2, 20)],
            "{before_first} ms before the first poll, polls of 1, 20 and 3 ms, and {between} ms between two: the \
             reports were {}",
            shown(&got)
        );
    }
}

/// A number that is shared, by a static for example, belongs to no future.
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
    assert!(
        got == want,
        "three watched futures were polled in turn: the reports were {}, instead of {}",
        shown(&got),
        shown(&want)
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
        "a watched future within a watched one: the reports were {}",
        shown(&got)
    );
}

/// The task must not notice that it is watched.
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
            "after poll {number} the inner future has been polled {inner} times"
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
             that of the poll before {old} times"
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

/// A panic leaves the poll without returning. Only what is dropped while the stack unwinds still runs.
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
        let ended = caught(|| job.poll());
        assert!(
            first.is_pending() && ended.is_err_and(|panic| panic.message == "provoked"),
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
            "limit 10 ms, poll 2 panicked after {took} ms: the reports were {}",
            shown(&got)
        );
    }
}

/// A clock that is moved by hand, and what was reported.
#[derive(Default)]
struct Bench {
    now: Cell<u64>,
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
