//! What is kept of a process's output: a bounded part, and the one line that carries its receipt.

use std::collections::VecDeque;

/// The longest receipt taken in, in bytes.
const LONGEST_LINE: usize = 1024 * 1024;

/// Takes in output without bound and keeps a bounded part of it.
pub struct Sink {
    keep: Keep,
    bytes: VecDeque<u8>,
    dropped: u64,
    receipt: Option<Search>,
    opening: Option<Opening>,
}

/// The line that comes before the program's own output: the launcher writes it once all is ready.
struct Opening {
    line: Vec<u8>,
    /// What came instead, until it is as long.
    seen: Vec<u8>,
    came: Option<bool>,
}

enum Keep {
    Head(usize),
    Tail(usize),
}

/// Looks for the first line that begins with `prefix`.
struct Search {
    prefix: Vec<u8>,
    line: Vec<u8>,
    found: Option<Vec<u8>>,
    again: bool,
}

/// What a sink kept.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub bytes: Vec<u8>,
    /// How many bytes were not kept.
    pub dropped: u64,
    /// The line that began with the prefix asked for, without it.
    pub receipt: Option<Vec<u8>>,
    /// Whether another line began with it. A check gives one receipt, so one of the two is forged.
    pub second_receipt: bool,
    /// Whether the output began with the line asked for by [`Sink::opened_by`].
    pub opened: bool,
}

impl Sink {
    /// Keeps the first `bytes`.
    pub fn head(bytes: usize) -> Self {
        Self::new(Keep::Head(bytes))
    }

    /// Keeps the last `bytes`.
    pub fn tail(bytes: usize) -> Self {
        Self::new(Keep::Tail(bytes))
    }

    fn new(keep: Keep) -> Self {
        Self {
            keep,
            bytes: VecDeque::new(),
            dropped: 0,
            receipt: None,
            opening: None,
        }
    }

    /// Expects `line` before anything else, and leaves it out of what is kept.
    pub fn opened_by(mut self, line: String) -> Self {
        self.opening = Some(Opening {
            line: line.into_bytes(),
            seen: Vec::new(),
            came: None,
        });
        self
    }

    /// Also looks for the first whole line that begins with `prefix`.
    pub fn with_receipt(mut self, prefix: String) -> Self {
        self.receipt = Some(Search {
            prefix: prefix.into_bytes(),
            line: Vec::new(),
            found: None,
            again: false,
        });
        self
    }

    pub fn take_in(&mut self, chunk: &[u8]) {
        let Some(opening) = self.opening.as_mut().filter(|o| o.came.is_none()) else {
            return self.keep(chunk);
        };
        let missing = opening.line.len() - opening.seen.len();
        let (begin, rest) = chunk.split_at(missing.min(chunk.len()));
        opening.seen.extend(begin);
        if !opening.line.starts_with(&opening.seen) {
            opening.came = Some(false);
            let seen = std::mem::take(&mut opening.seen);
            self.keep(&seen);
        } else if opening.seen.len() == opening.line.len() {
            opening.came = Some(true);
        }
        if !rest.is_empty() {
            self.keep(rest);
        }
    }

    fn keep(&mut self, chunk: &[u8]) {
        if let Some(search) = &mut self.receipt {
            search.take_in(chunk);
        }
        let kept = match self.keep {
            Keep::Head(most) => {
                let room = most.saturating_sub(self.bytes.len()).min(chunk.len());
                self.bytes.extend(&chunk[..room]);
                room
            }
            Keep::Tail(most) => {
                let last = &chunk[chunk.len().saturating_sub(most)..];
                let over = (self.bytes.len() + last.len()).saturating_sub(most);
                self.bytes.drain(..over);
                self.dropped += over as u64;
                self.bytes.extend(last);
                last.len()
            }
        };
        self.dropped += (chunk.len() - kept) as u64;
    }

    /// Whether a receipt is looked for and has not come.
    pub fn waits_for_a_receipt(&self) -> bool {
        let search = self.receipt.as_ref();
        search.is_some_and(|search| search.found.is_none())
    }

    pub fn kept(&self) -> Kept {
        Kept {
            bytes: self.bytes.iter().copied().collect(),
            dropped: self.dropped,
            receipt: self
                .receipt
                .as_ref()
                .and_then(|search| search.found.clone()),
            opened: self
                .opening
                .as_ref()
                .is_some_and(|opening| opening.came == Some(true)),
            second_receipt: self.receipt.as_ref().is_some_and(|search| search.again),
        }
    }
}

impl Search {
    fn take_in(&mut self, chunk: &[u8]) {
        if self.again {
            return;
        }
        for part in chunk.split_inclusive(|byte| *byte == b'\n') {
            // A line that cannot be the one is not worth its memory: its beginning decides.
            let room = if self.line.len() < self.prefix.len() || self.line.starts_with(&self.prefix)
            {
                LONGEST_LINE
            } else {
                self.prefix.len()
            };
            let room = room.saturating_sub(self.line.len());
            let (body, whole) = match part.split_last() {
                Some((b'\n', body)) => (body, true),
                _ => (part, false),
            };
            self.line.extend(&body[..room.min(body.len())]);
            if whole {
                let line = std::mem::take(&mut self.line);
                if let Some(rest) = line.strip_prefix(self.prefix.as_slice()) {
                    self.again = self.found.is_some();
                    self.found.get_or_insert_with(|| rest.to_vec());
                    if self.again {
                        return;
                    }
                }
            }
        }
    }
}

impl Kept {
    /// The bytes as text, with a first line that says so where some were not kept.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        if self.dropped == 0 {
            text.into_owned()
        } else {
            format!("[{} bytes not kept]\n{text}", self.dropped)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_found_in_the_middle_of_a_flood_and_across_chunks() {
        let mut sink = Sink::tail(8).with_receipt("abc ".into());
        let chunks = ["zzz abc no\nab", "c ye", "s\nabc late\n", "flood flood"];
        for chunk in chunks {
            sink.take_in(chunk.as_bytes());
        }
        let kept = sink.kept();
        assert_eq!(kept.receipt.as_deref(), Some(&b"yes"[..]));
        assert!(kept.second_receipt);
        assert_eq!(kept.bytes, b"od flood");
        assert_eq!(kept.dropped, chunks.concat().len() as u64 - 8);
    }

    #[test]
    fn a_line_without_end_is_no_receipt_and_takes_no_memory() {
        let mut sink = Sink::head(4).with_receipt("abc ".into());
        for _ in 0..100 {
            sink.take_in(&[b'x'; 100_000]);
        }
        let search = sink.receipt.as_ref().unwrap();
        assert!(search.line.capacity() < 2 * LONGEST_LINE);
        assert_eq!(sink.kept().receipt, None);
        assert_eq!(sink.kept().bytes, b"xxxx");
    }

    #[test]
    fn the_opening_line_is_asked_for_and_left_out() {
        let fed = |chunks: &[&str]| {
            let mut sink = Sink::head(64).opened_by("token\n".into());
            chunks
                .iter()
                .for_each(|chunk| sink.take_in(chunk.as_bytes()));
            let kept = sink.kept();
            (kept.opened, kept.text())
        };
        assert_eq!(
            fed(&["tok", "en\nrest", " of it"]),
            (true, "rest of it".into())
        );
        assert_eq!(fed(&["token\n"]), (true, String::new()));
        assert_eq!(
            fed(&["to", "day\n", "token\n"]),
            (false, "today\ntoken\n".into())
        );
        assert_eq!(fed(&["tok"]), (false, String::new()));
    }
}
