//! Checks of fair_turns.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use ch04::fair_turns::{Budget, yield_now};
use kit::{ByHand, check};

/// Pending gives the thread back, and the wake asks for another poll: one without the other is a busy
/// task, or one that sleeps for ever.
#[check]
fn yield_now_is_pending_once_and_wakes_its_task_once() {
    let mut yielding = ByHand::new(yield_now());
    assert!(
        yielding.poll().is_pending(),
        "the first poll of `yield_now` was ready: the task goes on, and nobody else has a turn"
    );
    let wakes = yielding.wakes();
    assert!(
        wakes != 0,
        "`yield_now` returned Pending and has not woken its task: the executor never polls it again"
    );
    assert!(
        yielding.poll().is_ready(),
        "`yield_now` was polled a second time, and is still Pending: once is enough to let the others \
         have their turn"
    );
    assert!(
        yielding.wakes() == 1,
        "`yield_now` has called its waker {} times; one yield is one wake",
        yielding.wakes()
    );
    // As where a `join` or a `select!` around it is moved to another task.
    let mut moved = ByHand::new(yield_now());
    let _ = moved.poll();
    let before = moved.change_waker();
    assert!(
        moved.poll().is_ready(),
        "`yield_now` was polled a second time, now with another waker, and is still Pending: once \
         is enough, whoever polls"
    );
    let wakes = before.wakes() + moved.wakes();
    assert!(
        wakes == 1,
        "`yield_now` was polled twice, with two wakers, and has called them {wakes} times; one \
         yield is one wake"
    );
    let mut given_up = ByHand::new(yield_now());
    let _ = given_up.poll();
    given_up.cancel();
    assert!(
        given_up.wakes() == 1,
        "`yield_now` woke its task when it yielded, and once more when it was dropped then; one \
         yield is one wake"
    );
}

/// An async function does nothing until it is awaited. What has happened in one call, or has not, is
/// no concern of the next.
#[check]
fn what_is_not_awaited_does_nothing() {
    for _ in 0..2 {
        drop(yield_now());
    }
    let mut yielding = ByHand::new(yield_now());
    assert!(
        yielding.poll().is_pending() && yielding.poll().is_ready(),
        "two futures of `yield_now` were dropped without a poll, and a third one was not Pending at \
         its first poll and ready at its second"
    );
    let mut budget = Budget::new(2);
    for _ in 0..5 {
        drop(budget.spend());
    }
    let yields = yields_of(&mut budget, 3);
    assert!(
        yields == [0, 0, 1],
        "five futures of `spend` were dropped without a poll, of a budget of 2; then three were \
         awaited, and {} instead of the third",
        which(&yields)
    );
}

/// A task that has yielded may have to yield again a moment later, and another task may yield
/// meanwhile. Whether a yield is over is known to that one alone.
#[check]
fn each_yield_yields_anew() {
    let mut three = ByHand::new(async {
        yield_now().await;
        yield_now().await;
        yield_now().await;
    });
    for number in 1..=3 {
        assert!(
            three.poll().is_pending(),
            "three `yield_now` stand one after another in a task, and its poll number {number} was \
             ready: one of them has not yielded"
        );
        assert!(
            three.wakes() == number,
            "{number} `yield_now` of a task returned Pending, and its waker was called {} times",
            three.wakes()
        );
    }
    assert!(
        three.poll().is_ready(),
        "a task with three `yield_now` was Pending four times"
    );
    let (mut a, mut b) = (ByHand::new(yield_now()), ByHand::new(yield_now()));
    let pend = a.poll().is_pending() && b.poll().is_pending();
    assert!(
        pend && a.poll().is_ready() && b.poll().is_ready(),
        "two tasks called `yield_now` at the same time and were polled in turn: A, B, A, B. Each has \
         to be Pending once and then ready, and here {}",
        match pend {
            true => "one was Pending twice",
            false => "one was ready in its first poll: it took the other's yield for its own",
        }
    );
}

/// A waker puts its task at the end of the executor's queue, so each of those that are in it already
/// comes first.
#[check]
fn the_neighbours_come_first() {
    let order = run_all(["A", "B", "C"].map(|name| {
        move |told: Told| async move {
            for _ in 0..3 {
                told.lock().unwrap().push(name);
                yield_now().await;
            }
        }
    }));
    assert!(
        order == "A B C A B C A B C",
        "three tasks make three steps each, with a `yield_now` behind each step. Their steps came in \
         the order {order}, instead of A B C A B C A B C"
    );
    let order = run_all(["A", "B"].map(|name| {
        move |told: Told| async move {
            let mut budget = Budget::new(if name == "A" { 2 } else { 1 });
            for _ in 0..4 {
                budget.spend().await;
                told.lock().unwrap().push(name);
            }
        }
    }));
    assert!(
        order == "A A B A A B B B",
        "two tasks spend four turns each, A with a budget of 2, B of 1. Their turns came in the order \
         {order}, instead of A A B A A B B B"
    );
}

/// To yield costs: a trip through the executor's queue. As long as turns are left, nothing of it is
/// to be paid.
#[check]
fn the_first_turns_are_ready_at_once_and_wake_nobody() {
    for turns in [1, 2, 3, 10, 1_000, u32::MAX] {
        let mut budget = Budget::new(turns);
        for number in 1..=turns.min(1_000) {
            let mut spending = ByHand::new(budget.spend());
            assert!(
                spending.poll().is_ready(),
                "call number {number} of a budget of {turns} yielded: the first {turns} are ready at \
                 once"
            );
            assert!(
                spending.wakes() == 0,
                "call number {number} of a budget of {turns} was ready, and woke its task all the \
                 same: the executor polls it once more for nothing"
            );
        }
        if turns <= 1_000 {
            let yields = ByHand::new(budget.spend()).poll().is_pending();
            assert!(
                yields,
                "call number {} of a budget of {turns} was ready at once, too: only the first {turns} are",
                turns + 1
            );
        }
    }
}

/// A budget is filled up by its yield, and the call that had to yield takes the first of the new
/// turns. Count on your fingers: with 3 turns the calls number 4, 7 and 10 yield.
#[check]
fn there_is_one_yield_between_every_turns_calls_and_the_next() {
    for (turns, calls) in [(1, 6), (2, 10), (3, 14), (7, 30), (70_000, 70_002)] {
        let yields = yields_of(&mut Budget::new(turns as u32), calls);
        let expected: Vec<usize> = (0..calls)
            .map(|call| usize::from(call > 0 && call % turns == 0))
            .collect();
        assert!(
            yields == expected,
            "of {calls} calls of `spend` of a budget of {turns}, {}; {}, once each",
            which(&yields),
            due(&expected)
        );
    }
}

/// `select!` drops a `spend` that is Pending as soon as another branch is ready, and goes on in the same
/// poll: the task has not given back its thread. Take the turns after the await, not before it.
#[check]
fn a_spend_dropped_while_it_yields_has_spent_nothing() {
    // What a dropped call has taken shows only where their number does not fill up a budget.
    for (turns, drops) in [(1, 3), (3, 3), (3, 1), (3, 2)] {
        let mut budget = Budget::new(turns);
        for _ in 0..turns {
            let _ = ByHand::new(budget.spend()).poll();
        }
        for dropped in 0..drops {
            let mut spending = ByHand::new(budget.spend());
            assert!(
                spending.poll().is_pending(),
                "no turn is left of a budget of {turns}, {}, and the \
                 next one was ready at once: nobody has had a turn in between",
                dropped_calls(dropped)
            );
            assert!(
                spending.wakes() == 1,
                "no turn is left of a budget of {turns}, {}, and the \
                 next one has called its waker {} times instead of once",
                dropped_calls(dropped),
                spending.wakes()
            );
        }
        let turns = turns as usize;
        let yields = yields_of(&mut budget, turns + 1);
        let mut expected = vec![0; turns + 1];
        (expected[0], expected[turns]) = (1, 1);
        assert!(
            yields == expected,
            "no turn is left of a budget of {turns}, and {}. Of the \
             {} calls that follow, {}; {}, once each: a call that was dropped has taken a turn, or \
             has filled up the budget",
            dropped_calls(drops),
            turns + 1,
            which(&yields),
            due(&expected)
        );
    }
}

/// Says how many calls were dropped.
fn dropped_calls(number: usize) -> String {
    match number {
        0 => "no call of `spend` was dropped".to_owned(),
        1 => "a call of `spend` was dropped while it yielded".to_owned(),
        _ => format!("{number} calls of `spend` were dropped while they yielded"),
    }
}

/// Each task that can starve its neighbours has a budget of its own. What one of them spends, no other
/// has to pay.
#[check]
fn two_budgets_count_each_for_itself() {
    let (mut two, mut three) = (Budget::new(2), Budget::new(3));
    let (mut of_two, mut of_three) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        of_two.extend(yields_of(&mut two, 1));
        of_three.extend(yields_of(&mut three, 1));
    }
    for (turns, yields, expected) in [
        (2, of_two, [0, 0, 1, 0, 1, 0, 1]),
        (3, of_three, [0, 0, 0, 1, 0, 0, 1]),
    ] {
        assert!(
            yields == expected,
            "a budget of 2 and one of 3 are spent in turn. Of the first 7 calls of that of {turns}, \
             {}; {}, once each",
            which(&yields),
            due(&expected)
        );
    }
}

/// With nothing to spend, every turn has to be asked for. It is the value with which a count from 1, or
/// a remainder by it, goes wrong.
#[check]
fn a_budget_of_0_yields_before_every_call() {
    let yields = yields_of(&mut Budget::new(0), 4);
    assert!(
        yields == [1, 1, 1, 1],
        "of 4 calls of `spend` of a budget of 0 each is to yield, once; call number {} yielded {} times",
        yields
            .iter()
            .position(|&yields| yields != 1)
            .map_or(0, |call| call + 1),
        yields.iter().find(|&&yields| yields != 1).unwrap_or(&0)
    );
}

/// Awaits `spend` so often; for each call, how often it was Pending.
fn yields_of(budget: &mut Budget, calls: usize) -> Vec<usize> {
    let await_one = |_| {
        let mut spending = ByHand::new(budget.spend());
        let mut yields = 0;
        while spending.poll().is_pending() {
            yields += 1;
            assert!(
                yields < 10,
                "one call of `spend` was Pending {yields} times, and is still not ready"
            );
        }
        yields
    };
    (0..calls).map(await_one).collect()
}

/// Says which of the calls yielded, counted from 1.
fn which(yields: &[usize]) -> String {
    let calls: Vec<String> = (1..)
        .zip(yields)
        .filter(|&(_, &yields)| yields > 0)
        .map(|(call, &yields)| match yields {
            1 => format!("number {call}"),
            _ => format!("number {call} ({yields} times)"),
        })
        .collect();
    match calls.as_slice() {
        [] => "none yielded".to_owned(),
        [one] => format!("{one} yielded"),
        [most @ .., last] => format!("{} and {last} yielded", most.join(", ")),
    }
}

/// Says which of the calls are to yield.
fn due(yields: &[usize]) -> String {
    let one = yields.iter().filter(|&&yields| yields > 0).count() == 1;
    which(yields).replace("yielded", if one { "is to yield" } else { "are to yield" })
}

type Told = Arc<Mutex<Vec<&'static str>>>;

/// Polls the tasks as an executor does: in the order in which they were woken. Gives what they told.
fn run_all<F: Future<Output = ()>, const N: usize>(make: [impl Fn(Told) -> F; N]) -> String {
    let told = Told::default();
    let mut tasks: Vec<_> = make.map(|make| Some(Box::pin(make(told.clone())))).into();
    let queue = Arc::new(Mutex::new((0..N).collect::<VecDeque<_>>()));
    // Bounded: a task that is woken again and again would go on for ever.
    for _ in 0..100 {
        let next = queue.lock().unwrap().pop_front();
        let Some(number) = next else { break };
        let queue = Arc::clone(&queue);
        let waker = Waker::from(Arc::new(Enqueues { number, queue }));
        if let Some(task) = &mut tasks[number]
            && task
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_ready()
        {
            tasks[number] = None;
        }
    }
    told.lock().unwrap().join(" ")
}

/// Puts a task at the back of the queue.
struct Enqueues {
    number: usize,
    queue: Arc<Mutex<VecDeque<usize>>>,
}

impl Wake for Enqueues {
    fn wake(self: Arc<Self>) {
        self.queue.lock().unwrap().push_back(self.number);
    }
}
