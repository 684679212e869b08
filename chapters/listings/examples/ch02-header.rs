use std::{iter, mem};

use kit::record::Stop;
use kit::{Recorder, stops_here};

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

/// The address of the page before, without its picture.
enum Address {
    Start,
    Name,
    Town { name: String },
    Returned,
}

impl Coroutine for Address {
    type In = &'static str;
    type Yield = String;
    type Return = String;

    fn resume(&mut self, sent: &'static str) -> State<String, String> {
        match mem::replace(self, Address::Returned) {
            Address::Start => {
                *self = Address::Name;
                State::Yielded("needs a name".to_owned())
            }
            Address::Name => {
                let name = sent.to_owned();
                let need = format!("needs {name}'s town");
                *self = Address::Town { name };
                State::Yielded(need)
            }
            Address::Town { name } => State::Returned(format!("{name}, {sent}")),
            Address::Returned => panic!("the address has already returned"),
        }
    }
}

const LINES: [&str; 4] = ["Ada", "London", "Bob", "Bath"];

// ANCHOR: looped
/// What an address needs, as an iterator.
fn needs(mut address: Address) -> impl Iterator<Item = String> {
    iter::from_fn(move || match address.resume("") {
        State::Yielded(need) => Some(need),
        State::Returned(address) => {
            println!("address: {address:?}");
            None
        }
    })
}

fn looped() {
    let mut lines = LINES.iter();
    for need in needs(Address::Start).chain(needs(Address::Start)) {
        println!("{need}: {}", lines.next().unwrap());
    }
}
// ANCHOR_END: looped

// ANCHOR: header
/// Takes the lines of two addresses, and returns the route.
enum Header {
    Sender { part: Address },
    Receiver { sender: String, part: Address },
    Returned,
}

impl Coroutine for Header {
    type In = &'static str;
    type Yield = String;
    type Return = String;

    fn resume(&mut self, sent: &'static str) -> State<String, String> {
        let mut sent = sent;
        loop {
            match self {
                Header::Sender { part } => match part.resume(sent) {
                    State::Yielded(need) => {
                        stops_here();
                        return State::Yielded(need);
                    }
                    State::Returned(sender) => {
                        let part = Address::Start;
                        *self = Header::Receiver { sender, part };
                        // The first part has consumed the value.
                        sent = "";
                    }
                },
                Header::Receiver { sender, part } => match part.resume(sent) {
                    State::Yielded(need) => {
                        stops_here();
                        return State::Yielded(need);
                    }
                    State::Returned(receiver) => {
                        let route = format!("from {sender} to {receiver}");
                        *self = Header::Returned;
                        stops_here();
                        return State::Returned(route);
                    }
                },
                Header::Returned => panic!("the header has already returned"),
            }
        }
    }
}
// ANCHOR_END: header

fn delegated() {
    let part = Address::Start;
    let mut header = Header::Sender { part };
    let mut state = header.resume("");
    for line in LINES {
        if let State::Yielded(need) = state {
            println!("{need}: {line}");
        }
        state = header.resume(line);
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
    let machine = lab.coroutine("header");
    let part = Address::Start;
    let mut header = Header::Sender { part };
    for sent in iter::once("").chain(LINES) {
        machine.resume(|| {
            let state = header.resume(sent);
            let ended = matches!(state, State::Returned(_));
            ((), header.stop(state), ended)
        });
    }
    lab.keep_beside_listing();
}

impl Header {
    fn stop(&self, state: State<String, String>) -> Stop {
        let kept = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let stopped = |part: &Address| match part {
            Address::Start => vec![kept("part", "Start")],
            Address::Name => vec![kept("part", "Name")],
            Address::Town { name } => vec![kept("part", "Town"), kept("name", name)],
            Address::Returned => vec![kept("part", "Returned")],
        };
        let (name, keeps) = match self {
            Header::Sender { part } => ("Sender", stopped(part)),
            Header::Receiver { sender, part } => {
                let mut keeps = vec![kept("sender", sender)];
                keeps.extend(stopped(part));
                ("Receiver", keeps)
            }
            Header::Returned => ("Returned", vec![]),
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
