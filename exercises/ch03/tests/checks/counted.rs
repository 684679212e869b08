//! Checks of counted.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::marker::PhantomPinned;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use ch03::counted::counted;
use kit::{ByHand, CountingWaker, DropProbe, DropToken, Watched, caught, check, varied, watch};
use tokio::task::coop::poll_proceed;

const STARTS: &str = "A call that returns a future only builds it. The wrapper polls the inner \
    future when it is polled itself.";
const ONCE: &str = "Each poll of the wrapper polls the inner future once, and returns the result. \
    It does not wait: if the inner future is not ready, it returns Pending, and a call of the \
    waker brings the next poll.";
const SELF_WAKE: &str = "What the inner future waits for calls the waker. If the wrapper calls it \
    too, an executor polls again although nothing has changed.";

/// What is wrong with a Counted in the simplest cases: the first of two experiments that fails.
fn simple() -> Option<String> {
    let found = |experiment: fn() -> Option<String>| caught(experiment).ok().flatten();
    // The counts first: the other experiment drops a future that still waits, and a shared count would
    // keep its polls.
    let counts = found(what_it_counts);
    found(the_first_poll).or(counts)
}

/// What one poll of a single Counted does.
fn the_first_poll() -> Option<String> {
    let seen = Seen::default();
    let wrapped = counted(Within::<1>::new(&seen, 10));
    let by_call = seen.polls.get();
    let mut wrapped = ByHand::new(wrapped);
    let _ = wrapped.poll();
    match (by_call, seen.polls.get()) {
        (1.., _) => Some(format!(
            "`counted` itself polled the inner future, before the first poll of Counted\n\n{STARTS}"
        )),
        (_, 0) => Some(format!(
            "the first poll of Counted did not poll the inner future\n\n{ONCE}"
        )),
        (_, 1) if wrapped.wakes() > 0 => Some(format!(
            "the first poll of Counted woke the task, though the inner future had called no \
             waker\n\n{SELF_WAKE}"
        )),
        (_, 1) => None,
        (_, polls) => Some(format!(
            "one poll of Counted polled the inner future {} instead of once\n\n{ONCE}",
            times(polls)
        )),
    }
}

/// Its counts for futures that need few polls.
fn what_it_counts() -> Option<String> {
    const FEW: [usize; 3] = [1, 2, 5];
    let counts = FEW.map(|polls| {
        let seen = Seen::default();
        let mut wrapped = ByHand::new(counted(Within::<1>::new(&seen, polls)));
        (0..polls).find_map(|_| match wrapped.poll() {
            Poll::Ready((_, count)) => Some(count),
            Poll::Pending => None,
        })
    });
    let [Some(one), Some(two), Some(five)] = counts else {
        return None;
    };
    let off = |by: i64| {
        let all = [one, two, five].into_iter().zip(FEW);
        let mut differences = all.map(|(count, polls)| count as i64 - polls as i64);
        differences.all(|difference| difference == by)
    };
    (!off(0)).then(|| {
        format!(
            "Counted says {one}, {two} and {five}, for futures that were ready at poll 1, 2 and 5{}",
            match (off(-1), off(1)) {
                (true, _) =>
                    ": one too few\n\nThe poll in which the inner future is ready counts too.",
                (_, true) =>
                    ": one too many\n\nOnly polls of the inner future count, from the first one to \
                     the one that returns Ready.",
                _ => "",
            }
        )
    })
}

/// The output of the wrapper is the output of the inner future and the number of its polls.
#[check]
fn it_is_ready_with_the_output_and_the_polls_it_took() {
    let mut right = 0;
    let (few, many) = (varied(5, 3..=9) as usize, varied(300, 300..=600) as usize);
    for polls in [1, 2, few, many, 70_000] {
        let contrast = match right {
            0 => String::new(),
            right => format!("right for {right} polls, wrong for {polls}: "),
        };
        let seen = Seen::default();
        let mut wrapped = ByHand::new(counted(Within::<1>::new(&seen, polls)));
        let mut poll_all = || {
            (0..polls).find_map(|_| match wrapped.poll() {
                Poll::Ready(output) => Some(output),
                Poll::Pending => None,
            })
        };
        let ready = match right {
            // Here the panic's own line in the answer tells most.
            0 => Ok(poll_all()),
            _ => caught(poll_all),
        };
        let ready = ready.unwrap_or_else(|panic| {
            panic!(
                "{contrast}Counted panicked in its poll {}: {}, at {}",
                wrapped.polls(),
                panic.message,
                panic.at
            )
        });
        let Some((output, count)) = ready else {
            panic!(
                "{}",
                simple().unwrap_or_else(|| format!(
                    "{contrast}Counted is still Pending after {} {}, though the inner future is \
                     ready at its poll {polls}; that one was polled {}",
                    polls,
                    if polls == 1 { "poll" } else { "polls" },
                    times(seen.polls.get())
                ))
            );
        };
        assert!(
            output.0 == polls,
            "the output is not that of the inner future"
        );
        assert!(
            count == polls,
            "{}",
            simple().unwrap_or_else(|| format!(
                "{contrast}Counted says {count}{}",
                match polls {
                    300.. =>
                        "\n\nThe count must hold any number of polls. A smaller type wraps to 0 or \
                         overflows: a u8 after 255, a u16 after 65,535.",
                    _ => "",
                }
            ))
        );
        right = polls;
    }
}

/// Many futures exist at the same time, in many tasks, and one may be created at the address of another
/// that was dropped. So each wrapper keeps its own count.
#[check]
fn each_counts_its_own_polls() {
    // Before anything else has run that could disturb it.
    let alone = simple();
    let seen: [Seen; 4] = Default::default();
    let tasks: Vec<Waker> = (0..3).map(|_| CountingWaker::new().waker()).collect();
    let mut one = pin!(counted(Within::<1>::new(&seen[0], 3)));
    let mut other = pin!(counted(Within::<1>::new(&seen[1], 4)));
    let (mut of_one, mut of_other) = (None, None);
    for _ in 0..4 {
        of_one = of_one.or_else(|| count_of(one.as_mut(), &tasks[0]));
        of_other = of_other.or_else(|| count_of(other.as_mut(), &tasks[1]));
    }
    assert!(
        (of_one, of_other) == (Some(3), Some(4)),
        "{}",
        alone.unwrap_or_else(|| format!(
            "right alone, wrong beside another one{}: two were polled alternately, their inner \
             futures were ready at their polls 3 and 4, and {}, instead of 3 and 4",
            match (of_one, of_other) {
                (Some(4..), Some(5..)) => ", whose polls were counted too",
                _ => "",
            },
            match (of_one, of_other) {
                (Some(one), Some(other)) => format!("the two Counted say {one} and {other}"),
                _ => "not both of the two Counted were ready then".to_owned(),
            }
        ))
    );

    one.set(counted(Within::new(&seen[2], 5)));
    let _ = (0..2).find_map(|_| count_of(one.as_mut(), &tasks[0]));
    one.set(counted(Within::new(&seen[3], 1)));
    let count = count_of(one.as_mut(), &tasks[0]);
    assert!(
        count == Some(1),
        "{}",
        alone.unwrap_or_else(|| format!(
            "right alone, wrong at the address of an earlier one: a Counted was dropped after two \
             polls, another was created at its address, around a future that is ready at poll 1, \
             and {}",
            says(count)
        ))
    );

    let seen = Seen::default();
    let mut moves = pin!(counted(Within::<1>::new(&seen, 4)));
    let order = [0, 1, 1, 2].into_iter();
    let count = order.fold(None, |count, task: usize| {
        count.or_else(|| count_of(moves.as_mut(), &tasks[task]))
    });
    assert!(
        count == Some(4),
        "{}",
        alone.unwrap_or_else(|| format!(
            "right with one task, wrong with three: they polled one Counted in turn, the inner \
             future was ready at its poll 4, and {}",
            says(count)
        ))
    );
}

/// Polls it once. Returns its count if it was ready.
fn count_of<T>(counted: Pin<&mut impl Future<Output = (T, usize)>>, task: &Waker) -> Option<usize> {
    match counted.poll(&mut Context::from_waker(task)) {
        Poll::Ready((_, count)) => Some(count),
        Poll::Pending => None,
    }
}

fn says(count: Option<usize>) -> String {
    match count {
        Some(count) => format!("Counted says {count}"),
        None => "Counted was not ready then".to_owned(),
    }
}

/// A wrapper adds something to each poll. It does not decide when the inner future is polled.
#[check]
fn each_poll_polls_the_inner_future_once() {
    for polls in [4, 1] {
        let seen = Seen::default();
        let mut wrapped = ByHand::new(watch(
            "Counted",
            counted(Within::<1>::watched(&seen, polls)),
        ));
        for poll in 1..=polls {
            let ready = wrapped.poll().is_ready();
            let now = seen.polls.get();
            assert!(
                now == poll,
                "{}",
                simple().unwrap_or_else(|| format!(
                    "{} of Counted polled the inner future {}\n\n{ONCE}",
                    match poll {
                        1 => "one poll".to_owned(),
                        poll => format!("{poll} polls"),
                    },
                    times(now)
                ))
            );
            assert!(
                ready == (poll == polls),
                "poll {poll} of Counted was {}, and the inner future is ready at its poll {polls}",
                match ready {
                    true => "ready",
                    false => "Pending",
                }
            );
        }
    }
}

/// A task of tokio has a budget. When it is used up, tokio's own channels and sockets return
/// Pending and wake the task, so that other tasks run in between. The wrapper need not use the
/// budget: if the inner future should, it does so itself (`tokio::task::coop`).
#[check]
async fn each_poll_is_passed_on_even_without_a_budget() {
    const MOST_STEPS: usize = 10_000;
    // While there is a budget.
    let alone = simple();
    let seen = Seen::default();
    let mut wrapped = ByHand::new(watch("Counted", counted(Within::<1>::watched(&seen, 3))));
    poll_fn(|_| {
        let unused = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&unused);
        for _ in 0..MOST_STEPS {
            match poll_proceed(&mut cx) {
                Poll::Ready(step) => step.made_progress(),
                Poll::Pending => break,
            }
        }
        let _ = wrapped.poll();
        Poll::Ready(())
    })
    .await;
    let (polls, wakes) = (seen.polls.get(), wrapped.wakes());
    assert!(
        polls == 1,
        "{}",
        alone.unwrap_or_else(|| format!(
            "right with tokio's budget, wrong when it is used up: a poll of Counted {}",
            match (polls, wakes) {
                (0, 0) => "did not poll the inner future".to_owned(),
                (0, _) => "did not poll the inner future, and woke the task instead".to_owned(),
                _ => format!("polled the inner future {}", times(polls)),
            }
        ))
    );
    assert!(
        wakes == 0,
        "{}",
        alone.unwrap_or_else(|| {
            "right with tokio's budget, wrong when it is used up: a poll of Counted woke the task, though \
             the inner future has called no waker"
                .to_owned()
        })
    );
}

/// The waker tells which task waits. The inner future gives it to whatever it waits for, and each poll
/// may bring another waker.
#[check]
fn the_inner_future_gets_the_waker_of_each_poll() {
    let seen = Seen::default();
    let mut wrapped = pin!(counted(Within::<1>::new(&seen, 10)));
    let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new().waker()).collect();
    for (poll, given) in [0, 1, 1, 2, 0].into_iter().enumerate() {
        let waker = &wakers[given];
        let before = seen.polls.get();
        let is_over = count_of(wrapped.as_mut(), waker).is_some();
        assert!(seen.polls.get() > before, "{}", not_polled(poll + 1));
        let got = seen.waker.get();
        let other = wakers.iter().position(|other| other.data() == got);
        assert!(
            got == waker.data(),
            "{}",
            match other {
                Some(_) => format!(
                    "right in poll 1, wrong in poll {}: that poll brought a new waker, and the \
                     inner future got the one of an earlier poll",
                    poll + 1
                ),
                None => format!(
                    "the inner future got another waker than poll {} of Counted had brought: one \
                     that no poll of Counted had brought",
                    poll + 1
                ),
            }
        );
        if is_over {
            break;
        }
    }
}

/// What the inner future waits for calls the waker. The wrapper does not.
#[check]
fn it_calls_no_waker_itself() {
    let seen = Seen::default();
    let mut wrapped = ByHand::new(watch("Counted", counted(Within::<1>::watched(&seen, 3))));
    for poll in 1..=3 {
        let is_over = wrapped.poll().is_ready();
        assert!(
            wrapped.wakes() == 0,
            "poll {poll} of Counted woke the task, though the inner future had called no \
             waker\n\n{SELF_WAKE}"
        );
        assert!(seen.polls.get() > 0, "{}", not_polled(poll));
        if is_over {
            break;
        }
    }
}

/// A future that is never polled does nothing, even inside a wrapper.
#[check]
fn the_call_of_counted_polls_nothing() {
    let seen = Seen::default();
    let wrapped = counted(Within::<1>::new(&seen, 2));
    let by_call = seen.polls.get();
    let _ = ByHand::new(wrapped).poll();
    assert!(
        by_call == 0,
        "`counted` itself polled the inner future, before the first poll of Counted\n\n{STARTS}"
    );
    assert!(seen.polls.get() > 0, "{}", not_polled(1));
}

/// What the wrapper holds is dropped with it.
#[check]
fn dropping_it_drops_the_inner_future() {
    for polls in [1, 0, 2] {
        let (seen, probe) = (Seen::default(), DropProbe::new());
        let mut within = Within::<1>::new(&seen, 2);
        within.token = Some(probe.token("the inner future"));
        let mut wrapped = Box::pin(counted(within));
        let waker = CountingWaker::new().waker();
        let is_over = (0..polls).any(|_| count_of(wrapped.as_mut(), &waker).is_some());
        drop(wrapped);
        let when = match (polls, is_over) {
            (0, _) => "before it was polled",
            (_, false) => "while it waited",
            (_, true) => "after it was ready",
        };
        assert!(
            probe.alive() == 0,
            "the inner future still lives after Counted was dropped {when}"
        );
        assert!(polls == 0 || seen.polls.get() > 0, "{}", not_polled(polls));
    }
}

/// If the wrapper is pinned, all of it stays where it is. So the inner future needs no place of its own
/// on the heap, and the wrapper is hardly larger than that future.
#[check]
fn it_stores_the_inner_future_and_little_else() {
    fn look<const WORDS: usize>() {
        let seen = Seen::default();
        let future = Within::<WORDS>::new(&seen, 3);
        let size_within = size_of_val(&future);
        let mut wrapped = pin!(counted(future));
        let (start, size) = (address(&*wrapped), size_of_val(&*wrapped));
        let waker = CountingWaker::new().waker();
        for poll in 1..=2 {
            let before = seen.polls.get();
            let is_over = count_of(wrapped.as_mut(), &waker).is_some();
            let place = seen.place.get();
            assert!(seen.polls.get() > before, "{}", not_polled(poll));
            assert!(
                (start..start + size).contains(&place) && place + size_within <= start + size,
                "{}",
                the_first_poll().unwrap_or_else(|| format!(
                    "the inner future was outside of Counted when it was polled: Counted has \
                     {size} bytes, and the future {size_within}"
                ))
            );
            if is_over {
                break;
            }
        }
        assert!(
            size <= size_within + 16,
            "{} bytes more than the inner future, and 16 are allowed: a Counted around a future of \
             {size_within} bytes has {size}{}",
            size - size_within,
            match size > size_within * 2 {
                true =>
                    ", with room for the future twice\n\nAn `async` block or function has one place for its \
                     argument and another for the future that it awaits. A struct needs only one.",
                false => "",
            }
        );
    }
    look::<0>();
    look::<1>();
    look::<100>();
    // So large that an answer may choose a Box for it.
    look::<4_000>();
    let future = LargeOutput;
    let size_within = size_of_val(&future);
    let size = size_of_val(&counted(future));
    assert!(
        size <= size_within + 16,
        "right with a small output, wrong with one of {} bytes: a Counted around a future of \
         {size_within} bytes has {size}, and 16 more are allowed. Counted returns the output in \
         the same poll, and need not store it",
        size_of::<[u64; 100]>()
    );
}

/// What an inner future records of its polls.
struct Seen {
    polls: Cell<usize>,
    waker: Cell<*const ()>,
    place: Cell<usize>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            polls: Cell::new(0),
            waker: Cell::new(std::ptr::null()),
            place: Cell::new(0),
        }
    }
}

/// Neither `Clone` nor `Unpin`.
struct Output(usize, PhantomPinned);

/// It borrows, is neither `Unpin` nor `Send`, and is larger by that many words.
struct Within<'a, const WORDS: usize> {
    seen: &'a Seen,
    ready_at: usize,
    /// Shows it in the timeline.
    watched: Option<RefCell<Watched<AtPoll>>>,
    token: Option<DropToken>,
    _words: [u64; WORDS],
    _not_send: Option<Rc<()>>,
    _not_unpin: PhantomPinned,
}

impl<'a, const WORDS: usize> Within<'a, WORDS> {
    fn new(seen: &'a Seen, ready_at: usize) -> Self {
        Self {
            seen,
            ready_at,
            watched: None,
            token: None,
            _words: [0; WORDS],
            _not_send: None,
            _not_unpin: PhantomPinned,
        }
    }

    fn watched(seen: &'a Seen, ready_at: usize) -> Self {
        let watched = watch("the inner future", AtPoll(ready_at));
        Self {
            watched: Some(RefCell::new(watched)),
            ..Self::new(seen, ready_at)
        }
    }
}

impl<const WORDS: usize> Future for Within<'_, WORDS> {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        let polls = self.seen.polls.get() + 1;
        self.seen.polls.set(polls);
        self.seen.waker.set(cx.waker().data());
        self.seen.place.set(address(&*self));
        // So that an answer that loops ends.
        assert!(
            polls < self.ready_at + 1_000,
            "the inner future was ready at its poll {}, and was polled a thousand times more\n\n{ONCE}",
            self.ready_at
        );
        if let Some(watched) = &self.watched
            && polls <= self.ready_at
        {
            let _ = Pin::new(&mut *watched.borrow_mut()).poll(cx);
        }
        match polls == self.ready_at {
            true => Poll::Ready(Output(polls, PhantomPinned)),
            // No panic if it is polled again after it was ready, so that the check can name the cause.
            false => Poll::Pending,
        }
    }
}

/// A small future with a large output.
struct LargeOutput;

impl Future for LargeOutput {
    type Output = [u64; 100];

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<[u64; 100]> {
        Poll::Ready([0; 100])
    }
}

/// Ready at that poll.
struct AtPoll(usize);

impl Future for AtPoll {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.0 -= 1;
        match self.0 {
            0 => Poll::Ready(()),
            _ => Poll::Pending,
        }
    }
}

fn not_polled(poll: usize) -> String {
    simple().unwrap_or_else(|| {
        format!("the inner future was not polled in poll {poll} of Counted\n\n{ONCE}")
    })
}

fn times(polls: usize) -> String {
    match polls {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        polls => format!("{polls} times"),
    }
}

fn address<T>(of: &T) -> usize {
    std::ptr::from_ref(of).addr()
}
