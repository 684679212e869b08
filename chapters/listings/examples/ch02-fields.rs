use std::convert::Infallible;
use std::mem;

use kit::Recorder;
use kit::record::Stop;

#[path = "../../../exercises/ch02/src/coroutine.rs"]
#[expect(dead_code, reason = "this coroutine never returns")]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: states
/// Takes one byte per resume, and yields the fields of a line when its last byte arrives.
#[derive(Default)]
struct Reader {
    stopped: Stopped,
    field: Vec<u8>,
    fields: Vec<String>,
    /// How many bytes it has looked at.
    looked: usize,
}

/// The place where it has stopped.
#[derive(Default)]
enum Stopped {
    #[default]
    Plain,
    /// Inside quotes: commas and line ends are part of the field.
    Quoted,
    /// After a backslash inside quotes: any byte is part of the field.
    Escaped,
}
// ANCHOR_END: states

// ANCHOR: resume
impl Coroutine for Reader {
    type In = u8;
    type Yield = Option<Vec<String>>;
    type Return = Infallible;

    fn resume(&mut self, byte: u8) -> State<Option<Vec<String>>, Infallible> {
        self.looked += 1;
        let mut line = None;
        self.stopped = match (&self.stopped, byte) {
            (Stopped::Plain, b'"') => Stopped::Quoted,
            (Stopped::Plain, b',') => {
                self.end_field();
                Stopped::Plain
            }
            (Stopped::Plain, b'\n') => {
                self.end_field();
                line = Some(mem::take(&mut self.fields));
                Stopped::Plain
            }
            (Stopped::Quoted, b'"') => Stopped::Plain,
            (Stopped::Quoted, b'\\') => Stopped::Escaped,
            (Stopped::Plain, byte) => {
                self.field.push(byte);
                Stopped::Plain
            }
            (Stopped::Quoted | Stopped::Escaped, byte) => {
                self.field.push(byte);
                Stopped::Quoted
            }
        };
        State::Yielded(line)
    }
}
// ANCHOR_END: resume

impl Reader {
    fn end_field(&mut self) {
        let field = mem::take(&mut self.field);
        self.fields
            .push(String::from_utf8_lossy(&field).into_owned());
    }
}

// ANCHOR: again
/// Keeps all bytes so far, and parses them from the beginning with each piece.
fn again(pieces: &[&[u8]]) -> usize {
    let (mut buffer, mut looked) = (Vec::new(), 0);
    for piece in pieces {
        buffer.extend_from_slice(piece);
        let mut reader = Reader::default();
        let lines = feed(&mut reader, &buffer);
        looked += reader.looked;
        if !lines.is_empty() {
            break;
        }
    }
    looked
}
// ANCHOR_END: again

/// Continues where the last piece ended.
fn resumed(pieces: &[&[u8]]) -> usize {
    let mut reader = Reader::default();
    for piece in pieces {
        let lines = feed(&mut reader, piece);
        if !lines.is_empty() {
            break;
        }
    }
    reader.looked
}

// ANCHOR: feed
/// Returns the lines that end in `piece`.
fn feed(reader: &mut Reader, piece: &[u8]) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for byte in piece {
        let State::Yielded(line) = reader.resume(*byte);
        lines.extend(line);
    }
    lines
}
// ANCHOR_END: feed

fn main() {
    for length in [1_000, 10_000] {
        let line = "x".repeat(length - 1) + "\n";
        let pieces: Vec<&[u8]> = line.as_bytes().chunks(10).collect();
        println!("{length} bytes in {} pieces", pieces.len());
        println!("  again:   {} looked at", again(&pieces));
        println!("  resumed: {} looked at", resumed(&pieces));
    }

    pieces();
    record();
}

fn pieces() {
    let mut reader = Reader::default();
    for piece in ["Ada,\"Lon", "don, \\", "\"W1\\\"\"", "\nBob,", "Bath\n"] {
        let lines = feed(&mut reader, piece.as_bytes());
        println!("{piece:?} -> {lines:?}");
    }
}

/// Runs it on a short line, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("reader");
    let mut reader = Reader::default();
    for byte in *b"\"\\\"b\"\n" {
        machine.resume(|| {
            let State::Yielded(line) = reader.resume(byte);
            ((), reader.stop(&line), false)
        });
    }
    lab.keep_beside_listing();
}

impl Reader {
    fn stop(&self, line: &Option<Vec<String>>) -> Stop {
        let state = match self.stopped {
            Stopped::Plain => "Plain",
            Stopped::Quoted => "Quoted",
            Stopped::Escaped => "Escaped",
        };
        let field = String::from_utf8_lossy(&self.field).into_owned();
        let fields = self.fields.join(" ");
        let kept = [("field", field), ("fields", fields)];
        Stop {
            state: state.to_owned(),
            keeps: kept
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            bytes: size_of::<Self>(),
            out: line
                .as_ref()
                .map_or("None".to_owned(), |line| line.join(" ")),
        }
    }
}
