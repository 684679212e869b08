//! Checks of frames.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use ch07::frames::{Frames, MAX};
use kit::{ByHand, check, varied, varied_word};
use tokio::io::{AsyncRead, ReadBuf};

/// A connection is a sequence of bytes. One read returns what has arrived, which is a part of a frame, or several
/// frames: what comes after a frame belongs to the next one.
#[check]
fn frames_come_whole_and_in_order_however_their_bytes_arrive() {
    let some = varied(3, 5..=200) as usize;
    for piece in [usize::MAX, 1_000, 4, 5, 3, 1] {
        let mut lengths = vec![3, 1, 4, 255, 256, some, 65_535, 65_536, 70_000, 2];
        if piece >= 1_000 {
            lengths.extend([MAX, 5]);
        }
        let sent: Vec<_> = lengths.iter().map(|&length| content(length)).collect();
        let connection = Connection::new(in_pieces(&bytes(&sent), piece), Then::Ends);
        let (got, end) = read_all(&mut Frames::new(connection), |_| false);
        let wrong = (0..sent.len()).find(|&nth| got.get(nth) != Some(&sent[nth]));
        let pieces = match piece {
            usize::MAX => "frames came all in one piece".to_owned(),
            _ => format!(
                "right if frames come all in one piece, wrong if they come in pieces of {piece}"
            ),
        };
        if let Some(nth) = wrong {
            panic!(
                "{}: frame {}, of {}, is {}{}",
                if piece != usize::MAX {
                    pieces
                } else if only_right_byte_by_byte() {
                    "right if each byte comes in a read of its own, wrong if one read gives several frames"
                        .to_owned()
                } else {
                    pieces
                },
                nth + 1,
                so_many(lengths[nth]),
                match got.get(nth) {
                    Some(frame) if frame.len() == sent[nth].len() =>
                        "of the right length, but not the one that was sent".to_owned(),
                    Some(frame) => format!("{} long", so_many(frame.len())),
                    None => format!("missing: `next` {end}"),
                },
                why_not(&lengths[..nth])
            );
        }
        assert!(
            got.len() == sent.len() && end == End::None,
            "{pieces}: after the last of {} frames came {} more, then `next` {end}",
            sent.len(),
            got.len() - sent.len()
        );
    }
}

/// The cause, if it is the order of the bytes of a length, or its size; `right` are the lengths of frames that were
/// right.
fn why_not(right: &[usize]) -> String {
    let sent = [b"ABC".to_vec(), b"DE".to_vec()];
    let mut reversed = Vec::new();
    for frame in &sent {
        reversed.extend((frame.len() as u32).to_le_bytes());
        reversed.extend(frame);
    }
    if !reads(in_pieces(&bytes(&sent), 1), &sent) && reads(in_pieces(&reversed, 1), &sent) {
        return ". Right if the length comes with its lowest byte first, wrong with the highest first, big-endian\n\nA \
                protocol says in which order the bytes of an integer come, whatever the machine."
            .to_owned();
    }
    match right.iter().max() {
        Some(most) => match right.len() {
            1 => format!(". The one before it, of {most} bytes, is right"),
            count => format!(". The {count} before it, of at most {most} bytes, are right"),
        },
        None => String::new(),
    }
}

/// Whether a few short frames are wrong all in one piece, and right byte by byte.
fn only_right_byte_by_byte() -> bool {
    let sent: Vec<_> = [3, 1, 4, 2].map(content).to_vec();
    let in_pieces_of = |piece| reads(in_pieces(&bytes(&sent), piece), &sent);
    !in_pieces_of(usize::MAX) && in_pieces_of(1)
}

/// Whether these frames are read from these steps, and then the end.
fn reads(steps: VecDeque<Step>, sent: &[Vec<u8>]) -> bool {
    let (got, end) = read_all(&mut Frames::new(Connection::new(steps, Then::Ends)), |_| {
        false
    });
    got == sent && end == End::None
}

// Without docs: the two ways to get it wrong have ideas of their own.
#[check]
fn a_length_of_0_is_an_empty_frame() {
    for sent in [vec![""], vec!["", ""], vec!["A", "", "BC", "", "", "D"]] {
        let sent: Vec<_> = sent.iter().map(|frame| frame.as_bytes().to_vec()).collect();
        for piece in [usize::MAX, 4, 1] {
            let connection = Connection::new(in_pieces(&bytes(&sent), piece), Then::Ends);
            let (got, end) = read_all(&mut Frames::new(connection), |_| false);
            assert!(
                got == sent && end == End::None,
                "the frames {} were sent; `next` returned {}, then it {end}{}",
                shown(&sent),
                shown(&got),
                match end {
                    End::None if got.iter().all(|frame| !frame.is_empty()) =>
                        ": the empty frames were left out\n\nA frame without bytes is a frame.",
                    End::Error(ErrorKind::UnexpectedEof) | End::None =>
                        ": an empty frame was taken for the end of the connection\n\nA read into an empty buffer returns \
                         0, which is not the end.",
                    _ => "",
                }
            );
        }
    }
}

/// What `next` keeps in its own variables is dropped with its future. What it keeps in `self` is still there at the
/// next call.
#[check]
fn dropping_next_loses_no_byte() {
    let sent = [
        b"AB".to_vec(),
        vec![],
        varied_word("CDEFGH").into_bytes(),
        content(varied(300, 257..=370) as usize),
    ];
    for piece in [1, 2, 3, 5, 7, 11, 400] {
        let steps = || in_pieces(&bytes(&sent), piece);
        let (got, end) = read_all(
            &mut Frames::new(Connection::new(steps(), Then::Ends)),
            |_| false,
        );
        assert!(
            got == sent && end == End::None,
            "{} came in pieces of {piece}; `next` was not dropped, and returned {}, then it {end}",
            shown(&sent),
            shown(&got)
        );
        let mut times = 0;
        loop {
            let connection = Connection::new(steps(), Then::Ends);
            let (given, dropped_after) = (Rc::clone(&connection.given), Cell::new(None));
            let (got, end) = read_all(&mut Frames::new(connection), |pendings| {
                if pendings == times + 1 {
                    dropped_after.set(Some(given.get()));
                }
                pendings == times + 1
            });
            let Some(dropped_after) = dropped_after.get() else {
                break;
            };
            times += 1;
            assert!(
                got == sent && end == End::None,
                "right if `next` is not dropped, wrong if it is dropped once, when {} had been read: {}{} came in pieces of \
                 {piece}, and `next` returned {}, then it {end}",
                so_many(dropped_after),
                lost(&sent, piece, dropped_after, &got, end),
                shown(&sent),
                shown(&got)
            );
        }
        assert!(
            times > 0,
            "`next` was never pending, although its bytes came in pieces of {piece}"
        );
        for each in [2, 3] {
            let connection = Connection::new(steps(), Then::Ends);
            let (got, end) = read_all(&mut Frames::new(connection), |pendings| {
                pendings.is_multiple_of(each)
            });
            assert!(
                got == sent && end == End::None,
                "right if `next` is dropped once, wrong if it is dropped each time that it is pending for time \
                 {each}: {} came in pieces of {piece}, and `next` returned {}, then it {end}",
                shown(&sent),
                shown(&got)
            );
        }
    }
}

/// Which bytes are lost, if the same frames come when these never came.
fn lost(sent: &[Vec<u8>], piece: usize, dropped_after: usize, got: &[Vec<u8>], end: End) -> String {
    let mut begins = 0;
    for frame in sent {
        let next = begins + 4 + frame.len();
        if next > dropped_after {
            break;
        }
        begins = next;
    }
    for (from, what) in [
        (begins, "of this frame that it had read"),
        (begins + 4, "of this frame's content that it had read"),
    ] {
        if from >= dropped_after {
            continue;
        }
        let mut left = bytes(sent);
        left.drain(from..dropped_after);
        let steps = in_pieces(&left, piece);
        let mut frames = Frames::new(Connection::new(steps, Then::Ends));
        let (without, end_without) = read_all(&mut frames, |_| false);
        if without == got && end_without == end {
            return format!(
                "it goes on as if the {} {what} had never been sent: lost with the dropped future. ",
                so_many(dropped_after - from)
            );
        }
    }
    String::new()
}

/// The device may send its next frame tomorrow.
#[check]
fn a_frame_is_returned_when_its_last_byte_has_arrived() {
    for (sent, more) in [
        (vec!["AB"], ""),
        (vec!["AB", "CDE"], ""),
        (vec!["AB", "", "CDE", ""], ""),
        (vec!["AB", "CDE"], "\0\0"),
        (vec!["AB", "CDE"], "\0\0\0\x04F"),
    ] {
        let sent: Vec<_> = sent.iter().map(|frame| frame.as_bytes().to_vec()).collect();
        let mut all = bytes(&sent);
        all.extend(more.as_bytes());
        for piece in [usize::MAX, 6, 1] {
            let connection = Connection::new(in_pieces(&all, piece), Then::IsSilent);
            let (got, end) = read_all(&mut Frames::new(connection), |_| false);
            assert!(
                got == sent && end == End::Waits,
                "the frames {} and {} bytes of the next one have arrived, and nothing else comes; `next` returned \
                 {}, then it {end}{}",
                shown(&sent),
                more.len(),
                shown(&got),
                match (got.len(), end, piece) {
                    (1, End::Waits, usize::MAX) if sent.len() > 1 =>
                        ". Right with one frame; a frame that came in the same read as the one before is not returned \
                         until something else comes",
                    _ => "",
                }
            );
        }
    }
}

/// The length comes from the other side. A reader that believes it waits for 4 GiB, and keeps them in memory.
#[check]
fn a_length_over_max_is_invalid_data_and_max_is_not() {
    let most = content(MAX);
    let connection = Connection::new(in_pieces(&bytes(&[most]), 10_000), Then::IsSilent);
    let (got, end) = read_all(&mut Frames::new(connection), |_| false);
    assert!(
        got.len() == 1 && got[0].len() == MAX,
        "a frame of exactly `MAX` bytes came; `next` returned {}, then it {end}",
        match got.len() {
            0 => "no frame".to_owned(),
            1 => format!("one of {} bytes", got[0].len()),
            count => format!("{count} frames"),
        }
    );
    for length in [MAX as u32 + 1, 1 << 24, 1 << 31, u32::MAX] {
        for before in [vec![], vec![b"AB".to_vec()]] {
            for (then, says) in [
                (Then::IsSilent, "nothing else comes"),
                (Then::Ends, "the reader ends"),
            ] {
                let mut all = bytes(&before);
                all.extend(length.to_be_bytes());
                let connection = Connection::new(in_pieces(&all, 3), then);
                let (got, end) = read_all(&mut Frames::new(connection), |_| false);
                assert!(
                    got == before && end == End::Error(ErrorKind::InvalidData),
                    "a length of {length} arrived, and {says}: `next` {end}, instead of an error of the kind \
                     `InvalidData`; `MAX` is {MAX}{}",
                    match end {
                        End::Waits => ". It waits for the bytes of a frame that is too long",
                        _ => "",
                    }
                );
            }
        }
    }
}

/// A read of 0 bytes is the end. What it means depends on what has been read of a frame.
#[check]
fn an_end_between_frames_is_none_and_an_end_inside_one_is_an_error() {
    let sent = [b"AB".to_vec(), b"CDEF".to_vec()];
    let all = bytes(&sent);
    let mut times_dropped = 0;
    for dropped in [false, true] {
        for cut in 0..=all.len() {
            let whole = [6, 14].into_iter().filter(|end| *end <= cut).count();
            let mut steps = in_pieces(&all[..cut], 3);
            steps.push_back(Step::Waits);
            let connection = Connection::new(steps, Then::Ends);
            let given = Rc::clone(&connection.given);
            let mut frames = Frames::new(connection);
            let mut drops = 0;
            let (got, end) = read_all(&mut frames, |_| {
                let now = dropped && drops == 0 && given.get() == cut;
                drops += usize::from(now);
                now
            });
            // A reader that reads ahead polls on after a Pending, and need not be pending here.
            times_dropped += drops;
            let (when, wanted) = match cut {
                0 | 6 | 14 => ("between two frames", End::None),
                1..4 | 7..10 => ("inside a length", End::Error(ErrorKind::UnexpectedEof)),
                _ => ("inside a frame", End::Error(ErrorKind::UnexpectedEof)),
            };
            assert!(
                got == sent[..whole] && end == wanted,
                "the reader ended {when}, after {} of {}{}: `next` returned {}, then it {end}, and should have \
                 {wanted}{}",
                so_many(cut),
                shown(&sent),
                if drops == 1 {
                    ", when `next` had been dropped once (right if it is not dropped)"
                } else {
                    ""
                },
                shown(&got),
                match (when, end == End::None && drops == 0) {
                    ("inside a length", true) => {
                        let steps = in_pieces(&all[..5], 3);
                        let connection = Connection::new(steps, Then::Ends);
                        match read_all(&mut Frames::new(connection), |_| false).1 {
                            End::None => {
                                ". So it does inside a frame: each end is taken for one between two frames"
                            }
                            _ => {
                                ". Right after the length: an end inside a length is taken for one between two frames"
                            }
                        }
                    }
                    _ => "",
                }
            );
            for call in 2..5 {
                if wanted == End::None {
                    let (got, end) = read_all(&mut frames, |_| false);
                    assert!(
                        got.is_empty() && end == End::None,
                        "after the end between two frames, `next` returned `None` at its first call; at call {call} \
                         it {end}"
                    );
                }
            }
        }
    }
    assert!(
        times_dropped > 0,
        "`next` was never pending, although its bytes came in pieces"
    );
}

/// Only the caller can know whether a reset connection matters. A reader that has no bytes yet is Pending: an error is
/// no reason to read again.
#[check]
fn an_error_of_the_reader_is_returned_with_its_kind() {
    let sent = [b"AB".to_vec(), b"CDEF".to_vec()];
    let all = bytes(&sent);
    let mut right = Vec::new();
    for kind in [
        ErrorKind::ConnectionReset,
        ErrorKind::TimedOut,
        ErrorKind::Interrupted,
        ErrorKind::WouldBlock,
        ErrorKind::InvalidData,
        ErrorKind::UnexpectedEof,
    ] {
        for cut in 0..=all.len() {
            let whole = [6, 14].into_iter().filter(|end| *end <= cut).count();
            let mut steps = in_pieces(&all[..cut], 5);
            steps.push_back(Step::Fails(kind));
            let (got, end) = read_all(&mut Frames::new(Connection::new(steps, Then::Ends)), |_| {
                false
            });
            assert!(
                got == sent[..whole] && end == End::Error(kind),
                "the reader failed with {kind:?}, and `next` {end} instead of that error{} (the error came after {} of \
                 {}, and `next` had returned {})",
                match right.is_empty() {
                    true => String::new(),
                    false => format!("; it is right with {right:?}"),
                },
                so_many(cut),
                shown(&sent),
                match got.is_empty() {
                    true => "no frame".to_owned(),
                    false => shown(&got),
                },
            );
        }
        right.push(kind);
    }
}

/// A connection that follows a script.
struct Connection {
    steps: VecDeque<Step>,
    then: Then,
    given: Rc<Cell<usize>>,
    reads_at_end: usize,
}

enum Step {
    Gives(Vec<u8>),
    /// Pending once, and wakes at once.
    Waits,
    Fails(ErrorKind),
}

#[derive(Clone, Copy)]
enum Then {
    Ends,
    IsSilent,
}

impl Connection {
    fn new(steps: VecDeque<Step>, then: Then) -> Self {
        let given = Rc::default();
        let reads_at_end = 0;
        Self {
            steps,
            then,
            given,
            reads_at_end,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match (self.steps.pop_front(), self.then) {
            (Some(Step::Gives(mut piece)), _) => {
                let rest = piece.split_off(buf.remaining().min(piece.len()));
                buf.put_slice(&piece);
                self.given.set(self.given.get() + piece.len());
                if !rest.is_empty() {
                    self.steps.push_front(Step::Gives(rest));
                }
                Poll::Ready(Ok(()))
            }
            (Some(Step::Waits), _) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            (Some(Step::Fails(kind)), _) => Poll::Ready(Err(kind.into())),
            (None, Then::Ends) => {
                self.reads_at_end += 1;
                assert!(
                    self.reads_at_end < 1_000,
                    "the reader has ended, and was read 1,000 times after that\n\n\
                     A read of 0 bytes is the end of the connection: no byte comes after it."
                );
                Poll::Ready(Ok(()))
            }
            (None, Then::IsSilent) => Poll::Pending,
        }
    }
}

/// A wait, then a piece, and so on.
fn in_pieces(bytes: &[u8], piece: usize) -> VecDeque<Step> {
    let pieces = bytes.chunks(piece);
    pieces
        .flat_map(|piece| [Step::Waits, Step::Gives(piece.to_vec())])
        .collect()
}

fn bytes(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for frame in frames {
        bytes.extend(u32::try_from(frame.len()).unwrap().to_be_bytes());
        bytes.extend(frame);
    }
    bytes
}

/// So many bytes that no shift of them is equal to.
fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at % 251 + length % 7) as u8)
        .collect()
}

/// How the frames ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    None,
    Error(ErrorKind),
    Waits,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => write!(f, "returned `None`"),
            Self::Error(kind) => write!(f, "returned an error of the kind `{kind:?}`"),
            Self::Waits => write!(f, "still waits"),
        }
    }
}

/// Reads until `None`, an error, or a wait that nothing ends. At each Pending, of which it is told the number
/// counted from 1, `drops` says whether the future of `next` is dropped.
fn read_all(
    frames: &mut Frames<Connection>,
    mut drops: impl FnMut(usize) -> bool,
) -> (Vec<Vec<u8>>, End) {
    let (mut got, mut pendings) = (Vec::new(), 0);
    'calls: loop {
        let mut next = ByHand::new(frames.next());
        let result = loop {
            let wakes = next.wakes();
            if let Poll::Ready(result) = next.poll() {
                break result;
            }
            pendings += 1;
            if drops(pendings) {
                continue 'calls;
            }
            if next.wakes() == wakes {
                return (got, End::Waits);
            }
        };
        match result {
            Ok(Some(frame)) => got.push(frame),
            Ok(None) => return (got, End::None),
            Err(error) => return (got, End::Error(error.kind())),
        }
    }
}

fn shown(frames: &[Vec<u8>]) -> String {
    let frames = frames.iter().map(|frame| match frame.len() {
        0..=10 => format!("{:?}", String::from_utf8_lossy(frame)),
        length => format!("{length} bytes"),
    });
    format!("[{}]", frames.collect::<Vec<_>>().join(", "))
}

fn so_many(bytes: usize) -> String {
    format!("{bytes} byte{}", if bytes == 1 { "" } else { "s" })
}
