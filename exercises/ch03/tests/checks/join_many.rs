//! Checks of join_many.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch03::join_many::join_many;
use kit::{ByHand, CountingWaker, DropProbe, check, panic_message, watch};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "join_many/desk.rs"]
mod desk;
#[path = "join_many/held_up.rs"]
mod held_up;
#[path = "join_many/race.rs"]
mod race;

use desk::{Act, Desk, Output, names};
use held_up::{HeldUp, Told};

/// Whoever joins knows the futures by their places, and looks for each output in that place. Which of
/// them was ready first is chance.
#[check]
fn the_outputs_come_in_the_order_given() {
    for order in [&[0][..], &[0, 1, 2], &[2, 1, 0], &[1, 2, 0], &[3, 0, 2, 1]] {
        let desk = Desk::new(order.len());
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        let mut outputs = still_waits(join.poll(), &desk);
        for (at, &one) in order.iter().enumerate() {
            desk.answer(one);
            let Poll::Ready(came) = join.poll() else {
                continue;
            };
            assert!(
                at + 1 == order.len(),
                "{} of {} futures were ready, and the join was ready already: it waits for all",
                at + 1,
                order.len()
            );
            outputs = Some(came);
        }
        let Some(outputs) = outputs else {
            panic!(
                "{} could be ready and were woken, in this order, and the join still waits",
                names(order)
            );
        };
        let came: Vec<usize> = outputs.iter().map(|output| output.of).collect();
        let wanted: Vec<usize> = (0..order.len()).collect();
        assert!(
            came == wanted,
            "{} were ready in this order, and the outputs came as those of {}: wanted is the order \
             in which the futures were given, {}",
            names(order),
            names(&came),
            names(&wanted)
        );
    }
}

/// All of no futures are ready. Nobody is left who could wake the task later.
#[check]
fn with_no_future_it_is_ready_at_once() {
    let desk = Desk::new(0);
    let outputs = ByHand::new(join_many(desk.futures())).poll();

    match outputs {
        Poll::Ready(outputs) => assert!(
            outputs.is_empty(),
            "no future was joined, and {} outputs came",
            outputs.len()
        ),
        Poll::Pending => panic!(
            "no future was joined, and the join waits: there is nobody who could ever wake it"
        ),
    }
}

/// A future does nothing before it is polled, and nobody has a waker to wake it with. So the first
/// poll has to start all of them.
#[check]
fn the_first_poll_polls_each_once_in_order() {
    for count in [1, 3, 100] {
        let desk = Desk::new(count);
        if count == 3 {
            // Neither a future that is ready nor one that is woken changes the round.
            desk.at_each_poll(1, Act::Wake(0));
            desk.at_each_poll(2, Act::Wake(2));
            desk.will_be_ready(0);
        }
        let join = join_many(desk.futures());
        let by_call = desk.take_polled();
        let mut join = ByHand::new(join);
        let first = catch_unwind(AssertUnwindSafe(|| join.poll().is_pending()));
        let polled = desk.take_polled();
        if let Err(panic) = first {
            let cause = panic_message(panic.as_ref());
            panic!(
                "the first poll of {count} futures panicked, after {} of them had been polled: {cause}",
                polled.len()
            );
        }
        assert!(
            by_call.is_empty(),
            "join_many polled {} before anybody had polled the join",
            names(&by_call)
        );
        let wanted: Vec<usize> = (0..count).collect();
        assert!(
            polled == wanted,
            "joined: {}. The first poll of the join polled {}; wanted is each once, in order",
            names(&wanted),
            names(&polled)
        );
    }
}

/// The waker that you make knows whose it is. So the join knows who has news, and need not ask the
/// others.
#[check(seconds = 20)]
fn a_poll_polls_the_woken_and_no_others() {
    // More than fit into a table that is made beforehand, or than 16 bits can number.
    const MANY: usize = 66_000;
    // More than there is room for in a channel of a round number.
    const AT_ONCE: usize = 12_000;
    let few = [&[2][..], &[], &[0, 3], &[3], &[1, 2], &[]];
    let at_once: Vec<usize> = (0..AT_ONCE).collect();
    let many = [
        &[1, 65, 1_025, MANY - 1][..],
        &[],
        &[255, 256],
        &[MANY - 2],
        &at_once,
    ];
    for (count, rounds) in [(4, few.as_slice()), (MANY, many.as_slice())] {
        let desk = Desk::new(count);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        desk.take_polled();
        for &woken in rounds {
            for &one in woken {
                desk.wake(one);
            }
            waits(&mut join);
            let mut polled = desk.take_polled();
            polled.sort_unstable();
            assert!(
                polled == woken,
                "{} were joined; {} woken since the last poll, and the join polled {}",
                match count {
                    MANY => format!("{MANY} futures"),
                    _ => names(&[0, 1, 2, 3]),
                },
                match woken.len() {
                    0 => "nobody was".to_owned(),
                    AT_ONCE => format!("{AT_ONCE} were"),
                    1 => format!("{} was", names(woken)),
                    _ => format!("{} were", names(woken)),
                },
                match polled.len() > 12 {
                    true => format!("{} times", polled.len()),
                    false => names(&polled),
                }
            );
        }
    }
}

/// A program has many joins at the same time, and each of them has a first future and a second one.
#[check]
fn two_joins_do_not_mix() {
    let desks = [Desk::new(2), Desk::new(2)];
    let [mut one, mut other] = desks.each_ref().map(|desk| {
        let mut join = ByHand::new(join_many(desk.futures()));
        waits(&mut join);
        desk.take_polled();
        join
    });
    assert!(
        desks.iter().all(Desk::has_wakers),
        "two joins were polled, and have not given a waker to each of their futures"
    );
    let before = [one.wakes(), other.wakes()];
    desks[1].wake(1);
    let woken = [one.wakes() > before[0], other.wakes() > before[1]];
    waits(&mut one);
    waits(&mut other);
    let polled = desks.each_ref().map(Desk::take_polled);

    let story = "two joins wait, each for an A and a B, and the second one's B was woken";
    assert!(
        woken == [false, true],
        "{story}. {}",
        match woken[0] {
            false => "Nobody woke the second one's task",
            true => "That woke the first one's task",
        }
    );
    assert!(
        polled == [vec![], vec![1]],
        "{story}. The next poll of the first join should poll nobody, and polled {}; that of the \
         second one should poll B, and polled {}",
        names(&polled[0]),
        names(&polled[1])
    );
}

/// A wake says that there is news; ten of them say no more than one. And what has been polled for its
/// news is not woken any longer.
#[check(seconds = 20)]
fn many_wakes_for_one_are_one_poll() {
    // The large ones are so many that a count of one byte or of two is back at its beginning.
    for times in [3, 2, 256, 65_536] {
        look_at_wakes(&vec![1; times], &format!("B was woken {times} times"));
    }
    look_at_wakes(&[0, 1, 0, 1], "A and B were woken in turns, each twice");
}

/// Wakes them between two polls of a join of two.
fn look_at_wakes(wakes: &[usize], story: &str) {
    let desk = Desk::new(2);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    waits(&mut join);
    desk.take_polled();
    for one in wakes {
        desk.wake(*one);
    }
    waits(&mut join);
    let mut polled = desk.take_polled();
    polled.sort_unstable();
    waits(&mut join);
    let again = desk.take_polled();

    let mut wanted = wakes.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    assert!(
        polled == wanted,
        "{story}, all between two polls of the join. The next poll polled {}: each that was woken \
         is polled once",
        names(&polled)
    );
    assert!(
        again.is_empty(),
        "{story}, all between two polls of the join, and polled for it. The poll after that polled \
         {} again, though nobody was woken in between",
        names(&again)
    );
}

/// This is what it is for: the work grows with the news, and not with the news times the futures.
#[check(seconds = 20)]
fn a_thousand_replies_cost_two_thousand_polls() {
    const COUNT: usize = 1_000;
    let desk = Desk::new(COUNT);
    let mut join = ByHand::new(join_many(desk.futures()));
    let mut outputs = still_waits(join.poll(), &desk);
    // In an order that is neither that of the futures nor the reverse.
    for one in (0..COUNT).map(|step| step * 7 % COUNT) {
        desk.answer(one);
        if let Poll::Ready(came) = join.poll() {
            outputs = Some(came);
            break;
        }
    }
    let polls = desk.take_polled().len();
    assert!(
        outputs.is_some_and(|outputs| outputs.len() == COUNT),
        "each of {COUNT} futures was ready, and was woken for it; the join is not ready with \
         {COUNT} outputs"
    );
    assert!(
        polls == 2 * COUNT,
        "{COUNT} futures were ready one after the other, and were polled {polls} times altogether; \
         once to start and once for its reply makes {} polls",
        2 * COUNT
    );
}

/// A future that was ready is spent: most of them panic when they are polled again. Its waker may
/// still be called by somebody who does not know that.
#[check]
fn none_is_polled_after_it_was_ready() {
    let desk = Desk::new(3);
    desk.will_be_ready(0);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    waits(&mut join);
    for (just_over, then) in [(0, "A"), (1, "B")] {
        if just_over == 1 {
            desk.answer(1);
            waits(&mut join);
        }
        desk.take_polled();
        desk.wake(just_over);
        let polled = catch_unwind(AssertUnwindSafe(|| join.poll().is_pending()));
        let over = desk.take_polled().contains(&just_over);
        assert!(
            !over,
            "{then} had been ready, its waker was called once more, and the join polled {then} again"
        );
        assert!(
            polled.is_ok(),
            "{then} had been ready, its waker was called once more, and the next poll of the join \
             panicked"
        );
    }
    desk.answer(2);
    let _ = join.poll();
    let spent = desk.spent();
    assert!(
        spent.is_empty(),
        "{} had been ready, and the join polled it again",
        names(&spent)
    );
    // Else there was no occasion to poll one again.
    let missed = desk.not_over();
    assert!(
        missed.is_empty(),
        "A could be ready in the first poll of the join, and B and C after they were woken; the join \
         has not polled {} for that",
        names(&missed)
    );
    none_is_polled_after_the_join_was_ready();
}

/// Who has given away its outputs can no longer tell by them who is over.
fn none_is_polled_after_the_join_was_ready() {
    let desk = Desk::new(2);
    let mut join = Box::pin(join_many(desk.futures()));
    let task = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&task);
    let _ = join.as_mut().poll(&mut cx);
    desk.answer(0);
    desk.answer(1);
    let _ = join.as_mut().poll(&mut cx);
    // It may panic: what it does then, apart from polling, is not promised.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        desk.wake(0);
        desk.wake(1);
        join.as_mut().poll(&mut cx).is_ready()
    }));
    let spent = desk.spent();
    assert!(
        spent.is_empty(),
        "the join had been ready with all outputs. Then A and B were woken once more, the join was \
         polled again, and it polled {}, which had been ready too",
        names(&spent)
    );
}

/// A future that waits keeps the waker of its own last poll, which may be long ago. The join may have
/// moved to another task since.
#[check]
fn a_wake_wakes_the_task_that_polled_last() {
    for first_is_polled_again in [false, true] {
        let desk = Desk::new(3);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        if first_is_polled_again {
            desk.wake(0);
        }
        let old = join.change_waker();
        waits(&mut join);
        assert!(
            desk.has_wakers(),
            "the join was polled twice, and has not given a waker to each of its futures"
        );
        for one in [1, 0] {
            let (before, old_before) = (join.wakes(), old.wakes());
            desk.wake(one);
            assert!(
                join.wakes() > before,
                "the join was polled by one task and then by another. After that {} was woken, and {}",
                names(&[one]),
                match old.wakes() - old_before {
                    0 => "neither task was",
                    _ => "the wake went to the first task, which does not wait any longer",
                }
            );
            waits(&mut join);
        }
    }
}

/// To wake oneself at every poll keeps the processor busy with polls in which nothing happens.
#[check]
fn without_a_wake_the_task_is_left_alone() {
    let desk = Desk::new(3);
    desk.will_be_ready(0);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    for poll in 1..4 {
        waits(&mut join);
        assert!(
            join.wakes() == 0,
            "poll {poll} of the join woke its task, though nobody had woken any of the futures: the \
             join wakes itself"
        );
    }
    let polled = desk.take_polled();
    assert!(
        [0, 1, 2].iter().all(|one| polled.contains(one)),
        "the join of A, B and C was polled three times and woke nobody, but it has not polled each of \
         them: it polled {}",
        names(&polled)
    );
    desk.answer(1);
    let before = join.wakes();
    waits(&mut join);
    assert!(
        join.wakes() == before,
        "B was woken, and the next poll of the join polled it. In that poll the join woke its \
         task, though nobody had been woken since: it wakes itself"
    );
    waits(&mut join);
    waits(&mut join);
    assert!(
        join.wakes() == before,
        "B was woken and polled. The join woke its task after that, though nobody had been woken: \
         it wakes itself"
    );
}

/// As soon as the task is woken, another thread may poll it, before `wake` has come back. Whose news
/// it is must be known by then.
#[check(seconds = 20)]
fn a_wake_from_another_thread_is_not_lost() {
    let desk = Desk::new(3);
    let mut join = Box::pin(watch("join", join_many(desk.futures())));
    let (tell, told) = mpsc::channel();
    let (polled, was_polled) = mpsc::channel();
    let task = Waker::from(Arc::new(HeldUp {
        woken: tell.clone(),
        until: Mutex::new(was_polled),
    }));
    let mut cx = Context::from_waker(&task);
    let _ = join.as_mut().poll(&mut cx);
    assert!(
        desk.has_wakers(),
        "the join was polled, and has not given a waker to each of its futures"
    );
    desk.take_polled();
    let (came, seen) = thread::scope(|scope| {
        scope.spawn(|| {
            desk.wake(1);
            let _ = tell.send(Told::WakeHasReturned);
        });
        let came = matches!(told.recv(), Ok(Told::TaskIsWoken));
        let _ = join.as_mut().poll(&mut cx);
        let seen = desk.take_polled();
        drop(polled);
        (came, seen)
    });
    assert!(
        came,
        "B was woken from another thread, and the task was not"
    );
    assert!(
        seen.contains(&1),
        "B was woken from another thread; the task was woken and polled the join at once, before \
         `wake` had come back. That poll should poll B, and it polled {}",
        names(&seen)
    );
    let lost = race::lost_in();
    assert!(
        lost.is_none(),
        "the join was polled, and meanwhile B was woken from another thread. That poll did not poll B, \
         and its task was not woken: a wake that comes between two steps of a poll gets lost (seen in \
         round {} of a race)",
        lost.unwrap_or_default()
    );
}

/// One future often has news for another: it sends a message or lets go of a lock. The join is in the
/// middle of a poll then, and the one that is woken may have had its turn already.
#[check(seconds = 20)]
fn a_wake_while_the_join_is_polled_is_not_lost() {
    for (how, act) in [
        // First, because a lock that is held can be told by another thread alone.
        (
            " from another thread",
            Act::WakeOnAThread as fn(usize) -> Act,
        ),
        ("", Act::Wake),
    ] {
        for (first, by, woken) in [(true, 1, 0), (false, 0, 1), (false, 2, 0)] {
            let desk = Desk::new(3);
            let mut join = ByHand::new(watch("join", join_many(desk.futures())));
            if !first {
                waits(&mut join);
                desk.wake(by);
            }
            desk.at_next_poll(by, act(woken));
            // Another task: the wake must not go to the one that polled before.
            join.change_waker();
            desk.take_polled();
            waits(&mut join);
            let polled = desk.take_polled();
            let wakes = join.wakes();
            waits(&mut join);
            let in_the_next = desk.polls_of(woken);
            let before = join.wakes();
            desk.wake(woken);
            let is_told_again = join.wakes() > before;

            let (who, name) = (names(&[by]), names(&[woken]));
            let story =
                format!("while the join was polled, {who} was polled, and that woke {name}{how}");
            if let Some(hindrance) = desk.hindrance("poll", "polled") {
                panic!("{story}; {hindrance}");
            }
            assert!(
                polled.contains(&by),
                "{who} was to be polled in a poll of the join, and to wake {name}{how}, and the join has \
                 not polled {who}"
            );
            let turn = |of| polled.iter().position(|one| *one == of);
            let is_answered = turn(by) < turn(woken);
            assert!(
                polled.iter().filter(|one| **one == woken).count() <= 1,
                "{story}, which had had its turn in that poll. It was polled again there: a poll \
                 polls each once, and the next poll is for later news"
            );
            // Whoever had not had a turn yet may have it still, or the next time.
            if !is_answered {
                assert!(
                    wakes > 0,
                    "{story}. {name} was not polled after that, and the task was not woken: nobody \
                     will poll {name} for its news"
                );
                assert!(
                    in_the_next == 1,
                    "{story}. The next poll of the join should poll {name} once, and it polled it \
                     {in_the_next} times"
                );
            }
            assert!(
                is_told_again,
                "{story}. The join was polled once more, and then {name} was woken again. This \
                 time the task was not woken, though it had polled the join since its last wake"
            );
        }
    }
}

/// What a future holds goes with it: a sender that is dropped wakes the receiver, and a lock that
/// is let go of wakes who waits for it. Such a wake is one like any other.
#[check(seconds = 20)]
fn one_that_is_dropped_may_wake_another() {
    for over in [0, 2] {
        let desk = Desk::new(3);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        desk.answer(over);
        desk.at_drop(over, Act::WakeOnAThread(1));
        join.change_waker();
        desk.take_polled();
        waits(&mut join);
        assert!(
            !desk.not_over().contains(&over),
            "{} could be ready and was woken, and the next poll of the join has not polled it",
            names(&[over])
        );
        // Nobody says when the join has to drop it.
        if desk.is_to_be_dropped(over) {
            continue;
        }
        let in_this_poll = desk.polls_of(1);
        let wakes = join.wakes();
        waits(&mut join);
        let in_the_next = desk.polls_of(1);

        let over = names(&[over]);
        let story = format!(
            "{over} was ready and was dropped while the join was polled, and its drop woke B from \
             another thread"
        );
        if let Some(hindrance) = desk.hindrance("poll", "dropped") {
            panic!("{story}; {hindrance}");
        }
        assert!(
            in_this_poll == 1 || wakes > 0,
            "{story}. B was not polled after that, and the task was not woken: nobody will poll B \
             for its news"
        );
        assert!(
            in_this_poll + in_the_next == 1,
            "{story}. That poll of the join or the next one should poll B once; they polled it {} \
             times",
            in_this_poll + in_the_next
        );
    }
    let desk = Desk::new(3);
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    waits(&mut join);
    desk.at_drop(0, Act::WakeOnAThread(1));
    desk.at_drop(2, Act::WakeOnAThread(1));
    join.cancel();
    if let Some(hindrance) = desk.hindrance("drop", "dropped") {
        panic!(
            "the join was dropped, and with it A and C, whose drops woke B from another thread; \
             {hindrance}"
        );
    }
}

/// A wake says that there is news. Whoever is polled after the wake has seen them, and the next poll has
/// nothing to ask.
#[check]
fn a_turn_answers_every_wake_before_it() {
    for (by, in_line) in [(0, &[0, 1][..]), (2, &[1, 2]), (0, &[0]), (2, &[2])] {
        let desk = Desk::new(3);
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        waits(&mut join);
        for &one in in_line {
            desk.wake(one);
        }
        desk.at_next_poll(by, Act::Wake(1));
        desk.take_polled();
        waits(&mut join);
        let polled = desk.take_polled();
        waits(&mut join);
        let then = desk.take_polled();

        assert!(
            polled.contains(&1) || then.contains(&1),
            "in one poll of the join {} was to be polled and to wake B, and neither that poll nor the \
             next one has polled B",
            names(&[by])
        );
        let turn = |of| polled.iter().position(|one| *one == of);
        // Where B was polled first, or is left for the next poll, there are news for that one.
        let Some(_) = turn(1).filter(|of_b| turn(by).is_some_and(|of_by| of_by < *of_b)) else {
            continue;
        };
        assert!(
            !then.contains(&1),
            "in one poll of the join {} was polled, which woke B, and then B was polled{}. The next \
             poll of the join polled B again, though nobody had woken B since its turn",
            names(&[by]),
            match in_line.len() {
                1 => "",
                _ => ", which had been woken before too",
            }
        );
    }
}

/// To wake oneself is how a long computation lets others run: a promise to go on in the next poll, and
/// not in this one. The wake comes while the future is being polled.
#[check]
fn one_that_wakes_itself_is_polled_again_in_the_next_poll() {
    const ROUNDS: usize = 4;
    let desk = Desk::new(2);
    desk.at_each_poll(0, Act::Wake(0));
    let mut join = ByHand::new(watch("join", join_many(desk.futures())));
    for round in 1..=ROUNDS {
        let before = join.wakes();
        waits(&mut join);
        let polls = desk.polls_of(0);
        assert!(
            polls != 0,
            "A woke itself while it was polled, and the next poll of the join did not poll it: the \
             wake was forgotten"
        );
        assert!(
            polls == 1,
            "A woke itself while it was polled, and was polled {polls} times in one poll of the join: \
             it wanted to let others run first"
        );
        assert!(
            join.wakes() > before,
            "A woke itself in poll {round} of the join, and nobody woke the task"
        );
    }
}

/// A waker is kept by somebody else, such as a timer, and that one does not know whether the future or
/// the join is still there. To wake too late is no error.
#[check]
fn a_late_wake_hurts_nobody() {
    for when in [
        "that future had been ready",
        "the join had been ready",
        "the join had been dropped",
    ] {
        let desk = Desk::new(2);
        let mut join = Some(Box::pin(join_many(desk.futures())));
        let task = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&task);
        let _ = join.as_mut().map(|join| join.as_mut().poll(&mut cx));
        assert!(
            desk.has_wakers(),
            "the join of A and B was polled, and has not given both of them a waker"
        );
        desk.answer(0);
        let _ = join.as_mut().map(|join| join.as_mut().poll(&mut cx));
        if when == "the join had been ready" {
            desk.answer(1);
            let _ = join.as_mut().map(|join| join.as_mut().poll(&mut cx));
        }
        if when == "the join had been dropped" {
            join = None;
        }
        let woken = catch_unwind(AssertUnwindSafe(|| {
            desk.wake(0);
            if when != "that future had been ready" {
                desk.wake(1);
            }
        }));
        assert!(
            woken.is_ok(),
            "a future's waker was called after {when}, and it panicked, in the middle of the code \
             of whoever called it"
        );
        drop(join);
    }
}

/// Dropping is how one stops waiting. A future that lives on keeps what it holds: a lock, a
/// connection, a place in a queue.
#[check]
fn dropping_the_join_drops_the_futures() {
    for polls in [1, 0, 2] {
        let probe = DropProbe::new();
        let mut desk = Desk::new(3);
        desk.probe = Some(probe.clone());
        let mut join = ByHand::new(watch("join", join_many(desk.futures())));
        for _ in 0..polls {
            waits(&mut join);
            desk.answer(0);
        }
        join.cancel();
        let alive = probe.alive();
        assert!(
            alive == 0,
            "the join of 3 futures was dropped after {}, and {alive} of them still live",
            match polls {
                0 => "no poll",
                1 => "1 poll, while somebody kept their wakers",
                _ => "2 polls, while somebody kept their wakers",
            }
        );
        assert!(
            polls == 0 || desk.has_wakers(),
            "the join of 3 futures was polled and dropped, and has not given each of them a waker"
        );
    }
}

/// Polls a join of which somebody is still to be waited for.
#[track_caller]
fn waits<F: Future>(join: &mut ByHand<F>) {
    assert!(
        join.poll().is_pending(),
        "the join was ready, though some of its futures were not"
    );
}

/// For a first poll in which no future is ready.
#[track_caller]
fn still_waits(first: Poll<Vec<Output>>, desk: &Desk) -> Option<Vec<Output>> {
    assert!(
        first.is_pending(),
        "none of {} futures was ready, and the join was ready at its first poll",
        desk.count()
    );
    None
}
