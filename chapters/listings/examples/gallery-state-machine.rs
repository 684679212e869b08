use kit::record::Stop;
use kit::{Recorder, stops_here};

/// A client that sends a request again if it gets no reply: each resume returns its next action.
#[derive(Clone, Copy)]
enum Retry {
    Fresh,
    Asking { attempt: u32 },
    Pausing { attempt: u32, pause: u64 },
    GaveUp,
}

impl Retry {
    fn resume(&mut self) -> Option<String> {
        match *self {
            Retry::Fresh => {
                *self = Retry::Asking { attempt: 1 };
                stops_here();
                Some("ask".to_owned())
            }
            Retry::Asking { attempt: 2 } => {
                *self = Retry::GaveUp;
                stops_here();
                None
            }
            Retry::Asking { attempt } => {
                let pause = 50 << attempt;
                *self = Retry::Pausing { attempt, pause };
                stops_here();
                Some(format!("wait {pause} ms"))
            }
            Retry::Pausing { attempt, .. } => {
                let attempt = attempt + 1;
                *self = Retry::Asking { attempt };
                stops_here();
                Some("ask".to_owned())
            }
            Retry::GaveUp => None,
        }
    }

    /// What the picture shows: the state, and what it keeps.
    fn stop(self, out: &Option<String>) -> Stop {
        let attempt = |attempt: u32| ("attempt".to_owned(), attempt.to_string());
        let (state, keeps) = match self {
            Retry::Fresh => ("Fresh", vec![]),
            Retry::Asking { attempt: n } => ("Asking", vec![attempt(n)]),
            Retry::Pausing { attempt: n, pause } => {
                let pause = ("pause".to_owned(), pause.to_string());
                ("Pausing", vec![attempt(n), pause])
            }
            Retry::GaveUp => ("GaveUp", vec![]),
        };
        Stop {
            state: state.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out: out.clone().unwrap_or("None".to_owned()),
        }
    }
}

fn main() {
    let lab = Recorder::new();
    let machine = lab.coroutine("retry");
    let mut retry = Retry::Fresh;
    while let Some(action) = machine.resume(|| {
        let out = retry.resume();
        let ended = out.is_none();
        let stop = retry.stop(&out);
        (out, stop, ended)
    }) {
        println!("{action}");
    }
    lab.keep_beside_listing();
}
