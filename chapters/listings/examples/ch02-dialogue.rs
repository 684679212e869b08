use std::mem;

use kit::record::Stop;
use kit::{Recorder, stops_here};

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: states
enum Dialogue {
    Start,
    /// Stopped at the first `yield`: the name comes next.
    Name,
    /// Stopped at the second `yield`: the town comes next.
    Town {
        name: String,
    },
    Returned,
}
// ANCHOR_END: states

// ANCHOR: resume
impl Coroutine for Dialogue {
    type In = &'static str;
    type Yield = String;
    type Return = String;

    fn resume(&mut self, sent: &'static str) -> State<String, String> {
        match mem::replace(self, Dialogue::Returned) {
            Dialogue::Start => {
                *self = Dialogue::Name;
                stops_here();
                State::Yielded("Who are you?".to_owned())
            }
            Dialogue::Name => {
                let name = sent.to_owned();
                let question = format!("Which town, {name}?");
                *self = Dialogue::Town { name };
                stops_here();
                State::Yielded(question)
            }
            Dialogue::Town { name } => {
                let town = sent;
                stops_here();
                State::Returned(format!("{name} of {town}"))
            }
            Dialogue::Returned => panic!("the dialogue has already returned"),
        }
    }
}
// ANCHOR_END: resume

// ANCHOR: unprimed
fn unprimed() {
    let mut dialogue = Dialogue::Start;
    for sent in ["Ada", "London", "bye"] {
        println!("{sent:>6} -> {:?}", dialogue.resume(sent));
    }
}
// ANCHOR_END: unprimed

// ANCHOR: primed
fn primed() {
    let mut dialogue = Dialogue::Start;
    let first = dialogue.resume("");
    println!("     - -> {first:?}");
    for sent in ["Ada", "London"] {
        println!("{sent:>6} -> {:?}", dialogue.resume(sent));
    }
}
// ANCHOR_END: primed

fn main() {
    unprimed();
    println!();
    primed();
    record();
}

/// Runs it once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("dialogue");
    let mut dialogue = Dialogue::Start;
    for sent in ["", "Ada", "London"] {
        machine.resume(|| {
            let state = dialogue.resume(sent);
            let ended = matches!(state, State::Returned(_));
            ((), dialogue.stop(state), ended)
        });
    }
    lab.keep_beside_listing();
}

impl Dialogue {
    fn stop(&self, state: State<String, String>) -> Stop {
        let (name, keeps) = match self {
            Dialogue::Start => ("Start", vec![]),
            Dialogue::Name => ("Name", vec![]),
            Dialogue::Town { name } => ("Town", vec![("name".to_owned(), name.clone())]),
            Dialogue::Returned => ("Returned", vec![]),
        };
        let (State::Yielded(out) | State::Returned(out)) = state;
        Stop {
            state: name.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out,
        }
    }
}
