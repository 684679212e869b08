//! Every order of the polls and drops of a few getters and putters, on one thread.

use std::task::Poll;

use ch09::queue::Queue;

use super::{Waits, get, put};

/// What takes part. A `Put` and a `Get` are polled once or twice, and dropped.
#[derive(Clone, Copy, PartialEq)]
pub enum Actor {
    Put,
    Get,
    TryPut,
    TryGet,
}

enum Part<'a> {
    Put(Waits<'a, ()>),
    Get(Waits<'a, usize>),
    Try,
}

/// Where a getter or a putter should be by now.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    New,
    Waits,
    Gone,
}

struct Run<'a> {
    queue: &'a Queue<usize>,
    capacity: usize,
    /// What should be in the queue.
    items: Vec<usize>,
    getters: Vec<usize>,
    putters: Vec<usize>,
    /// Two getters were woken at the same time: which of them gets which item is left open.
    any_item: bool,
    parts: Vec<Part<'a>>,
    places: Vec<Place>,
    /// How often each had been woken when it was last polled.
    wakes: Vec<usize>,
    names: Vec<String>,
    /// The getters that were woken, and dropped before their next poll.
    gave_back: Vec<String>,
    story: String,
}

/// Tries every order of the steps of `actors`, with a queue in which `items` items are from the beginning.
pub fn try_all(capacity: usize, items: usize, actors: &[Actor]) {
    let waiting = actors
        .iter()
        .filter(|actor| [Actor::Put, Actor::Get].contains(actor))
        .count();
    let mut tried = 0;
    for twice in 0..1_usize << waiting {
        let mut nth = 0;
        let steps = actors.iter().map(|actor| match actor {
            Actor::TryPut | Actor::TryGet => 1,
            Actor::Put | Actor::Get => {
                nth += 1;
                2 + (twice >> (nth - 1) & 1)
            }
        });
        // With more steps, the orders would be too many.
        let steps: Vec<_> = steps.collect();
        if steps.iter().sum::<usize>() > 8 {
            continue;
        }
        in_every_order(&mut Vec::new(), steps, &mut |order| {
            run(capacity, items, actors, order);
            tried += 1;
        });
    }
    assert!(tried > 500, "only {tried} orders were tried");
}

fn in_every_order(order: &mut Vec<usize>, steps: Vec<usize>, body: &mut impl FnMut(&[usize])) {
    if steps.iter().all(|left| *left == 0) {
        return body(order);
    }
    for actor in 0..steps.len() {
        let mut left = steps.clone();
        if left[actor] > 0 {
            left[actor] -= 1;
            order.push(actor);
            in_every_order(order, left, body);
            order.pop();
        }
    }
}

/// The last step of a getter or putter in `order` is its drop; the others are polls.
fn run(capacity: usize, items: usize, actors: &[Actor], order: &[usize]) {
    let queue = Queue::new(capacity);
    for item in 0..items {
        assert!(
            queue.try_put(item).is_ok(),
            "a place is free: `try_put` gave an item back"
        );
    }
    let parts = actors.iter().enumerate().map(|(nth, actor)| match actor {
        Actor::Put => Part::Put(put(&queue, 10 + nth)),
        Actor::Get => Part::Get(get(&queue)),
        Actor::TryPut | Actor::TryGet => Part::Try,
    });
    let letters = ["a", "b", "c", "d", "e"];
    let names = actors
        .iter()
        .zip(letters)
        .map(|(actor, letter)| match actor {
            Actor::Put => format!("put {letter}"),
            Actor::Get => format!("get {letter}"),
            Actor::TryPut => "try_put".to_owned(),
            Actor::TryGet => "try_get".to_owned(),
        });
    let mut run = Run {
        queue: &queue,
        capacity,
        items: (0..items).collect(),
        getters: Vec::new(),
        putters: Vec::new(),
        any_item: false,
        parts: parts.collect(),
        places: vec![Place::New; actors.len()],
        wakes: vec![0; actors.len()],
        names: names.collect(),
        gave_back: Vec::new(),
        story: format!("with a capacity of {capacity} and {items} in the queue:"),
    };
    for (nth, actor) in order.iter().enumerate() {
        match actors[*actor] {
            Actor::TryPut => run.try_put(10 + actor),
            Actor::TryGet => run.try_get(),
            _ if order[nth + 1..].contains(actor) => run.poll(*actor),
            _ => run.drop(*actor),
        }
        run.compare();
    }
}

impl Run<'_> {
    fn tell(&mut self, step: &str) {
        let comma = if self.story.ends_with(':') { "" } else { "," };
        self.story.push_str(&format!("{comma} {step}"));
    }

    fn free(&self) -> usize {
        self.capacity - self.items.len()
    }

    fn try_put(&mut self, item: usize) {
        self.tell(&format!("try_put of item {item}"));
        let should = self.putters.len() < self.free();
        let does = self.queue.try_put(item).is_ok();
        assert!(
            does == should,
            "{}, which {} its item",
            self.story,
            if does {
                "should give back"
            } else {
                "gives back"
            }
        );
        if should {
            self.items.push(item);
        }
    }

    fn try_get(&mut self) {
        self.tell("try_get");
        let should = self.getters.len() < self.items.len();
        let item = self.queue.try_get();
        assert!(
            item.is_some() == should,
            "{}, which returns {item:?}; items in the queue: {}, and getters before this one: {}",
            self.story,
            self.items.len(),
            self.getters.len()
        );
        // Those that were woken come first, for the items before this one.
        self.any_item |= !self.getters.is_empty();
        if let Some(item) = item {
            self.take(item);
        }
    }

    fn take(&mut self, item: usize) {
        let place = self.items.iter().position(|queued| *queued == item);
        match place {
            Some(0) => {}
            Some(_) if self.any_item => {}
            Some(_) => panic!(
                "item {item} came out before item {}, which had been put in earlier{}",
                self.items[0],
                match &self.gave_back[..] {
                    [] => format!(": {}", self.story),
                    gave_back => format!(
                        "; before that, {} had been woken for an item, and dropped without taking it: \
                         {}\n\nWhat a dropped getter gives back has its old place. If two are dropped, one \
                         after the other, the order of their items must not turn round.",
                        gave_back.join(" and "),
                        self.story
                    ),
                }
            ),
            None => panic!(
                "{}, which takes item {item}, and the items in the queue are {:?}",
                self.story, self.items
            ),
        }
        self.items.retain(|queued| *queued != item);
    }

    fn poll(&mut self, nth: usize) {
        if self.places[nth] == Place::Gone {
            return;
        }
        self.tell(&format!("poll {}", self.names[nth]));
        let is_get = matches!(self.parts[nth], Part::Get(_));
        let new = self.places[nth] == Place::New;
        let available = if is_get {
            self.items.len()
        } else {
            self.free()
        };
        let list = if is_get {
            &mut self.getters
        } else {
            &mut self.putters
        };
        if new {
            list.push(nth);
            self.places[nth] = Place::Waits;
        }
        let position = list.iter().position(|waits| *waits == nth).unwrap_or(0);
        let should = position < available;
        if should {
            list.remove(position);
        }
        self.any_item |=
            is_get && (self.getters.len().min(available) > 1 || should && position > 0);
        let (result, wakes) = match &mut self.parts[nth] {
            Part::Put(put) => (put.poll().map(|()| None), put.wakes()),
            Part::Get(get) => (get.poll().map(Some), get.wakes()),
            Part::Try => return,
        };
        self.wakes[nth] = wakes;
        match (result, should) {
            (Poll::Pending, false) => {}
            (Poll::Pending, true) => panic!("{}, which waits, although it can go on", self.story),
            (Poll::Ready(_), false) => panic!("{}, which is ready, and should wait", self.story),
            (Poll::Ready(Some(item)), true) => {
                self.take(item);
                self.places[nth] = Place::Gone;
            }
            (Poll::Ready(None), true) => {
                self.items.push(10 + nth);
                self.places[nth] = Place::Gone;
            }
        }
    }

    fn drop(&mut self, nth: usize) {
        if self.places[nth] == Place::Gone {
            return;
        }
        self.tell(&format!("drop {}", self.names[nth]));
        self.places[nth] = Place::Gone;
        if matches!(&self.parts[nth], Part::Get(get) if get.wakes() > self.wakes[nth]) {
            self.gave_back.push(self.names[nth].clone());
        }
        self.getters.retain(|waits| *waits != nth);
        self.putters.retain(|waits| *waits != nth);
        match &mut self.parts[nth] {
            Part::Put(put) => put.cancel(),
            Part::Get(get) => get.cancel(),
            Part::Try => {}
        }
    }

    /// Those that can go on are woken, and no other; so many items are in the queue.
    fn compare(&mut self) {
        let len = self.queue.len();
        assert!(
            len == self.items.len(),
            "{}: `len()` is {len} instead of {}",
            self.story,
            self.items.len()
        );
        let free = self.free();
        self.any_item |= self.getters.len().min(len) > 1;
        // What dropped getters were given is in its place again.
        self.any_item &= !self.getters.is_empty();
        for (list, can) in [(&self.getters, len), (&self.putters, free)] {
            for (position, nth) in list.iter().enumerate() {
                let wakes = match &self.parts[*nth] {
                    Part::Put(put) => put.wakes(),
                    Part::Get(get) => get.wakes(),
                    Part::Try => 0,
                };
                let woken = wakes > self.wakes[*nth];
                assert!(
                    woken || position >= can,
                    "{}: {} is not woken, although it can go on",
                    self.story,
                    self.names[*nth]
                );
                assert!(
                    !woken || position < can,
                    "{}: {} is woken, although it must still wait",
                    self.story,
                    self.names[*nth]
                );
            }
        }
    }
}
