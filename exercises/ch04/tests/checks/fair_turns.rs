//! Checks of fair_turns.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use ch04::fair_turns::{Budget, yield_now};
use kit::{ByHand, caught, check};

/// The idea of a yield that does not yield.
const NO_YIELD: &str = "the task goes on, and no other task is polled\n\nOnly a poll that returns Pending lets the \
    executor poll another task. An await of something that is ready goes on in the same poll, and `thread::yield_now` \
    lets other threads run, but no other task of this thread.";
/// The idea of a yield that never ends.
const YIELDED_BEFORE: &str = "Each poll runs the same code. So the future must remember that it has yielded, and its \
    next poll is ready.";
/// The idea of a yield without a wake-up.
const NO_WAKE: &str = "An executor polls a task again after a call of its waker. A task that yields must call \
    the waker itself: nothing else will.";

/// `Pending` ends the poll, and the wake-up asks for another one. A yield needs both, once each.
#[check]
fn yield_now_is_pending_once_and_wakes_its_task_once() {
    let mut yielding = ByHand::new(yield_now());
    assert!(yielding.poll().is_pending(), "{}", first_is_ready());
    let wakes = yielding.wakes();
    assert!(
        wakes != 0,
        "`yield_now` returned Pending without having woken its task: an executor does not poll it again\n\n\
         {NO_WAKE}"
    );
    assert!(
        yielding.poll().is_ready(),
        "`yield_now` was Pending in its second poll, too, instead of ready\n\n{YIELDED_BEFORE}"
    );
    assert!(
        yielding.wakes() == 1,
        "`yield_now` has called its waker {}: one yield is one wake-up",
        times(yielding.wakes())
    );
    // As if a `join!` or a `select!` around it were moved to another task.
    let mut moved = ByHand::new(yield_now());
    let _ = moved.poll();
    let before = moved.change_waker();
    assert!(
        moved.poll().is_ready(),
        "right if polled twice with one waker, wrong with two: in its second poll, with another waker, \
         `yield_now` was still Pending"
    );
    let wakes = before.wakes() + moved.wakes();
    assert!(
        wakes == 1,
        "right if polled twice with one waker, wrong with two: `yield_now` has called its wakers {}, and one \
         yield is one wake-up",
        times(wakes)
    );
    let mut given_up = ByHand::new(yield_now());
    let _ = given_up.poll();
    given_up.cancel();
    assert!(
        given_up.wakes() == 1,
        "`yield_now` was dropped after it had yielded, and has called its waker {}: one yield is one wake-up",
        times(given_up.wakes())
    );
}

/// A task that has yielded may have to yield again a moment later, and another task may yield meanwhile. So the
/// future of each yield, and no shared place, remembers whether it has yielded.
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
            "a task with three `yield_now` was ready in poll {number}: {NO_YIELD}"
        );
        assert!(
            three.wakes() == number,
            "a task was Pending {}, by one `yield_now` after another, and its waker was called {}\n\n{NO_WAKE}",
            times(number),
            times(three.wakes())
        );
    }
    assert!(
        three.poll().is_ready(),
        "a task with three `yield_now` was Pending four times: one of them yielded twice\n\n{YIELDED_BEFORE}"
    );
    let (mut a, mut b) = (ByHand::new(yield_now()), ByHand::new(yield_now()));
    let pend = a.poll().is_pending() && b.poll().is_pending();
    assert!(
        pend && a.poll().is_ready() && b.poll().is_ready(),
        "right with one task, wrong with two: A and B called `yield_now` at the same time and were polled in \
         turn, A, B, A, B, and {}",
        match pend {
            true => "one was Pending twice",
            false => "one was ready in its first poll",
        }
    );
}

/// A yield costs a pass through the executor's queue. As long as turns are left, `spend` neither yields nor
/// calls a waker; when none is left, it yields.
#[check]
fn the_first_turns_are_ready_at_once_without_a_wake_up() {
    for turns in [1, 2, 3, 10, 1_000, u32::MAX] {
        let mut budget = Budget::new(turns);
        for number in 1..=turns.min(1_000) {
            let mut spending = ByHand::new(budget.spend());
            assert!(
                spending.poll().is_ready(),
                "call {number} of a budget of {turns} yielded, though a turn was left"
            );
            assert!(
                spending.wakes() == 0,
                "call {number} of a budget of {turns} was ready, and still woke its task: the executor would poll \
                 the task once more for nothing"
            );
        }
        if turns <= 1_000 {
            let yields = ByHand::new(budget.spend()).poll().is_pending();
            assert!(
                yields,
                "{}",
                no_yield().unwrap_or_else(|| format!(
                    "call {} of a budget of {turns} did not yield: the calls before it had used up the budget",
                    turns + 1
                ))
            );
        }
    }
}

/// A yield refills the budget, and the call that yielded takes the first of the new turns. So with 3 turns,
/// calls 4, 7 and 10 yield.
#[check]
fn there_is_one_yield_between_every_turns_calls_and_the_next() {
    for (turns, calls) in [(1, 6), (2, 10), (3, 14), (7, 30), (70_000, 70_002)] {
        let yields = yields_of(&mut Budget::new(turns as u32), calls);
        let expected: Vec<usize> = (0..calls)
            .map(|call| usize::from(call > 0 && call % turns == 0))
            .collect();
        assert!(
            yields == expected,
            "{}",
            no_yield().unwrap_or_else(|| match turns {
                70_000 => format!(
                    "right with a budget of 7, wrong with one of {turns}: of {calls} calls of a budget of {turns}, \
                     only call {} must yield, and {}\n\n{ANY_NUMBER}",
                    turns + 1,
                    match yields.iter().position(|&yields| yields > 0) {
                        Some(call) => format!("call {} was the first that did", call + 1),
                        None => "none did".to_owned(),
                    }
                ),
                _ => format!(
                    "{}of {calls} calls of a budget of {turns}, {}",
                    after_the_first_yield(&yields, turns),
                    first_wrong(&yields, &expected)
                ),
            })
        );
    }
}

/// The idea of a count whose type is too small.
const ANY_NUMBER: &str = "`turns` may be any u32. A count of a smaller type wraps to 0, or stops at its largest value: \
    a u8 at 255, a u16 at 65,535.";

/// Names two faults that show only after the first yield.
fn after_the_first_yield(yields: &[usize], turns: usize) -> &'static str {
    let calls: Vec<usize> = (0..yields.len()).filter(|&call| yields[call] > 0).collect();
    match calls.as_slice() {
        [first, rest @ ..]
            if *first == turns && turns > 1 && rest.len() + turns + 1 == yields.len() =>
        {
            "right up to the first yield, and from then on every call yields: "
        }
        [first, second, ..] if *first == turns && *second == 2 * turns + 1 => {
            "right up to the first yield, and the call that yielded took none of the new turns: "
        }
        _ => "",
    }
}

/// The cause if `yield_now` itself is ready in its first poll: what uses it cannot yield.
fn no_yield() -> Option<String> {
    let ready = caught(|| ByHand::new(yield_now()).poll().is_ready());
    ready.is_ok_and(|ready| ready).then(first_is_ready)
}

fn first_is_ready() -> String {
    format!("the first poll of `yield_now` was ready instead of Pending: {NO_YIELD}")
}

/// An async function does nothing until it is awaited: its call makes a future, and the polls of that future
/// do the work.
#[check]
fn what_is_not_awaited_does_nothing() {
    for _ in 0..2 {
        drop(yield_now());
    }
    let mut yielding = ByHand::new(yield_now());
    assert!(
        yielding.poll().is_pending(),
        "a `yield_now` was ready in its first poll, after two others were dropped without a poll: {NO_YIELD}"
    );
    assert!(
        yielding.poll().is_ready(),
        "a `yield_now` was Pending in its second poll, too, after two others were dropped without a poll"
    );
    let mut budget = Budget::new(2);
    for _ in 0..5 {
        drop(budget.spend());
    }
    let yields = yields_of(&mut budget, 3);
    assert!(
        yields == [0, 0, 1],
        "{}with a budget of 2, five futures of `spend` were dropped without a poll; then three were awaited, and {} \
         instead of the third one only",
        match yields_of(&mut Budget::new(2), 3) == [0, 0, 1] {
            true => "right without dropped calls, wrong with them: ",
            false => "",
        },
        which(&yields)
    );
}

// Each failure brings its own idea.
#[check]
fn a_spend_dropped_while_it_yields_has_spent_nothing() {
    // A turn that a dropped call has taken shows only if the number of those calls does not fill a budget.
    for (turns, drops) in [(1, 3), (3, 3), (3, 1), (3, 2)] {
        let mut budget = Budget::new(turns);
        for _ in 0..turns {
            let _ = ByHand::new(budget.spend()).poll();
        }
        for dropped in 0..drops {
            let mut spending = ByHand::new(budget.spend());
            assert!(
                spending.poll().is_pending(),
                "{}",
                no_yield().unwrap_or_else(|| format!(
                    "{}{}, and the next call did not yield\n\n{}",
                    match dropped {
                        0 => "",
                        _ => "right without a dropped call, wrong after one: ",
                    },
                    dropped_calls(turns, dropped),
                    match dropped {
                        0 => "The call after the last turn yields before it is ready.",
                        _ => STILL_OWED,
                    }
                ))
            );
            assert!(
                spending.wakes() == 1,
                "{}, and the next call yielded and called its waker {} instead of once\n\n{NO_WAKE}",
                dropped_calls(turns, dropped),
                times(spending.wakes())
            );
        }
        let turns = turns as usize;
        let yields = yields_of(&mut budget, turns + 1);
        let mut expected = vec![0; turns + 1];
        (expected[0], expected[turns]) = (1, 1);
        assert!(
            yields == expected,
            "{}{}; of the next {} calls, {}\n\n{STILL_OWED}",
            match yields.iter().skip(1).position(|&yields| yields > 0) {
                Some(call) if yields[0] == 1 && call + 1 + drops == turns =>
                    "a dropped call has taken a turn: ",
                _ => "",
            },
            dropped_calls(turns as u32, drops),
            turns + 1,
            first_wrong(&yields, &expected)
        );
    }
}

/// The idea of a dropped call that has changed the budget.
const STILL_OWED: &str = "`select!` (Chapter 7) drops a `spend` that is Pending as soon as another branch is \
    ready, and goes on in the same poll: no other task has run. So the yield is still due until a call has \
    finished it: refill the budget, and take a turn, after the await.";

/// Says how many calls were dropped.
fn dropped_calls(turns: u32, number: usize) -> String {
    let used_up = format!("a budget of {turns} was used up");
    match number {
        0 => used_up,
        1 => format!("{used_up}, and a call of `spend` was dropped while it yielded"),
        _ => format!("{used_up}, and {number} calls of `spend` were dropped while they yielded"),
    }
}

/// Each task that can starve the others has a budget of its own. What one task spends, no other pays for: so the
/// count belongs to the `Budget`.
#[check]
fn two_budgets_count_each_for_itself() {
    let alone = caught(|| yields_of(&mut Budget::new(2), 7) == [0, 0, 1, 0, 1, 0, 1]);
    let alone = alone.is_ok_and(|alone| alone);
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
            "{}",
            no_yield().unwrap_or_else(|| format!(
                "{}a budget of 2 and one of 3 were used in turn: of the first 7 calls of the budget of {turns}, {}",
                match alone {
                    true => "right with one budget, wrong with two: ",
                    false => "",
                },
                first_wrong(&yields, &expected)
            ))
        );
    }
}

/// A budget of 0 has no turns, so each call yields. With this value a count down to 0, a count from 1, or a
/// remainder can fail.
#[check]
fn a_budget_of_0_yields_before_every_call() {
    let (tell, told) = std::sync::mpsc::channel();
    let spent = caught(|| {
        let mut budget = Budget::new(0);
        for _ in 0..4 {
            let _ = tell.send(yields_of(&mut budget, 1)[0]);
        }
    });
    let yields: Vec<usize> = told.try_iter().collect();
    if let Err(panic) = spent {
        match panic.at.contains("tests/checks") {
            true => panic!("{}", panic.message),
            false => panic!(
                "call {} of a budget of 0 panicked: {}",
                yields.len() + 1,
                panic.message
            ),
        }
    }
    assert!(
        yields == [1; 4],
        "{}",
        no_yield().unwrap_or_else(|| format!(
            "of 4 calls of a budget of 0, {}",
            first_wrong(&yields, &[1; 4])
        ))
    );
}

/// A waker puts its task at the back of the executor's queue, so the tasks that are queued already are polled
/// first.
#[check]
fn the_other_tasks_come_first() {
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
        "three tasks call `yield_now` after each of their three steps, and the steps ran in the order {order}{} \
         instead of A B C A B C A B C",
        match order.split(' ').count() {
            9 => ",",
            _ => ", and then no task was woken,",
        }
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
        "two tasks call `spend` before each of their four steps, A with a budget of 2 and B with one of 1, and \
         the steps ran in the order {order}, instead of A A B A A B B B"
    );
}

/// Awaits `spend` this many times; returns how often each call was Pending.
fn yields_of(budget: &mut Budget, calls: usize) -> Vec<usize> {
    let await_one = |_| {
        let mut spending = ByHand::new(budget.spend());
        let mut yields = 0;
        while spending.poll().is_pending() {
            yields += 1;
            assert!(
                yields < 10,
                "a call of `spend` was Pending in each of {yields} polls, instead of once\n\n{YIELDED_BEFORE}"
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
            1 => format!("{call}"),
            _ => format!("{call} ({yields} times)"),
        })
        .collect();
    match calls.as_slice() {
        [] => "none yielded".to_owned(),
        all if all.len() == yields.len() && all.len() > 1 => "all yielded".to_owned(),
        [one] => format!("call {one} yielded"),
        [most @ .., last] => format!("calls {} and {last} yielded", most.join(", ")),
    }
}

/// Says which of the calls is the first that yielded when it should not, or the other way round.
fn first_wrong(yields: &[usize], expected: &[usize]) -> String {
    let mut both = yields.iter().zip(expected);
    let Some(call) = both.position(|(yields, expected)| yields != expected) else {
        return which(yields);
    };
    let before = match call {
        0 => String::new(),
        1 => "call 1 was right, ".to_owned(),
        2 => "calls 1 and 2 were right, ".to_owned(),
        _ => format!("calls 1 to {call} were right, "),
    };
    let is = match (yields[call], expected[call]) {
        (0, _) => "did not yield, and must".to_owned(),
        (_, 0) => "yielded, and must not".to_owned(),
        (yields, _) => format!("yielded {yields} times instead of once"),
    };
    let all = match yields.len() {
        0..=14 => format!(": {}; {}", which(yields), due(expected)),
        _ => format!(": {}", due(expected)),
    };
    format!("{before}call {} {is}{all}", call + 1)
}

/// Says which of the calls must yield.
fn due(yields: &[usize]) -> String {
    which(yields).replace("yielded", "must yield")
}

fn times(n: usize) -> String {
    match n {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

type Told = Arc<Mutex<Vec<&'static str>>>;

/// Polls the tasks as an executor does: in the order in which they were woken. Returns the steps that they took.
fn run_all<F: Future<Output = ()>, const N: usize>(make: [impl Fn(Told) -> F; N]) -> String {
    let told = Told::default();
    let mut tasks: Vec<_> = make.map(|make| Some(Box::pin(make(told.clone())))).into();
    let queue = Arc::new(Mutex::new((0..N).collect::<VecDeque<_>>()));
    // Bounded: a task that is woken again and again would go on forever.
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
