use std::cell::RefCell;

use kit::Recorder;
use kit::record::Stop;
use tokio::task::yield_now;

// ANCHOR: enums
/// Keeps the piece that it has received, and the count.
#[expect(clippy::large_enum_variant, reason = "this is what the page shows")]
enum Held {
    Start,
    Stopped { piece: [u8; 4_096], lines: u32 },
    Returned,
}

/// Keeps the count.
enum Lean {
    Start,
    Stopped { lines: u32 },
    Returned,
}
// ANCHOR_END: enums

thread_local! {
    static POOL: RefCell<Vec<[u8; 4_096]>> = const { RefCell::new(Vec::new()) };
}

fn receive() -> [u8; 4_096] {
    let byte = |position| if position % 64 == 63 { b'\n' } else { b'x' };
    std::array::from_fn(byte)
}

fn lines(piece: &[u8]) -> u32 {
    piece.iter().map(|byte| u32::from(*byte == b'\n')).sum()
}

// ANCHOR: futures
async fn counted_then_stopped() -> u32 {
    let piece = receive();
    let lines = lines(&piece);
    yield_now().await;
    lines
}

async fn counted_in_a_block() -> u32 {
    let lines = {
        let piece = receive();
        lines(&piece)
    };
    yield_now().await;
    lines
}
// ANCHOR_END: futures

// ANCHOR: others
async fn used_after() -> u32 {
    let piece = receive();
    yield_now().await;
    lines(&piece)
}

async fn never_borrowed() -> u8 {
    let piece = receive();
    let first = piece[0];
    yield_now().await;
    first
}
// ANCHOR_END: others

// ANCHOR: destructor
/// A buffer from a pool, which gets it back when it is dropped.
struct Pooled([u8; 4_096]);

impl Drop for Pooled {
    fn drop(&mut self) {
        POOL.with_borrow_mut(|pool| pool.push(self.0));
    }
}

async fn with_destructor() -> u8 {
    let piece = Pooled(receive());
    let first = piece.0[0];
    yield_now().await;
    first
}

async fn borrowed_then_dropped() -> u32 {
    let piece = Pooled(receive());
    let lines = lines(&piece.0);
    drop(piece);
    yield_now().await;
    lines
}
// ANCHOR_END: destructor

async fn unborrowed_then_dropped() -> u8 {
    let piece = Pooled(receive());
    let first = piece.0[0];
    drop(piece);
    yield_now().await;
    first
}

// ANCHOR: sizes
fn sizes() {
    println!("Held: {} bytes", size_of::<Held>());
    println!("Lean: {} bytes", size_of::<Lean>());

    let bytes = size_of_val(&counted_then_stopped());
    println!("counted_then_stopped: {bytes} bytes");
    let bytes = size_of_val(&counted_in_a_block());
    println!("counted_in_a_block: {bytes} bytes");
}
// ANCHOR_END: sizes

fn main() {
    sizes();
    println!("used_after: {} bytes", size_of_val(&used_after()));
    println!("never_borrowed: {} bytes", size_of_val(&never_borrowed()));
    println!("with_destructor: {} bytes", size_of_val(&with_destructor()));
    let bytes = size_of_val(&borrowed_then_dropped());
    println!("borrowed_then_dropped: {bytes} bytes");
    let bytes = size_of_val(&unborrowed_then_dropped());
    println!("unborrowed_then_dropped: {bytes} bytes");
    record();
}

impl Held {
    fn resume(&mut self) -> Option<u32> {
        match self {
            Held::Start => {
                let piece = receive();
                let lines = lines(&piece);
                *self = Held::Stopped { piece, lines };
                None
            }
            Held::Stopped { lines, .. } => {
                let lines = *lines;
                *self = Held::Returned;
                Some(lines)
            }
            Held::Returned => panic!("it has already returned"),
        }
    }

    fn stop(&self, out: Option<u32>) -> Stop {
        let (state, keeps) = match self {
            Held::Start => ("Start", vec![]),
            Held::Stopped { piece, lines } => {
                let piece = ("piece".to_owned(), format!("{} B", piece.len()));
                (
                    "Stopped",
                    vec![piece, ("lines".to_owned(), lines.to_string())],
                )
            }
            Held::Returned => ("Returned", vec![]),
        };
        stop(state, keeps, size_of::<Self>(), out)
    }
}

impl Lean {
    fn resume(&mut self) -> Option<u32> {
        match *self {
            Lean::Start => {
                let lines = lines(&receive());
                *self = Lean::Stopped { lines };
                None
            }
            Lean::Stopped { lines } => {
                *self = Lean::Returned;
                Some(lines)
            }
            Lean::Returned => panic!("it has already returned"),
        }
    }

    fn stop(&self, out: Option<u32>) -> Stop {
        let (state, keeps) = match self {
            Lean::Start => ("Start", vec![]),
            Lean::Stopped { lines } => ("Stopped", vec![("lines".to_owned(), lines.to_string())]),
            Lean::Returned => ("Returned", vec![]),
        };
        stop(state, keeps, size_of::<Self>(), out)
    }
}

fn stop(state: &str, keeps: Vec<(String, String)>, bytes: usize, out: Option<u32>) -> Stop {
    Stop {
        state: state.to_owned(),
        keeps,
        bytes,
        out: out.map_or("nothing".to_owned(), |lines| lines.to_string()),
    }
}

/// Runs both enums, for the picture.
fn record() {
    let lab = Recorder::new();
    let (held, lean) = (lab.coroutine("Held"), lab.coroutine("Lean"));
    let (mut holding, mut leaning) = (Held::Start, Lean::Start);
    for _ in 0..2 {
        held.resume(|| {
            let out = holding.resume();
            ((), holding.stop(out), out.is_some())
        });
    }
    for _ in 0..2 {
        lean.resume(|| {
            let out = leaning.resume();
            ((), leaning.stop(out), out.is_some())
        });
    }
    lab.keep_beside_listing();
}
