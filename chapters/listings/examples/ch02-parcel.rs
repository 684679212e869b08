use std::{iter, mem};

use kit::record::Stop;
use kit::{Recorder, stops_here};

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: address
/// Asks for a street and a town, and returns the address.
enum Address {
    Start,
    Street,
    Town { street: &'static str },
    Returned,
}
// ANCHOR_END: address

impl Coroutine for Address {
    type In = &'static str;
    type Yield = &'static str;
    type Return = String;

    fn resume(&mut self, sent: &'static str) -> State<&'static str, String> {
        match mem::replace(self, Address::Returned) {
            Address::Start => {
                *self = Address::Street;
                State::Yielded("Which street?")
            }
            Address::Street => {
                *self = Address::Town { street: sent };
                State::Yielded("Which town?")
            }
            Address::Town { street } => {
                let address = format!("{street}, {sent}");
                State::Returned(address)
            }
            Address::Returned => panic!("the address has already returned"),
        }
    }
}

const ANSWERS: [&str; 4] = ["Elm 3", "Ulm", "Rue 9", "Lyon"];

// ANCHOR: looped
/// The questions of an address, as an iterator.
fn questions(mut address: Address) -> impl Iterator<Item = &'static str> {
    iter::from_fn(move || match address.resume("") {
        State::Yielded(question) => Some(question),
        State::Returned(address) => {
            println!("address: {address:?}");
            None
        }
    })
}

fn looped() {
    let mut answers = ANSWERS.iter();
    for question in questions(Address::Start).chain(questions(Address::Start)) {
        println!("{question} {}", answers.next().unwrap());
    }
}
// ANCHOR_END: looped

// ANCHOR: parcel
/// Asks for two addresses, and returns the label.
enum Parcel {
    Sender { part: Address },
    Receiver { sender: String, part: Address },
    Returned,
}

impl Coroutine for Parcel {
    type In = &'static str;
    type Yield = &'static str;
    type Return = String;

    fn resume(&mut self, sent: &'static str) -> State<&'static str, String> {
        let mut sent = sent;
        loop {
            match self {
                Parcel::Sender { part } => match part.resume(sent) {
                    State::Yielded(question) => {
                        stops_here();
                        return State::Yielded(question);
                    }
                    State::Returned(sender) => {
                        let part = Address::Start;
                        *self = Parcel::Receiver { sender, part };
                        // The first part has consumed the value.
                        sent = "";
                    }
                },
                Parcel::Receiver { sender, part } => match part.resume(sent) {
                    State::Yielded(question) => {
                        stops_here();
                        return State::Yielded(question);
                    }
                    State::Returned(receiver) => {
                        let label = format!("from {sender} to {receiver}");
                        *self = Parcel::Returned;
                        stops_here();
                        return State::Returned(label);
                    }
                },
                Parcel::Returned => panic!("the parcel has already returned"),
            }
        }
    }
}
// ANCHOR_END: parcel

fn delegated() {
    let part = Address::Start;
    let mut parcel = Parcel::Sender { part };
    let mut state = parcel.resume("");
    for answer in ANSWERS {
        if let State::Yielded(question) = state {
            println!("{question} {answer}");
        }
        state = parcel.resume(answer);
    }
    println!("{state:?}");
}

fn main() {
    looped();
    println!();
    delegated();
    record();
}

/// Runs it once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("parcel");
    let part = Address::Start;
    let mut parcel = Parcel::Sender { part };
    for sent in iter::once("").chain(ANSWERS) {
        machine.resume(|| {
            let state = parcel.resume(sent);
            let ended = matches!(state, State::Returned(_));
            ((), parcel.stop(state), ended)
        });
    }
    lab.keep_beside_listing();
}

impl Parcel {
    fn stop(&self, state: State<&'static str, String>) -> Stop {
        let kept = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let stopped = |part: &Address| match part {
            Address::Start => vec![kept("part", "Start")],
            Address::Street => vec![kept("part", "Street")],
            Address::Town { street } => vec![kept("part", "Town"), kept("street", street)],
            Address::Returned => vec![kept("part", "Returned")],
        };
        let (name, keeps) = match self {
            Parcel::Sender { part } => ("Sender", stopped(part)),
            Parcel::Receiver { sender, part } => {
                let mut keeps = vec![kept("sender", sender)];
                keeps.extend(stopped(part));
                ("Receiver", keeps)
            }
            Parcel::Returned => ("Returned", vec![]),
        };
        Stop {
            state: name.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out: match state {
                State::Yielded(question) => question.to_owned(),
                State::Returned(label) => label,
            },
        }
    }
}
