use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use kit::Recorder;

// ANCHOR: words
/// Two words in a line. Yields once, then is ready with the second word.
struct Words {
    line: [u8; 7],
    /// The address of the byte at which it continues.
    next: usize,
}

impl Future for Words {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        if self.next == 0 {
            self.next = self.line[4..].as_ptr().addr();
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let begin = self.line.as_ptr().addr();
        let at = self.next.checked_sub(begin);
        let rest = at.and_then(|at| self.line.get(at..));
        Poll::Ready(match rest {
            Some(word) => String::from_utf8_lossy(word).into_owned(),
            None => "not in the line".to_owned(),
        })
    }
}
// ANCHOR_END: words

// ANCHOR: main
fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    let (line, next) = (*b"GET /id", 0);

    let mut words = Words { line, next };
    println!("{:?}", Pin::new(&mut words).poll(&mut cx));
    println!("{:?}", Pin::new(&mut words).poll(&mut cx));

    let mut words = Words { line, next };
    println!("{:?}", Pin::new(&mut words).poll(&mut cx));
    let mut kept = Box::new(words);
    println!("{:?}", Pin::new(&mut *kept).poll(&mut cx));
    // ANCHOR_END: main
    let lab = Recorder::new();
    record(&lab, "moved between two polls", true);
    record(&lab, "left in its place", false);
    lab.keep_beside_listing();
}

/// Runs it once more, for the picture.
fn record(lab: &Recorder, name: &str, moves: bool) {
    lab.note(name);
    let mut cx = Context::from_waker(Waker::noop());
    let mut words = Words {
        line: *b"GET /id",
        next: 0,
    };
    let _ = Pin::new(&mut words).poll(&mut cx);
    lab.step("future", "keeps its next byte's address", words.tell());
    let read = if moves {
        let mut kept = Box::new(words);
        lab.step("owner", "moves it into a Box", kept.tell());
        Pin::new(&mut *kept).poll(&mut cx)
    } else {
        Pin::new(&mut words).poll(&mut cx)
    };
    let Poll::Ready(read) = read else {
        unreachable!("the second poll is ready")
    };
    lab.step(
        "future",
        "continues at that address",
        format!("the result is: {read}"),
    );
    lab.note(if moves {
        "an address outside the line"
    } else {
        "the second word"
    });
}

impl Words {
    fn tell(&self) -> String {
        let begin = self.line.as_ptr().addr();
        let within = (begin..begin + self.line.len()).contains(&self.next);
        let place = if within {
            "in the line"
        } else {
            "not in the line"
        };
        format!("the address is {place}")
    }
}
