//! Checks of delay.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::Context;
use std::thread;
use std::time::Duration;

use ch03::delay::delay;
use kit::{ByHand, Caught, CountingWaker, Watched, caught, check, varied, watch};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "delay/cause.rs"]
mod cause;
#[path = "delay/dial.rs"]
mod dial;

use cause::{END, FROM_THE_CALL, LATE_ALARM, LATEST, NO_ALARM, SELF_WAKE, alone, from_the_call};
use dial::{Dial, PATIENCE, patiently};

/// The call fixes the end. It makes no difference when the first poll comes.
#[check]
fn the_time_counts_from_the_call() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    clock.turn_to(ms(300));
    let early = waiting.poll().is_ready();
    clock.turn_to(ms(350));
    let at_the_end = early || waiting.poll().is_ready();
    let story = "`delay` was called at 250ms, for 100ms, and first polled at 300ms";
    assert!(
        !early,
        "ready 50ms too early: {story}, and that poll was ready"
    );
    assert!(
        at_the_end,
        "{}",
        from_the_call().or_else(alone).unwrap_or_else(|| format!(
            "right when first polled at once, wrong when first polled later: {story}, and a poll at 350ms \
             was Pending"
        ))
    );
}

/// What a poll returns depends on what the clock shows at that moment, to the nanosecond.
#[check]
fn a_poll_before_the_end_is_pending() {
    let durations = [
        ms(varied(100, 50..=150)),
        Duration::from_micros(1_500),
        Duration::from_nanos(1_500),
        ms(3_600_000),
        // To the nanosecond, after 100 years as well.
        Duration::from_secs(100 * 365 * 24 * 3_600),
    ];
    for (tried, duration) in durations.into_iter().enumerate() {
        let contrast = || match tried {
            0 => String::new(),
            _ => format!(
                "right for {:?}, wrong for {duration:?}: ",
                durations[tried - 1]
            ),
        };
        let clock = Dial::at(ms(20));
        let mut waiting = by_hand(&clock, duration);
        let nearly = duration - Duration::from_nanos(1);
        for passed in [Duration::ZERO, duration / 2, nearly] {
            clock.turn_to(ms(20) + passed);
            assert!(
                waiting.poll().is_pending(),
                "{}",
                alone().unwrap_or_else(|| format!(
                    "{}after {passed:?} a poll was ready, {:?} too early",
                    contrast(),
                    duration - passed
                ))
            );
        }
        clock.turn_to(ms(20) + duration);
        assert!(
            waiting.poll().is_ready(),
            "{}",
            alone().unwrap_or_else(|| format!(
                "{}a poll after {duration:?}, at its end, was Pending\n\n{END}",
                contrast()
            ))
        );
    }
    let clock = Dial::at(ms(20));
    // A panic is allowed here.
    let endless = caught(|| {
        let mut waiting = by_hand(&clock, Duration::MAX);
        waiting.poll().is_ready()
    });
    assert!(
        !endless.is_ok_and(|ready| ready),
        "right for 100 years, wrong for Duration::MAX: called at 20ms, its first poll was ready\n\n\
         An end that is too large for its type must not wrap to a small number: that time is over. With such a \
         duration, the delay may panic or wait forever."
    );
}

/// The time is over when the clock shows the end or any time after it, and then no alarm is needed.
#[check]
fn a_poll_at_the_end_or_later_is_ready() {
    let durations = [
        ms(100),
        Duration::from_micros(1_500),
        Duration::from_nanos(1),
        ms(varied(900, 850..=970)),
    ];
    // The last poll comes in another second than its end, so its milliseconds are the smaller ones.
    for (duration, more) in durations.into_iter().zip([0, 40, 0, 200]) {
        for rings in [true, false] {
            let clock = Dial::at(ms(20));
            let mut waiting = by_hand(&clock, duration);
            assert!(
                waiting.poll().is_pending(),
                "{}",
                alone().unwrap_or_else(|| format!(
                    "a delay of {duration:?} was ready in a poll at the moment of its call"
                ))
            );
            let passed = duration + ms(more);
            clock.show(ms(20) + passed);
            if rings {
                clock.ring_what_is_due();
            }
            let how = match more {
                0 => "at its end".to_owned(),
                more => format!("{:?} after its end", ms(more)),
            };
            let ready = not_too_late(&how, || waiting.poll().is_ready());
            assert!(
                ready,
                "{}",
                alone().unwrap_or_else(|| match rings {
                    true => format!(
                        "a delay of {duration:?} was Pending {how}, though its alarm had rung\n\n{END}"
                    ),
                    false => format!(
                        "ready once the alarm had rung, Pending before that: a delay of {duration:?} was \
                         polled {how}, as the clock showed\n\n{LATE_ALARM}"
                    ),
                })
            );
        }
    }
}

/// Polls a future at its end or later. Some answers subtract here, and panic.
#[track_caller]
fn not_too_late(how: &str, poll: impl FnOnce() -> bool) -> bool {
    caught(poll).unwrap_or_else(|panic| {
        panic!(
            "right before its end, wrong after it: a poll {how} panicked ({})\n\nA poll may come at \
             any time after the end. A `Duration` cannot be negative, so compare the two times \
             instead of subtracting them.",
            told(&panic)
        )
    })
}

/// Pending means that a wake will come. If the time is over already, there is nothing to wait for.
#[check]
fn if_the_time_is_over_the_first_poll_is_ready() {
    let ready = |(duration, later): (u64, u64)| {
        let clock = Dial::at(ms(250));
        let mut waiting = by_hand(&clock, ms(duration));
        clock.turn_to(ms(250 + later));
        let how = match later - duration {
            0 => "at its end".to_owned(),
            late => format!("{:?} after its end", ms(late)),
        };
        not_too_late(&how, || waiting.poll().is_ready())
    };
    let cases = [(0, 0), (0, 30), (100, 100), (100, 900)];
    let (right, wrong): (Vec<_>, Vec<_>) = cases.into_iter().partition(|case| ready(*case));
    let listed = |cases: &[(u64, u64)]| {
        let one = |(duration, later): &(u64, u64)| {
            format!("{:?} polled after {:?}", ms(*duration), ms(*later))
        };
        cases.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    assert!(
        wrong.is_empty(),
        "{}",
        at_the_first_poll(&wrong).unwrap_or_else(|| format!(
            "{}: {}",
            match right.is_empty() {
                true =>
                    "right when first polled before its end, wrong when first polled at its end or later: that \
                     poll was Pending"
                        .to_owned(),
                false => format!(
                    "the first poll was Pending though the time was over, ready for {}, Pending for these",
                    listed(&right)
                ),
            },
            listed(&wrong)
        ))
    );
}

/// Why a first poll was Pending, if the cause has nothing to do with the first poll.
fn at_the_first_poll(wrong: &[(u64, u64)]) -> Option<String> {
    match wrong {
        [(0, _), ..] => alone(),
        _ => from_the_call().or_else(alone),
    }
}

/// The end stays the same from poll to poll, so one alarm is enough, and it is set for that end.
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
        still_pending(&mut waiting, now);
        let set = clock.alarms_set();
        match &set[..] {
            [] => panic!(
                "poll {poll} returned Pending, and no alarm is set on the clock\n\n{NO_ALARM}"
            ),
            [at] => assert!(
                *at == ms(350),
                "the alarm is set for {at:?} instead of 350ms: `delay` was called at 250ms, for 100ms, and \
                 first polled at 260ms\n\n{}",
                match at.as_millis() {
                    360 => FROM_THE_CALL,
                    100 =>
                        "`call_at` takes the moment at which to ring, as the clock will show it, and not how \
                         long it is until then.",
                    _ => "The call of `delay` fixes the end, and that is when the alarm is due.",
                }
            ),
            many => panic!(
                "{}: {} alarms are set on the clock{ONE_ALARM}",
                match (poll, older.is_empty()) {
                    (1, _) => "after the first poll, one alarm should be set".to_owned(),
                    (_, true) => format!(
                        "poll {poll} set an alarm again, with the same waker as poll {}",
                        poll - 1
                    ),
                    (_, false) => format!(
                        "right with one waker, wrong with a new one: poll {poll} brought another \
                         waker, and set an alarm again"
                    ),
                },
                many.len(),
            ),
        }
    }
}

const ONE_ALARM: &str = "\n\nAn alarm cannot be cancelled: each one that is set will ring. The end \
    is the same at each poll, so later polls store their waker in the place that the callback of \
    the first alarm reads.";

/// The alarm wakes the task that waits: that of the latest poll, with one call.
#[check]
fn the_alarm_calls_the_waker_of_the_latest_poll_once() {
    // How often it is polled with each waker.
    for polls in [&[1][..], &[3], &[1, 1], &[2, 1, 2]] {
        let clock = Dial::at(ms(250));
        let mut waiting = by_hand(&clock, ms(100));
        let mut older: Vec<CountingWaker> = Vec::new();
        for (at, times) in polls.iter().enumerate() {
            if at > 0 {
                older.push(waiting.change_waker());
            }
            for _ in 0..*times {
                still_pending(&mut waiting, 250);
            }
            let early: usize = older.iter().map(CountingWaker::wakes).sum();
            assert!(
                early + waiting.wakes() == 0,
                "{}",
                alone().unwrap_or_else(|| match early {
                    0 => format!(
                        "a poll called its waker itself, 100ms before the end\n\n{SELF_WAKE}"
                    ),
                    _ => "a poll with a new waker called the older one, before the alarm had \
                        rung\n\nThe task of the older waker no longer waits. A newer waker \
                        replaces it, without a call."
                        .to_owned(),
                })
            );
        }
        let set = clock.alarms_set().len();
        clock.turn_to(ms(350));
        let of_older: usize = older.iter().map(CountingWaker::wakes).sum();
        let (all, wakers) = (polls.iter().sum::<usize>(), polls.len());
        let story = match wakers {
            1 => format!("it was polled {} with one waker", times(all)),
            _ => format!("it was polled with {wakers} wakers, one after the other"),
        };
        match (waiting.wakes(), of_older) {
            (1, 0) => {}
            (0, 0) => panic!(
                "{}",
                alone()
                    .unwrap_or_else(|| format!("the alarm rang, and no waker was called: {story}"))
            ),
            (0, _) => panic!(
                "the alarm called the waker of an older poll, and not that of the latest: {story}\n\n{LATEST}"
            ),
            (calls, _) if set > 1 => panic!(
                "{set} alarms rang, and called wakers {} altogether: {story}{ONE_ALARM}",
                times(calls + of_older)
            ),
            (_, 1..) => panic!(
                "the alarm called the latest waker, and an older one too: {story}\n\nOnly the task \
                 of the latest poll waits. A newer waker replaces the older one."
            ),
            (calls, _) => panic!(
                "one alarm called the latest waker {calls} times: {story}\n\nOne call is enough \
                 for the next poll."
            ),
        }
        ready_at_the_end(&mut waiting, "the alarm had rung");
    }
}

/// A clock may ring its alarms on its own thread. What the callback needs must be reachable from there.
#[check]
fn the_alarm_may_ring_on_another_thread() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    still_pending(&mut waiting, 250);
    clock.show(ms(350));
    thread::scope(|scope| {
        let alarm = thread::Builder::new().name("alarm".to_owned());
        let alarm = alarm.spawn_scoped(scope, || clock.ring_what_is_due());
        // The callback may panic.
        if alarm.expect("the system gives a thread").join().is_err() {
            panic!("the alarm rang on another thread, and its callback panicked there");
        }
    });
    assert!(
        waiting.wakes() > 0,
        "{}",
        alone().unwrap_or_else(|| {
            "the alarm rang on another thread, and no waker was called".to_owned()
        })
    );
    ready_at_the_end(&mut waiting, "the alarm had rung on another thread");
}

const IN_ITS_PLACE: &str = "Time passes during a poll: the alarm may ring at any moment after the \
    poll has read the clock, even before `call_at` returns. The waker of this poll must be stored \
    by then.";

// No single idea fits all of its failures.
#[check(seconds = 20)]
fn an_alarm_that_rings_while_it_is_being_set_is_not_lost() {
    let mut clock = Dial::at(ms(250));
    clock.rings_while_set = true;
    let mut waiting = by_hand(&clock, ms(100));
    let pending = waiting.poll().is_pending();
    if clock.hindered.load(Ordering::SeqCst) {
        panic!(
            "the alarm rang on another thread during `call_at`, and its callback could not return before \
             `call_at` had{}\n\nThe alarm may ring while it is being set. So hold no lock around \
             `call_at` that the callback needs.",
            match clock.callback_returns() {
                true => "; it returned right after that",
                false => ", nor after that",
            }
        );
    }
    no_callback_panicked(&clock);
    assert!(
        !pending || waiting.wakes() > 0,
        "{}",
        alone().unwrap_or_else(|| format!(
            "right when the alarm rings later, wrong when it rings before `call_at` has returned: the poll \
             returned Pending, and its waker was not called\n\n{IN_ITS_PLACE}"
        ))
    );
    assert!(
        !clock.alarms_set().is_empty(),
        "the first poll set no alarm, and neither had the call of `delay`\n\n{NO_ALARM}"
    );
    if pending {
        ready_at_the_end(&mut waiting, "the alarm had rung during `call_at`");
    }
}

// No single idea fits all of its failures.
#[check(seconds = 20)]
fn an_alarm_that_rings_during_a_later_poll_is_not_lost() {
    let clock = Dial::at(ms(250));
    let mut waiting = by_hand(&clock, ms(100));
    still_pending(&mut waiting, 250);
    let older = waiting.change_waker();
    clock.show(ms(349));
    clock.rings_at_next_look.store(true, Ordering::SeqCst);
    let pending = waiting.poll().is_pending();
    if let Some(alarm) = clock.on_its_way.lock().unwrap().take() {
        // It may have waited for a lock, which is free now.
        let _ = alarm.join();
    }
    // If the poll did not read the clock.
    clock.turn_to(ms(350));
    no_callback_panicked(&clock);
    assert!(
        !pending || waiting.wakes() > 0,
        "{}",
        alone().unwrap_or_else(|| format!(
            "right when the alarm rings between two polls, wrong when it rings during one: a poll with a \
             new waker read the clock, which showed 349ms, then the alarm called {}; the poll \
             returned Pending, and its waker was never called\n\n{IN_ITS_PLACE}",
            match older.wakes() {
                0 => "no waker",
                _ => "the older waker",
            }
        ))
    );
    if pending {
        ready_at_the_end(&mut waiting, "the alarm had rung during the poll before");
    }
}

#[track_caller]
fn no_callback_panicked(clock: &Dial) {
    if let Some(message) = clock.panic_of_a_callback() {
        panic!("the alarm rang on another thread, and its callback panicked there: {message}");
    }
}

/// A call of the waker makes an executor poll again at once. If the call comes before the end, that
/// poll has nothing to do.
#[check]
fn no_waker_is_called_before_its_time() {
    let clock = Dial::at(ms(250));
    let mut longer = by_hand(&clock, ms(100));
    let mut shorter = by_hand(&clock, ms(30));
    for now in [250, 260, 280, 281, 349] {
        clock.turn_to(ms(now));
        still_pending(&mut longer, now);
        if now < 280 {
            let _ = shorter.poll();
        }
        assert!(
            longer.wakes() == 0,
            "{}",
            alone().unwrap_or_else(|| format!(
                "at {now}ms, {:?} before its end, the waker of a future was called{}",
                ms(350 - now),
                match now {
                    280.. => "; another one on the same clock had its end at 280ms",
                    _ => "",
                }
            ))
        );
    }
    clock.turn_to(ms(350));
    assert!(
        longer.wakes() > 0,
        "{}",
        alone().unwrap_or_else(
            || "no waker was called before 350ms, the end, and none at 350ms".to_owned()
        )
    );
}

/// What belongs to one future must be kept apart from all others. A list by clock, by time or by task
/// mixes them up.
#[check]
fn two_on_one_clock_do_not_disturb_each_other() {
    for (one, other) in [(100, 100), (100, 300), (300, 100)] {
        let clock = Dial::at(ms(250));
        let mut both = [one, other].map(|duration| (duration, by_hand(&clock, ms(duration))));
        for (_, waiting) in &mut both {
            still_pending(waiting, 250);
        }
        for passed in [100, 300] {
            clock.turn_to(ms(250 + passed));
            for (duration, waiting) in &both {
                let (wakes, wanted) = (waiting.wakes(), usize::from(*duration <= passed));
                assert!(
                    wakes == wanted,
                    "{}",
                    alone().unwrap_or_else(|| format!(
                        "right alone, wrong beside another one: two wait on one clock, for {one}ms and \
                         {other}ms, and after {passed}ms the waker of the one for {duration}ms had been \
                         called {} instead of {}",
                        times(wakes),
                        times(wanted)
                    ))
                );
            }
        }
    }
    one_task_may_wait_for_two();
}

/// A join of two does so, or a timeout around a delay. Their wakers are the same, and so are their
/// ends.
fn one_task_may_wait_for_two() {
    let clock = Dial::at(ms(250));
    let task = CountingWaker::new();
    let waker = task.waker();
    let mut cx = Context::from_waker(&waker);
    // Not watched: that would give each of them its own waker.
    let mut other = pin!(delay(&clock, ms(100)));
    let mut one = Box::pin(delay(&clock, ms(100)));
    let pending = one.as_mut().poll(&mut cx).is_pending();
    let pending = other.as_mut().poll(&mut cx).is_pending() && pending;
    assert!(pending, "one was ready at 250ms, and its end is at 350ms");
    drop(one);
    turn_after_a_drop(&clock, 350);
    assert!(
        task.wakes() > 0,
        "right with a task for each, wrong with one task for both: a task waited for two, both for 100ms, \
         and dropped one of them; after 100ms its waker was not called for the other"
    );
}

/// Turns a clock on which a waiting future was dropped.
#[track_caller]
fn turn_after_a_drop(clock: &Dial, now: u64) {
    if let Err(panic) = caught(|| clock.turn_to(ms(now))) {
        panic!(
            "the callback of a dropped future's alarm panicked when it rang, in the middle of the clock's \
             code: {}\n\nThe clock knows nothing of the drop, and rings. The callback must allow \
             for a future that is gone.",
            told(&panic)
        );
    }
}

/// The alarm of a dropped future still rings. It must not wake a future that was created since at the
/// same address, or with the same number.
#[check]
fn one_that_was_dropped_does_not_disturb_the_others() {
    for (gone, other, next) in [(100, 500, 300), (300, 300, 300), (500, 300, 300)] {
        let clock = Dial::at(ms(250));
        let mut dropped = by_hand(&clock, ms(gone));
        let mut other = (other, by_hand(&clock, ms(other)));
        still_pending(&mut dropped, 250);
        still_pending(&mut other.1, 250);
        dropped.cancel();
        let mut next = (next, by_hand(&clock, ms(next)));
        still_pending(&mut next.1, 250);
        for passed in [100, 300, 500] {
            turn_after_a_drop(&clock, 250 + passed);
            for ((duration, waiting), which) in [(&other, "before"), (&next, "after")] {
                let (wakes, wanted) = (waiting.wakes(), usize::from(*duration <= passed));
                assert!(
                    wakes == wanted,
                    "{}",
                    alone().unwrap_or_else(|| format!(
                        "{}right alone, wrong beside one that was dropped: that one was for {gone}ms; after \
                         {passed}ms the waker of another one, for {duration}ms and made {which} the drop, \
                         had been called {} instead of {}",
                        // Nothing else is due at that time.
                        match passed == gone && gone < *duration && wakes == 1 {
                            true => "the alarm of a dropped future called the waker of another one: ",
                            false => "",
                        },
                        times(wakes),
                        times(wanted)
                    ))
                );
            }
        }
    }
    one_in_the_place_of_another();
}

/// A future that is created in the place of another one has the same address.
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
        turn_after_a_drop(&clock, 250 + passed);
        let wakes = tasks[1].wakes();
        assert!(
            wakes == wanted,
            "right at another address, wrong at that of one that was dropped: that one was for 100ms; after \
             {passed}ms the waker of the next one, for 300ms, had been called {} instead of {}",
            times(wakes),
            times(wanted)
        );
    }
}

/// One thread runs many tasks. A poll that waits for the end keeps the thread from all the others.
#[check(real_time)]
async fn a_poll_does_not_wait_for_the_time() {
    const HOUR: Duration = ms(3_600_000);
    let clock = Dial::at(ms(250));
    let (back, came_back) = mpsc::channel::<()>();
    let mut waiting = by_hand(&clock, HOUR);
    let (pending, in_time) = thread::scope(|scope| {
        // Turns the clock after a while, so that a poll that waits for it returns, and the check can
        // name the cause.
        let theirs = &clock;
        let helper = scope.spawn(move || {
            let late = patiently(&came_back, PATIENCE) == Err(RecvTimeoutError::Timeout);
            if late {
                theirs.turn_to(ms(250) + HOUR);
            }
            !late
        });
        // Dropped with this closure, even if the answer panics: then there is nothing to wait for.
        let back = back;
        let pending = waiting.poll().is_pending();
        let _ = back.send(());
        (pending, helper.join().is_ok_and(|in_time| in_time))
    });
    assert!(
        in_time,
        "a poll did not return Pending, it kept its thread: a delay of an hour was polled, and the poll \
         returned only after another thread had turned the clock by an hour"
    );
    assert!(
        pending,
        "{}",
        alone().unwrap_or_else(|| "a delay of an hour was ready at once".to_owned())
    );
    clock.turn_to(ms(250) + HOUR);
    ready_at_the_end(&mut waiting, "it was for an hour, and the alarm had rung");
}

const GIVEN_BACK: &str = "The alarm and all that its callback owns outlive the future. So the drop \
    must take the waker out of what they share: a waker keeps a whole task alive, and the alarm \
    may be an hour away.";

/// The moments at which a future may be dropped.
const ENDS: [&str; 3] = [
    "before its first poll",
    "while it waited",
    "after it was ready, with the alarm still to ring",
];

/// A task stops waiting for a future by dropping it.
#[check]
fn once_it_is_dropped_no_waker_is_kept() {
    let kept = |end: &&str| {
        let clock = Dial::at(ms(250));
        dropped(&clock, end).wakers_kept() > 0
    };
    let (wrong, right): (Vec<&str>, Vec<&str>) = ENDS.into_iter().partition(kept);
    assert!(
        wrong.is_empty(),
        "its waker is still kept after the drop: it was dropped {}{}\n\n{GIVEN_BACK}",
        wrong.join(" or "),
        match right.is_empty() {
            true => String::new(),
            false => format!("; right if it is dropped {}", right.join(" or ")),
        }
    );
}

// Each of its failures has its own idea.
#[check]
fn an_alarm_after_the_drop_does_no_harm() {
    for end in ENDS {
        let clock = Dial::at(ms(250));
        let mut waiting = polled_until(&clock, end);
        let by_polls = waiting.wakes();
        waiting.cancel();
        let by_the_drop = waiting.wakes() - by_polls;
        turn_after_a_drop(&clock, 350);
        let by_the_alarm = waiting.wakes() - by_polls - by_the_drop;
        assert!(
            by_polls == 0,
            "{}",
            alone().unwrap_or_else(|| format!(
                "a poll called its waker itself, before the alarm had rung\n\n{SELF_WAKE}"
            ))
        );
        assert!(
            by_the_drop == 0,
            "the drop called the waker: it was dropped {end}, before its alarm rang\n\nThe task \
             that drops a future no longer waits for it. A wake makes an executor poll without a \
             reason."
        );
        assert!(
            by_the_alarm == 0,
            "its waker is still called after the drop: it was dropped {end}, and then its alarm \
             rang\n\n{GIVEN_BACK}"
        );
    }
}

/// A future for 100 ms that was dropped at such a moment, before its alarm rings.
fn dropped<'a>(clock: &'a Dial, end: &str) -> ByHand<Watched<impl Future<Output = ()> + use<'a>>> {
    let mut waiting = polled_until(clock, end);
    waiting.cancel();
    waiting
}

fn polled_until<'a>(
    clock: &'a Dial,
    end: &str,
) -> ByHand<Watched<impl Future<Output = ()> + use<'a>>> {
    let mut waiting = by_hand(clock, ms(100));
    if end != ENDS[0] {
        still_pending(&mut waiting, 250);
        assert!(
            !clock.alarms_set().is_empty(),
            "poll 1 returned Pending, and no alarm is set on the clock\n\n{NO_ALARM}"
        );
    }
    if end == ENDS[2] {
        clock.show(ms(350));
        let ready = waiting.poll().is_ready();
        assert!(
            ready,
            "{}",
            alone().unwrap_or_else(|| format!(
                "Pending at its end: the clock showed 350ms, and the alarm had not rung yet\n\n{LATE_ALARM}"
            ))
        );
    }
    waiting
}

/// Polls one whose end is at 350 ms.
#[track_caller]
fn still_pending<F: Future>(waiting: &mut ByHand<F>, now: u64) {
    assert!(
        waiting.poll().is_pending(),
        "{}",
        alone().unwrap_or_else(|| format!("a poll was ready at {now}ms, before its end"))
    );
}

/// Polls one whose time is over.
#[track_caller]
fn ready_at_the_end<F: Future>(waiting: &mut ByHand<F>, story: &str) {
    assert!(
        waiting.poll().is_ready(),
        "{}",
        alone().unwrap_or_else(|| format!("Pending at its end, though {story}\n\n{END}"))
    );
}

/// The message of a panic, and its place, unless that is in the standard library.
fn told(panic: &Caught) -> String {
    let at = (!panic.at.contains("/library/")).then_some(&panic.at);
    at.map_or_else(
        || panic.message.clone(),
        |at| format!("{}, at {at}", panic.message),
    )
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
