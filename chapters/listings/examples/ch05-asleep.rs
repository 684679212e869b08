use std::cell::{Cell, RefCell};
use std::io;
use std::time::{Duration, Instant};

use kit::Recorder;
use poller::{Events, Poller};

struct Loop {
    messages: RefCell<Vec<&'static str>>,
    asleep: Cell<bool>,
    poller: Poller,
    lab: Recorder,
}

impl Loop {
    // ANCHOR: deliver
    /// What another thread does: it notifies only if the loop is asleep.
    fn deliver(&self) {
        self.messages.borrow_mut().push("hello");
        self.step("thread", "queues a message");
        if self.asleep.get() {
            self.poller.notify().unwrap();
            self.step("thread", "sees asleep, notifies");
        } else {
            self.step("thread", "sees awake");
        }
    }
    // ANCHOR_END: deliver

    fn check(&self) -> bool {
        let found = self.messages.borrow_mut().pop().is_some();
        let does = if found {
            "finds the message"
        } else {
            "finds no message"
        };
        self.step("loop", does);
        found
    }

    fn set_asleep(&self) {
        self.asleep.set(true);
        self.step("loop", "sets asleep");
    }

    /// Waits for 200 ms, which is "forever" here. Returns whether it was woken before that.
    fn wait(&self) -> io::Result<bool> {
        let (mut events, before) = (Events::new(), Instant::now());
        let forever = Duration::from_millis(200);
        self.poller.wait(&mut events, Some(forever))?;
        let woken = before.elapsed() < forever;
        let does = if woken {
            "waits, and is woken"
        } else {
            "waits forever"
        };
        self.step("loop", does);
        Ok(woken)
    }

    #[track_caller]
    fn step(&self, who: &str, does: &str) {
        let messages = self.messages.borrow().len();
        let asleep = self.asleep.get();
        let shared = format!("messages: {messages}, asleep = {asleep}");
        self.lab.step(who, does, shared);
    }
}

// ANCHOR: orders
/// The thread delivers at the worst moment: between two steps of the loop.
fn check_then_set(event_loop: &Loop) -> io::Result<bool> {
    if event_loop.check() {
        return Ok(true);
    }
    event_loop.deliver();
    event_loop.set_asleep();
    event_loop.wait()
}

fn set_then_check(event_loop: &Loop) -> io::Result<bool> {
    event_loop.set_asleep();
    event_loop.deliver();
    if event_loop.check() {
        return Ok(true);
    }
    event_loop.wait()
}
// ANCHOR_END: orders

fn run(lab: &Recorder, name: &str, order: fn(&Loop) -> io::Result<bool>) -> io::Result<()> {
    lab.note(name);
    let event_loop = Loop {
        messages: RefCell::default(),
        asleep: Cell::new(false),
        poller: Poller::new()?,
        lab: lab.clone(),
    };
    let (says, ends) = match order(&event_loop)? {
        true => ("the message is found", "the message is found"),
        false => ("the message waits", "the message waits"),
    };
    println!("{name}: {says}");
    lab.note(ends);
    Ok(())
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let lab = Recorder::new();
    run(&lab, "check, then set asleep", check_then_set)?;
    run(&lab, "set asleep, then check", set_then_check)?;
    lab.keep_beside_listing();
    Ok(())
}
