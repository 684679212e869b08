//! Checks of fair_turns.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use ch04::fair_turns::{Budget, yield_now};
use kit::{ByHand, caught, check};

/// What a yield that is none leaves out.
const NO_YIELD: &str = "the task goes on, and the others have no turn\n\nOnly a poll that returns Pending gives the \
    others a turn. To await something that is ready returns nothing, and to let other threads run gives no turn \
    to the tasks of this one.";
/// What a yield that never ends leaves out.
const YIELDED_BEFORE: &str = "Each poll runs the same code. That it has yielded before must be kept in the future, so \
    that the next poll is ready.";
/// What a yield without a wake leaves out.
const NO_WAKE: &str = "An executor polls a task again when its waker was called. Of a yield the task itself asks \
    for that: no other would call the waker.";

/// Pending gives the thread back, and the wake asks for another poll. A yield needs both, once each.
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
        "`yield_now` was Pending at its second poll, too: it is to be Pending once\n\n{YIELDED_BEFORE}"
    );
    assert!(
        yielding.wakes() == 1,
        "`yield_now` has called its waker {}: one yield is one wake",
        times(yielding.wakes())
    );
    // As where a `join` or a `select!` around it is moved to another task.
    let mut moved = ByHand::new(yield_now());
    let _ = moved.poll();
    let before = moved.change_waker();
    assert!(
        moved.poll().is_ready(),
        "right if polled twice with one waker, wrong with two: at its second poll, with another waker, \
         `yield_now` was still Pending"
    );
    let wakes = before.wakes() + moved.wakes();
    assert!(
        wakes == 1,
        "right if polled twice with one waker, wrong with two: `yield_now` has called its wakers {}, and one \
         yield is one wake",
        times(wakes)
    );
    let mut given_up = ByHand::new(yield_now());
    let _ = given_up.poll();
    given_up.cancel();
    assert!(
        given_up.wakes() == 1,
        "`yield_now` was dropped after it had yielded, and has called its waker {}: one yield is one wake",
        times(given_up.wakes())
    );
}

/// A task that has yielded may have to yield again a moment later, and another task may yield meanwhile. So
/// whether a yield is over is kept in its own future, and nowhere else.
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
            "a task with three `yield_now` was ready in its poll number {number}: {NO_YIELD}"
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
        "a task with three `yield_now` was Pending four times: one of them twice\n\n{YIELDED_BEFORE}"
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

/// A yield costs a trip through the executor's queue. As long as turns are left, `spend` neither yields nor
/// wakes; when none is left, it yields.
#[check]
fn the_first_turns_are_ready_at_once_and_wake_nobody() {
    for turns in [1, 2, 3, 10, 1_000, u32::MAX] {
        let mut budget = Budget::new(turns);
        for number in 1..=turns.min(1_000) {
            let mut spending = ByHand::new(budget.spend());
            assert!(
                spending.poll().is_ready(),
                "call number {number} of a budget of {turns} yielded, though a turn was left"
            );
            assert!(
                spending.wakes() == 0,
                "call number {number} of a budget of {turns} was ready, and woke its task all the same: its \
                 executor would poll it once more for nothing"
            );
        }
        if turns <= 1_000 {
            let yields = ByHand::new(budget.spend()).poll().is_pending();
            assert!(
                yields,
                "{}",
                no_yield().unwrap_or_else(|| format!(
                    "call number {} of a budget of {turns} did not yield: the budget was used up by the calls \
                     before it",
                    turns + 1
                ))
            );
        }
    }
}

/// A budget is filled up by its yield, and the call that had to yield takes the first of the new turns. So
/// with 3 turns the calls number 4, 7 and 10 yield.
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
                     number {} is the only one to yield, and {}\n\n{ANY_NUMBER}",
                    turns + 1,
                    match yields.iter().position(|&yields| yields > 0) {
                        Some(call) => format!("number {} was the first that did", call + 1),
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

/// What a count that is too small leaves out.
const ANY_NUMBER: &str = "`turns` may be any u32. A count of a smaller type begins again at 0, or stops: a u8 at 255, a \
    u16 at 65,535.";

/// Names two ways to go on wrongly after a first yield that was right.
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

/// If `yield_now` itself is ready in its first poll: what is built on it cannot yield.
fn no_yield() -> Option<String> {
    let ready = caught(|| ByHand::new(yield_now()).poll().is_ready());
    ready.is_ok_and(|ready| ready).then(first_is_ready)
}

fn first_is_ready() -> String {
    format!("the first poll of `yield_now` was ready instead of Pending: {NO_YIELD}")
}

/// An async function does nothing until it is awaited: its call makes a future, and what the call is to do
/// is done by the future's polls.
#[check]
fn what_is_not_awaited_does_nothing() {
    for _ in 0..2 {
        drop(yield_now());
    }
    let mut yielding = ByHand::new(yield_now());
    assert!(
        yielding.poll().is_pending(),
        "a `yield_now` was ready at its first poll, after two others were dropped without a poll: {NO_YIELD}"
    );
    assert!(
        yielding.poll().is_ready(),
        "a `yield_now` was Pending at its second poll, too, after two others were dropped without a poll"
    );
    let mut budget = Budget::new(2);
    for _ in 0..5 {
        drop(budget.spend());
    }
    let yields = yields_of(&mut budget, 3);
    assert!(
        yields == [0, 0, 1],
        "{}five futures of `spend` were dropped without a poll, of a budget of 2; then three were awaited, and {} \
         instead of the third alone",
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
                "{}",
                no_yield().unwrap_or_else(|| format!(
                    "{}, and the next call did not yield\n\n{}",
                    dropped_calls(turns, dropped),
                    match dropped {
                        0 => "The call after the last turn yields before it is ready.",
                        _ => STILL_OWED,
                    }
                ))
            );
            assert!(
                spending.wakes() == 1,
                "{}, and the next call yielded and has called its waker {} instead of once\n\n{NO_WAKE}",
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
            "{}{}; of the {} that follow, {}\n\n{STILL_OWED}",
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

/// What a call that was dropped, and has changed the budget, leaves out.
const STILL_OWED: &str = "`select!` drops a `spend` that is Pending as soon as another branch is ready, and goes \
    on in the same poll: the task has not given back its thread. So the yield is still owed, until a call has \
    come through it: fill up the budget, and take a turn, after the await.";

/// Says how many calls were dropped.
fn dropped_calls(turns: u32, number: usize) -> String {
    let used_up = format!("a budget of {turns} was used up");
    match number {
        0 => used_up,
        1 => format!("{used_up}, and a call of `spend` was dropped while it yielded"),
        _ => format!("{used_up}, and {number} calls of `spend` were dropped while they yielded"),
    }
}

/// Each task that can starve its neighbours has a budget of its own: what one of them spends is its own
/// matter, so the count belongs to the `Budget`.
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
                "{}a budget of 2 and one of 3 were spent in turn: of the first 7 calls of that of {turns}, {}",
                match alone {
                    true => "right alone, wrong beside another one: ",
                    false => "",
                },
                first_wrong(&yields, &expected)
            ))
        );
    }
}

/// A budget of 0 has no turns to spend, so every call yields. It is the value with which a count down to
/// 0, a count from 1, or a remainder, goes wrong.
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
                "call number {} of a budget of 0 panicked: {}",
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

/// A waker puts its task at the end of the executor's queue, so all tasks that are queued already come
/// first.
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
        "three tasks that call `yield_now` after each of their three steps ran in the order {order}, instead \
         of A B C A B C A B C"
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
        "two tasks that spend four turns each, A of a budget of 2 and B of 1, ran in the order {order}, \
         instead of A A B A A B B B"
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
                "a call of `spend` was Pending at each of {yields} polls: it is to be Pending once\n\n{YIELDED_BEFORE}"
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
        [one] => format!("number {one} yielded"),
        [most @ .., last] => format!("{} and {last} yielded", most.join(", ")),
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
        1 => "call number 1 was right, ".to_owned(),
        2 => "the calls number 1 and 2 were right, ".to_owned(),
        _ => format!("the calls number 1 to {call} were right, "),
    };
    let is = match (yields[call], expected[call]) {
        (0, _) => "did not yield, and is to".to_owned(),
        (_, 0) => "yielded, and is not to".to_owned(),
        (yields, _) => format!("yielded {yields} times instead of once"),
    };
    let all = match yields.len() {
        0..=14 => format!(": {}; {}", which(yields), due(expected)),
        _ => format!(": {}", due(expected)),
    };
    format!("{before}number {} {is}{all}", call + 1)
}

/// Says which of the calls are to yield.
fn due(yields: &[usize]) -> String {
    let one = yields.iter().filter(|&&yields| yields > 0).count() == 1;
    which(yields).replace("yielded", if one { "is to yield" } else { "are to yield" })
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
