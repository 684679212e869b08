//! Checks of join_two.

use std::cell::{Cell, RefCell};
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;

use ch03::join_two::join_two;
use kit::{ByHand, DropProbe, DropToken, Watched, check, note, watch};

/// How many polls the two need, in many combinations.
const NEEDS: [(u32, u32); 7] = [(1, 2), (3, 1), (2, 3), (4, 2), (1, 1), (2, 2), (1, 3)];

/// More polls than a check makes: such a future is not ready in its time.
const LONG: u32 = 50;

/// The later one completes the pair. To say so in a later poll would ask for one that nobody has a
/// reason to make. What the earlier one gave has to be kept until then.
#[check]
fn it_is_ready_in_the_poll_in_which_the_later_one_is() {
    for needs in NEEDS {
        let stage = Stage::default();
        let wanted = needs.0.max(needs.1);
        let Some(outputs) = stage.run(&mut stage.join(needs), wanted) else {
            panic!(
                "{}: the join was polled {}, and it returned Pending; {}",
                story(needs),
                times(wanted as usize),
                match (stage.polled_again(), stage.is_over.get()) {
                    (Some(name), _) => format!(
                        "{name} was polled again after it was ready: what it gave has not been kept"
                    ),
                    (None, [true, true]) =>
                        "both were ready, so nobody has a reason to poll it again".to_owned(),
                    (None, _) => format!(
                        "a was polled {}, and b {}",
                        times(stage.polls_of("a")),
                        times(stage.polls_of("b"))
                    ),
                }
            );
        };
        assert!(
            (outputs.0.0, outputs.1.0) == ("a's output", "b's output"),
            "{}: the join was ready with {:?} and {:?}",
            story(needs),
            outputs.0.0,
            outputs.1.0
        );
    }
}

/// A future does nothing before it is polled. As long as nobody has polled `b`, its request is not even
/// sent, and the two waits add up.
#[check]
fn both_are_under_way_from_the_first_poll_on() {
    for needs in [(LONG, LONG), (1, LONG), (LONG, 1)] {
        let stage = Stage::default();
        let _ = stage.join(needs).poll();
        for (name, other) in [("a", "b"), ("b", "a")] {
            assert!(
                stage.polls_of(name) > 0,
                "{}: the first poll of the join has not polled {name}{}",
                story(needs),
                match stage.polls_of(other) {
                    0 => format!(", and {other} neither: nothing is under way"),
                    _ => format!(", only {other}: the two run one after the other"),
                }
            );
        }
    }
}

/// The join does not know who has called its waker, so it asks everyone who has not answered yet; each
/// of them once. One that calls its waker while it is polled asks for another poll of the task.
#[check]
fn each_poll_polls_those_that_are_not_ready_once_and_a_before_b() {
    for (needs, calls) in NEEDS
        .into_iter()
        .flat_map(|needs| [(needs, false), (needs, true)])
    {
        let stage = Stage::default();
        stage.call_while_polled.set([calls; 2]);
        let most = needs.0.max(needs.1);
        let _ = stage.run(&mut stage.join(needs), most);
        for poll in 1..=stage.at.get() {
            let waiting = [("a", needs.0), ("b", needs.1)].into_iter();
            let wanted: Vec<&str> = waiting
                .filter(|(_, needs)| *needs >= poll)
                .map(|(name, _)| name)
                .collect();
            let came = stage.polled_in(poll);
            let twice = wanted
                .iter()
                .find(|name| came.iter().filter(|came| came == name).count() > 1);
            assert!(
                came == wanted,
                "{}: in poll {poll} of the join {} not ready yet, and it polled {}{}{}",
                story(needs),
                match &wanted[..] {
                    [one] => format!("{one} was"),
                    _ => "a and b were".to_owned(),
                },
                match &came[..] {
                    [] => "neither".to_owned(),
                    came => came.join(", then "),
                },
                match twice {
                    Some(name) => format!("; it polled {name} more than once in one poll"),
                    None => String::new(),
                },
                match calls {
                    true => ". Each poll of a and b that was Pending had called its waker",
                    false => "",
                }
            );
        }
    }
}

/// A future that was ready is spent: it has given away its output, and most of them panic when they
/// are polled again. The join must remember which one is over.
#[check]
fn neither_is_polled_again_after_it_was_ready() {
    for needs in NEEDS {
        let stage = Stage::default();
        let most = needs.0.max(needs.1);
        let _ = stage.run(&mut stage.join(needs), most);
        if let Some(name) = stage.polled_again() {
            panic!(
                "{}: {name} was polled again after it was ready",
                story(needs)
            );
        }
        // Else there was no occasion to poll one again.
        for (which, name) in ["a", "b"].into_iter().enumerate() {
            assert!(
                stage.is_over.get()[which],
                "{}: the join was polled {}, and {name} is not ready yet: it was polled {}",
                story(needs),
                times(most as usize),
                times(stage.polls_of(name))
            );
        }
    }
}

/// Each of the two keeps the waker that it is polled with, and calls it when it has news. It has to
/// reach the task that waits for the join, and that may be another one than at the last poll.
#[check]
fn a_wake_of_either_reaches_the_task_that_polled_last() {
    for needs in [(LONG, LONG), (1, LONG), (LONG, 1), (2, LONG), (LONG, 2)] {
        for moves in [false, true] {
            for (which, name) in ["a", "b"].into_iter().enumerate() {
                if [needs.0, needs.1][which] < LONG {
                    // It is over, and wakes nobody any more.
                    continue;
                }
                let stage = Stage::default();
                let mut join = stage.join(needs);
                // So that the other one is over, where it is ever.
                let polls = needs.0.min(needs.1) % LONG;
                stage.run(&mut join, polls.max(1));
                if moves {
                    join.change_waker();
                    stage.poll(&mut join);
                }
                let waker = stage.wakers[which].borrow_mut().take();
                let before = join.wakes();
                let Some(waker) = waker else {
                    panic!(
                        "{}: the join was polled, and it has not polled {name}, which therefore has no \
                         waker to call",
                        story(needs)
                    );
                };
                waker.wake();
                assert!(
                    join.wakes() > before,
                    "{}: {name} returned Pending, and called the waker that it was polled with; that \
                     did not wake the task that waits for the join{}",
                    story(needs),
                    match moves {
                        true =>
                            ". The last poll of the join came with a new waker, as from another task",
                        false => "",
                    }
                );
            }
        }
    }
    a_wake_reaches_the_task_of_its_own_join();
}

/// A program has many joins at the same time, in many tasks.
fn a_wake_reaches_the_task_of_its_own_join() {
    let stages = [Stage::default(), Stage::default()];
    let [mut first, mut second] = stages.each_ref().map(|stage| stage.join((LONG, LONG)));
    for (which, name) in ["a", "b"].into_iter().enumerate() {
        stages[0].poll(&mut first);
        stages[1].poll(&mut second);
        let before = [first.wakes(), second.wakes()];
        let waker = stages[0].wakers[which].take();
        if let Some(waker) = waker {
            waker.wake();
        }
        let woken = [first.wakes() > before[0], second.wakes() > before[1]];
        assert!(
            woken == [true, false],
            "two tasks wait for a join each; then {name} of the first join called the waker that it was \
             polled with, and {}",
            match woken {
                [_, true] => "that woke the task of the second join",
                _ => "that did not wake the task of the first join",
            }
        );
    }
}

/// A waker may be called at any moment, by any thread, and more than once: also during the poll that
/// brings it, as one does that only wants others to have a turn. Each time a task may wait for it.
#[check]
fn a_wake_at_any_moment_reaches_the_task() {
    use Moment::{After, OnAnotherThread, WhilePolled};
    for (which, name) in ["a", "b"].into_iter().enumerate() {
        for moves in [false, true] {
            let stage = Stage::default();
            let mut join = stage.join((LONG, LONG));
            let moments = [WhilePolled, After, WhilePolled, After, OnAnotherThread];
            for (moment, poll) in moments.into_iter().zip(1..) {
                if moves && poll > 1 {
                    join.change_waker();
                }
                let before = join.wakes();
                let mut calls = [false; 2];
                calls[which] = moment == WhilePolled;
                stage.call_while_polled.set(calls);
                let _ = stage.poll(&mut join);
                let waker = stage.wakers[which].take();
                assert!(
                    waker.is_some(),
                    "poll {poll} of the join has not polled {name}, which therefore has no waker to call"
                );
                match waker {
                    Some(waker) if moment == After => waker.wake(),
                    Some(waker) if moment == OnAnotherThread => {
                        let other = thread::spawn(move || waker.wake());
                        other.join().expect("to call a waker does not panic");
                    }
                    _ => {}
                }
                assert!(
                    join.wakes() > before,
                    "{name} called the waker that it was polled with in poll {poll} of the join, {}; \
                     that did not wake the task that had polled the join{}{}",
                    match moment {
                        WhilePolled => "before that poll had returned",
                        After => "after that poll had returned",
                        OnAnotherThread => "later, on another thread",
                    },
                    match poll {
                        1 => "",
                        _ => ", as its calls in the polls before had done",
                    },
                    match moves && poll > 1 {
                        true => ". That was another task than in the poll before",
                        false => "",
                    }
                );
            }
        }
    }
}

/// The futures within see to it that the task is woken, when there is a reason. A wake without one has
/// the join polled again and again for nothing.
#[check]
fn it_calls_no_waker_itself() {
    for needs in [(3, 3), (1, 4), (4, 1), (1, 1)] {
        let stage = Stage::default();
        let mut join = stage.join(needs);
        for poll in 1..=needs.0.max(needs.1) {
            let before = join.wakes();
            let ready = stage.poll(&mut join).is_some();
            assert!(
                join.wakes() == before,
                "{}: poll {poll} of the join called its waker, though neither a nor b had",
                story(needs)
            );
            if ready {
                break;
            }
        }
        assert!(
            stage.polls_of("a") + stage.polls_of("b") > 0,
            "{}: the join was polled and called no waker, but it polled neither a nor b",
            story(needs)
        );
    }
}

/// To call a function that returns a future only builds it. Whoever holds the join may still decide
/// not to wait for it at all.
#[check]
fn nothing_runs_before_the_first_poll() {
    let stage = Stage::default();
    let mut join = stage.join((2, 2));
    let early: Vec<&str> = stage.polled_in(0);
    stage.poll(&mut join);
    assert!(
        early.is_empty(),
        "join_two was called, and nobody had polled the join yet: it had polled {} already",
        early.join(" and ")
    );
    assert!(
        !stage.polled_in(1).is_empty(),
        "nothing ran when join_two was called, and the first poll of the join polled neither a nor b"
    );
}

/// Dropping a future gives up what it waits for, and all that belongs to it is freed: the two within,
/// and an output that is kept already.
#[check]
fn dropping_the_join_drops_both() {
    for (needs, polls) in [
        ((LONG, LONG), 1),
        ((LONG, LONG), 0),
        ((1, LONG), 2),
        ((LONG, 1), 2),
        ((2, 2), 2),
    ] {
        let tokens = DropProbe::new();
        let stage = Stage {
            tokens: Some(tokens.clone()),
            ..Stage::default()
        };
        let mut join = stage.join(needs);
        let outputs = stage.run(&mut join, polls);
        assert!(
            polls == 0 || stage.polls_of("a") + stage.polls_of("b") > 0,
            "{}: the join was polled {}, and polled neither a nor b",
            story(needs),
            times(polls as usize)
        );
        join.cancel();
        drop(outputs);
        let dropped = tokens.dropped();
        let kept = ["a", "b", "a's output", "b's output"].into_iter();
        let kept: Vec<&str> = kept
            .filter(|name| stage.made.borrow().contains(name))
            .filter(|name| !dropped.iter().any(|dropped| dropped == name))
            .collect();
        assert!(
            kept.is_empty(),
            "{}: the join was polled {} and then dropped, and these were never freed: {}",
            story(needs),
            times(polls as usize),
            kept.join(", ")
        );
    }
}

fn times(polls: usize) -> String {
    match polls {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        polls => format!("{polls} times"),
    }
}

/// `a is ready at its poll 1, b at its poll 3`.
fn story(needs: (u32, u32)) -> String {
    match needs {
        (LONG, LONG) => "neither a nor b is ready yet".to_owned(),
        (a, LONG) => format!("a is ready at its poll {a}, b not yet"),
        (LONG, b) => format!("b is ready at its poll {b}, a not yet"),
        (a, b) => format!("a is ready at its poll {a}, b at its poll {b}"),
    }
}

/// When one of the two calls the waker that it was polled with.
#[derive(Clone, Copy, PartialEq)]
enum Moment {
    WhilePolled,
    After,
    OnAnotherThread,
}

/// What happens to the two, and in which poll of the join.
#[derive(Default)]
struct Stage {
    /// How often the join was polled.
    at: Cell<u32>,
    /// In which poll of the join which one was polled, and that was not ready before.
    polls: RefCell<Vec<(u32, &'static str)>>,
    /// Which of the two was ready.
    is_over: Cell<[bool; 2]>,
    /// Who was polled after it was ready.
    again: Cell<Option<&'static str>>,
    /// Whether each calls its waker in every poll that returns Pending.
    call_while_polled: Cell<[bool; 2]>,
    /// The waker that each was last polled with.
    wakers: [RefCell<Option<Waker>>; 2],
    /// Sees what is dropped, where a check asks for it.
    tokens: Option<DropProbe>,
    made: RefCell<Vec<&'static str>>,
}

impl Stage {
    fn join(&self, (a, b): (u32, u32)) -> ByHand<impl Future<Output = (Output, Output)>> {
        let joined = join_two(self.half(0, a), self.half(1, b));
        ByHand::new(watch("join", joined))
    }

    fn half(&self, which: usize, needs: u32) -> Half<'_> {
        let (name, output_name) = [("a", "a's output"), ("b", "b's output")][which];
        let mut polls = 0;
        let steps = std::future::poll_fn(move |cx: &mut Context<'_>| {
            polls += 1;
            *self.wakers[which].borrow_mut() = Some(cx.waker().clone());
            if polls < needs {
                if self.call_while_polled.get()[which] {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            }
            Poll::Ready(Output(
                output_name,
                Rc::new(self.token(output_name)),
                PhantomPinned,
            ))
        });
        Half {
            which,
            name,
            stage: self,
            steps: RefCell::new(watch(name, Box::pin(steps))),
            is_over: Cell::new(false),
            _token: self.token(name),
            _pinned: PhantomPinned,
        }
    }

    fn token(&self, name: &'static str) -> Option<DropToken> {
        self.made.borrow_mut().push(name);
        self.tokens.as_ref().map(|tokens| tokens.token(name))
    }

    fn poll(
        &self,
        join: &mut ByHand<impl Future<Output = (Output, Output)>>,
    ) -> Option<(Output, Output)> {
        self.at.set(self.at.get() + 1);
        match join.poll() {
            Poll::Ready(outputs) => Some(outputs),
            Poll::Pending => None,
        }
    }

    /// Polls until it is ready, but not more often than so.
    fn run(
        &self,
        join: &mut ByHand<impl Future<Output = (Output, Output)>>,
        most: u32,
    ) -> Option<(Output, Output)> {
        (0..most).find_map(|_| self.poll(join))
    }

    /// Who was polled in that poll of the join, as long as it was not ready.
    fn polled_in(&self, poll: u32) -> Vec<&'static str> {
        let polls = self.polls.borrow();
        let those = polls.iter().filter(|(at, _)| *at == poll);
        those.map(|(_, name)| *name).collect()
    }

    fn polls_of(&self, name: &str) -> usize {
        let polls = self.polls.borrow();
        polls.iter().filter(|(_, polled)| *polled == name).count()
    }

    fn polled_again(&self) -> Option<&'static str> {
        self.again.get()
    }
}

/// One of the two. It is not `Unpin`, not `Send` and not `'static`, as any future may be.
struct Half<'a> {
    which: usize,
    name: &'static str,
    stage: &'a Stage,
    steps: RefCell<Watched<Pin<Box<dyn Future<Output = Output> + 'a>>>>,
    is_over: Cell<bool>,
    _token: Option<DropToken>,
    _pinned: PhantomPinned,
}

/// Neither `Clone` nor `Send`, nor `Unpin`.
struct Output(
    &'static str,
    #[expect(dead_code)] Rc<Option<DropToken>>,
    PhantomPinned,
);

impl Future for Half<'_> {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        if self.is_over.get() {
            // Others panic now. This one goes on, so that the check can tell what has happened.
            note(format!("{} is polled again after it was ready", self.name));
            self.stage.again.set(Some(self.name));
            return Poll::Pending;
        }
        let poll = (self.stage.at.get(), self.name);
        self.stage.polls.borrow_mut().push(poll);
        let steps = self.steps.try_borrow_mut();
        let polled = Pin::new(&mut *steps.expect("it is polled by one at a time")).poll(cx);
        self.is_over.set(polled.is_ready());
        let mut is_over = self.stage.is_over.get();
        is_over[self.which] = polled.is_ready();
        self.stage.is_over.set(is_over);
        polled
    }
}
