//! Checks of turns.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use ch12::turns::fold;
use kit::{ByHand, DropProbe, check, varied, virtual_ms};
use tokio::task::yield_now;

/// A poll is one piece of work that no other task can interrupt. It ends where the future returns Pending.
#[check]
fn a_poll_makes_every_steps_while_items_follow() {
    let (count, every) = (varied(10, 8..=40) as usize, varied(3, 2..=7) as usize);
    let cases = [
        (count, every),
        (4, 1),
        (2, 3),
        (1, 1),
        (3, 3),
        (9, 3),
        (0, 3),
        (5, usize::MAX),
        (700, 300),
        (140_000, 70_000),
    ];
    let mut right = String::new();
    for (count, every) in cases {
        let polls = steps_of_polls(count, every);
        let mut wanted = vec![every; count / every];
        if !count.is_multiple_of(every) || count == 0 {
            wanted.push(count % every);
        }
        let never = match polls.len() == 1 && wanted.len() > 1 {
            true => {
                format!(": no poll returned Pending{ONE_POLL}")
            }
            false => String::new(),
        };
        let made = match never.is_empty() {
            true => format!("the polls made {} steps", shown(&polls)),
            false => format!("one poll made all {} steps", polls[0]),
        };
        assert!(
            polls == wanted,
            "{right}{count} items, `every` is {}: {made} instead of {}{never}",
            number(every),
            shown(&wanted)
        );
        right = format!(
            "right with {count} items and an `every` of {}, wrong with ",
            number(every)
        );
    }
}

/// A task that gives up its thread is behind the tasks that are ready. They run before it does.
#[check]
async fn other_tasks_run_at_each_turn() {
    let beats = Arc::new(AtomicUsize::new(0));
    let heart = Arc::clone(&beats);
    tokio::spawn(async move {
        // Not without an end: the clock would stand still for an answer that waits for it.
        for _ in 0..100 {
            heart.fetch_add(1, Ordering::Relaxed);
            yield_now().await;
        }
    });
    let mut at_step = Vec::new();
    let at = virtual_ms();
    let step = |(), _| at_step.push(beats.load(Ordering::Relaxed));
    fold(0..12, (), step, 4).await;
    assert!(
        at_step.len() == 12,
        "12 items, and `step` was called {} times",
        at_step.len()
    );
    let late = virtual_ms() - at;
    // The paused clock jumps as far as that only if no task is ready and no other timer is left.
    assert!(
        late < 86_400_000,
        "a turn returned Pending, and nothing woke the task: it was polled again only when the check ended its wait\n\n\
         Before a future returns Pending, it makes sure that the waker of this poll will be called. At a turn, nothing \
         else calls it."
    );
    assert!(
        late == 0,
        "two turns took {late} ms: the fold waited for the clock, though it had work to do"
    );
    for turn in [4, 8] {
        assert!(
            at_step[turn] > at_step[turn - 1],
            "`every` is 4, and between steps {turn} and {} no other task ran",
            turn + 1
        );
    }
    let log = RefCell::new(Vec::new());
    let push = |name| log.borrow_mut().push(name);
    let named = |name| fold(0..12, (), move |(), _| push(name), 2);
    tokio::join!(named('a'), named('b'));
    let log: String = log.into_inner().into_iter().collect();
    // `join!` polls its first future first, then its second one first.
    for alone in ["aaaaa", "bbbbb"] {
        assert!(
            !log.contains(alone),
            "two folds in one `join!`, `every` is 2: their steps came in the order {log}"
        );
    }
    assert!(
        log.len() == 24,
        "two folds of 12 items made {} steps",
        log.len()
    );
}

/// A future that returns Pending is polled again only after its waker has been called.
#[check]
fn each_turn_wakes_the_task() {
    let mut folding = ByHand::new(fold(0..8, 0, |sum, item| sum + item, 2));
    for turn in 1..=3 {
        let polled = folding.poll();
        assert!(
            polled.is_pending(),
            "8 items, `every` is 2: poll {turn} was ready{}",
            if turn == 1 { ONE_POLL } else { "" }
        );
        assert!(
            folding.wakes() > 0,
            "turn {turn}: the poll returned Pending, and the waker that it was polled with had not been called"
        );
        let old = folding.change_waker();
        let before = old.wakes();
        if turn == 3 {
            let last = folding.poll();
            assert!(
                last == Poll::Ready(28),
                "the sum of 0 to 7 is 28, and the last poll was {last:?}"
            );
            assert!(
                old.wakes() == before,
                "the last poll called the waker of the poll before"
            );
        }
    }
    // An executor that is not tokio's.
    let sum = futures::executor::block_on(fold(0..100, 0, |sum, item| sum + item, 3));
    assert!(
        sum == 4_950,
        "on the executor of `futures`, the sum of 0 to 99 is {sum}"
    );
}

/// The order of the items counts, and so does each of them.
#[check]
async fn the_result_is_that_of_the_fold_of_an_iterator() {
    let words = ["b", "", "a", "b", "c"];
    for every in [1, 2, 3, 5, 100] {
        for count in 0..=words.len() {
            let items: Vec<String> = words[..count].iter().map(|word| word.to_string()).collect();
            let step = |text: Box<String>, word: String| Box::new(format!("{text}({word})"));
            let wanted = items
                .clone()
                .into_iter()
                .fold(Box::new("start".to_owned()), step);
            let made = fold(items, Box::new("start".to_owned()), step, every).await;
            assert!(
                made == wanted,
                "{:?}, `every` is {every}: {made:?} instead of {wanted:?}",
                &words[..count]
            );
        }
    }
    // So many turns that a call inside a call for each of them would need too large a stack.
    for every in [1, 7, 200_000] {
        let made = fold(
            0..200_000_u64,
            0,
            |sum, item| (sum * 31 + item) % 1_000_003,
            every,
        )
        .await;
        let wanted = (0..200_000).fold(0, |sum, item| (sum * 31 + item) % 1_000_003);
        assert!(
            made == wanted,
            "200000 items, `every` is {every}: {made} instead of {wanted}"
        );
    }
}

/// An iterator does its work when it is asked for an item. Asked for all of them at once, it does all of its work.
#[check]
fn an_item_is_taken_when_it_is_needed() {
    for every in [1, 3] {
        let source = Source::new(10);
        let steps = Cell::new(0);
        let step = |(), _| {
            steps.set(steps.get() + 1);
            let (taken, gone) = (source.taken.get(), steps.get());
            // The one that is in this step has been taken, and at most one more.
            assert!(
                taken <= gone + 1,
                "`every` is {every}: {taken} items had been taken when the step of item {gone} ran"
            );
        };
        let ahead = Cell::new(0);
        let items = source.items().inspect(|_| {
            let more = source.taken.get() - steps.get();
            ahead.set(ahead.get().max(more));
        });
        let mut folding = ByHand::new(fold(items, (), step, every));
        loop {
            let polled = folding.poll();
            assert!(
                ahead.get() <= 1,
                "`every` is {every}: an item was taken while the one before it had been taken and had not gone into \
                 `step`\n\n\
                 To see whether another item follows, let the last one go into `step` first: then one item at a time \
                 is in memory."
            );
            let (taken, gone) = (source.taken.get(), steps.get());
            assert!(
                taken <= gone + 1,
                "`every` is {every}: {taken} items had been taken, and {gone} had gone into `step`"
            );
            if polled.is_ready() {
                break;
            }
        }
        assert!(
            source.ends.get() == 1,
            "10 items: the end of `items` was asked for {} times",
            source.ends.get()
        );
    }
}

/// A future does nothing until it is polled, and nothing after it has been dropped.
#[check]
fn nothing_happens_before_the_first_poll_or_after_the_drop() {
    for polls in 0..4 {
        let (source, probe) = (Source::new(8), DropProbe::new());
        let (steps, token) = (Rc::new(Cell::new(0)), probe.token("`step`"));
        let counted = Rc::clone(&steps);
        let step = move |(), _| {
            let _ = &token;
            counted.set(counted.get() + 1);
        };
        let mut folding = ByHand::new(fold(source.items(), (), step, 2));
        assert!(
            steps.get() == 0 && source.taken.get() == 0,
            "before the first poll, {} items had been taken and `step` had been called {} times",
            source.taken.get(),
            steps.get()
        );
        for _ in 0..polls {
            let polled = folding.poll();
            assert!(
                polled.is_pending(),
                "8 items, `every` is 2: ready before the fourth poll"
            );
        }
        let before = steps.get();
        folding.cancel();
        assert!(
            steps.get() == before && probe.alive() == 0,
            "dropped after {polls} polls and {before} steps: {} steps were made, and `step` is {}",
            steps.get(),
            if probe.alive() == 0 {
                "dropped"
            } else {
                "still alive"
            }
        );
    }
}

/// How many steps each poll of a fold of `count` items makes.
fn steps_of_polls(count: usize, every: usize) -> Vec<usize> {
    let steps = Rc::new(Cell::new(0));
    let counted = Rc::clone(&steps);
    let step = move |(), _| counted.set(counted.get() + 1);
    // Filtered: an iterator that does not know how many items are left, nor when it is at its end.
    let items = (0..count + 3).filter(move |item| *item < count);
    let mut folding = ByHand::new(fold(items, (), step, every));
    let mut polls = Vec::new();
    // More polls than steps: then some of them did nothing.
    while polls.len() < count + 3 {
        let polled = folding.poll();
        polls.push(steps.replace(0));
        if polled.is_ready() {
            break;
        }
    }
    polls
}

/// A few of `steps`, as text.
const ONE_POLL: &str = "\n\nA poll is one piece of work that no other task can interrupt. Awaiting what is ready does not \
                        end it, nor does `thread::yield_now`.";

fn shown(steps: &[usize]) -> String {
    match steps.len() {
        0..=6 => format!("{steps:?}"),
        count => format!("{:?} and so on, in {count} polls,", &steps[..4]),
    }
}

fn number(every: usize) -> String {
    match every {
        usize::MAX => "usize::MAX".to_owned(),
        every => every.to_string(),
    }
}

/// Numbers, and what has been asked for.
struct Source {
    count: usize,
    taken: Rc<Cell<usize>>,
    ends: Rc<Cell<usize>>,
}

impl Source {
    fn new(count: usize) -> Self {
        Self {
            count,
            taken: Rc::default(),
            ends: Rc::default(),
        }
    }

    fn items(&self) -> impl Iterator<Item = usize> + use<> {
        let (count, taken, ends) = (self.count, Rc::clone(&self.taken), Rc::clone(&self.ends));
        std::iter::from_fn(move || {
            if taken.get() == count {
                ends.set(ends.get() + 1);
                return None;
            }
            taken.set(taken.get() + 1);
            Some(taken.get())
        })
    }
}
