use std::cell::{Cell, RefCell};
use std::io;
use std::time::{Duration, Instant};

use kit::Recorder;
use poller::{Events, Poller};

struct Loop {
    letters: RefCell<Vec<&'static str>>,
    asleep: Cell<bool>,
    poller: Poller,
    lab: Recorder,
}

impl Loop {
    // ANCHOR: deliver
    /// What another thread does: notifies only where the loop sleeps.
    fn deliver(&self) {
        self.letters.borrow_mut().push("hello");
        self.step("friend", "enqueues a letter");
        if self.asleep.get() {
            self.poller.notify().unwrap();
            self.step("friend", "finds it asleep, and notifies");
        } else {
            self.step("friend", "finds it awake");
        }
    }
    // ANCHOR_END: deliver

    fn look(&self) -> bool {
        let found = self.letters.borrow_mut().pop().is_some();
        let does = if found {
            "takes the letter"
        } else {
            "finds no letter"
        };
        self.step("loop", does);
        found
    }

    fn say_asleep(&self) {
        self.asleep.set(true);
        self.step("loop", "says that it is asleep");
    }

    /// Waits for a fifth of a second, which stands for ever; says whether it was woken before.
    fn wait(&self) -> io::Result<bool> {
        let (mut events, before) = (Events::new(), Instant::now());
        let for_ever = Duration::from_millis(200);
        self.poller.wait(&mut events, Some(for_ever))?;
        let woken = before.elapsed() < for_ever;
        let does = if woken {
            "waits, and is woken"
        } else {
            "waits for ever"
        };
        self.step("loop", does);
        Ok(woken)
    }

    #[track_caller]
    fn step(&self, who: &str, does: &str) {
        let letters = self.letters.borrow().len();
        let asleep = self.asleep.get();
        let shared = format!("letters: {letters}, asleep = {asleep}");
        self.lab.step(who, does, shared);
    }
}

// ANCHOR: orders
/// The friend delivers at the worst moment: between two steps of the loop.
fn look_then_say(event_loop: &Loop) -> io::Result<bool> {
    if event_loop.look() {
        return Ok(true);
    }
    event_loop.deliver();
    event_loop.say_asleep();
    event_loop.wait()
}

fn say_then_look(event_loop: &Loop) -> io::Result<bool> {
    event_loop.say_asleep();
    event_loop.deliver();
    if event_loop.look() {
        return Ok(true);
    }
    event_loop.wait()
}
// ANCHOR_END: orders

fn run(lab: &Recorder, name: &str, order: fn(&Loop) -> io::Result<bool>) -> io::Result<()> {
    lab.note(name);
    let event_loop = Loop {
        letters: RefCell::default(),
        asleep: Cell::new(false),
        poller: Poller::new()?,
        lab: lab.clone(),
    };
    let (says, ends) = match order(&event_loop)? {
        true => ("the letter is noticed", "the letter noticed"),
        false => ("the letter lies there", "the letter unnoticed"),
    };
    println!("{name}: {says}");
    lab.note(ends);
    Ok(())
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let lab = Recorder::new();
    run(&lab, "look, then say asleep", look_then_say)?;
    run(&lab, "say asleep, then look", say_then_look)?;
    lab.keep_beside_listing();
    Ok(())
}
