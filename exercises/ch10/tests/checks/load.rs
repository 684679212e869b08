//! Checks of load.

use std::cell::{Cell, RefCell};
use std::future::{poll_fn, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ch10::load::load;
use futures::stream::{self, Stream, StreamExt};
use kit::{Gauge, check, counted, varied, virtual_ms};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::words::had_been;

type Given = Result<u64, String>;

/// How long the request of the nth id takes.
type Milliseconds = fn(u64) -> u64;

/// Requests end in any order. In the order of the ids, a result waits until all before it have been given.
#[check]
async fn results_come_in_the_order_of_the_ids() {
    let ids = [7, 3, 3, u64::MAX, 0, 3, varied(12, 4..=1_000_000), 1];
    let orders: [(&str, Milliseconds); 3] = [
        ("the later, the faster", |nth| 500 - 50 * nth),
        ("the later, the slower", |nth| 50 * nth),
        ("all equally fast", |_| 10),
    ];
    for most in [1, 2, 3, 8, 100] {
        for (order, ms) in orders {
            let mut calls = 0;
            let fetch = |id| {
                let nth = calls;
                calls += 1;
                async move {
                    sleep(Duration::from_millis(ms(nth))).await;
                    Ok::<_, String>(id)
                }
            };
            let given: Vec<Given> = load(stream::iter(ids), most, fetch).collect().await;
            assert!(
                given == ids.map(Ok),
                "ids {ids:?}, `most` {most}, {order}: the requests return their ids, and the stream gave {given:?}{}",
                if most > 1 {
                    "; with `most` 1 it was right"
                } else {
                    ""
                }
            );
            assert!(calls == 8, "`fetch` was called {calls} times for 8 ids");
        }
    }
    let fetch = |id| ready(Ok::<_, String>(id));
    let given: Vec<Given> = load(stream::iter(0..20_000), 3, fetch).collect().await;
    assert!(
        given.iter().cloned().eq((0..20_000).map(Ok)),
        "20000 ids, and requests that are ready at once: the stream gave {} items, and they are not the ids in order",
        given.len()
    );
}

// A result that waits for its turn is in memory, like a request in progress.
#[check]
async fn never_more_than_most_requests_count() {
    for (most, times) in patterns() {
        let run = Run::new(&times);
        let gauge = Gauge::new();
        let mut stream = Box::pin(load(run.ids(), most, |id| run.request(id, &gauge)));
        let mut given = 0;
        loop {
            // After each poll of the stream, whatever it returns.
            let next = poll_fn(|cx| {
                let next = stream.as_mut().poll_next(cx);
                let came = given + usize::from(matches!(next, Poll::Ready(Some(_))));
                let (called, finished) = (run.called(), gauge.finished());
                assert!(
                    called <= came + most,
                    "`most` is {most}, and {}",
                    match called - finished <= most {
                        true => format!(
                            "{} requests counted: `fetch` had been called {called} times, {finished} of the requests \
                             had ended, and {} given\n\nA result that waits for its turn counts too. If it did not, \
                             one slow request would let thousands of results pile up behind it.",
                            called - came,
                            had_been(came, "result")
                        ),
                        false => too_many_calls(most, called, came, finished),
                    }
                );
                next
            });
            if next.await.is_none() {
                break;
            }
            given += 1;
        }
        let peak = gauge.peak();
        assert!(
            peak <= most,
            "`most` is {most}, and {peak} requests were in progress at the same time"
        );
        assert!(
            given == times.len(),
            "{} ids have {given} results",
            times.len()
        );
    }
}

/// Room is there as soon as a result has been given. A batch waits for its slowest request while places are free.
#[check]
async fn as_many_requests_as_possible_are_in_progress() {
    for (most, times) in patterns() {
        let run = Run::new(&times);
        let gauge = Gauge::new();
        let began = virtual_ms();
        let mut stream = Box::pin(load(run.ids(), most, |id| run.request(id, &gauge)));
        let first = stream.next().await;
        let called = run.called();
        let given: Vec<Given> = stream::iter(first).chain(stream).collect().await;
        assert!(
            given.len() == times.len(),
            "{} ids have {} results",
            times.len(),
            given.len()
        );
        let (peak, possible) = (gauge.peak(), most.min(times.len()));
        assert!(
            peak >= possible,
            "`most` is {most}, and never more than {peak} of {} requests {} in progress at the same time; when the \
             first result came, `fetch` had been called {}\n\n{}",
            times.len(),
            if peak == 1 { "was" } else { "were" },
            counted(called, "time"),
            match called > peak + 1 {
                true =>
                    "To call `fetch` makes a future and does not begin it: it is in progress from its first poll.",
                false =>
                    "The next request begins while earlier ones are in progress, and does not wait for their results.",
            }
        );
        for (nth, (at, wanted)) in run
            .begun
            .borrow()
            .iter()
            .zip(schedule(most, &times))
            .enumerate()
        {
            let at = at - began;
            assert!(
                at <= wanted,
                "`most` is {most}, and requests take {} ms: there was room for request {nth} after {wanted} ms, and \
                 it began after {at} ms",
                some(&times)
            );
        }
    }
}

/// Two things can happen next: an id comes, or a request ends. A stream that awaits one of them does not see the
/// other.
#[check]
async fn an_id_that_has_not_come_holds_up_nothing() {
    for most in [2, 3, 10] {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let ids = stream::poll_fn(move |cx| receiver.poll_recv(cx));
        let run = Run::new(&[1_000, 20, 20, 20]);
        let (gauge, began) = (Gauge::new(), virtual_ms());
        let mut stream = Box::pin(load(ids, most, |id| run.request(id, &gauge)));
        let sending = async {
            sender.send(0).expect("`ids` is there");
            sleep(Duration::from_millis(50)).await;
            sender.send(1).expect("`ids` is there");
            // The sender is still there: there may be another id.
            std::future::pending::<()>().await;
        };
        let taking = async {
            let first = timeout(HOUR, stream.next()).await;
            let second = timeout(HOUR, stream.next()).await;
            (first.ok(), second.ok())
        };
        let taken = tokio::select! {
            biased;
            taken = taking => taken,
            () = sending => unreachable!("it is pending"),
        };
        let begun: Vec<u64> = run.begun.borrow().iter().map(|at| at - began).collect();
        assert!(
            begun == [0, 50],
            "`most` is {most}; id 0 came at once, and its request takes 1000 ms; id 1 came after 50 ms: the requests \
             began after {begun:?} ms instead of [0, 50]{}",
            match begun.as_slice() {
                [0, 1_000] => ": id 1 was taken only when the request in progress had ended",
                [50, 50] => ": the first request waited until there were two ids",
                [] => ": none begins before `ids` has ended",
                _ => "",
            }
        );
        let says = |result: &Option<Option<Given>>| match result {
            None => "nothing within an hour".to_owned(),
            Some(None) => "its end".to_owned(),
            Some(Some(result)) => format!("{result:?}"),
        };
        assert!(
            taken == (Some(Some(Ok(0))), Some(Some(Ok(1)))),
            "`most` is {most}, ids 0 and 1 have come and their requests have ended, id 2 has not come: the stream gave \
             {} and then {}, instead of Ok(0) and Ok(1)",
            says(&taken.0),
            says(&taken.1)
        );
    }
}

/// A stream does nothing until it is polled, and then as much as it needs. Ids that are taken early are in memory,
/// and `ids` may be endless.
#[check]
async fn an_id_is_taken_only_when_there_is_room() {
    for most in [1, 3] {
        let run = Run::new(&[10; 8]);
        let gauge = Gauge::new();
        let stream = load(run.ids(), most, |id| run.request(id, &gauge));
        let mut stream = Box::pin(stream);
        assert!(
            run.polls.get() == 0 && run.called() == 0,
            "before the stream was polled, `ids` had been polled {} and `fetch` called {}",
            counted(run.polls.get(), "time"),
            counted(run.called(), "time")
        );
        let mut given = 0;
        loop {
            // Also after each pending poll: an id that waits for room in the stream has been taken.
            let next = poll_fn(|cx| {
                let next = stream.as_mut().poll_next(cx);
                let came = given + usize::from(matches!(next, Poll::Ready(Some(_))));
                let taken = run.taken.get().min(8);
                assert!(
                    taken <= came + most,
                    "`most` is {most}, {} given, and {taken} of 8 ids had been taken, instead of {} at most",
                    had_been(came, "result"),
                    came + most
                );
                next
            });
            if next.await.is_none() {
                break;
            }
            given += 1;
        }
        assert!(given == 8, "8 ids have {given} results");
    }
    // Ids without an end.
    let endless = Rc::new(Cell::new(0));
    let taken = Rc::clone(&endless);
    let ids = stream::repeat(1).inspect(move |_| {
        taken.set(taken.get() + 1);
        assert!(
            taken.get() <= 50,
            "3 results were asked for, `most` is 5, and 50 ids had been taken from an endless stream"
        );
    });
    let fetch = async |id| {
        sleep(Duration::from_millis(10)).await;
        Ok::<_, String>(id)
    };
    let given: Vec<Given> = load(ids, 5, fetch).take(3).collect().await;
    assert!(given.len() == 3, "{} of 3 results came", given.len());
}

// The error that counts is the first in the order of the ids, whenever it happened.
#[check]
async fn the_first_error_in_the_order_of_the_ids_ends_the_stream() {
    for most in [1, 2, 5, 100] {
        for fails in [
            vec![2],
            vec![0],
            vec![5],
            vec![2, 3],
            vec![1, 4],
            vec![3, 4, 5],
            vec![],
        ] {
            // The later, the faster: a later error happens earlier.
            let mut run = Run::new(&[600, 500, 400, 300, 200, 100]);
            run.fails.clone_from(&fails);
            let gauge = Gauge::new();
            let given: Vec<Given> = load(run.ids(), most, |id| run.request(id, &gauge))
                .take(20)
                .collect()
                .await;
            let first = fails.first().copied().unwrap_or(6);
            let mut wanted: Vec<Given> = (0..first).map(Ok).collect();
            if first < 6 {
                wanted.push(Err(format!("post {first} is gone")));
            }
            assert!(
                given == wanted,
                "`most` is {most}, and of 6 requests those of ids {fails:?} fail: the stream gave {given:?} instead of \
                 {wanted:?}{}",
                match given.iter().position(Result::is_err) {
                    _ if first == 6 => "",
                    None => "\n\nThe error is an item too. The stream gives it, and then ends.",
                    Some(at) if at < wanted.len() - 1 || given.get(at) != wanted.last() =>
                        "\n\n\
                         A later request may fail earlier. Its error waits for its turn, like a result.",
                    Some(_) => "\n\nAfter the first error the stream ends: nothing comes after it.",
                }
            );
        }
    }
}

/// After an error the other results are of no use. Requests in progress that are kept but not polled hold their
/// connections; requests that are polled on keep the consumer waiting.
#[check]
async fn after_an_error_the_requests_in_progress_are_dropped() {
    for (most, fails) in [(3, 1), (5, 0), (2, 1), (4, 2), (1, 2)] {
        let mut run = Run::new(&[10, 20, 500, 30, 500, 500, 500, 500, 500]);
        run.fails = vec![fails];
        let gauge = Gauge::new();
        let mut stream = Box::pin(load(run.ids(), most, |id| run.request(id, &gauge)));
        loop {
            match stream.next().await {
                Some(Ok(_)) => {}
                Some(Err(_)) => break,
                None => {
                    panic!("the request of id {fails} fails, and the stream ended without an error")
                }
            }
        }
        let (called, at) = (run.called(), virtual_ms());
        assert!(
            most == 1 || gauge.started() > gauge.finished(),
            "`most` is {most}; when the error of id {fails} was given, no other request was in progress"
        );
        let next = timeout(HOUR, stream.next()).await;
        assert!(
            next == Ok(None),
            "`most` is {most}; after the error of id {fails} the stream gave {next:?} instead of its end"
        );
        assert!(
            virtual_ms() == at,
            "`most` is {most}; after the error of id {fails}, the end of the stream came {} ms later",
            virtual_ms() - at
        );
        assert!(
            gauge.in_flight() == 0,
            "`most` is {most}; the stream had ended after the error of id {fails}, and {} not been dropped",
            match gauge.in_flight() {
                1 => "1 request had".to_owned(),
                many => format!("{many} requests had"),
            }
        );
        sleep(Duration::from_secs(2)).await;
        assert!(
            run.called() == called,
            "`fetch` was called for {} other id(s) after the error of id {fails} had been given",
            run.called() - called
        );
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

/// Requests that take these times, and what has been seen of them. The ids are 0, 1, 2 and so on.
struct Run {
    times: Vec<u64>,
    fails: Vec<u64>,
    begun: RefCell<Vec<u64>>,
    taken: Rc<Cell<usize>>,
    polls: Rc<Cell<usize>>,
}

impl Run {
    fn new(times: &[u64]) -> Self {
        Self {
            times: times.to_vec(),
            fails: Vec::new(),
            begun: RefCell::default(),
            taken: Rc::default(),
            polls: Rc::default(),
        }
    }

    fn called(&self) -> usize {
        self.begun.borrow().len()
    }

    fn ids(&self) -> Ids {
        Ids {
            count: self.times.len(),
            taken: Rc::clone(&self.taken),
            polls: Rc::clone(&self.polls),
        }
    }

    fn request(&self, id: u64, gauge: &Gauge) -> impl Future<Output = Given> {
        self.begun.borrow_mut().push(virtual_ms());
        let (ms, gauge) = (self.times[id as usize], gauge.clone());
        let fails = self.fails.contains(&id);
        async move {
            let pass = gauge.enter();
            sleep(Duration::from_millis(ms)).await;
            pass.finish();
            if fails {
                return Err(format!("post {id} is gone"));
            }
            Ok(id)
        }
    }
}

struct Ids {
    count: usize,
    taken: Rc<Cell<usize>>,
    polls: Rc<Cell<usize>>,
}

impl Stream for Ids {
    type Item = u64;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u64>> {
        self.polls.set(self.polls.get() + 1);
        let taken = self.taken.get();
        assert!(
            taken <= self.count,
            "`ids` was polled again after its end\n\nWhat a stream does then is left open: many panic. `fuse` it, or \
             keep a mark."
        );
        self.taken.set(taken + 1);
        Poll::Ready((taken < self.count).then_some(taken as u64))
    }
}

/// Values of `most`, and how long the requests take.
fn patterns() -> Vec<(usize, Vec<u64>)> {
    let mut patterns = vec![
        (1, vec![10; 4]),
        (3, vec![10; 9]),
        (2, vec![30, 10, 10, 10, 30, 10]),
        (4, vec![10, 20, 30, 40, 40, 30, 20, 10, 10, 20]),
        (8, vec![5; 3]),
        (100, vec![7; 250]),
    ];
    let (long, short) = (varied(1_007, 1_001..=1_099), varied(103, 101..=119));
    for slow in 0..4 {
        let times = (0..9).map(|nth| if nth == slow { long } else { short });
        patterns.push((3, times.collect()));
    }
    patterns
}

/// When each request begins at the latest: the first `most` at once, each other one when the result that is `most`
/// places before it has been given.
fn schedule(most: usize, times: &[u64]) -> Vec<u64> {
    let (mut begins, mut given) = (Vec::new(), Vec::new());
    let mut last = 0;
    for (nth, ms) in times.iter().enumerate() {
        let begin = nth.checked_sub(most).map_or(0, |before| given[before]);
        last = last.max(begin + ms);
        given.push(last);
        begins.push(begin);
    }
    begins
}

/// Says of more calls of `fetch` than `most` how many there are if many ids are ready.
fn too_many_calls(most: usize, called: usize, came: usize, finished: usize) -> String {
    let many = Run::new(&[10; 250]);
    let gauge = Gauge::new();
    let mut stream = Box::pin(load(many.ids(), most, |id| many.request(id, &gauge)));
    let mut cx = Context::from_waker(Waker::noop());
    let _ = stream.as_mut().poll_next(&mut cx).map(drop);
    let at_once = many.called();
    if at_once == 250 {
        return "if 250 ids are ready, the first poll of the stream calls `fetch` for all of them, as if nothing limited \
                the calls\n\nA request counts from the call of `fetch`, whether or not it has been polled."
            .to_owned();
    }
    let first = if at_once > most {
        format!("if 250 ids are ready, the first poll of the stream calls `fetch` {at_once} times")
    } else {
        format!(
            "{} requests counted: `fetch` had been called {called} times, {finished} of the requests had ended, and {} \
             given. In the first poll the number of calls is right",
            called - came,
            had_been(came, "result")
        )
    };
    format!(
        "{first}\n\nA request counts from the call of `fetch` until the stream has given its result."
    )
}

/// The first few.
fn some(times: &[u64]) -> String {
    if times.len() > 10 {
        format!("{:?} and so on", &times[..3])
    } else {
        format!("{times:?}")
    }
}
