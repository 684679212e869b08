use std::cell::{Cell, RefCell};
use std::rc::Rc;

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

/// Counts the bytes that have been parsed.
type Clock = Rc<Cell<u64>>;

// ANCHOR: heart
/// Records the time once per turn, and never returns.
struct Heart {
    clock: Clock,
    beats: Rc<RefCell<Vec<u64>>>,
}

impl Coroutine for Heart {
    type In = ();
    type Yield = ();
    type Return = ();

    fn resume(&mut self, (): ()) -> State<(), ()> {
        self.beats.borrow_mut().push(self.clock.get());
        State::Yielded(())
    }
}
// ANCHOR_END: heart

// ANCHOR: parser
/// Parses `left` bytes, and yields after each `per_turn` of them.
struct Parser {
    left: u64,
    per_turn: u64,
    clock: Clock,
}

impl Coroutine for Parser {
    type In = ();
    type Yield = ();
    type Return = ();

    fn resume(&mut self, (): ()) -> State<(), ()> {
        assert!(self.left > 0, "the parser has already returned");
        for _ in 0..self.per_turn {
            self.clock.set(self.clock.get() + 1);
            self.left -= 1;
            if self.left == 0 {
                return State::Returned(());
            }
        }
        State::Yielded(())
    }
}
// ANCHOR_END: parser

// ANCHOR: rounds
type Turn = Box<dyn Coroutine<In = (), Yield = (), Return = ()>>;

/// Resumes each in turn, round after round, until one of them returns.
fn rounds(mut coroutines: [Turn; 2]) {
    loop {
        for coroutine in &mut coroutines {
            if let State::Returned(()) = coroutine.resume(()) {
                return;
            }
        }
    }
}
// ANCHOR_END: rounds

// ANCHOR: main
fn beats(per_turn: u64) -> (usize, u64) {
    let (clock, beats) = (Clock::default(), Rc::default());
    let heart = Heart {
        clock: Rc::clone(&clock),
        beats: Rc::clone(&beats),
    };
    let parser = Parser {
        left: 10_000,
        per_turn,
        clock: Rc::clone(&clock),
    };
    rounds([Box::new(heart), Box::new(parser)]);

    let mut times = beats.take();
    let count = times.len();
    times.push(clock.get());
    let apart = times.windows(2).map(|pair| pair[1] - pair[0]);
    (count, apart.max().unwrap())
}

fn main() {
    for per_turn in [u64::MAX, 100, 1] {
        let (count, longest) = beats(per_turn);
        println!("beats: {count}, at most {longest} bytes apart");
    }
}
// ANCHOR_END: main
