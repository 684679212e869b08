use std::mem;

use kit::record::Stop;
use kit::{Recorder, stops_here};

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: states
enum Address {
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
impl Coroutine for Address {
    type In = &'static str;
    type Yield = String;
    type Return = String;

    fn resume(&mut self, sent: &'static str) -> State<String, String> {
        match mem::replace(self, Address::Returned) {
            Address::Start => {
                *self = Address::Name;
                stops_here();
                State::Yielded("needs a name".to_owned())
            }
            Address::Name => {
                let name = sent.to_owned();
                let need = format!("needs {name}'s town");
                *self = Address::Town { name };
                stops_here();
                State::Yielded(need)
            }
            Address::Town { name } => {
                let town = sent;
                stops_here();
                State::Returned(format!("{name}, {town}"))
            }
            Address::Returned => panic!("the address has already returned"),
        }
    }
}
// ANCHOR_END: resume

// ANCHOR: unprimed
fn unprimed() {
    let mut address = Address::Start;
    for line in ["Ada", "London", "Bob"] {
        println!("{line:>6} -> {:?}", address.resume(line));
    }
}
// ANCHOR_END: unprimed

// ANCHOR: primed
fn primed() {
    let mut address = Address::Start;
    let first = address.resume("");
    println!("     - -> {first:?}");
    for line in ["Ada", "London"] {
        println!("{line:>6} -> {:?}", address.resume(line));
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
    let machine = lab.coroutine("address");
    let mut address = Address::Start;
    for line in ["", "Ada", "London"] {
        machine.resume(|| {
            let state = address.resume(line);
            let ended = matches!(state, State::Returned(_));
            ((), address.stop(state), ended)
        });
    }
    lab.keep_beside_listing();
}

impl Address {
    fn stop(&self, state: State<String, String>) -> Stop {
        let (name, keeps) = match self {
            Address::Start => ("Start", vec![]),
            Address::Name => ("Name", vec![]),
            Address::Town { name } => ("Town", vec![("name".to_owned(), name.clone())]),
            Address::Returned => ("Returned", vec![]),
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
