//! Checks of merge.

use std::pin::Pin;
use std::task::Poll;

use ch10::merge::Merge;
use kit::{check, varied};

use crate::source::{Feed, Polled, Source};

/// `Pending` says that there is nothing to give now. It may be returned after both streams have been asked: the
/// state of one says nothing about the other.
#[check]
fn an_item_is_given_while_the_other_stream_is_pending_or_has_ended() {
    let first = varied(0, 0..=9_999) as usize;
    for busy in [A, B] {
        for quiet_has_ended in [false, true] {
            let mut merged = Merged::open(0, 0);
            let quiet = other(busy);
            if quiet_has_ended {
                merged.feed(quiet).end();
            }
            let state = if quiet_has_ended {
                "has ended"
            } else {
                "is pending"
            };
            for id in first..first + 5 {
                merged.give(busy, id);
                let poll = merged.poll();
                assert!(
                    poll == given(busy, id),
                    "{quiet} {state}, and item {id} of {busy} is ready: `poll_next` returned {}",
                    shown(&poll)
                );
                // A pending poll in between, as when a task waits for each item.
                if id > first + 2 {
                    merged.is_pending(&format!("{quiet} {state}, and {busy} has no item ready"));
                }
            }
        }
    }
}

/// A poll that takes an item has to give it. An item that is taken and kept for a later poll is lost if the merged
/// stream is dropped before that.
#[check]
fn all_items_are_given_and_a_poll_takes_at_most_one() {
    let (many, few) = (varied(5, 10..=40) as usize, varied(2, 1..=9) as usize);
    for (a, b) in [
        (3, 3),
        (1, 0),
        (0, 1),
        (many, few),
        (few, many),
        (1, 1),
        (0, 0),
        (5_000, 3_000),
    ] {
        let mut merged = Merged::open(a, b);
        merged.a.end();
        merged.b.end();
        let scene = format!("{A} has {a} items ready and {B} has {b}, and then they end");
        let mut ids = [Vec::new(), Vec::new()];
        let mut given = 0;
        loop {
            let poll = merged.poll();
            let Poll::Ready(item) = poll else {
                panic!("{scene}: after {given} items, `poll_next` returned Pending");
            };
            let taken = merged.a.taken() + merged.b.taken();
            let Some(item) = item else {
                assert!(
                    taken == given && given == a + b,
                    "{scene}: {given} items were given before `None`, and {taken} were taken"
                );
                break;
            };
            given += 1;
            assert!(
                taken == given,
                "{scene}: after poll {given}, {taken} items were taken from the streams, and {given} given"
            );
            ids[usize::from(item.of == B)].push(item.id);
        }
        for (name, got) in [A, B].into_iter().zip(ids) {
            assert!(
                got.is_sorted(),
                "{scene}: the items of {name} were given in another order than they have in {name}"
            );
        }
    }
}

/// If the same stream is asked first in each poll, and it always has an item, the other one is never asked. The
/// stream that has given an item comes second in the next poll.
#[check]
fn an_item_waits_for_at_most_one_item_of_the_other_stream() {
    // Two merged streams in turn: whose turn it is belongs to each of them.
    for merges in [1, 2] {
        let mut all: Vec<_> = (0..merges).map(|_| Merged::open(50, 50)).collect();
        let mut last = vec![None; merges];
        for poll in 1..=100 {
            for (merged, last) in all.iter_mut().zip(&mut last) {
                let of = merged.gives(&format!("{A} and {B} have items ready, poll {poll}"));
                if *last == Some(of) {
                    panic!("{}", in_a_row(merges, merged, poll, of));
                }
                *last = Some(of);
            }
        }
    }
    for busy in [A, B] {
        for alone in 1..8 {
            let mut merged = Merged::open(0, 0);
            let late = other(busy);
            (0..alone + 20).for_each(|id| merged.give(busy, id));
            for _ in 0..alone {
                merged.gives(&format!("{late} is pending, and {busy} has items ready"));
            }
            (0..20).for_each(|id| merged.give(late, id));
            let scene = format!("{busy} has given {alone} items, and now both have items ready");
            let mut last = merged.gives(&scene);
            for _ in 1..20 {
                let of = merged.gives(&scene);
                assert!(
                    of != last,
                    "{scene}: two items of {of} come one after the other, and {} waits",
                    other(of)
                );
                last = of;
            }
        }
    }
}

/// `None` of one stream is an event of that stream. The merged stream ends if neither can give anything any more,
/// and a pending stream can.
#[check]
fn it_ends_when_both_streams_have_ended() {
    for first in [A, B] {
        let second = other(first);
        for (before, between) in [(0, 0), (0, 3), (2, 0), (1, 4)] {
            let mut merged = Merged::open(0, 0);
            for id in 0..before {
                merged.give(first, id);
                merged.gives(&format!("{first} has an item ready"));
            }
            merged.feed(first).end();
            let scene = format!("{first} has ended, and {second} is pending");
            merged.is_pending(&scene);
            merged.is_pending(&scene);
            for id in 0..between {
                merged.give(second, id);
                let of = merged.gives(&format!(
                    "{first} has ended, and {second} has an item ready"
                ));
                assert!(of == second, "an item of {of} was given: it has none");
                merged.is_pending(&scene);
            }
            merged.feed(second).end();
            merged.ends(&format!("{first} ended, and {second} later"));
        }
        // Both end before the next poll; the items that are ready come first.
        for ready in [0, 1, 3] {
            let mut merged = Merged::open(0, 0);
            merged.is_pending("neither stream has an item ready");
            (0..ready).for_each(|id| merged.give(first, id));
            merged.a.end();
            merged.b.end();
            for _ in 0..ready {
                merged.gives(&format!("{first} has an item ready and then ends"));
            }
            merged.ends("both streams have ended");
        }
    }
}

/// What a stream does when it is polled after its end is its own choice: it may panic, block or begin again.
/// The code that polls it has to remember the end.
#[check]
fn a_stream_that_has_ended_is_not_polled_again() {
    for first in [A, B] {
        let second = other(first);
        let mut merged = Merged::open(0, 0);
        merged.feed(first).end();
        merged.is_pending(&format!("{first} has ended, and {second} is pending"));
        assert!(
            merged.feed(first).has_ended(),
            "{first} has ended, and `poll_next` returned Pending without polling {first}"
        );
        for id in 0..10 {
            merged.give(second, id);
            merged.gives(&format!("{second} has an item ready"));
            merged.is_pending(&format!("{first} has ended, and {second} is pending"));
        }
        merged.feed(second).end();
        merged.ends("both streams have ended");
        for name in [first, second] {
            let again = merged.feed(name).polls_after_end();
            assert!(
                again == 0,
                "{first} ended, then 10 items of {second} came, then {second} ended: {name} was polled {again} \
                 times after it had returned `None`"
            );
        }
    }
}

/// A stream keeps the waker of its last poll and calls it when something happens. So each poll that returns `Pending`
/// has polled both streams, with its own context.
#[check]
fn an_event_of_either_stream_wakes_the_task_that_polled_last() {
    for event in [A, B] {
        for ends in [false, true] {
            for items_before in 0..3 {
                let mut merged = Merged::open(items_before, 0);
                for _ in 0..items_before {
                    merged.gives(&format!("{A} has an item ready"));
                }
                merged.settles();
                let old = merged.stream.change_waker();
                let old_wakes = old.wakes();
                let polls = merged.feed(event).polls();
                merged.settles();
                let (wakes, polled) = (merged.stream.wakes(), merged.feed(event).polls() > polls);
                match ends {
                    true => merged.feed(event).end(),
                    false => merged.give(event, 0),
                }
                let what = if ends { "ended" } else { "got an item" };
                assert!(
                    merged.stream.wakes() > wakes,
                    "two polls with different wakers returned Pending, then {event} {what}: {}. The last poll had {}",
                    if old.wakes() > old_wakes {
                        "the waker of the first poll was called, not that of the last one"
                    } else {
                        "no waker was called"
                    },
                    if polled {
                        "polled it, but with another waker than its own"
                    } else {
                        "not polled it"
                    }
                );
            }
        }
    }
}

/// Says that poll `poll` of `merged` gave an item of the same stream as the one before it, which both had items ready.
fn in_a_row(merges: usize, merged: &mut Merged, poll: usize, of: Name) -> String {
    let next = |_: &usize| merged.gives("both streams have items ready") == of;
    let again = (poll + 1..=100).take_while(next).count();
    let polls = match again {
        0 => format!("polls {} and {poll} both gave", poll - 1),
        _ => format!("polls {} to {} all gave", poll - 1, poll + again),
    };
    if merges == 1 {
        return format!(
            "both streams have items ready: {polls} an item of {of}, and {} waited",
            other(of)
        );
    }
    format!(
        "one `Merge` alone takes from its streams by turns; of two `Merge`s that are polled by turns, one does not: \
         its {polls} an item of {of}\n\n\
         Both streams of each have items ready. This fits a turn that all `Merge`s share, as in a static: each poll \
         of one turns it over for the other. Whose turn it is belongs to each `Merge`."
    )
}

const A: Name = "stream a";
const B: Name = "stream b";
type Name = &'static str;

fn other(name: Name) -> Name {
    if name == A { B } else { A }
}

/// Not `Clone`: an item is in one place.
#[derive(Debug, PartialEq)]
struct Item {
    of: Name,
    id: usize,
}

type Boxed = Pin<Box<Source<Item>>>;

/// A merged stream and its two sources.
struct Merged {
    a: Feed<Item>,
    b: Feed<Item>,
    stream: Polled<Merge<Boxed, Boxed>>,
}

impl Merged {
    /// Two sources with so many items ready, which have not ended.
    fn open(a: usize, b: usize) -> Self {
        let (a, source_a) = Feed::open((0..a).map(|id| Item { of: A, id }));
        let (b, source_b) = Feed::open((0..b).map(|id| Item { of: B, id }));
        let merge = Merge::new(Box::pin(source_a), Box::pin(source_b));
        let stream = Polled::new(merge);
        Self { a, b, stream }
    }

    fn feed(&self, name: Name) -> &Feed<Item> {
        if name == A { &self.a } else { &self.b }
    }

    fn give(&self, of: Name, id: usize) {
        self.feed(of).give(Item { of, id });
    }

    fn poll(&mut self) -> Poll<Option<Item>> {
        self.stream.poll()
    }

    /// Which stream the item is of that the next poll gives.
    #[track_caller]
    fn gives(&mut self, scene: &str) -> Name {
        match self.poll() {
            Poll::Ready(Some(item)) => item.of,
            poll => panic!("{scene}: `poll_next` returned {}", shown(&poll)),
        }
    }

    #[track_caller]
    fn is_pending(&mut self, scene: &str) {
        let poll = self.poll();
        assert!(
            poll.is_pending(),
            "{scene}: `poll_next` returned {}",
            shown(&poll)
        );
    }

    /// Polls as a task does that waits: again if it has been woken. A wake-up or two without an event do no harm.
    #[track_caller]
    fn settles(&mut self) {
        for _ in 0..100 {
            let wakes = self.stream.wakes();
            self.is_pending("neither stream has an item ready");
            if self.stream.wakes() == wakes {
                return;
            }
        }
        panic!(
            "neither stream has an item ready: each of 100 polls returned Pending and woke its task at once\n\n\
             A stream that returns Pending has kept the waker and calls it when something happens. A task that \
             is woken without an event is polled again and again."
        );
    }

    #[track_caller]
    fn ends(&mut self, scene: &str) {
        let poll = self.poll();
        assert!(
            poll == Poll::Ready(None),
            "{scene}: `poll_next` returned {}",
            shown(&poll)
        );
    }
}

fn given(of: Name, id: usize) -> Poll<Option<Item>> {
    Poll::Ready(Some(Item { of, id }))
}

fn shown(poll: &Poll<Option<Item>>) -> String {
    match poll {
        Poll::Ready(Some(item)) => format!("item {} of {}", item.id, item.of),
        Poll::Ready(None) => "`None`".to_owned(),
        Poll::Pending => "Pending".to_owned(),
    }
}
