//! Further experiments after a check has failed, with one future that is alone on a clock. They tell
//! which of the possible causes is the one.

use std::thread;
use std::time::Duration;

use ch03::delay::delay;
use kit::{ByHand, caught};

use super::dial::Dial;
use super::ms;

pub const EARLY: &str = "A task may be polled for any reason, at any time. Only the clock tells \
    whether the time is over.";
pub const SELF_WAKE: &str = "A call of the waker makes an executor poll again at once. A future that \
    calls it before its time is polled again and again, and keeps a core busy.";
pub const NO_ALARM: &str = "The clock calls back if `call_at` has set an alarm, and only then. If \
    a poll returns Pending without one, nothing calls the waker, and the task may never be polled \
    again.";
pub const END: &str = "The time is over as soon as the clock shows the end: a poll at that moment is \
    ready, and so is any later one.";
pub const LATE_ALARM: &str = "The clock decides. An alarm may be late, because its thread has not \
    run yet, and the task may be polled before it rings.";
pub const FROM_THE_CALL: &str = "The call of `delay` fixes the end. Two delays that are created \
    together and awaited one after the other take as long as the longer one, and not as long as both.";
pub const THREAD: &str = "A clock may ring its alarms on its own thread. What the callback needs \
    must be reachable from there.";
pub const LATEST: &str = "Between two polls a future may move to another task, and the alarm was \
    set before that. Only the task of the latest poll waits, so the callback must find the waker \
    of that poll.";

/// What is wrong with a single future: the first experiment that fails.
pub fn alone() -> Option<String> {
    let experiments = [
        ready_at_once,
        calls_its_waker,
        sets_no_alarm,
        at_its_end,
        from_the_call,
        on_another_thread,
        with_two_wakers,
    ];
    // An experiment that panics finds nothing here. Its own check reports the panic.
    let found = |experiment: fn() -> Option<String>| caught(experiment).ok().flatten();
    experiments.into_iter().find_map(found)
}

/// A clock at 250ms, and a future for 100ms on it, which has been polled.
fn waiting(clock: &Dial) -> (ByHand<impl Future<Output = ()>>, bool) {
    let mut waiting = ByHand::new(delay(clock, ms(100)));
    let pending = waiting.poll().is_pending();
    (waiting, pending)
}

fn ready_at_once() -> Option<String> {
    let clock = Dial::quiet(ms(250));
    let (mut future, pending) = waiting(&clock);
    match (pending, pending && future.poll().is_ready()) {
        (false, _) => Some(format!(
            "the first poll was ready, 100ms before the end\n\n{EARLY}"
        )),
        (_, true) => Some(format!(
            "the second poll was ready though no time had passed: a delay of 100ms was polled twice, \
             while the clock showed the same moment\n\n{EARLY}"
        )),
        _ => None,
    }
}

fn calls_its_waker() -> Option<String> {
    let clock = Dial::quiet(ms(250));
    let (future, _) = waiting(&clock);
    (future.wakes() > 0).then(|| {
        format!("the first poll called its waker itself, 100ms before the end\n\n{SELF_WAKE}")
    })
}

fn sets_no_alarm() -> Option<String> {
    let clock = Dial::quiet(ms(250));
    let (_future, pending) = waiting(&clock);
    (pending && clock.alarms_set().is_empty())
        .then(|| format!("poll 1 returned Pending, and no alarm is set on the clock\n\n{NO_ALARM}"))
}

fn at_its_end() -> Option<String> {
    // Whether it is ready when the clock shows that time.
    let ready = |at: Duration, rings: bool| {
        let clock = Dial::quiet(ms(250));
        let (mut future, _) = waiting(&clock);
        clock.show(at);
        if rings {
            clock.ring_what_is_due();
        }
        future.poll().is_ready()
    };
    let a_moment_later = ms(350) + Duration::from_nanos(1);
    let rung = [ready(ms(350), true), ready(a_moment_later, true)];
    match (rung, ready(ms(350), false)) {
        ([true, _], true) => None,
        ([true, _], false) => Some(format!(
            "ready at its end once the alarm had rung, Pending at its end before that: the clock showed \
             that the time was over\n\n{LATE_ALARM}"
        )),
        ([_, true], _) => Some(format!(
            "Pending at its end, ready a nanosecond later\n\n{END}"
        )),
        _ => Some(format!(
            "Pending at its end and a nanosecond later, though the alarm had rung\n\n{END}"
        )),
    }
}

/// Called at 250ms, for 100ms, and first polled at 300ms: when it is ready.
pub fn from_the_call() -> Option<String> {
    let ready = |at: Duration| {
        let clock = Dial::quiet(ms(250));
        let mut waiting = ByHand::new(delay(&clock, ms(100)));
        clock.turn_to(ms(300));
        let early = waiting.poll().is_ready();
        clock.turn_to(at);
        early || waiting.poll().is_ready()
    };
    let late = !ready(ms(350)) && !ready(ms(400) - Duration::from_nanos(1)) && ready(ms(400));
    late.then(|| {
        format!(
            "ready 100ms after the first poll instead of 100ms after the call: `delay` was called at \
             250ms and first polled at 300ms, and was Pending until 400ms\n\n{FROM_THE_CALL}"
        )
    })
}

fn on_another_thread() -> Option<String> {
    let wakes = |on_another: bool| {
        let clock = Dial::quiet(ms(250));
        let (future, _) = waiting(&clock);
        clock.show(ms(350));
        match on_another {
            // The callback may panic.
            true => thread::scope(|scope| drop(scope.spawn(|| clock.ring_what_is_due()).join())),
            false => clock.ring_what_is_due(),
        }
        future.wakes()
    };
    (wakes(false) > 0 && wakes(true) == 0).then(|| {
        format!(
            "right when the alarm rings on the thread of the poll, wrong when it rings on another: no \
             waker was called there\n\n{THREAD}"
        )
    })
}

fn with_two_wakers() -> Option<String> {
    let clock = Dial::quiet(ms(250));
    let (mut future, _) = waiting(&clock);
    let older = future.change_waker();
    let _ = future.poll();
    clock.turn_to(ms(350));
    (older.wakes() > 0 && future.wakes() == 0).then(|| {
        format!(
            "the alarm called the waker of an older poll, and not that of the latest\n\n{LATEST}"
        )
    })
}
