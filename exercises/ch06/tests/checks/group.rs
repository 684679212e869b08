//! Checks of group.

#![allow(clippy::drop_non_drop, reason = "the stub has nothing to drop yet")]

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch06::group::{Gate, Group, Summary};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kit::{ByHand, DropProbe, check};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many steps each job has done.
type Steps = Arc<Mutex<Vec<u32>>>;

/// A job that waits stores its waker and is polled when the waker is called. To look again and again, after a
/// while or after a yield, costs a poll each time.
#[check]
async fn a_job_at_the_gate_is_not_polled() {
    let mut group = Group::new();
    let polls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&polls);
    group.spawn(|gate| async move {
        let mut job = pin!(async {
            yield_now().await;
            gate.pass().await;
        });
        poll_fn(|cx| {
            counted.fetch_add(1, Ordering::Relaxed);
            job.as_mut().poll(cx)
        })
        .await;
    });
    yield_now().await;
    group.pause();
    for _ in 0..10 {
        yield_now().await;
    }
    let before = polls.load(Ordering::Relaxed);
    assert!(before > 0, "the job was never polled");
    let polled = || polls.load(Ordering::Relaxed) - before;
    for _ in 0..50 {
        yield_now().await;
    }
    assert!(
        polled() == 0,
        "a job that waits at the gate was polled {} times in 50 turns of the runtime: it wakes itself",
        polled()
    );
    sleep(Duration::from_secs(60)).await;
    assert!(
        polled() == 0,
        "a job that waits at the gate was polled {} times within a minute, although the group stayed paused",
        polled()
    );
    group.resume();
    let summary = group.join().await;
    assert!(
        summary.finished == 1,
        "after `resume` the job did not finish: {summary:?}"
    );
}

/// A pause takes effect where the job agrees to it. Between two safe points it may hold something that others
/// need, so there it goes on.
#[check]
async fn a_paused_job_goes_on_to_its_next_safe_point_and_waits_there() {
    let mut group = Group::new();
    let steps = stepping(&mut group, &[100, 70, 30], 1_000);
    sleep(ms(250)).await;
    let before = done(&steps);
    assert!(
        before == [2, 3, 8],
        "steps of 100, 70 and 30 ms were done {before:?} times in 250 ms"
    );
    group.pause();
    sleep(Duration::from_secs(60)).await;
    for (job, (now, before)) in done(&steps).into_iter().zip(before).enumerate() {
        assert!(
            now != before,
            "job {job} was paused in the middle of a step, and has stopped there: it never came to its next \
             `pass`\n\nA job that is frozen between two safe points keeps what it holds there, such as a lock."
        );
        if now > before + 1 {
            let (made_later, idea) = of_a_gate_made_later(&mut group).await;
            panic!(
                "job {job} did {} more steps after `pause` instead of 1, the one in progress: each call of `pass` \
                 between them was ready, though the group was paused. {made_later}\n\n{idea}",
                now - before
            );
        }
    }
}

/// What `pass` does at a gate that is made while the group is paused, and what that tells of the older gates.
async fn of_a_gate_made_later(group: &mut Group) -> (&'static str, &'static str) {
    let steps = stepping(group, &[10], 1);
    sleep(ms(50)).await;
    let waits = done(&steps) == [0];
    group.resume();
    sleep(ms(50)).await;
    match (waits, done(&steps) == [1]) {
        (true, true) => (
            "At a gate made after `pause` it waits, until `resume`: only older gates let their jobs through",
            "A `pass` that waits for a change may take this `pause`, which an older gate has not seen yet, for the \
             change. Wait until the group is not paused.",
        ),
        (true, false) => (
            "At a gate made after `pause` it waits, even after `resume`: a gate stays as it was made",
            "A copy of the state does not change with the group. A gate must share the state.",
        ),
        _ => (
            "At a gate made after `pause` it does not wait either",
            "`pass` waits while the group is paused: the gate and the group share that state.",
        ),
    }
}

/// What a job holds between two safe points, it must be able to give back.
#[check]
async fn a_paused_group_does_not_keep_a_lock_from_others() {
    let lock = Arc::new(tokio::sync::Mutex::new(()));
    let mut group = Group::new();
    let held = Arc::clone(&lock);
    group.spawn(|gate| async move {
        loop {
            gate.pass().await;
            let _guard = held.lock().await;
            sleep(ms(100)).await;
        }
    });
    sleep(ms(50)).await;
    assert!(
        lock.try_lock().is_err(),
        "the job has not taken the lock in 50 ms"
    );
    group.pause();
    let guard = timeout(A_DAY, lock.lock()).await;
    assert!(
        guard.is_ok(),
        "a job held a lock when the group was paused, and has kept it for a day: others wait for the lock"
    );
}

/// Every job that waits must be woken, and the gate must be open when it looks.
#[check]
async fn after_resume_all_jobs_go_on() {
    for jobs in [1, 2, 10] {
        let mut group = Group::new();
        let steps = stepping(&mut group, &vec![10; jobs], 5);
        group.pause();
        sleep(ms(100)).await;
        assert!(
            done(&steps).iter().all(|steps| *steps == 0),
            "the gate of a job was made, then the group was paused, and then the job first ran: `pass` did not wait"
        );
        group.resume();
        sleep(ms(25)).await;
        let on: Vec<u32> = done(&steps);
        let stuck = on.iter().filter(|steps| **steps == 0).count();
        if stuck > 0 {
            let seen = match jobs - stuck {
                0 => after_resume_a_job().await,
                _ => "the others go on",
            };
            panic!(
                "after `resume`, {} at the gate: {seen}",
                match (stuck, jobs) {
                    (1, 1) => "the job still waits".to_owned(),
                    (1, _) => format!("1 of {jobs} jobs still waits"),
                    _ => format!("{stuck} of {jobs} jobs still wait"),
                }
            );
        }
        sleep(ms(100)).await;
        let ended = done(&steps).iter().all(|steps| *steps == 5);
        assert!(
            ended,
            "after `resume`, not all jobs came to their end: steps done {:?} of 5",
            done(&steps)
        );
    }
}

/// A gate can be cloned, and a job can wait at several of its clones at once.
#[check]
async fn after_resume_all_clones_of_a_gate_are_open() {
    let mut group = Group::new();
    group.pause();
    let passed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&passed);
    group.spawn(|gate| async move {
        // Each of them is polled with a waker of its own.
        let mut passes: FuturesUnordered<_> = (0..3)
            .map(|_| gate.clone())
            .map(|gate| async move { gate.pass().await })
            .collect();
        while passes.next().await.is_some() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    sleep(ms(50)).await;
    let early = passed.load(Ordering::Relaxed);
    assert!(
        early == 0,
        "{early} of 3 clones were passed while the group was paused"
    );
    group.resume();
    sleep(ms(50)).await;
    let passed = passed.load(Ordering::Relaxed);
    assert!(
        passed == 3,
        "a job waited at 3 clones of its gate: after `resume`, {passed} of them were passed"
    );
}

/// Paused is a state and no count: the button says "pause" or "resume", however often it is pressed.
#[check]
async fn calling_pause_or_resume_twice_is_like_calling_it_once() {
    type Press = fn(&Group);
    let (pause, resume): (Press, Press) = (Group::pause, Group::resume);
    for (says, presses, goes_on) in [
        ("pause, resume, pause", vec![pause, resume, pause], false),
        ("pause, pause, resume", vec![pause, pause, resume], true),
        ("resume, resume, pause", vec![resume, resume, pause], false),
        (
            "pause, resume, resume, pause",
            vec![pause, resume, resume, pause],
            false,
        ),
        (
            "pause, resume, pause, resume",
            vec![pause, resume, pause, resume],
            true,
        ),
    ] {
        let mut group = Group::new();
        let steps = stepping(&mut group, &[10], 1_000);
        sleep(ms(25)).await;
        for press in presses {
            press(&group);
            sleep(ms(50)).await;
        }
        let before = done(&steps)[0];
        sleep(ms(500)).await;
        let went_on = done(&steps)[0] > before;
        assert!(
            went_on == goes_on,
            "after {says}, the job {}",
            if went_on { "goes on" } else { "still waits" }
        );
    }
    let mut group = Group::new();
    let steps = stepping(&mut group, &[10], 1_000);
    sleep(ms(25)).await;
    group.pause();
    sleep(ms(50)).await;
    let before = done(&steps)[0];
    group.pause();
    sleep(ms(50)).await;
    let more = done(&steps)[0] - before;
    assert!(
        more == 0,
        "a job waited at the gate; after pause, pause it was let through, and did {more} more of its steps"
    );
}

/// A gate shows whether the group is paused now. What the gate has seen before does not matter.
#[check]
async fn a_job_spawned_while_paused_waits_at_its_first_safe_point() {
    let mut group = Group::new();
    group.pause();
    let begun = Arc::new(AtomicUsize::new(0));
    let (passed, begins) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&begun));
    let passes = Arc::clone(&passed);
    group.spawn(|gate| async move {
        begins.fetch_add(1, Ordering::Relaxed);
        gate.pass().await;
        passes.fetch_add(1, Ordering::Relaxed);
    });
    sleep(ms(100)).await;
    assert!(
        begun.load(Ordering::Relaxed) == 1,
        "the job has not even begun: its code before the gate did not run"
    );
    assert!(
        passed.load(Ordering::Relaxed) == 0,
        "a job that was spawned while the group is paused has passed the gate"
    );
    group.resume();
    let summary = timeout(A_DAY, group.join()).await;
    assert!(
        summary.is_ok() && passed.load(Ordering::Relaxed) == 1,
        "a job that was spawned while the group was paused still waits after `resume`"
    );
}

/// An open gate costs nothing.
#[check]
async fn an_open_gate_is_passed_at_once() {
    for resumed in [false, true] {
        let mut group = Group::new();
        if resumed {
            group.pause();
            group.resume();
        }
        let gates = Arc::new(Mutex::new(None::<Gate>));
        let given = Arc::clone(&gates);
        group.spawn(|gate| async move { *given.lock().unwrap() = Some(gate) });
        group.join().await;
        let gate = gates.lock().unwrap().take().expect("the job has run");
        for nth in 1..=20 {
            assert!(
                ByHand::new(gate.pass()).poll().is_ready(),
                "`pass` number {nth} returned Pending, although the group {}",
                if resumed {
                    "was resumed"
                } else {
                    "was never paused"
                }
            );
        }
    }
}

/// `abort` asks; the job is dropped when the runtime comes to it. To know that it is gone, await its end.
#[check]
async fn cancel_returns_when_all_jobs_have_been_dropped() {
    let (mut group, probe) = (Group::new(), DropProbe::new());
    group.spawn(|_| async {});
    group.spawn(|_| async { panic!("this job panics") });
    for (name, at_the_gate) in [
        ("asleep", false),
        ("at the gate", true),
        ("asleep too", false),
    ] {
        let token = probe.token(name);
        group.spawn(move |gate| async move {
            sleep(ms(10)).await;
            if at_the_gate {
                gate.pass().await;
            }
            sleep(A_DAY).await;
            drop(token);
        });
    }
    group.pause();
    sleep(ms(50)).await;
    let token = probe.token("not yet polled");
    group.spawn(move |_| async move {
        sleep(A_DAY).await;
        drop(token);
    });
    let cancelled = timeout(ms(1_000), group.cancel()).await;
    let Ok(summary) = cancelled else {
        panic!(
            "`cancel` has not returned after a second: it waits for jobs that sleep for a day, one of \
             which had not been polled when `cancel` was called"
        );
    };
    assert!(
        probe.alive() == 0,
        "`cancel` returned while {} of 4 jobs had not been dropped",
        probe.alive()
    );
    let wanted = Summary {
        finished: 1,
        panicked: 1,
        cancelled: 4,
    };
    assert!(
        summary == wanted,
        "one job had finished, one had panicked, four had not ended: `cancel` says {summary:?}"
    );
    // No call of the group comes between these ends and `cancel`.
    let mut group = Group::new();
    group.spawn(|_| sleep(A_DAY));
    group.spawn(|_| sleep(ms(10)));
    group.spawn(|_| async {
        sleep(ms(20)).await;
        panic!("this job panics");
    });
    sleep(ms(50)).await;
    let summary = group.cancel().await;
    let wanted = Summary {
        finished: 1,
        panicked: 1,
        cancelled: 1,
    };
    assert!(
        summary == wanted,
        "right for jobs that ended before the last `spawn`, wrong for jobs that ended after it: when `cancel` was \
         called, one job had finished, one had panicked and one had not ended, and `cancel` says {summary:?}"
    );
}

/// The end of a job is counted when it is joined, and only then.
#[check]
async fn join_waits_for_all_jobs_and_counts_each_once() {
    let mut group = Group::new();
    for round in 1..=2 {
        let steps = stepping(&mut group, &[10, 200, 50], 1);
        group.spawn(|_| async { panic!("this job panics") });
        let joined = timeout(A_DAY, group.join()).await;
        let Ok(summary) = joined else {
            panic!("`join` has not returned after a day; the slowest job takes 200 ms");
        };
        let ended = done(&steps);
        assert!(
            ended == [1, 1, 1],
            "`join` returned before all jobs had ended: steps done {ended:?}"
        );
        let wanted = Summary {
            finished: 3,
            panicked: 1,
            cancelled: 0,
        };
        assert!(
            summary == wanted,
            "three jobs finished and one panicked in round {round}: `join` says {summary:?}"
        );
    }
}

/// A task outlives its handle; a set of tasks aborts them.
#[check]
async fn dropping_the_group_drops_its_jobs() {
    for paused in [false, true] {
        let (mut group, probe) = (Group::new(), DropProbe::new());
        for name in ["first", "second"] {
            let token = probe.token(name);
            group.spawn(|gate| async move {
                loop {
                    gate.pass().await;
                    sleep(ms(10)).await;
                    let _ = &token;
                }
            });
        }
        sleep(ms(25)).await;
        if paused {
            group.pause();
            sleep(ms(25)).await;
        }
        assert!(
            probe.alive() == 2,
            "{} of 2 jobs are alive before the group is dropped",
            probe.alive()
        );
        drop(group);
        sleep(ms(1)).await;
        assert!(
            probe.alive() == 0,
            "{} of 2 jobs {} were alive after their group was dropped",
            probe.alive(),
            if paused { "at the gate" } else { "in progress" }
        );
    }
}

/// Spawns a job for each time: `count` steps that take so long, each after the gate.
fn stepping(group: &mut Group, times: &[u64], count: u32) -> Steps {
    let steps = Arc::new(Mutex::new(vec![0; times.len()]));
    for (job, time) in times.iter().copied().enumerate() {
        let steps = Arc::clone(&steps);
        group.spawn(move |gate| async move {
            for _ in 0..count {
                gate.pass().await;
                sleep(ms(time)).await;
                steps.lock().unwrap()[job] += 1;
            }
        });
    }
    steps
}

/// What a job does that waits at the gate when its group is resumed.
async fn after_resume_a_job() -> &'static str {
    let mut group = Group::new();
    group.pause();
    let polls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&polls);
    group.spawn(|gate| async move {
        let mut pass = pin!(gate.pass());
        poll_fn(|cx| {
            count.fetch_add(1, Ordering::Relaxed);
            pass.as_mut().poll(cx)
        })
        .await;
    });
    sleep(ms(50)).await;
    let before = polls.load(Ordering::Relaxed);
    group.resume();
    sleep(ms(50)).await;
    match polls.load(Ordering::Relaxed) > before {
        true => "a job was woken, but when it polled `pass` again, the gate was still shut",
        false => "a job that waits there is not woken",
    }
}

fn done(steps: &Steps) -> Vec<u32> {
    steps.lock().unwrap().clone()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
