//! Checks of block_on.

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch04::block_on::block_on;
use kit::{DropProbe, caught, check};

use crate::explore::asleep::{own_status, what_it_does, what_it_does_instead};
use crate::explore::steps::{ENDS_FOR_NO_REASON, WakeUp};
use crate::explore::{
    Account, Steps, explore, explore_further, explore_unless, falls_asleep, how_it_loops,
};
use crate::explored_block_on as explored;
use crate::sync::with_sleeps_that_end_for_no_reason;

/// The idea of a poll without a call of the waker.
const NO_REASON: &str = "A sleep can end for other reasons than a wake-up: something else unparks the thread, or \
    the sleep ends for no reason at all, as `park` and `Condvar::wait` may at any time. Only a call of the waker is \
    a reason to poll. So let the waker set a flag, check the flag after each sleep, and sleep again if it is not \
    set.";

/// The idea of a failure without a poll.
const FIRST_POLL: &str = "The first poll needs no wake-up: it is the poll that hands out the waker, so \
    before it nothing can call the waker. And a future that is ready is not polled again: it is dropped, and \
    `block_on` returns.";

/// A future that is ready is not polled again. It is dropped, with all that it holds.
#[check]
fn a_ready_future_is_polled_once_and_its_output_returned() {
    let polls = Arc::new(AtomicUsize::new(0));
    let (count, late) = (Arc::clone(&polls), Arc::clone(&polls));
    let output = ends_or(
        move || {
            // Neither `Send` nor `Unpin`, and it borrows.
            let (count, tea) = (&count, Rc::new("tea"));
            let cup = &tea;
            *block_on(async move {
                poll_fn(|_| ready_when(true, count.fetch_add(1, Ordering::SeqCst))).await;
                Rc::clone(cup)
            })
        },
        move |how| {
            let polled = match late.load(Ordering::SeqCst) {
                0 => "was not polled".to_owned(),
                polls => format!("was polled {}", times(polls)),
            };
            format!(
                "a future that is ready at its first poll {polled}, and `block_on` {how}\n\n{FIRST_POLL}"
            )
        },
    );
    let polls = polls.load(Ordering::SeqCst);
    assert!(
        polls == 1,
        "a future that is ready at its first poll was polled {}",
        times(polls)
    );
    assert!(
        output == "tea",
        "the future gave \"tea\", and `block_on` returned {output:?}"
    );
    let alive = ends("the future is ready at its first poll", || {
        let probe = DropProbe::new();
        let token = probe.token("what the future holds");
        block_on(poll_fn(move |_| {
            let _holds = &token;
            Poll::Ready(())
        }));
        probe.alive()
    });
    assert!(
        alive == 0,
        "the future was ready, and `block_on` returned without dropping it: the future is still kept, with all that \
         it holds"
    );
}

/// A thread that checks in a loop keeps a processor busy for nothing; with a pause in each round it also reacts
/// late. A thread that sleeps costs nothing, and a wake-up ends its sleep at once. A sleep with a time limit is
/// a loop, too.
#[check(seconds = 10)]
fn the_thread_sleeps_until_the_waker_is_called() {
    let polls = Arc::new(AtomicUsize::new(0));
    let theirs = Arc::clone(&polls);
    let asleep = falls_asleep(move || {
        let mut kept = None;
        explored::block_on(poll_fn(|cx| {
            theirs.fetch_add(1, Ordering::SeqCst);
            kept = Some(cx.waker().clone());
            Poll::<()>::Pending
        }));
    });
    let polls = polls.load(Ordering::SeqCst);
    assert!(
        asleep,
        "{}: the future waits, its waker is not called, and it was polled {} before the check stopped",
        how_it_loops(),
        times(polls)
    );
    assert!(
        polls != 0,
        "the thread sleeps, and the future was never polled\n\n{FIRST_POLL}"
    );
    assert!(
        polls == 1,
        "the future waits, and its waker is not called: it was polled {} before the thread slept",
        times(polls)
    );
    let instead = what_it_does_instead(1, |unwoken| block_on(unwoken.waits()));
    assert!(
        instead.is_none(),
        "right in the copy of your answer that the checks explore, wrong in an ordinary program: the future \
         waits, its waker is not called, and the thread does not sleep, but {}",
        instead.unwrap_or_default()
    );
}

/// Between the poll that found nothing and the sleep there is a gap, and a waker can be called in it. So a
/// wake-up must set a flag, which stays set until the thread has checked it.
#[check(seconds = 15)]
fn no_wake_up_is_lost_in_any_order() {
    // Woken by another thread, once.
    explore_unless(simple, "", |steps| {
        let account = Account::default();
        explored::block_on(rung_by_a_thread(&account, steps));
    });
    // Woken by itself, during a poll, and then by another thread.
    let contrast =
        "right if another thread wakes the future, wrong if the future has woken itself before";
    explore_unless(simple, contrast, |steps| {
        let account = Account::default();
        explored::block_on(async {
            yields(&account, steps).await;
            rung_by_a_thread(&account, steps).await;
        });
    });
    ends_or(
        || {
            let (mut polls, mut first) = (0, None);
            block_on(poll_fn(|cx| {
                polls += 1;
                first
                    .get_or_insert_with(|| cx.waker().clone())
                    .wake_by_ref();
                ready_when(polls == 3, ())
            }));
        },
        |how| {
            format!(
                "right with the waker of the latest poll, wrong with that of an earlier one: in each of its first \
                 two polls a future called the waker of its first poll, and \
                 `block_on` {how}\n\nThe wakers of all polls wake the same future: a call of an earlier one is \
                 a reason to poll, too."
            )
        },
    );
    // Woken by two threads, one after the other: the first call must not hide the second.
    explore_further(
        "right for the first wake-up, wrong for the second",
        |steps| {
            let account = Account::default();
            explored::block_on(async {
                rung_by_a_thread(&account, steps).await;
                rung_by_a_thread(&account, steps).await;
            });
        },
    );
}

/// Whether `block_on` returns if a wake-up comes while the poll is under way, on the thread that polls; if not,
/// the cause, if it is that.
fn own_wake_up() -> Result<(), Option<String>> {
    let polls = Arc::new(AtomicUsize::new(0));
    let (count, polled) = (Arc::clone(&polls), polls);
    let ended = caught(|| {
        ends_or(
            move || {
                block_on(poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    ready_when(count.fetch_add(1, Ordering::SeqCst) == 1, ())
                }));
            },
            |how| how.to_owned(),
        );
    });
    let Err(panic) = ended else { return Ok(()) };
    let how = panic.message;
    Err((polled.load(Ordering::SeqCst) == 1).then(|| {
        format!(
            "a wake-up that comes during a poll is lost: a future called its waker in its first poll, was not polled \
             again, and `block_on` {how}\n\nThe event behind a wake-up may have come too late for the poll that is \
             under way, so the wake-up asks for another poll. Clear the flag of a wake-up before the poll, and not \
             after it."
        )
    }))
}

/// While the future waits, another thread unparks this one, and calls no waker.
fn unparked_by_another(steps: &Steps) {
    let account = Account::default();
    let sleeper = shuttle::thread::current();
    let noisy = {
        let steps = steps.clone();
        shuttle::thread::spawn(move || {
            steps.tell("other", UNPARKS);
            sleeper.unpark();
        })
    };
    explored::block_on(rung_by_a_thread(&account, steps));
    noisy.join().unwrap();
    assert!(
        account.for_nothing() == 0,
        "{}the future was polled again, although its waker had not been called.\n\n{NO_REASON}",
        match steps.has_told(UNPARKS) {
            true => "something unparked the thread, and ",
            false => "",
        }
    );
}

/// The cause in the simplest cases, which need no order of steps.
fn simple() -> Option<String> {
    // A case that panics or does not return is left to its own check, which knows more.
    match own_wake_up() {
        Ok(()) => caught(called_after_the_end).ok().flatten(),
        Err(cause) => cause,
    }
}

/// The cause with one call and one wake-up, if more of them fail.
fn one_alone() -> Option<String> {
    let alone = caught(|| explore(unparked_by_another));
    let message = || {
        Some(format!(
            "wrong already with one call and one wake-up: {}",
            alone.err()?.message
        ))
    };
    simple().or_else(message)
}

const ONE_IN_ANOTHER: &str = "right with one call of `block_on`, wrong with one within another";

const UNPARKS: &str = "unparks the thread, and calls no waker";

// Its failures have an idea of their own.
#[check(seconds = 15)]
fn something_else_that_ends_the_sleep_is_no_reason_to_poll() {
    explore_unless(simple, "", unparked_by_another);
    with_sleeps_that_end_for_no_reason(|| {
        explore(|steps| {
            let account = Account::default();
            explored::block_on(rung_by_a_thread(&account, steps));
            assert!(
                account.for_nothing() == 0,
                "the future was polled again, although its waker had not been called{}\n\n{NO_REASON}",
                match steps.has_told(ENDS_FOR_NO_REASON) {
                    true => ": `Condvar::wait` returned for no reason, as it may at any time.",
                    false => ".",
                }
            );
        });
    });
}

/// A wake-up says that there may be something new, not how much. The next poll sees everything that came
/// before it, so it answers all the wake-ups before it.
#[check(seconds = 15)]
fn many_wake_ups_before_a_poll_are_one_poll() {
    explore_unless(one_alone, "", |steps| {
        let account = Account::default();
        let mut last = Box::pin(rung_by_a_thread(&account, steps));
        let mut first = true;
        let wake_up = steps.wake_up("future", "calls its waker three times");
        explored::block_on(poll_fn(|cx| {
            if !std::mem::take(&mut first) {
                wake_up.has_arrived();
                return last.as_mut().poll(cx);
            }
            let _end = account.poll();
            steps.tell("future", "is polled");
            wake_up.takes(|| {
                for _ in 0..3 {
                    account.wake_by_ref(&cx.waker().clone());
                }
            });
            Poll::Pending
        }));
        assert!(
            account.for_nothing() == 0,
            "the waker was called three times during one poll, and that led to more than one poll: the future was \
             polled again, although its waker had not been called since."
        );
    });
    // A count in one byte, or in two, is 0 again.
    let (calls, polls) = (1 << 18, Arc::new(AtomicUsize::new(0)));
    let (called, polled) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&polls));
    let (returned, so_far) = (Arc::clone(&called), Arc::clone(&called));
    ends_while(
        move || so_far.load(Ordering::SeqCst),
        move || {
            block_on(poll_fn(|cx| {
                let polls = polls.fetch_add(1, Ordering::SeqCst) + 1;
                if polls == 1 {
                    for _ in 0..calls {
                        cx.waker().wake_by_ref();
                        called.fetch_add(1, Ordering::SeqCst);
                    }
                }
                ready_when(polls == 2, ())
            }));
        },
        move |how| {
            let (returned, polls) = (
                returned.load(Ordering::SeqCst),
                polled.load(Ordering::SeqCst),
            );
            let far = match (polls, returned) {
                (0, _) => format!("a future was not polled, and `block_on` {how}"),
                (_, returned) if returned < calls => format!(
                    "call {} of the waker did not return, those before it did, all during one poll: \
                     `block_on` {how}",
                    returned + 1
                ),
                _ => format!(
                    "a future called its waker {calls} times in its first poll, and was polled {} in all, \
                     instead of twice: `block_on` {how}",
                    times(polls)
                ),
            };
            format!(
                "{far}\n\nOne flag is enough for all wake-ups before a poll. If each wake-up takes room, or is \
                 counted, there is a limit, which a program can reach; and the waker may be called on the \
                 thread that polls, so it must not wait for that thread."
            )
        },
    );
    let (polls, deeper) = of_a_future_that_yields(50_000);
    assert!(
        deeper < DEEPER,
        "the future called its waker in each poll, and {DEEPER} polls in a row began deeper on the stack than the \
         one before: the function that polls calls itself for the next poll, instead of returning first\n\n\
         A future may need any number of polls, and each of these calls takes a part of the stack until it is full. \
         Poll in a loop."
    );
    assert!(
        polls == 50_001,
        "the future called its waker in each of its first 50,000 polls, and is ready in the next one: it was \
         polled {polls} times"
    );
}

/// The idea of a lost wake-up of the outer of two calls.
const TWO_IN_ONE_THREAD: &str = "The two calls of `block_on` share a thread, and the thread has one sleep. What \
    ends the sleep of the inner call may have been meant for the outer one: each call needs a flag of its \
    own, and does not touch the other's.";

/// The two calls of `block_on` share a thread, and the thread has one sleep. What ends the sleep of the inner
/// call may have been meant for the outer one: each call needs a flag of its own.
#[check(seconds = 10)]
fn a_wake_up_for_the_outer_one_survives_the_inner_one() {
    explore_unless(one_alone, ONE_IN_ANOTHER, |steps| {
        let (outer, inner) = (Account::default(), Account::default());
        one_in_another(&outer, &inner, steps);
        assert!(
            outer.polls() == 2 && outer.for_nothing() == 0,
            "the outer future was woken once, while the inner one waited, and was polled {} in all instead of \
             twice.",
            times(outer.polls())
        );
    });
}

/// A wake-up for the outer future ends the thread's sleep, which is the sleep of the inner call too. For the
/// inner future nothing has happened.
#[check(seconds = 10)]
fn a_wake_up_for_the_outer_one_does_not_poll_the_inner_one() {
    explore_unless(one_alone, ONE_IN_ANOTHER, |steps| {
        let (outer, inner) = (Account::default(), Account::default());
        one_in_another(&outer, &inner, steps);
        assert!(
            inner.for_nothing() == 0,
            "the inner future was polled again, although its own waker had not been called: only the waker of \
             the outer future had."
        );
    });
}

/// The idea of a failure after the end.
const CALLED_LATE: &str = "A list, a timer or another thread can keep a waker long after its future has ended, and \
    call it then. That must do no harm: not to the caller of the waker, and not to what the thread does next.";

/// A list, a timer or another thread can keep a waker long after its future has ended, and call it then. That
/// must do no harm: not to the caller of the waker, and not to what the thread does next.
#[check(seconds = 10)]
fn a_waker_called_after_the_end_does_no_harm() {
    if let Some(cause) = called_after_the_end() {
        panic!("{cause}");
    }
    explore(|steps| {
        let mut left = None;
        explored::block_on(poll_fn(|cx| {
            left = Some(cx.waker().clone());
            Poll::Ready(())
        }));
        let account = Account::default();
        let mut next = Box::pin(rung_by_a_thread(&account, steps));
        explored::block_on(poll_fn(|cx| {
            if let Some(left) = left.take() {
                steps.tell("future", "calls a waker of an earlier `block_on`");
                left.wake();
            }
            next.as_mut().poll(cx)
        }));
        assert!(
            account.for_nothing() == 0,
            "the future was polled again, although its own waker had not been called: only the waker of an \
             earlier `block_on` had."
        );
    });
}

/// A panic of the future passes through `block_on` to its caller, as it does in any other function. The thread
/// can call `block_on` again.
#[check]
fn a_panic_of_the_future_goes_on_to_the_caller() {
    for polls in [1, 2] {
        let situation = match polls {
            1 => "the future panics in its first poll",
            _ => "the future wakes itself in its first poll, and panics in its second",
        };
        let said = ends(situation, move || {
            let mut polled = 0;
            let panics = poll_fn(|cx| {
                polled += 1;
                assert!(polled < polls, "the file is empty");
                cx.waker().wake_by_ref();
                Poll::<()>::Pending
            });
            let said = caught(|| block_on(panics)).map_err(|panic| panic.message);
            let again = caught(|| block_on(async { "tea" })).map_err(|panic| panic.message);
            (said, again)
        });
        assert!(
            said.0
                .as_ref()
                .is_err_and(|said| said == "the file is empty"),
            "the future panicked in poll number {polls}, with \"the file is empty\", and `block_on` {}",
            match &said.0 {
                Ok(()) => "returned as if nothing had happened".to_owned(),
                Err(said) => format!("panicked with {said:?}"),
            }
        );
        assert!(
            said.1 == Ok("tea"),
            "after a future that panicked, the next `block_on` on that thread did not give the output of its \
             own future, \"tea\", but {}",
            match &said.1 {
                Ok(output) => format!("{output:?}"),
                Err(said) => format!("panicked with {said:?}"),
            }
        );
    }
}

fn ready_when<T>(ready: bool, output: T) -> Poll<T> {
    if ready {
        Poll::Ready(output)
    } else {
        Poll::Pending
    }
}

/// So many polls, each deeper on the stack than the one before, are no chance.
const DEEPER: usize = 1_000;

/// Runs a future that wakes itself in this many polls, one after another; returns how often it was polled, and how
/// many of the last polls began deeper on the stack than the one before.
fn of_a_future_that_yields(times: usize) -> (usize, usize) {
    let situation = format!("the future called its waker in each of {times} polls");
    ends(&situation, move || {
        let (mut polls, mut deeper, mut before) = (0, 0, 0);
        block_on(poll_fn(|cx| {
            polls += 1;
            // A stack grows towards lower addresses.
            let place = std::ptr::from_ref(&cx).addr();
            deeper = if place < before { deeper + 1 } else { 0 };
            before = place;
            cx.waker().wake_by_ref();
            ready_when(polls > times || deeper == DEEPER, ())
        }));
        (polls, deeper)
    })
}

/// Wakes itself in its first poll.
async fn yields(account: &Account, steps: &Steps) {
    let mut yielded = false;
    let wake_up = steps.wake_up("future", "calls its own waker");
    poll_fn(|cx| {
        let _end = account.poll();
        if !yielded {
            steps.tell("future", "is polled");
            wake_up.takes(|| account.wake_by_ref(cx.waker()));
        } else {
            wake_up.has_arrived();
        }
        ready_when(std::mem::replace(&mut yielded, true), ())
    })
    .await;
}

/// Starts a thread in its first poll, and is ready when that has rung and called the waker.
async fn rung_by_a_thread(account: &Account, steps: &Steps) {
    // Shuttle's lock: the other thread can ring while the poll is under way.
    let rings = Arc::new(shuttle::sync::Mutex::new(None));
    let wake_up = steps.wake_up("other", "calls the waker");
    poll_fn(|cx| {
        let _end = account.poll();
        let first = rings.lock().unwrap().is_none();
        if first {
            *rings.lock().unwrap() = Some(false);
            steps.tell("future", "is polled, and starts a thread");
            let (waker, rings) = (cx.waker().clone(), Arc::clone(&rings));
            let (account, wake_up) = (account.clone(), wake_up.clone());
            shuttle::thread::spawn(move || {
                *rings.lock().unwrap() = Some(true);
                wake_up.takes(|| account.wake(waker));
            });
        } else {
            steps.tell("future", "is polled");
        }
        let has_rung = *rings.lock().unwrap() == Some(true);
        if has_rung {
            wake_up.has_arrived();
        }
        ready_when(has_rung, ())
    })
    .await;
}

/// The outer future calls `block_on` in its first poll. While the inner future waits, another thread wakes
/// the outer one, and then the inner one.
fn one_in_another(outer: &Account, inner: &Account, steps: &Steps) {
    let does = "calls the waker of the outer future";
    let wake_up = steps.wake_up_or("other", does, TWO_IN_ONE_THREAD);
    let outer_is_polled = |cx: &mut Context<'_>| {
        let _end = outer.poll();
        if outer.polls() > 1 {
            steps.tell("outer", "is polled again");
            wake_up.has_arrived();
            return Poll::Ready(());
        }
        steps.tell(
            "outer",
            "is polled, and calls `block_on` with the inner one",
        );
        let waker = cx.waker().clone();
        explored::block_on(inner_future(waker, &wake_up, outer, inner, steps));
        steps.tell("outer", "goes on, with the inner one over, and is pending");
        Poll::Pending
    };
    explored::block_on(poll_fn(outer_is_polled));
}

async fn inner_future(
    wakes_outer: Waker,
    first: &WakeUp,
    outer: &Account,
    inner: &Account,
    steps: &Steps,
) {
    let second = steps.wake_up("other", "calls the waker of the inner future");
    let rings = Arc::new(shuttle::sync::Mutex::new(false));
    poll_fn(|cx| {
        let _end = inner.poll();
        steps.tell("inner", "is polled");
        if inner.polls() == 1 {
            let (outer, inner) = (outer.clone(), inner.clone());
            let (first, second) = (first.clone(), second.clone());
            let (wakes_outer, wakes_inner) = (wakes_outer.clone(), cx.waker().clone());
            let rings = Arc::clone(&rings);
            shuttle::thread::spawn(move || {
                first.takes(|| outer.wake_by_ref(&wakes_outer));
                *rings.lock().unwrap() = true;
                second.takes(|| inner.wake_by_ref(&wakes_inner));
            });
        }
        let has_rung = *rings.lock().unwrap();
        if has_rung {
            second.has_arrived();
        }
        ready_when(has_rung, ())
    })
    .await;
}

/// The cause if a waker cannot be called after its `block_on` has returned, here and on another thread.
fn called_after_the_end() -> Option<String> {
    let waker = waker_of_an_earlier_call();
    let theirs = waker.clone();
    let on_a_thread = thread::spawn(move || caught(|| theirs.wake_by_ref()));
    let late = on_a_thread
        .join()
        .unwrap()
        .and_then(|()| caught(|| waker.wake()));
    late.err().map(|panic| {
        format!(
            "a waker was called after `block_on` had returned, and the call panicked: {}\n\n{CALLED_LATE}",
            panic.message
        )
    })
}

/// A waker of a `block_on` that has returned.
fn waker_of_an_earlier_call() -> Waker {
    ends("the future is ready at its first poll", || {
        block_on(poll_fn(|cx| Poll::Ready(cx.waker().clone())))
    })
}

/// Runs `f`, which must return, on a thread of its own.
#[track_caller]
fn ends<R: Send + 'static>(situation: &str, f: impl FnOnce() -> R + Send + 'static) -> R {
    ends_or(f, |how| {
        format!(
            "{situation}, and `block_on` {how}\n\n`block_on` returns as soon as its future is ready, and \
             polls if the waker was called since the last poll began."
        )
    })
}

/// As [`ends`]; `late` makes the message from what `block_on` does instead.
#[track_caller]
fn ends_or<R: Send + 'static>(
    f: impl FnOnce() -> R + Send + 'static,
    late: impl FnOnce(&str) -> String,
) -> R {
    ends_while(|| 0, f, late)
}

/// As [`ends_or`], for many calls: they may take longer as long as their number grows.
#[track_caller]
fn ends_while<R: Send + 'static>(
    calls: impl Fn() -> usize,
    f: impl FnOnce() -> R + Send + 'static,
    late: impl FnOnce(&str) -> String,
) -> R {
    const BOUND: Duration = Duration::from_secs(3);
    let ((sender, receiver), (tell, told)) = (mpsc::channel(), mpsc::channel());
    let runs = thread::spawn(move || {
        let _ = tell.send(own_status());
        let _ = sender.send(f());
    });
    let (began, mut far) = (Instant::now(), 0);
    let result = loop {
        let result = receiver.recv_timeout(BOUND / 3);
        let (now, is_late) = (calls(), began.elapsed() >= BOUND);
        let is_over = !matches!(result, Err(mpsc::RecvTimeoutError::Timeout));
        if is_over || (is_late && now == far) {
            break result;
        }
        far = now;
    };
    match result {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            let status = told.try_recv().ok().flatten();
            let does = what_it_does(status.as_deref(), BOUND);
            panic!("{}", late(&format!("does not return: {does}")))
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let payload = runs.join().expect_err("it has sent nothing");
            let panicked = kit::panic_message(payload.as_ref());
            panic!("{}", late(&format!("panicked: {panicked}")))
        }
    }
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
