//! Checks of counted.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::marker::PhantomPinned;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use ch03::counted::counted;
use kit::{ByHand, CountingWaker, DropProbe, DropToken, Watched, check, panic_message, watch};
use tokio::task::coop::poll_proceed;

/// Whoever wraps a future passes on what it brings. A poll is a poll, also the one that is ready, and
/// also one that nobody has asked for by a wake.
#[check]
fn it_is_ready_with_the_output_and_the_polls_it_took() {
    for polls in [1, 2, 5, 300, 70_000] {
        let seen = Seen::default();
        let mut wrapped = ByHand::new(counted(Within::<1>::new(&seen, polls)));
        let ready = catch_unwind(AssertUnwindSafe(|| {
            (0..polls).find_map(|_| match wrapped.poll() {
                Poll::Ready(output) => Some(output),
                Poll::Pending => None,
            })
        }));
        let ready = ready.unwrap_or_else(|panic| {
            panic!(
                "the future within is ready at poll {polls}, and Counted panicked at poll {}: {}",
                wrapped.polls(),
                panic_message(panic.as_ref())
            )
        });
        let Some((output, count)) = ready else {
            panic!(
                "Counted was polled {} and is not ready; the future within it was polled {}, and is \
                 ready at poll {polls}",
                times(polls),
                times(seen.polls.get())
            );
        };
        assert!(
            output.0 == polls,
            "the output is not the one of the future within"
        );
        assert!(
            count == polls,
            "the future within was ready at poll {polls}, and Counted says that it took {count}{}",
            match (count + 1 == polls, count == polls + 1) {
                (true, _) => ": is the last poll counted, in which it was ready?",
                (_, true) => ": was something counted that was not a poll?",
                _ => "",
            }
        );
    }
}

/// There are many futures at the same time, in many tasks, and where one was dropped another one
/// may lie. So a count belongs to the wrapper, and to nothing that it shares with others.
#[check]
fn each_counts_its_own_polls() {
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
        "two futures were wrapped and polled in turns. They were ready at their polls 3 and 4, and \
         {}: each counts its own polls",
        match (of_one, of_other) {
            (Some(one), Some(other)) =>
                format!("the two Counted say that it took {one} and {other}"),
            _ => "not both of the two Counted were ready then".to_owned(),
        }
    );

    one.set(counted(Within::new(&seen[2], 5)));
    let _ = (0..2).find_map(|_| count_of(one.as_mut(), &tasks[0]));
    one.set(counted(Within::new(&seen[3], 1)));
    let count = count_of(one.as_mut(), &tasks[0]);
    assert!(
        count == Some(1),
        "a Counted was dropped after two polls, and another one was made in its place, around a \
         future that is ready at poll 1. {}: a new one begins to count",
        says(count)
    );

    let seen = Seen::default();
    let mut moves = pin!(counted(Within::<1>::new(&seen, 4)));
    let order = [0, 1, 1, 2].into_iter();
    let count = order.fold(None, |count, task: usize| {
        count.or_else(|| count_of(moves.as_mut(), &tasks[task]))
    });
    assert!(
        count == Some(4),
        "three tasks in turn polled one Counted, and the future within was ready at poll 4. {}: a \
         poll is a poll, whoever polls",
        says(count)
    );
}

/// Polls it once: what it says to have taken, where it was ready.
fn count_of<T>(counted: Pin<&mut impl Future<Output = (T, usize)>>, task: &Waker) -> Option<usize> {
    match counted.poll(&mut Context::from_waker(task)) {
        Poll::Ready((_, count)) => Some(count),
        Poll::Pending => None,
    }
}

fn says(count: Option<usize>) -> String {
    match count {
        Some(count) => format!("Counted says that it took {count}"),
        None => "Counted was not ready then".to_owned(),
    }
}

/// A wrapper adds something to a poll; whether and when there is one, it leaves to others. A loop in a
/// poll does not wait, it spins.
#[check]
fn each_poll_polls_the_one_within_once() {
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
                "Counted was polled {}, and the future within it {}: each poll is passed on once",
                times(poll),
                times(now)
            );
            assert!(
                ready == (poll == polls),
                "the future within is ready at poll {polls}, and poll {poll} of Counted was {}",
                match ready {
                    true => "ready",
                    false => "not ready",
                }
            );
        }
    }
}

/// A task of tokio has a budget: after so many steps, tokio's own channels and sockets say Pending and
/// wake, so that other tasks have their turn. Asking for that is the business of whoever has the news,
/// and not of a wrapper.
#[check]
async fn each_poll_is_passed_on_whatever_the_task_has_spent() {
    const MOST_STEPS: usize = 10_000;
    let seen = Seen::default();
    let mut wrapped = ByHand::new(watch("Counted", counted(Within::<1>::watched(&seen, 3))));
    poll_fn(|_| {
        let nobody = CountingWaker::new().waker();
        let mut cx = Context::from_waker(&nobody);
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
        "in a task that had spent its budget of tokio a poll of Counted {}; each poll is passed on \
         once, and the future within may itself ask for the budget (`tokio::task::coop`)",
        match (polls, wakes) {
            (0, 0) => "did not poll the future within".to_owned(),
            (0, _) => "did not poll the future within, and woke the task instead".to_owned(),
            _ => format!("polled the future within {}", times(polls)),
        }
    );
    assert!(
        wakes == 0,
        "in a task that had spent its budget of tokio a poll of Counted woke the task, though the \
         future within has called no waker"
    );
}

/// The waker says who waits. The future within hands it to whoever it waits for, and each poll may
/// bring another one.
#[check]
fn the_one_within_gets_the_waker_of_each_poll() {
    let seen = Seen::default();
    let mut wrapped = pin!(counted(Within::<1>::new(&seen, 10)));
    let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new().waker()).collect();
    for (poll, given) in [0, 1, 1, 2, 0].into_iter().enumerate() {
        let waker = &wakers[given];
        let before = seen.polls.get();
        let is_over = count_of(wrapped.as_mut(), waker).is_some();
        assert!(
            seen.polls.get() > before,
            "the future within was not polled in poll {} of Counted, and so has got no waker",
            poll + 1
        );
        let got = seen.waker.get();
        let other = wakers.iter().position(|other| other.data() == got);
        assert!(
            got == waker.data(),
            "poll {} of Counted brought a waker, and the future within got another one{}",
            poll + 1,
            match other {
                Some(_) => ", of an earlier poll: the task may be another one by now",
                None => "",
            }
        );
        if is_over {
            break;
        }
    }
}

/// Who wakes is whoever the future within waits for. A wrapper that wakes its task has it polled for
/// nothing.
#[check]
fn it_calls_no_waker_itself() {
    let seen = Seen::default();
    let mut wrapped = ByHand::new(watch("Counted", counted(Within::<1>::watched(&seen, 3))));
    for poll in 1..=3 {
        let is_over = wrapped.poll().is_ready();
        assert!(
            wrapped.wakes() == 0,
            "poll {poll} of Counted woke the task, though the future within it has called no waker"
        );
        assert!(
            seen.polls.get() > 0,
            "poll {poll} of Counted woke nobody, but the future within was not polled either"
        );
        if is_over {
            break;
        }
    }
}

/// Making a future starts nothing, and a wrapper does not change that.
#[check]
fn making_it_polls_nothing() {
    let seen = Seen::default();
    let wrapped = counted(Within::<1>::new(&seen, 2));
    let by_call = seen.polls.get();
    let _ = ByHand::new(wrapped).poll();
    assert!(
        by_call == 0,
        "the future within was polled before anybody had polled Counted"
    );
    assert!(
        seen.polls.get() > 0,
        "the future within was not polled when Counted was made, and not in its first poll either"
    );
}

/// Whoever pins the wrapper pins all of it. So the future within stays in its place without a
/// place of its own on the heap, and the wrapper has the size of what it holds.
#[check]
fn the_future_lies_within_it_and_little_else() {
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
            assert!(
                seen.polls.get() > before,
                "the future within was not polled in poll {poll} of Counted, so that nothing tells \
                 where it lies"
            );
            assert!(
                (start..start + size).contains(&place) && place + size_within <= start + size,
                "at poll {poll} the future within was not inside of Counted: it was put somewhere \
                 else, as into a Box"
            );
            if is_over {
                break;
            }
        }
        assert!(
            size <= size_within + 16,
            "a future of {size_within} bytes made a Counted of {size}: {} bytes more, and 16 were \
             allowed{}",
            size - size_within,
            match size > size_within * 2 {
                true => ". There is room for the future twice",
                false => ". What else than a number does it keep?",
            }
        );
    }
    look::<0>();
    look::<1>();
    look::<100>();
    // As large as a future may be before somebody thinks of a Box for it.
    look::<4_000>();
    let future = LargeOutput;
    let size_within = size_of_val(&future);
    let size = size_of_val(&counted(future));
    assert!(
        size <= size_within + 16,
        "a future of {size_within} bytes with an output of {} made a Counted of {size}: 16 bytes more \
         were allowed. Is there room for its output too? It is handed out in the poll in which it comes",
        size_of::<[u64; 100]>()
    );
}

/// Dropping is how one stops waiting: whoever drops the wrapper gives up what is in it.
#[check]
fn dropping_it_drops_the_one_within() {
    for polls in [1, 0, 2] {
        let (seen, probe) = (Seen::default(), DropProbe::new());
        let mut within = Within::<1>::new(&seen, 2);
        within.token = Some(probe.token("the future within"));
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
            "Counted was dropped {when}, and the future that was within it still lives"
        );
        assert!(
            polls == 0 || seen.polls.get() > 0,
            "Counted was polled {} and dropped, and the future within was never polled",
            times(polls)
        );
    }
}

/// What a future within sees of its polls.
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

/// Borrowed, neither `Unpin` nor `Send`, and that many words larger than it must be.
struct Within<'a, const WORDS: usize> {
    seen: &'a Seen,
    ready_at: usize,
    /// Draws it in the timeline.
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
        let watched = watch("the future within", AtPoll(ready_at));
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
        // An end for an answer that goes round and round.
        assert!(
            polls < self.ready_at + 1_000,
            "the future within was ready, and one poll of Counted polled it a thousand times after that"
        );
        if let Some(watched) = &self.watched
            && polls <= self.ready_at
        {
            let _ = Pin::new(&mut *watched.borrow_mut()).poll(cx);
        }
        match polls == self.ready_at {
            true => Poll::Ready(Output(polls, PhantomPinned)),
            // Bears to be polled again after it was ready, so that the cause can be told.
            false => Poll::Pending,
        }
    }
}

/// Small, and what it gives is not.
struct LargeOutput;

impl Future for LargeOutput {
    type Output = [u64; 100];

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<[u64; 100]> {
        Poll::Ready([0; 100])
    }
}

/// Ready when it is polled for that time.
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
