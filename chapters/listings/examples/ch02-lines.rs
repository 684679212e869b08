use std::iter;
use std::panic::{self, AssertUnwindSafe, catch_unwind};

use kit::record::Stop;
use kit::{Recorder, stops_here};

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: states
enum Lines<'a> {
    /// Created, but not yet run.
    Start { text: &'a str },
    /// Stopped at the `yield`.
    Yielded { text: &'a str, number: u32 },
    /// Has returned.
    Returned,
}
// ANCHOR_END: states

// ANCHOR: resume
impl<'a> Coroutine for Lines<'a> {
    type In = ();
    type Yield = (u32, &'a str);
    type Return = &'a str;

    fn resume(&mut self, (): ()) -> State<(u32, &'a str), &'a str> {
        let (text, number) = match *self {
            Lines::Start { text } => (text, 1),
            Lines::Yielded { text, number } => (text, number + 1),
            Lines::Returned => panic!("the lines have already returned"),
        };
        let Some((line, text)) = text.split_once('\n') else {
            *self = Lines::Returned;
            stops_here();
            return State::Returned(text);
        };
        *self = Lines::Yielded { text, number };
        stops_here();
        State::Yielded((number, line))
    }
}
// ANCHOR_END: resume

// ANCHOR: main
fn resumed() {
    let text = "Ada\nLondon\nBo";
    let mut lines = Lines::Start { text };
    loop {
        match lines.resume(()) {
            State::Yielded((number, line)) => println!("yielded {number}: {line}"),
            State::Returned(rest) => {
                println!("returned {rest:?}");
                break;
            }
        }
    }
}
// ANCHOR_END: main

// ANCHOR: iterator
fn found(text: &str) {
    let mut lines = Lines::Start { text };
    let mut resumes = 0;
    let yielded = iter::from_fn(|| {
        resumes += 1;
        match lines.resume(()) {
            State::Yielded(line) => Some(line),
            State::Returned(_) => None,
        }
    });
    let found = yielded.into_iter().find(|(_, line)| *line == "Bath");
    println!("found: {:?} after {resumes} resumes", found.unwrap());
}
// ANCHOR_END: iterator

fn exhausted() {
    let mut lines = Lines::Start { text: "Bo" };
    while let State::Yielded(_) = lines.resume(()) {}
    panic::set_hook(Box::new(|_| {}));
    let again = catch_unwind(AssertUnwindSafe(|| lines.resume(())));
    let why = again.unwrap_err();
    println!("resumed again: {:?}", why.downcast_ref::<&str>().unwrap());
}

fn main() {
    resumed();
    found(&"Ada\nLondon\nCleo\nBonn\nDan\nOslo\nBob\nBath\n".repeat(125));
    exhausted();
    record();
}

/// Runs it once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("lines");
    let text = "Ada\nLondon\nBo";
    let mut lines = Lines::Start { text };
    while !machine.resume(|| {
        let state = lines.resume(());
        let ended = matches!(state, State::Returned(_));
        (ended, lines.stop(state), ended)
    }) {}
    lab.keep_beside_listing();
}

impl Lines<'_> {
    fn stop(&self, state: State<(u32, &str), &str>) -> Stop {
        let rest = |text: &str| ("text".to_owned(), format!("{text:?}"));
        let (name, keeps) = match *self {
            Lines::Start { text } => ("Start", vec![rest(text)]),
            Lines::Yielded { text, number } => (
                "Yielded",
                vec![rest(text), ("number".to_owned(), number.to_string())],
            ),
            Lines::Returned => ("Returned", vec![]),
        };
        Stop {
            state: name.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out: match state {
                State::Yielded((number, line)) => format!("{number}: {line}"),
                State::Returned(rest) => rest.to_owned(),
            },
        }
    }
}
