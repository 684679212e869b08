//! Checks of lines.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use ch10::lines::{Lines, NotUtf8};
use futures::stream::{Stream, StreamExt};
use kit::{CountingWaker, check, counted, varied_word};
use tokio::sync::mpsc;
use tokio::task::yield_now;

type Line = Result<String, NotUtf8>;

/// Of the bytes before a `\n`, one `\r` belongs to the end of the line if it is the last of them. All others are
/// what the line says.
#[check]
fn each_line_is_an_item_without_its_end() {
    for (text, wanted) in TEXTS {
        gives(&[text.as_bytes()], &lines(wanted));
    }
    let (first, second) = (varied_word("Oolong"), varied_word("Ferris"));
    let text = format!("{first}\n{second}\r\n{first}");
    gives(&[text.as_bytes()], &lines(&[&first, &second, &first]));
    let many = "line\n".repeat(3_000);
    let given = all(&[many.as_bytes()]);
    assert!(
        given.len() == 3_000,
        "a chunk of 3000 lines gives {} items",
        given.len()
    );
}

/// What is the last line when the source ends? A `\n` ends a line, and no line has begun after it.
#[check]
fn what_is_left_at_the_end_of_the_source_is_a_line() {
    for (chunks, wanted) in [
        (vec!["a\nb"], vec!["a", "b"]),
        (vec!["a\n", "b", "c"], vec!["a", "bc"]),
        (vec!["a"], vec!["a"]),
        (vec!["a\n"], vec!["a"]),
        (vec!["a\n\n"], vec!["a", ""]),
        (vec!["a\nb\r"], vec!["a", "b\r"]),
        (vec!["\r"], vec!["\r"]),
        (vec!["a\n", ""], vec!["a"]),
        (vec!["", ""], vec![]),
        (vec![], vec![]),
    ] {
        let bytes: Vec<&[u8]> = chunks.iter().map(|chunk| chunk.as_bytes()).collect();
        gives(&bytes, &lines(&wanted));
    }
}

/// Where a chunk ends says nothing about lines and characters. Bytes are decoded when a line is complete.
#[check]
fn a_chunk_may_end_anywhere() {
    for (text, wanted) in TEXTS {
        let bytes = text.as_bytes();
        let wanted = lines(wanted);
        gives(&[bytes], &wanted);
        for at in 1..bytes.len() {
            gives(&[&bytes[..at], &bytes[at..]], &wanted);
        }
        for at in 0..=bytes.len() {
            gives(&[&bytes[..at], b"", &bytes[at..]], &wanted);
        }
        for size in 1..=3 {
            gives(&bytes.chunks(size).collect::<Vec<_>>(), &wanted);
        }
    }
    let long = "ä".repeat(1_000);
    let given = all(&long.as_bytes().chunks(1).collect::<Vec<_>>());
    assert!(
        given == [Ok(long)],
        "a line of 2000 bytes, in chunks of one byte, gives {}, and not the line",
        counted(given.len(), "item")
    );
    let long = "x".repeat(100_000);
    let given = all(&long.as_bytes().chunks(1_001).collect::<Vec<_>>());
    assert!(
        given == [Ok(long)],
        "a line of 100000 bytes, in chunks of 1001, gives {}, and not the line",
        counted(given.len(), "item")
    );
}

/// A byte that is no UTF-8 makes its own line an error. The next line begins after the next `\n`.
#[check]
fn a_line_that_is_not_utf8_is_an_error_and_the_next_ones_come() {
    let texts: [(&[u8], Vec<Line>); 5] = [
        (b"a\n\xff\nb\n", vec![ok("a"), Err(NotUtf8), ok("b")]),
        (b"\xc3\na\r\nb", vec![Err(NotUtf8), ok("a"), ok("b")]),
        // Two halves of characters, in two lines.
        (
            b"x\xf0\x9f\r\n\x98\x80\nb",
            vec![Err(NotUtf8), Err(NotUtf8), ok("b")],
        ),
        (b"a\nb\xe2\x82", vec![ok("a"), Err(NotUtf8)]),
        ("\u{fffd}\n".as_bytes(), vec![ok("\u{fffd}")]),
    ];
    for (bytes, wanted) in texts {
        for size in [1, 2, 100] {
            gives(&bytes.chunks(size).collect::<Vec<_>>(), &wanted);
        }
    }
}

/// A consumer shows what is there while the next chunk is on its way. A stream that polls its source first is one
/// chunk late, and with a source that is pending, late without a limit.
#[check]
fn a_line_is_given_before_the_source_is_polled_for_more() {
    let chunks: [&[u8]; 5] = [b"a\nb\nc", b"d\n", b"", b"\n\ne", b"\n"];
    let lines = ["a", "b", "cd", "", "", "e"];
    let polls_for = [1, 1, 2, 4, 4, 5];
    let source = Source::new(&chunks);
    let mut stream = Box::pin(Lines::new(source.handle()));
    assert!(source.polls() == 0, "`new` polled the source");
    for (line, polls) in lines.into_iter().zip(polls_for) {
        let given = poll(stream.as_mut(), &source).map(|line| line.map(Line::ok));
        assert!(
            given == Poll::Ready(Some(Some(line.to_owned()))),
            "the chunks are [\"a\\nb\\nc\", \"d\\n\", \"\", \"\\n\\ne\", \"\\n\"], and when line {line:?} should come, a \
             poll returned {given:?}"
        );
        assert!(
            source.polls() == polls,
            "line {line:?} is complete after {} of the source, and it was given after {} polls; the chunks are \
             [\"a\\nb\\nc\", \"d\\n\", \"\", \"\\n\\ne\", \"\\n\"]",
            counted(polls, "poll"),
            source.polls()
        );
    }
}

/// A source that returns Pending has kept the waker, and will call it. A source that gave a chunk has kept nothing:
/// a stream that returns Pending then is not polled again. So `poll_next` is a loop.
#[check]
async fn it_returns_pending_only_if_the_source_has() {
    let source = Source::new(&[b"a", b"b", b"\nc\r", b"", b"\n", b"d"]);
    source.pending_before_each();
    let mut stream = Box::pin(Lines::new(source.handle()));
    let (mut given, mut pendings) = (Vec::new(), 0);
    loop {
        match poll(stream.as_mut(), &source) {
            Poll::Ready(Some(line)) => given.push(line),
            Poll::Ready(None) => break,
            Poll::Pending => pendings += 1,
        }
        assert!(
            pendings <= 7,
            "the source is pending 7 times, and the stream was pending {pendings} times"
        );
    }
    assert!(
        pendings == 7 && given == [ok("ab"), ok("c"), ok("d")],
        "with a source that is pending before each of 6 chunks and its end, the stream was pending {pendings} times \
         and gave {}",
        shown(&given)
    );
    // A line of any length waits for its end: 101 pending polls, and the line is whole.
    let long = "x".repeat(100_000);
    let chunks: Vec<&[u8]> = long.as_bytes().chunks(1_000).collect();
    let source = Source::new(&chunks);
    source.pending_before_each();
    let mut stream = Box::pin(Lines::new(source.handle()));
    for pendings in 0.. {
        match poll(stream.as_mut(), &source) {
            Poll::Pending => {}
            Poll::Ready(line) => {
                let length = line.and_then(Line::ok).map_or(0, |line| line.len());
                let (contrast, idea) = match length < 100_000 {
                    true => (
                        "right for short lines, wrong for a long one, of which a part was given before its `\\n` came: ",
                        "\n\nA line ends at its `\\n`, however long it is.",
                    ),
                    false => ("", ""),
                };
                assert!(
                    pendings == 101 && length == 100_000,
                    "{contrast}a line comes in 100 chunks of 1000 bytes, with a pending source before each: after {pendings} \
                     pending polls, {length} bytes of it were given as a line{idea}"
                );
                break;
            }
        }
    }
    // However many chunks without a line: 100,000 in one poll.
    let mut chunks: Vec<&[u8]> = vec![b""; 100_000];
    chunks.push(b"a\n");
    let given = all(&chunks);
    assert!(
        given == [ok("a")],
        "after 100000 empty chunks, \"a\\n\" gives {}",
        shown(&given)
    );
    // In a task, and with a source that is woken by another one.
    let (sender, mut receiver) = mpsc::unbounded_channel::<Vec<u8>>();
    let sending = tokio::spawn(async move {
        for chunk in ["a", "\n", "", "b", "\r", "\n"] {
            yield_now().await;
            sender.send(chunk.into()).expect("the receiver is there");
        }
    });
    let source = futures::stream::poll_fn(move |cx| receiver.poll_recv(cx));
    let given: Vec<Line> = Lines::new(source).collect().await;
    sending.await.expect("does not panic");
    assert!(
        given == [ok("a"), ok("b")],
        "the bytes of \"a\\nb\\r\\n\", sent one by one, give {}",
        shown(&given)
    );
}

/// A stream may panic if it is polled after its end, so its consumer has to remember the end. Polling `Lines` again is
/// safe if it keeps a mark.
#[check]
fn after_the_end_it_returns_none_and_does_not_poll_the_source() {
    for chunks in [&[b"a\nb" as &[u8]] as &[&[u8]], &[b"a\n"], &[b"\xff"], &[]] {
        let source = Source::new(chunks);
        let mut stream = Box::pin(Lines::new(source.handle()));
        for _ in 0..chunks.len() + 1 {
            let _ = poll(stream.as_mut(), &source);
        }
        for nth in 1..=4 {
            let given = poll(stream.as_mut(), &source);
            assert!(
                given == Poll::Ready(None),
                "the source had ended and all lines were taken; poll {nth} after that returned {given:?}"
            );
        }
        assert!(
            source.polls() == chunks.len() + 1,
            "a source of {} was polled {} instead of {}",
            counted(chunks.len(), "chunk"),
            counted(source.polls(), "time"),
            counted(chunks.len() + 1, "time")
        );
    }
}

const TEXTS: [(&str, &[&str]); 10] = [
    ("Tea\nRust\n", &["Tea", "Rust"]),
    ("Tea\r\nRust\r\n", &["Tea", "Rust"]),
    ("a\n\nb\n\r\nc\n", &["a", "", "b", "", "c"]),
    ("\n", &[""]),
    (" a \n\tb\t\n", &[" a ", "\tb\t"]),
    ("a\rb\nc\r\r\nd\n", &["a\rb", "c\r", "d"]),
    ("\r\n\r\n\ra\n", &["", "", "\ra"]),
    ("süß\n日本\r\n🦀\n", &["süß", "日本", "🦀"]),
    ("same\nsame\nsame\n", &["same", "same", "same"]),
    (
        "a\u{85}b\u{2028}c\u{b}d\n\0\n",
        &["a\u{85}b\u{2028}c\u{b}d", "\0"],
    ),
];

fn ok(line: &str) -> Line {
    Ok(line.to_owned())
}

fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().map(|text| ok(text)).collect()
}

fn gives(chunks: &[&[u8]], wanted: &[Line]) {
    let given = all(chunks);
    let some: Vec<_> = chunks
        .iter()
        .copied()
        .filter(|chunk| !chunk.is_empty())
        .collect();
    let empty_ones = given != wanted && some.len() < chunks.len() && all(&some) == wanted;
    let whole = given != wanted && some.len() > 1 && all(&[&some.concat()]) == wanted;
    let chunks = chunks
        .iter()
        .map(|chunk| format!("\"{}\"", chunk.escape_ascii()));
    assert!(
        given == wanted,
        "the chunks [{}] give {} instead of {}{}",
        chunks.collect::<Vec<_>>().join(", "),
        shown(&given),
        shown(wanted),
        match (empty_ones, whole) {
            (true, _) =>
                "; without the empty chunks it is right\n\nA chunk without bytes says nothing, and is not the end.",
            (_, true) => "; as one chunk it is right",
            _ => "",
        }
    );
}

/// What comes of `chunks`, without a Pending. It polls two streams in turn, which have nothing in common.
fn all(chunks: &[&[u8]]) -> Vec<Line> {
    let (source, other) = (Source::new(chunks), Source::new(&[b"?"]));
    other.pending_before_each();
    let mut stream = Box::pin(Lines::new(source.handle()));
    let mut beside = Box::pin(Lines::new(other.handle()));
    let mut given = Vec::new();
    let most = chunks.iter().map(|chunk| chunk.len()).sum::<usize>() + 1;
    while let Poll::Ready(Some(line)) = poll(stream.as_mut(), &source) {
        given.push(line);
        assert!(
            given.len() <= most,
            "{} bytes have given {} lines: the stream does not end",
            most - 1,
            given.len()
        );
        if given.len() <= 2 {
            let _ = poll(beside.as_mut(), &other);
        }
    }
    given
}

/// Polls `stream` once. A Pending that does not come from `source` fails.
fn poll<S>(stream: Pin<&mut Lines<S>>, source: &Source) -> Poll<Option<Line>>
where
    Lines<S>: Stream<Item = Line>,
{
    let (before, waker) = (source.polls(), CountingWaker::new());
    source.0.borrow_mut().pending = false;
    let given = stream.poll_next(&mut Context::from_waker(&waker.waker()));
    if given.is_pending() {
        let (polls, state) = (source.polls() - before, source.0.borrow());
        assert!(
            state.pending,
            "a poll returned Pending, though the source had {}\n\nA source that returned Pending has kept the waker. \
             Otherwise nothing wakes the task: poll the source again, in a loop.",
            match polls {
                0 => "not been polled in it",
                _ if state.ended => "ended",
                _ => "given a chunk in it",
            }
        );
        assert!(
            waker.kept() > 0,
            "a poll returned Pending, and the source was polled in it with another waker than the stream"
        );
    }
    given
}

/// Chunks that are given one a poll, and what has been seen of the polls.
#[derive(Clone)]
struct Source(Rc<RefCell<State>>);

struct State {
    chunks: VecDeque<Vec<u8>>,
    polls: usize,
    ended: bool,
    /// Whether it is pending once before each chunk.
    pends: bool,
    /// Whether the last poll returned Pending.
    pending: bool,
    waker: Option<std::task::Waker>,
}

impl Source {
    fn new(chunks: &[&[u8]]) -> Self {
        Self(Rc::new(RefCell::new(State {
            chunks: chunks.iter().map(|chunk| chunk.to_vec()).collect(),
            polls: 0,
            ended: false,
            pends: false,
            pending: false,
            waker: None,
        })))
    }

    fn pending_before_each(&self) {
        self.0.borrow_mut().pends = true;
    }

    fn polls(&self) -> usize {
        self.0.borrow().polls
    }

    fn handle(&self) -> Self {
        self.clone()
    }
}

impl Stream for Source {
    type Item = Vec<u8>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Vec<u8>>> {
        let mut state = self.0.borrow_mut();
        assert!(
            !state.ended,
            "the source was polled again after it had ended"
        );
        state.polls += 1;
        if state.pends && state.waker.is_none() {
            state.waker = Some(cx.waker().clone());
            state.pending = true;
            return Poll::Pending;
        }
        state.waker = None;
        state.pending = false;
        let chunk = state.chunks.pop_front();
        state.ended = chunk.is_none();
        Poll::Ready(chunk)
    }
}

fn shown(lines: &[Line]) -> String {
    let lines = lines.iter().map(|line| match line {
        Ok(line) => format!("{line:?}"),
        Err(NotUtf8) => "NotUtf8".to_owned(),
    });
    format!("[{}]", lines.collect::<Vec<_>>().join(", "))
}
