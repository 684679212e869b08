use std::future::poll_fn;
use std::panic;
use std::sync::{Arc, Mutex};

use kit::record::What;
use kit::{Recorder, caught};
use shuttle::future::block_on;
use shuttle::scheduler::DfsScheduler;
use shuttle::{Config, FailurePersistence, Runner, thread};

#[path = "ch04-mailbox/mailbox.rs"]
mod mailbox;
use mailbox::{Mailbox, Receive};

// ANCHOR: sync
mod sync {
    pub use shuttle::sync::Mutex;
}
// ANCHOR_END: sync

// ANCHOR: body
fn message_arrives(lab: &Recorder, receive: Receive) {
    let mailbox = Arc::new(Mailbox::new(lab));
    let sender = mailbox.clone();
    thread::spawn(move || sender.send("hello"));
    block_on(poll_fn(|cx| receive(&mailbox, cx)));
}
// ANCHOR_END: body

// ANCHOR: explore
/// Tries one order after another, until one fails. Returns the recordings of all orders that it
/// tried, and whether the last one failed.
fn explore(receive: Receive, in_order: &[Recorder]) -> (Vec<Recorder>, bool) {
    let tried = Arc::new(Mutex::new(Vec::new()));
    let (labs, in_order) = (tried.clone(), in_order.to_vec());
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    let runner = Runner::new(DfsScheduler::new(None, false), config);
    let ended = caught(|| {
        runner.run(move || {
            let mut labs = labs.lock().unwrap();
            let lab = in_order.get(labs.len()).cloned().unwrap_or_default();
            labs.push(lab.clone());
            drop(labs);
            message_arrives(&lab, receive);
        })
    });
    let tried = tried.lock().unwrap().clone();
    (tried, ended.is_err())
}
// ANCHOR_END: explore

fn main() {
    be_quiet();
    let lab = Recorder::new();
    show(&lab, "check, then store the waker", Mailbox::check_first);
    show(&lab, "store the waker, then check", Mailbox::store_first);
    lab.keep_beside_listing();
}

fn show(lab: &Recorder, name: &str, receive: Receive) {
    println!("{name}");
    lab.note(name);
    let (tried, lost) = explore(receive, &[]);
    let shown = match lost {
        true => tried.len() - 1,
        // For comparison: the first order in which the sender comes in between.
        false => tried.iter().position(interrupted).unwrap(),
    };
    // Once more, to record this order for the picture.
    let mut in_order = vec![Recorder::new(); shown];
    in_order.push(lab.clone());
    explore(receive, &in_order);
    if lost {
        for (who, does) in steps(&tried[shown]) {
            println!("  {who:9} {does}");
        }
    }
    let says = match lost {
        true => format!("the message lost, in order {}", tried.len()),
        false => format!("the message delivered, in all {} orders", tried.len()),
    };
    println!("  {says}");
    lab.note(says);
}

/// Which thread does what, in order.
fn steps(lab: &Recorder) -> Vec<(String, String)> {
    let lanes = lab.lanes();
    let of = |event: kit::record::Event| match event.what {
        What::Step(step) => Some((lanes[event.lane?].name.clone(), step.does)),
        _ => None,
    };
    lab.events().into_iter().filter_map(of).collect()
}

/// Whether the sender takes its steps between the first two of the receiver.
fn interrupted(lab: &Recorder) -> bool {
    let who: Vec<_> = steps(lab).into_iter().map(|(who, _)| who).collect();
    who.starts_with(&["receiver", "sender", "sender"].map(String::from))
}

/// Shuttle prints how to replay an order that fails. This program prints its own report instead.
fn be_quiet() {
    Runner::new(DfsScheduler::new(Some(1), false), Config::new()).run(|| {});
    panic::set_hook(Box::new(|_| {}));
}
