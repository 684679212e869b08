//! Checks of block_on.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use ch04::block_on::block_on;
use kit::{DropProbe, caught, check};

use crate::explore::asleep::what_it_does_instead;
use crate::explore::{Account, Steps, explore, falls_asleep};
use crate::explored_block_on as explored;
use crate::sync::with_sleeps_that_end_for_no_reason;

/// Nobody has to wake a future for its first poll: it is the first poll that hands out the waker. And
/// what is ready is not polled again, but dropped, with all that it holds.
#[check]
fn a_ready_future_is_polled_once_and_its_output_returned() {
    let (output, polls) = ends("the future is ready at its first poll", || {
        // Neither `Send` nor `Unpin`, and it borrows.
        let (polls, tea) = (Cell::new(0), Rc::new("tea"));
        let (count, cup) = (&polls, &tea);
        let output = block_on(async move {
            poll_fn(|_| ready_when(true, count.replace(count.get() + 1))).await;
            Rc::clone(cup)
        });
        (*output, polls.get())
    });
    assert!(
        polls == 1,
        "the future is ready at its first poll, and was polled {polls} times"
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
        "the future was ready, and `block_on` returned; the future is still kept, with all that it holds"
    );
}

/// Threads wake up for many reasons: somebody else unparks them, or the system lets them go on for no
/// reason at all. To poll then is work for nothing. Only the waker says that it pays. Locks, atomics and
/// threads come from `crate::sync`: this check cannot see others, and may hang on them.
#[check(seconds = 15)]
fn something_else_that_ends_the_sleep_is_no_reason_to_poll() {
    explore(|steps| {
        let account = Account::default();
        let sleeper = shuttle::thread::current();
        let noisy = {
            let steps = steps.clone();
            shuttle::thread::spawn(move || {
                steps.tell("other", "unparks the thread, and calls no waker");
                sleeper.unpark();
            })
        };
        explored::block_on(rung_by_a_thread(&account, steps));
        noisy.join().unwrap();
        assert!(
            account.for_nothing() == 0,
            "the thread went on, and the future was polled, although nobody had called its waker."
        );
    });
    with_sleeps_that_end_for_no_reason(|| {
        explore(|steps| {
            let account = Account::default();
            explored::block_on(rung_by_a_thread(&account, steps));
            assert!(
                account.for_nothing() == 0,
                "a sleep in a `Condvar` ended for no reason, as any may, and the future was polled, \
                 although nobody had called its waker."
            );
        });
    });
}

/// A wake-up says that there may be something new, not how much. The poll that follows looks at
/// everything, and what came before it is then old. Locks, atomics and threads come from `crate::sync`:
/// this check cannot see others, and may hang on them.
#[check(seconds = 10)]
fn many_wake_ups_before_a_poll_are_one_poll() {
    explore(|steps| {
        let account = Account::default();
        let mut last = Box::pin(rung_by_a_thread(&account, steps));
        let mut first = true;
        explored::block_on(poll_fn(|cx| {
            if !std::mem::take(&mut first) {
                return last.as_mut().poll(cx);
            }
            let _end = account.poll();
            steps.tell("future", "is polled, and calls its waker three times");
            for _ in 0..3 {
                account.wake_by_ref(&cx.waker().clone());
            }
            Poll::Pending
        }));
        assert!(
            account.for_nothing() == 0,
            "the waker was called three times during one poll. One poll more is due; the future was \
             polled again after that one, although its waker had not been called since."
        );
    });
    let situation = "the future called its waker 262,144 times in its first poll (does a call of \
                     the waker wait, or is one too many for what counts them?)";
    ends(situation, || {
        let mut polls = 0;
        block_on(poll_fn(|cx| {
            polls += 1;
            if polls == 1 {
                // Whatever counts in one byte, or in two, is back at the beginning.
                (0..1 << 18).for_each(|_| cx.waker().wake_by_ref());
            }
            ready_when(polls == 2, ())
        }));
    });
    let polls = of_a_future_that_yields(50_000);
    assert!(
        polls == 50_001,
        "the future called its waker in each of its first 50,000 polls, and was to be ready in the next \
         one; it was polled {polls} times"
    );
}

/// A thread that goes round and looks takes a whole processor to do nothing; with a pause in each round
/// it is late as well. A thread that sleeps costs nothing, and is there when it is woken. Locks, atomics
/// and threads come from `crate::sync`: this check cannot see others, and may hang on them.
#[check(seconds = 10)]
fn while_nobody_wakes_it_the_thread_sleeps() {
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
        "the future waits, and nobody calls its waker: the thread does not sleep, it goes round and \
         round (polls until the check gave up: {polls}). A sleep that a time limit ends is a round, \
         too"
    );
    assert!(
        polls == 1,
        "the future waits, and nobody calls its waker: it was polled {polls} times"
    );
    let instead = what_it_does_instead(1, |unwoken| block_on(unwoken.waits()));
    assert!(
        instead.is_none(),
        "the future waits, and nobody calls its waker, in an ordinary program: the thread does not \
         sleep, but {}",
        instead.unwrap_or_default()
    );
}

/// Between the poll that found nothing and the sleep there is a gap, and a waker can be called in it. So
/// a wake-up must leave a mark, which stays until somebody has looked at it. Locks, atomics and threads
/// come from `crate::sync`: this check cannot see others, and may hang on them.
#[check(seconds = 15)]
fn no_wake_up_is_lost_in_any_order() {
    // By another thread, once.
    explore(|steps| {
        let account = Account::default();
        explored::block_on(rung_by_a_thread(&account, steps));
    });
    // By the future itself, during a poll, and then by another thread.
    explore(|steps| {
        let account = Account::default();
        explored::block_on(async {
            yields(&account, steps).await;
            rung_by_a_thread(&account, steps).await;
        });
    });
    // By two threads, one after the other: what the first left must not hide the second.
    explore(|steps| {
        let account = Account::default();
        explored::block_on(async {
            rung_by_a_thread(&account, steps).await;
            rung_by_a_thread(&account, steps).await;
        });
    });
    let situation =
        "in its second poll the future called the waker that it had got in its first one";
    ends(situation, || {
        let (mut polls, mut first) = (0, None);
        block_on(poll_fn(|cx| {
            polls += 1;
            first
                .get_or_insert_with(|| cx.waker().clone())
                .wake_by_ref();
            ready_when(polls == 3, ())
        }));
    });
}

/// The two calls share a thread, and its sleep. What ends the sleep of the inner one may have been meant
/// for the outer one: each has to know its own. Locks, atomics and threads come from `crate::sync`: this
/// check cannot see others, and may hang on them.
#[check(seconds = 10)]
fn a_wake_up_for_the_outer_one_survives_the_inner_one() {
    explore(|steps| {
        let (outer, inner) = (Account::default(), Account::default());
        one_in_another(&outer, &inner, steps);
        assert!(
            outer.polls() == 2 && outer.for_nothing() == 0,
            "the outer future was woken once, while the inner one waited, and was polled {} times.",
            outer.polls()
        );
    });
}

/// A wake-up for the outer one ends the thread's sleep, which is the inner one's sleep too. For the inner
/// one nothing has happened. Locks, atomics and threads come from `crate::sync`: this check cannot see
/// others, and may hang on them.
#[check(seconds = 10)]
fn a_wake_up_for_the_outer_one_does_not_poll_the_inner_one() {
    explore(|steps| {
        let (outer, inner) = (Account::default(), Account::default());
        one_in_another(&outer, &inner, steps);
        assert!(
            inner.for_nothing() == 0,
            "the waker of the outer future was called, and the inner future was polled."
        );
    });
}

/// A waker can be kept in a list, a timer or another thread, long after its future has ended. Who calls
/// it then cannot know. It must do no harm: not to the caller, and not to what the thread does next.
#[check(seconds = 10)]
fn a_waker_that_is_called_after_the_end_hurts_nobody() {
    let waker = waker_that_is_left();
    let theirs = waker.clone();
    let on_a_thread = thread::spawn(move || caught(|| theirs.wake_by_ref()).is_ok());
    let fine = on_a_thread.join().unwrap() && caught(|| waker.wake()).is_ok();
    assert!(
        fine,
        "the future was ready and `block_on` had returned; then somebody called a waker that was left, \
         and it panicked"
    );
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
                steps.tell("future", "calls a waker that is left of another `block_on`");
                left.wake();
            }
            next.as_mut().poll(cx)
        }));
        assert!(
            account.for_nothing() == 0,
            "a waker of a `block_on` that had ended was called, and the future of the next one was \
             polled."
        );
    });
}

/// Whoever calls `block_on` wants what the future comes to, and a panic is that too. It goes up through
/// the caller, as from any other function, and leaves everything in order behind it.
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
                assert!(polled < polls, "the kettle is empty");
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
                .is_err_and(|said| said == "the kettle is empty"),
            "the future panicked in its poll number {polls}, with \"the kettle is empty\", and what came \
             to the caller is {:?}",
            said.0
        );
        assert!(
            said.1 == Ok("tea"),
            "a future panicked, and the next `block_on` on that thread did not give the output of its \
             own future, but {:?}",
            said.1
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

/// Runs a future that wakes itself in so many polls, one after another; how often it is polled.
fn of_a_future_that_yields(times: usize) -> usize {
    let situation = format!("the future called its waker in each of {times} polls");
    ends(&situation, move || {
        let mut polls = 0;
        block_on(poll_fn(|cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            ready_when(polls > times, ())
        }));
        polls
    })
}

/// Wakes itself in its first poll.
async fn yields(account: &Account, steps: &Steps) {
    let mut yielded = false;
    poll_fn(|cx| {
        let _end = account.poll();
        if !yielded {
            steps.tell("future", "is polled, and calls its own waker");
            account.wake_by_ref(cx.waker());
        }
        ready_when(std::mem::replace(&mut yielded, true), ())
    })
    .await;
}

/// Starts a thread in its first poll, and is ready when that has rung and called the waker.
async fn rung_by_a_thread(account: &Account, steps: &Steps) {
    // A lock of shuttle's: the other thread can ring while the poll is under way.
    let rings = Arc::new(shuttle::sync::Mutex::new(None));
    poll_fn(|cx| {
        let _end = account.poll();
        let first = rings.lock().unwrap().is_none();
        if first {
            *rings.lock().unwrap() = Some(false);
            steps.tell("future", "is polled, and starts a thread");
            let (waker, rings) = (cx.waker().clone(), Arc::clone(&rings));
            let (account, steps) = (account.clone(), steps.clone());
            shuttle::thread::spawn(move || {
                *rings.lock().unwrap() = Some(true);
                steps.tell("other", "calls the waker");
                account.wake(waker);
            });
        } else {
            steps.tell("future", "is polled");
        }
        ready_when(*rings.lock().unwrap() == Some(true), ())
    })
    .await;
}

/// The outer future calls `block_on` in its first poll. While the inner one waits, another thread wakes
/// the outer one, and then the inner one.
fn one_in_another(outer: &Account, inner: &Account, steps: &Steps) {
    let outer_is_polled = |cx: &mut Context<'_>| {
        let _end = outer.poll();
        if outer.polls() > 1 {
            steps.tell("outer", "is polled again");
            return Poll::Ready(());
        }
        steps.tell("outer", "is polled, and waits for the inner one");
        explored::block_on(inner_future(cx.waker().clone(), outer, inner, steps));
        steps.tell("inner", "is over, and the outer one is pending");
        Poll::Pending
    };
    explored::block_on(poll_fn(outer_is_polled));
}

async fn inner_future(wakes_outer: Waker, outer: &Account, inner: &Account, steps: &Steps) {
    let rings = Arc::new(shuttle::sync::Mutex::new(false));
    poll_fn(|cx| {
        let _end = inner.poll();
        steps.tell("inner", "is polled");
        if inner.polls() == 1 {
            let (outer, inner, steps) = (outer.clone(), inner.clone(), steps.clone());
            let (wakes_outer, wakes_inner) = (wakes_outer.clone(), cx.waker().clone());
            let rings = Arc::clone(&rings);
            shuttle::thread::spawn(move || {
                steps.tell("other", "calls the outer one's waker");
                outer.wake_by_ref(&wakes_outer);
                *rings.lock().unwrap() = true;
                steps.tell("other", "calls the inner one's waker");
                inner.wake_by_ref(&wakes_inner);
            });
        }
        ready_when(*rings.lock().unwrap(), ())
    })
    .await;
}

/// A waker of a `block_on` that has returned.
fn waker_that_is_left() -> Waker {
    ends("the future is ready at its first poll", || {
        block_on(poll_fn(|cx| Poll::Ready(cx.waker().clone())))
    })
}

/// Runs `f`, which is to come to its end, on a thread of its own.
#[track_caller]
fn ends<R: Send + 'static>(situation: &str, f: impl FnOnce() -> R + Send + 'static) -> R {
    let (sender, receiver) = mpsc::channel();
    let runs = thread::spawn(move || {
        let _ = sender.send(f());
    });
    match receiver.recv_timeout(Duration::from_secs(3)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            panic!("{situation}, and `block_on` does not return: it waits for nothing")
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            let payload = runs.join().expect_err("it has sent nothing");
            panic!(
                "{situation}, and `block_on` panicked: {}",
                kit::panic_message(payload.as_ref())
            )
        }
    }
}
