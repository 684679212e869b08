//! Checks of delay.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::Context;
use std::thread;
use std::time::Duration;

use ch03::delay::delay;
use kit::{ByHand, CountingWaker, Watched, check, watch};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "delay/dial.rs"]
mod dial;

use dial::{Dial, PATIENCE, patiently};

/// Making a delay fixes its end. Whoever makes two of them, and then awaits one after the other, waits
/// for the longer one and not for the sum.
#[check]
fn the_time_counts_from_the_call() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    clock.turn_to(ms(300));
    let early = waiting.poll().is_ready();
    clock.turn_to(ms(350));
    let at_the_end = early || waiting.poll().is_ready();
    assert!(
        !early,
        "delay was called at 250ms, for 100ms, and first polled at 300ms: it was ready then, 50ms \
         before its end"
    );
    assert!(
        at_the_end,
        "delay was called at 250ms, for 100ms, and first polled at 300ms: at 350ms a poll still \
         returned Pending; does its time count from the first poll, rather than from the call?"
    );
}

/// A task may be polled for any reason, at any time. What a poll answers hangs on what the clock shows
/// at that moment, to the nanosecond.
#[check]
fn a_poll_before_the_end_is_pending() {
    let durations = [
        ms(100),
        Duration::from_micros(1_500),
        Duration::from_nanos(1_500),
        ms(3_600_000),
        // To the nanosecond, after 100 years as well.
        Duration::from_secs(100 * 365 * 24 * 3_600),
    ];
    for duration in durations {
        let clock = Dial::at(ms(20));
        let mut waiting = by_hand(&clock, duration);
        let nearly = duration - Duration::from_nanos(1);
        for passed in [Duration::ZERO, duration / 2, nearly] {
            clock.turn_to(ms(20) + passed);
            assert!(
                waiting.poll().is_pending(),
                "delay was called for {duration:?}; after {passed:?} a poll was ready, {:?} too early",
                duration - passed
            );
        }
        clock.turn_to(ms(20) + duration);
        assert!(
            waiting.poll().is_ready(),
            "delay was called for {duration:?}; each poll before that was Pending, and so was one at \
             its end"
        );
    }
    let clock = Dial::at(ms(20));
    // To panic is one of the two that are allowed.
    let endless = catch_unwind(AssertUnwindSafe(|| {
        let mut waiting = by_hand(&clock, Duration::MAX);
        waiting.poll().is_ready()
    }));
    assert!(
        !endless.is_ok_and(|ready| ready),
        "delay was called for Duration::MAX at 20ms, and its first poll was ready. It may panic or wait \
         without end; does its end begin again at zero?"
    );
}

/// The clock is what counts. An alarm says that it is worth while to look at it, and may be late: its
/// thread has not had its turn yet.
#[check]
fn a_poll_at_the_end_or_later_is_ready() {
    let durations = [
        ms(100),
        Duration::from_micros(1_500),
        Duration::from_nanos(1),
        ms(900),
    ];
    // The last one is over by a second, of which the part behind the point is smaller.
    for (duration, more) in durations.into_iter().zip([0, 40, 0, 200]) {
        for rings in [true, false] {
            let clock = Dial::at(ms(20));
            let mut waiting = by_hand(&clock, duration);
            assert!(
                waiting.poll().is_pending(),
                "delay was called for {duration:?}, and a poll at that moment was ready"
            );
            let passed = duration + ms(more);
            clock.show(ms(20) + passed);
            if rings {
                clock.ring_what_is_due();
            }
            assert!(
                waiting.poll().is_ready(),
                "delay was called for {duration:?}; after {passed:?} a poll returned Pending. {}",
                match rings {
                    true => "The alarm had rung",
                    false =>
                        "The alarm had not rung yet, but the clock showed that the time was over",
                }
            );
        }
    }
}

/// Pending asks for a wake to come. Where the time is over already, there is none to wait for.
#[check]
fn where_the_time_is_over_the_first_poll_is_ready() {
    for (duration, later) in [(0, 0), (0, 30), (100, 100), (100, 900)] {
        let clock = Dial::at(ms(250));
        let mut waiting = by_hand(&clock, ms(duration));
        clock.turn_to(ms(250 + later));
        assert!(
            waiting.poll().is_ready(),
            "delay was called for {:?} and first polled {:?} later: that poll returned Pending, and \
             there was nothing left to wait for",
            ms(duration),
            ms(later)
        );
    }
}

/// An alarm costs the clock something, and rings whether it is still wanted or not. A poll is no reason
/// for a new one: the end is the same as before.
#[check]
fn while_it_waits_it_has_set_one_alarm_for_its_end() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    let mut older = Vec::new();
    for (poll, now) in [(1, 260), (2, 260), (3, 300), (4, 349)] {
        clock.turn_to(ms(now));
        if poll == 3 {
            older.push(waiting.change_waker());
        }
        let pending = waiting.poll().is_pending();
        assert!(pending, "it was ready at {now}ms, and its end is at 350ms");
        let set = clock.alarms_set();
        match &set[..] {
            [] => panic!(
                "poll {poll} returned Pending, and no alarm is set on the clock: nobody will ever \
                 wake this task"
            ),
            [at] => assert!(
                *at == ms(350),
                "delay was called at 250ms, for 100ms: it set its alarm for {at:?}, and its end is \
                 at 350ms{}",
                match *at == ms(100) {
                    true =>
                        "; an alarm is set for a time of day, not for how long it is until then",
                    false => "",
                }
            ),
            many => panic!(
                "it was polled {}, and {} alarms are set on the clock, for one end; does a poll {}?",
                times(poll),
                many.len(),
                match older.is_empty() {
                    true => "know that an earlier one has set it",
                    false =>
                        "that comes with a new waker leave it where the alarm that is set finds it",
                }
            ),
        }
    }
}

/// Between two polls a future may move to another task, and each poll brings the waker of the task that
/// waits now. The alarm was set before that: it has to find the newest one.
#[check]
fn the_alarm_calls_the_waker_of_the_latest_poll_once() {
    // How often it is polled with each waker.
    for polls in [&[1][..], &[3], &[1, 1], &[2, 1, 2]] {
        let clock = Dial::at(ms(250));
        let mut waiting = by_hand(&clock, ms(100));
        let mut older = Vec::new();
        for (at, times) in polls.iter().enumerate() {
            if at > 0 {
                older.push(waiting.change_waker());
            }
            let pending = (0..*times).all(|_| waiting.poll().is_pending());
            assert!(pending, "it was ready at 250ms, and its end is at 350ms");
            let early: usize = older.iter().map(CountingWaker::wakes).sum();
            assert!(
                early + waiting.wakes() == 0,
                "a poll called {}, before the alarm had rung",
                match early {
                    0 => "the waker that it was given",
                    _ => "an older waker, whose task does not wait any more",
                }
            );
        }
        clock.turn_to(ms(350));
        let of_older: usize = older.iter().map(CountingWaker::wakes).sum();
        let (all, wakers) = (polls.iter().sum::<usize>(), polls.len());
        let story = match wakers {
            1 => format!("it was polled with one waker, {}", times(all)),
            _ => format!("it was polled with {wakers} wakers, one after the other"),
        };
        match (waiting.wakes(), of_older) {
            (1, 0) => {}
            (0, 0) => panic!("{story}; then the alarm rang, and no waker was called"),
            (0, _) => panic!(
                "{story}; then the alarm rang, and called an older waker and not the latest one, \
                 whose task waits now"
            ),
            (_, 1..) => panic!(
                "{story}; then the alarm rang, and called the latest waker, and an older one too, \
                 whose task does not wait any more"
            ),
            (calls, _) => panic!(
                "{story}; then the alarm rang, and called it {calls} times; one call is enough for \
                 one poll"
            ),
        }
        let ready = waiting.poll().is_ready();
        assert!(ready, "the alarm rang at its end, and it was not ready");
    }
}

/// A clock may well keep a thread of its own for its alarms. What the callback needs has to go with it.
#[check]
fn the_alarm_may_ring_on_another_thread() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    let pending = waiting.poll().is_pending();
    clock.show(ms(350));
    thread::scope(|scope| {
        let alarm = thread::Builder::new().name("alarm".to_owned());
        let alarm = alarm.spawn_scoped(scope, || clock.ring_what_is_due());
        // What a callback does on a thread is no concern of that thread.
        if alarm.expect("the system gives a thread").join().is_err() {
            panic!("the alarm rang on another thread, and panicked there");
        }
    });
    assert!(pending, "it was ready at 250ms, and its end is at 350ms");
    assert!(
        waiting.wakes() > 0,
        "the alarm rang on another thread, and the waker was not called: does the callback find on \
         every thread what it needs?"
    );
    assert!(
        waiting.poll().is_ready(),
        "the alarm rang on another thread, and the poll after it was not ready"
    );
}

/// Between a look at the clock and `call_at` time goes on, so that the alarm may be due at once. It
/// must find a waker by then, and must not wait for a lock.
#[check(seconds = 20)]
fn an_alarm_that_rings_while_it_is_being_set_is_not_lost() {
    let mut clock = Dial::at(ms(250));
    clock.rings_while_set = true;
    let mut waiting = by_hand(&clock, ms(100));
    let pending = waiting.poll().is_pending();
    assert!(
        !clock.hindered.load(Ordering::SeqCst),
        "the alarm rang on another thread before `call_at` had returned, and its callback did not come \
         to its end: it waits for a lock that is held around the call of `call_at`"
    );
    assert!(
        !pending || waiting.wakes() > 0,
        "the alarm rang before `call_at` had returned; the poll then returned Pending, and the waker \
         was not called: nobody will ring again, and it waits for ever"
    );
    assert!(
        !clock.alarms_set().is_empty(),
        "the clock was ready to ring while an alarm is being set, and no alarm was set in the first poll"
    );
    let ready = !pending || waiting.poll().is_ready();
    assert!(
        ready,
        "the alarm rang before `call_at` had returned, and the poll after it was not ready"
    );
}

/// Between a look at the clock and the return of Pending time goes on. Whoever looks first, and leaves
/// the newer waker for the alarm afterwards, may come too late with it.
#[check(seconds = 20)]
fn an_alarm_that_rings_during_a_later_poll_is_not_lost() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    let mut pending = waiting.poll().is_pending();
    assert!(pending, "it was ready at 250ms, and its end is at 350ms");
    let older = waiting.change_waker();
    clock.show(ms(349));
    clock.rings_at_next_look.store(true, Ordering::SeqCst);
    pending = waiting.poll().is_pending();
    if let Some(alarm) = clock.on_its_way.lock().unwrap().take() {
        // It may have been held up by a lock, which is free now.
        let _ = alarm.join();
    }
    // Where the poll did not look at the clock.
    clock.turn_to(ms(350));
    assert!(
        !pending || waiting.wakes() > 0,
        "a poll with a new waker looked at the clock, which showed 349ms; before that poll returned, \
         the alarm rang on another thread, and called {}; the poll returned Pending, and its waker is \
         never called: it was left for the alarm too late",
        match older.wakes() {
            0 => "no waker",
            _ => "the older waker",
        }
    );
    let ready = !pending || waiting.poll().is_ready();
    assert!(
        ready,
        "the alarm rang at its end, and the poll after it was not ready"
    );
}

/// A wake makes an executor poll. Whoever calls a waker to be polled again soon does not wait: it keeps
/// a core busy until it is time.
#[check]
fn no_waker_is_called_before_its_time() {
    let clock = Dial::at(ms(250));
    let mut longer = by_hand(&clock, ms(100));
    let mut shorter = by_hand(&clock, ms(30));
    for now in [250, 260, 280, 281, 349] {
        clock.turn_to(ms(now));
        let pending = longer.poll().is_pending();
        if now < 280 {
            let _ = shorter.poll();
        }
        assert!(pending, "it was ready at {now}ms, and its end is at 350ms");
        assert!(
            longer.wakes() == 0,
            "at {now}ms the waker of a future was called whose end is at 350ms{}",
            match now {
                250 => ": the poll itself called it, so it is polled again and again",
                _ => "",
            }
        );
    }
    clock.turn_to(ms(350));
    assert!(
        longer.wakes() > 0,
        "no waker was called before 350ms, the end, and none at 350ms"
    );
}

/// Whoever waits has its own task to be woken, also where others wait for the same moment. What belongs
/// to one future lives with it, and not in a place that all of them share.
#[check]
fn two_on_one_clock_do_not_disturb_each_other() {
    for (one, other) in [(100, 100), (100, 300), (300, 100)] {
        let clock = Dial::at(ms(250));
        let mut both = [one, other].map(|duration| (duration, by_hand(&clock, ms(duration))));
        let pending = both.iter_mut().all(|(_, one)| one.poll().is_pending());
        assert!(pending, "one was ready at once, for {one}ms and {other}ms");
        for passed in [100, 300] {
            clock.turn_to(ms(250 + passed));
            for (duration, waiting) in &both {
                let (wakes, wanted) = (waiting.wakes(), usize::from(*duration <= passed));
                assert!(
                    wakes == wanted,
                    "two wait on one clock, for {one}ms and {other}ms; after {passed}ms the waker of \
                     one that waits for {duration}ms was called {}; wanted: {}",
                    times(wakes),
                    times(wanted)
                );
            }
        }
    }
    one_task_may_wait_for_two();
}

/// As with a join of two, or a timeout around a pause. Their wakers are the same, their ends too.
fn one_task_may_wait_for_two() {
    let clock = Dial::at(ms(250));
    let task = CountingWaker::new();
    let waker = task.waker();
    let mut cx = Context::from_waker(&waker);
    // Not watched: that would give each of them a waker of its own.
    let mut other = pin!(delay(&clock, ms(100)));
    let mut one = Box::pin(delay(&clock, ms(100)));
    let pending = one.as_mut().poll(&mut cx).is_pending();
    let pending = other.as_mut().poll(&mut cx).is_pending() && pending;
    assert!(pending, "it was ready at 250ms, and its end is at 350ms");
    drop(one);
    clock.turn_to(ms(350));
    assert!(
        task.wakes() > 0,
        "one task waited for two, both for 100ms, and dropped one of them; after 100ms its waker was \
         not called for the other"
    );
}

/// The alarm of one that was dropped rings all the same. Whoever has taken over its place, or its number,
/// must not take it for its own.
#[check]
fn one_that_was_dropped_does_not_disturb_the_others() {
    for (gone, other, next) in [(100, 500, 300), (300, 300, 300), (500, 300, 300)] {
        let clock = Dial::at(ms(250));
        let mut dropped = by_hand(&clock, ms(gone));
        let mut other = (other, by_hand(&clock, ms(other)));
        let mut pending = dropped.poll().is_pending() && other.1.poll().is_pending();
        dropped.cancel();
        let mut next = (next, by_hand(&clock, ms(next)));
        pending &= next.1.poll().is_pending();
        assert!(pending, "one of them was ready at once");
        for passed in [100, 300, 500] {
            clock.turn_to(ms(250 + passed));
            for ((duration, waiting), which) in [(&other, "before"), (&next, "after")] {
                let (wakes, wanted) = (waiting.wakes(), usize::from(*duration <= passed));
                assert!(
                    wakes == wanted,
                    "one was to wait for {gone}ms and was dropped; another one was made {which} that \
                     and waits for {duration}ms: after {passed}ms its waker was called {}; wanted: \
                     {}; does it share a place, or a number, with one of the others?",
                    times(wakes),
                    times(wanted)
                );
            }
        }
    }
    one_in_the_place_of_another();
}

/// What is made where another one has been is at the same address.
fn one_in_the_place_of_another() {
    let clock = Dial::at(ms(250));
    let tasks = [CountingWaker::new(), CountingWaker::new()];
    let [gone, next] = tasks.each_ref().map(CountingWaker::waker);
    let mut place = pin!(delay(&clock, ms(100)));
    let mut pending = place
        .as_mut()
        .poll(&mut Context::from_waker(&gone))
        .is_pending();
    place.set(delay(&clock, ms(300)));
    pending &= place
        .as_mut()
        .poll(&mut Context::from_waker(&next))
        .is_pending();
    assert!(pending, "one of them was ready at once");
    for (passed, wanted) in [(100, 0), (300, 1)] {
        clock.turn_to(ms(250 + passed));
        let wakes = tasks[1].wakes();
        assert!(
            wakes == wanted,
            "one was to wait for 100ms and was dropped; another one was made in the place where it had \
             been, and waits for 300ms: after {passed}ms its waker was called {}; wanted: {}",
            times(wakes),
            times(wanted)
        );
    }
}

/// One thread serves many tasks, and each of them depends on the others to hand it back. A poll that
/// waits until it is time keeps it from all of them.
#[check(real_time)]
async fn a_poll_does_not_wait_for_the_time() {
    const HOUR: Duration = ms(3_600_000);
    let clock = Dial::at(ms(250));
    let (back, came_back) = mpsc::channel::<()>();
    let mut waiting = by_hand(&clock, HOUR);
    let (pending, in_time) = thread::scope(|scope| {
        // Turns the clock in the end, so that a poll which waits for it comes back, and the cause can
        // be told.
        let theirs = &clock;
        let helper = scope.spawn(move || {
            let late = patiently(&came_back, PATIENCE) == Err(RecvTimeoutError::Timeout);
            if late {
                theirs.turn_to(ms(250) + HOUR);
            }
            !late
        });
        // Dropped with this closure, also where the answer panics: nobody waits for it then.
        let back = back;
        let pending = waiting.poll().is_pending();
        let _ = back.send(());
        (pending, helper.join().is_ok_and(|in_time| in_time))
    });
    assert!(
        in_time,
        "a poll did not come back before the alarm rang: it blocked its thread, which no other task \
         could use in the meantime"
    );
    assert!(pending, "it was ready at once, and its end is in an hour");
    clock.turn_to(ms(250) + HOUR);
    assert!(
        waiting.poll().is_ready(),
        "a poll came back at once, and another one an hour later was Pending too"
    );
}

/// Dropping a future is how one stops to wait. A waker keeps its whole task alive, and the alarm may be
/// an hour away: too long to hold on to a task that is over.
#[check]
fn once_it_is_dropped_no_waker_is_kept() {
    for end in ["unpolled", "waiting", "ready, with the alarm still to ring"] {
        let clock = Dial::at(ms(250));
        let kept = dropped(&clock, end).wakers_kept();
        assert!(
            kept == 0,
            "it was dropped ({end}), and its waker is still kept, for the alarm that nobody waits \
             for any more"
        );
    }
}

/// The clock knows nothing of the drop, and rings. To it, an alarm that nobody waits for is no error.
#[check]
fn an_alarm_after_the_drop_hurts_nobody() {
    for end in ["unpolled", "waiting", "ready, with the alarm still to ring"] {
        let clock = Dial::at(ms(250));
        let waiting = dropped(&clock, end);
        let before = waiting.wakes();
        let late = catch_unwind(AssertUnwindSafe(|| clock.turn_to(ms(350))));
        assert!(
            late.is_ok(),
            "it was dropped ({end}); then the alarm rang, and its callback panicked, in the middle of \
             the clock's own code"
        );
        assert!(
            before == 0,
            "it was dropped ({end}) before its alarm rang, and the drop called its waker"
        );
        assert!(
            waiting.wakes() == 0,
            "it was dropped ({end}); then the alarm rang, and called the waker of a task that does \
             not wait any more"
        );
    }
}

/// A future for 100 ms that came to such an end, its alarm still to ring if it has set one.
fn dropped<'a>(clock: &'a Dial, end: &str) -> ByHand<Watched<impl Future<Output = ()> + use<'a>>> {
    let mut waiting = by_hand(clock, ms(100));
    if end != "unpolled" {
        let pending = waiting.poll().is_pending();
        assert!(pending, "it was ready at 250ms, and its end is at 350ms");
        assert!(
            !clock.alarms_set().is_empty(),
            "it was polled before its end, and no alarm is set on the clock"
        );
    }
    if end.starts_with("ready") {
        clock.show(ms(350));
        let ready = waiting.poll().is_ready();
        assert!(
            ready,
            "the clock showed 350ms, its end, and a poll returned Pending: the alarm had not rung \
             yet, but it is the clock that counts"
        );
    }
    waiting.cancel();
    waiting
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn times(n: usize) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        n => format!("{n} times"),
    }
}

fn by_hand(clock: &Dial, duration: Duration) -> ByHand<Watched<impl Future<Output = ()>>> {
    ByHand::new(watch("delay", delay(clock, duration)))
}
