//! Every order of the polls and drops of three requests, on one thread.

use std::task::Poll;

use ch08::semaphore::{Acquire, Permit, Semaphore};
use kit::ByHand;

const NAMES: [&str; 3] = ["a", "b", "c"];

/// What a request should have by now.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    New,
    Queued,
    Handed,
    Holds,
    Gone,
}

/// Three requests, what they should have, and what they have.
struct Run<'a> {
    wanted: [usize; 3],
    free: usize,
    queue: Vec<usize>,
    places: [Place; 3],
    requests: [ByHand<Acquire<'a>>; 3],
    permits: [Option<Permit<'a>>; 3],
    /// How often each had been woken when it was last polled.
    wakes: [usize; 3],
    story: String,
}

/// Tries every order of the steps of three requests that ask for so many of so many `permits`: each request is
/// polled once or twice, and then it, or its permit, is dropped.
pub fn try_all(permits: usize, wanted: [usize; 3]) {
    let mut tried = 0;
    for steps in (0..8).map(|bits| [0, 1, 2].map(|nth| 2 + (bits >> nth & 1))) {
        in_every_order(&mut Vec::new(), steps, &mut |order| {
            run(permits, wanted, order);
            tried += 1;
        });
    }
    assert!(tried > 4_000, "only {tried} orders were tried");
}

/// Calls `body` with every order of so many `steps` of each request.
fn in_every_order(order: &mut Vec<usize>, steps: [usize; 3], body: &mut impl FnMut(&[usize])) {
    if steps == [0; 3] {
        return body(order);
    }
    for request in 0..3 {
        let mut left = steps;
        if left[request] > 0 {
            left[request] -= 1;
            order.push(request);
            in_every_order(order, left, body);
            order.pop();
        }
    }
}

/// The last step of each request in `order` is its drop; the others are polls.
fn run(permits: usize, wanted: [usize; 3], order: &[usize]) {
    let semaphore = Semaphore::new(permits);
    let [a, b, c] = wanted;
    let mut run = Run {
        wanted,
        free: permits,
        queue: Vec::new(),
        places: [Place::New; 3],
        requests: wanted.map(|wanted| ByHand::new(semaphore.acquire(wanted))),
        permits: [const { None }; 3],
        wakes: [0; 3],
        story: format!(
            "of {permits} permit{}, a asks for {a}, b for {b} and c for {c}:",
            if permits == 1 { "" } else { "s" }
        ),
    };
    for (nth, request) in order.iter().enumerate() {
        if order[nth + 1..].contains(request) {
            run.poll(*request);
        } else {
            run.drop(*request);
        }
        run.compare_wakes();
    }
    let free = semaphore.available();
    assert!(
        free == permits,
        "{}: all is dropped, and `available()` is {free} instead of {permits}",
        run.story
    );
}

impl Run<'_> {
    fn tell(&mut self, step: &str) {
        let comma = if self.story.ends_with(':') { "" } else { "," };
        self.story.push_str(&format!("{comma} {step}"));
    }

    fn poll(&mut self, nth: usize) {
        if self.places[nth] == Place::Holds {
            return;
        }
        self.tell(&format!("poll {}", NAMES[nth]));
        if self.places[nth] == Place::New {
            self.places[nth] = Place::Queued;
            self.queue.push(nth);
            self.serve();
        }
        let should = self.places[nth] == Place::Handed;
        let result = self.requests[nth].poll();
        self.wakes[nth] = self.requests[nth].wakes();
        match (result, should) {
            (Poll::Ready(permit), true) => {
                self.permits[nth] = Some(permit);
                self.places[nth] = Place::Holds;
            }
            (Poll::Pending, false) => {}
            (Poll::Ready(_), false) => {
                panic!("{}, which is ready, and should wait", self.story)
            }
            (Poll::Pending, true) => panic!(
                "{}, which waits, although its permits are free for it",
                self.story
            ),
        }
    }

    fn drop(&mut self, nth: usize) {
        let what = match self.permits[nth] {
            Some(_) => "drop the permit of",
            None => "drop the request",
        };
        self.tell(&format!("{what} {}", NAMES[nth]));
        if [Place::Handed, Place::Holds].contains(&self.places[nth]) {
            self.free += self.wanted[nth];
        }
        self.places[nth] = Place::Gone;
        self.queue.retain(|queued| *queued != nth);
        self.serve();
        self.requests[nth].cancel();
        self.permits[nth] = None;
    }

    fn serve(&mut self) {
        while let Some(first) = self.queue.first().copied()
            && self.wanted[first] <= self.free
        {
            self.free -= self.wanted[first];
            self.places[first] = Place::Handed;
            self.queue.remove(0);
        }
    }

    fn compare_wakes(&self) {
        for (nth, request) in self.requests.iter().enumerate() {
            let woken = request.wakes() > self.wakes[nth];
            match self.places[nth] {
                Place::Handed if !woken => panic!(
                    "{}: {} is not woken, although its permits are free for it",
                    self.story, NAMES[nth]
                ),
                Place::Queued if woken => panic!(
                    "{}: {} is woken, although it must still wait",
                    self.story, NAMES[nth]
                ),
                _ => {}
            }
        }
    }
}
