//! Checks of lean.

use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ch02::coroutine::{Coroutine, State};
use ch02::lean::Checksums;
use kit::{caught, check};

/// The contract's own figure: not the answer's `BLOCK`, which could be another.
const BYTES: usize = 1_024;

/// Calling a coroutine's function runs nothing of it. It starts with the first resume: one that is never
/// resumed costs nothing.
#[check]
fn making_it_computes_nothing() {
    static ASKED: Asked = Asked::new();
    fn byte(block: u32, position: usize) -> u8 {
        ASKED.note(block, position);
        1
    }
    let mut sums = Checksums::new(3, byte);
    let by_new = ASKED.take().len();
    sums.resume(());
    let by_first = ASKED.take().len();

    assert!(by_new == 0, "{BY_NEW}: {by_new} calls of block_byte");
    assert!(
        by_first > 0,
        "block_byte was not called by Checksums::new, and not by the first resume of 3 blocks either: \
         nothing is computed anywhere"
    );
}

/// What is left of a block is its part of the total, so no block is read again; and the next one has
/// not been asked for yet.
#[check]
fn each_resume_asks_for_the_bytes_of_one_block_once() {
    static ASKED: Asked = Asked::new();
    fn byte(block: u32, position: usize) -> u8 {
        ASKED.note(block, position);
        small(block, position)
    }
    let mut sums = Checksums::new(4, byte);
    // What Checksums::new does is judged elsewhere.
    let by_new = ASKED.take().len();
    for number in 0..5 {
        let gave = sums.resume(());
        let asked = ASKED.take();

        let resume = format!("resume {} of 4 blocks", number + 1);
        if matches!(gave, State::Returned(_)) {
            assert!(number == 4, "{}", early(4, number + 1, &gave));
            assert!(
                asked.is_empty(),
                "{resume} asked for {} bytes and returned {gave:?}: the resume that returns comes \
                 after the last sum, and has nothing left to compute",
                asked.len()
            );
            break;
        }
        assert!(
            !asked.is_empty() || by_new == 0,
            "{BY_NEW}: {by_new} calls of block_byte"
        );
        let of_others = asked.iter().filter(|(block, _)| *block != number);
        if let Some((block, _)) = of_others.clone().next() {
            panic!(
                "it asked for block {block} {} block {number}: {}\n{resume} should ask for block {number} \
                 alone, and {} of its {} calls of block_byte were for other blocks{}",
                match of_others.clone().count() == asked.len() {
                    true => "instead of",
                    false => "as well as for",
                },
                match *block {
                    block if block < number =>
                        "that one was summed up before, and its sum is in the total",
                    4.. => "there is no such block; the first one is block 0",
                    _ if number == 0 =>
                        "the first one is block 0, and others have their turn later",
                    _ => "its turn comes with a later resume",
                },
                of_others.clone().count(),
                asked.len(),
                match number {
                    0 if of_others.count() == asked.len() => FROM_0,
                    _ => "",
                }
            );
        }
        let mut times = vec![0; BYTES];
        for (_, position) in asked {
            assert!(
                position < BYTES,
                "{resume} asked for position {position}: a block has {BYTES} bytes, and the last one \
                 is at {}",
                BYTES - 1
            );
            times[position] += 1;
        }
        if let Some(position) = times.iter().position(|times| *times != 1) {
            panic!(
                "{resume} should ask for each of the {BYTES} bytes of block {number} once; it asked \
                 {} times for the one at position {position}",
                times[position]
            );
        }
    }
}

/// Each sum is made from the one before it, so the total is used again after the `yield`. That a
/// block's bytes are small does not make their sum small.
#[check]
fn it_yields_a_sum_a_block_each_made_from_the_one_before() {
    let mut right = None;
    for (name, byte) in [
        ("all bytes 1", (|_, _| 1) as fn(u32, usize) -> u8),
        ("bytes that differ", waves),
        ("all bytes 255", |_, _| 255),
    ] {
        let mut sums = Checksums::new(40, byte);
        let mut total = 0;
        for block in 0..40 {
            let before = total;
            let of_block: u32 = (0..BYTES).map(|i| u32::from(byte(block, i))).sum();
            total = (before * 31 + of_block) % 1_000_003;
            let resumed = match block {
                // A first resume that panics has its own word, as a stub has.
                0 if right.is_none() => Ok(sums.resume(())),
                _ => caught(|| sums.resume(())),
            };
            let gave = resumed.unwrap_or_else(|panic| {
                panic!(
                    "{}wrong for {name}: resume {} of 40 blocks panicked with {:?}\nthe sum of that \
                     block's bytes is {of_block}, and `total * 31` is {}: does each type on the way hold \
                     that?",
                    right.map_or_else(String::new, |right| format!("right for {right}, ")),
                    block + 1,
                    panic.message,
                    before * 31
                )
            });
            let next: u32 = (0..BYTES).map(|i| u32::from(byte(block + 1, i))).sum();

            let cause = match gave {
                State::Returned(_) => panic!("{}", early(40, block + 1, &gave)),
                State::Yielded(sum) if sum == total => continue,
                State::Yielded(sum) if sum == of_block % 1_000_003 => {
                    "it yielded the sum of the block alone: the total before it was not kept"
                }
                State::Yielded(sum) if sum == before => {
                    "it yielded the sum that came before this one"
                }
                State::Yielded(sum)
                    if block == 0 && sum == next % 1_000_003 && next != of_block =>
                {
                    "it yielded the sum of block 1 first, and the first one is block 0"
                }
                State::Yielded(sum)
                    if of_block > 255 && sum == (before * 31 + of_block % 256) % 1_000_003 =>
                {
                    "the sum of the bytes was kept in a single byte, and what did not fit was lost"
                }
                State::Yielded(sum) if sum > 1_000_002 => {
                    "a sum is at most 1000002: the remainder is taken for each block"
                }
                State::Yielded(_) => "wanted is (total * 31 + sum of the bytes) % 1000003",
            };
            panic!(
                "{cause}\n40 blocks, {name}: resume {} gave {gave:?} instead of Yielded({total}){}",
                block + 1,
                match cause.contains("block 1") {
                    true => FROM_0,
                    false => "",
                }
            );
        }
        right = Some(name);
    }
}

/// How many blocks there are is a `u32`, and so is the number of a block: the first blocks of very many
/// are like the first blocks of few.
#[check]
fn it_takes_as_many_blocks_as_there_are() {
    let mut sums = Checksums::new(300, small);
    for number in 1..=300 {
        let gave = match number {
            // A first resume that panics has its own word, as a stub has.
            1 => Ok(sums.resume(())),
            _ => caught(|| sums.resume(())),
        };
        match gave {
            Ok(State::Yielded(_)) => {}
            Ok(gave) if number == 300 => panic!("{}", early(300, number, &gave)),
            gave => panic!(
                "right up to block {}, wrong at block {}: of 300 blocks, resume {number} {}{}",
                number - 2,
                number - 1,
                match gave {
                    Ok(gave) => format!("gave {gave:?}"),
                    Err(panic) => format!("panicked with {:?}, at {}", panic.message, panic.at),
                },
                match number {
                    256 | 257 => ". A number of 8 bits ends at 255",
                    _ => "",
                }
            ),
        }
    }
    let gave = sums.resume(());
    assert!(
        matches!(gave, State::Returned(_)),
        "300 blocks: resume 301 gave {gave:?}; 300 sums had been yielded, and it should return"
    );
    // In 8, 16 or 31 bits these would be 2 or fewer.
    for blocks in [258, 65_538, u32::MAX] {
        let mut sums = Checksums::new(blocks, small);
        for number in 1..=3 {
            let gave = sums.resume(());
            assert!(
                matches!(gave, State::Yielded(_)),
                "right for 300 blocks, wrong for {blocks}: resume {number} gave {gave:?}, and there are \
                 {blocks} sums to yield{}. Does your type hold {blocks}?",
                match (number, blocks) {
                    (3, 258) => ", as if there were 2: that is what 8 bits hold of 258",
                    (3, 65_538) => ", as if there were 2: that is what 16 bits hold of 65538",
                    _ => "",
                }
            );
        }
    }
}

/// The last sum is asked for again, after its `yield`: it has to be kept over that stop too. If there
/// is no block, there is no stop either.
#[check]
fn the_resume_after_the_last_sum_returns_it() {
    for blocks in [3, 0, 1] {
        let mut sums = Checksums::new(blocks, small);
        let mut last = 0;
        for block in 0..blocks {
            match sums.resume(()) {
                State::Yielded(sum) => last = sum,
                gave => panic!("{}", early(blocks, block + 1, &gave)),
            }
        }
        let resume = format!("{blocks} blocks: resume {}", blocks + 1);
        match sums.resume(()) {
            State::Yielded(sum) if blocks == 0 => {
                panic!(
                    "right for 3 blocks, wrong for 0: resume 1 yielded {sum}, and without a block it \
                     returns 0 at once"
                )
            }
            State::Yielded(sum) => panic!(
                "{resume} yielded {sum}: all {blocks} sums had been yielded, and it should return \
                 the last one"
            ),
            State::Returned(sum) => assert!(
                sum == last,
                "{}: {resume} returned {sum} instead of {last}",
                match blocks {
                    0 => "right for 3 blocks, wrong for 0",
                    _ =>
                        "it does not return the sum that it yielded last, which must be kept until then",
                }
            ),
        }
    }
}

/// A coroutine is as large as what it keeps across its stops, and no larger: no stack is saved. What
/// a resume needs for itself alone can live in that call.
#[check]
fn it_keeps_at_most_32_bytes() {
    let mut sums = Checksums::new(2, small);
    let mut kept = None;
    for resume in 1..=3 {
        let gave = sums.resume(());
        if resume == 1 {
            kept = Probe(&sums).shown();
        }
        assert!(
            resume == 3 || matches!(gave, State::Yielded(_)),
            "{}",
            early(2, resume, &gave)
        );
        assert!(
            resume < 3 || matches!(gave, State::Returned(_)),
            "of 2 blocks, resume 3 should return, and gave {gave:?}. How much room that takes is judged \
             only then"
        );
    }

    let size = ::core::mem::size_of::<Checksums>();
    let cause = match size {
        BYTES.. => {
            "a whole block has room in it, which is needed during one resume and never after the \
             `yield`"
        }
        _ => {
            "a field of it is not used again after the `yield`, or has a wider type than its values need, \
             such as 8 bytes for a number of blocks"
        }
    };
    assert!(
        size <= 32,
        "a Checksums keeps {size} bytes, and 32 are enough: {cause}{}",
        kept.filter(|kept| kept.len() < 400)
            .map_or_else(String::new, |kept| format!("\nafter resume 1 it is {kept}"))
    );
}

/// If all that a coroutine remembers is in the coroutine, a copy of it is a second one, which goes its
/// own way from the same place. What is kept elsewhere is shared by both.
#[check]
fn a_copy_made_at_any_stop_runs_on_by_itself() {
    // How it goes where nobody makes a copy.
    let mut alone = Vec::new();
    let mut sums = Checksums::new(4, small);
    for _ in 0..5 {
        alone.push(sums.resume(()));
        if matches!(alone.last(), Some(State::Returned(_))) {
            break;
        }
    }
    let returned = matches!(alone.last(), Some(State::Returned(_)));
    assert!(
        alone.len() == 5 || !returned,
        "{}",
        early(4, alone.len() as u32, alone.last().expect("it was resumed"))
    );
    assert!(
        alone.len() == 5 && returned,
        "of 4 blocks it should yield 4 sums and return; alone it gave {alone:?}, which says nothing of \
         copies"
    );
    for stop in 0..alone.len() {
        let mut original = Checksums::new(4, small);
        for _ in 0..stop {
            original.resume(());
        }
        let Some(mut copy) = Probe(&original).copied() else {
            panic!(
                "Checksums is not `Copy`: something in it owns memory elsewhere, or the derive is \
                 gone. A few numbers and a function pointer can be copied"
            );
        };
        let when = match stop {
            0 => "before the first resume".to_owned(),
            stop => format!("after resume {stop}"),
        };
        // In turns, so that each would notice what the other changes.
        for (at, wanted) in alone.iter().enumerate().skip(stop) {
            for (name, sums) in [("the original", &mut original), ("the copy", &mut copy)] {
                let gave = sums.resume(());
                assert!(
                    gave == *wanted,
                    "right alone, wrong beside a copy: they share something that each should keep in \
                     itself\na copy was made {when}, and both were resumed in turn: at resume {} {name} \
                     gave {gave:?} instead of {wanted:?}",
                    at + 1
                );
            }
        }
    }
}

/// After the return there is nothing to run on from. A panic says so; a sum that looks valid would hide
/// it. It stays over: one panic does not make a new start.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for blocks in [2, 0] {
        let mut sums = Checksums::new(blocks, small);
        // Twice as many as are needed.
        let most = 2 * blocks + 2;
        let resumes = (1..=most).find(|_| matches!(sums.resume(()), State::Returned(_)));
        let Some(resumes) = resumes else {
            panic!("{blocks} blocks: it has not returned within {most} resumes")
        };
        assert!(
            resumes > blocks,
            "it returned before all sums had come: of {blocks} blocks, resume {resumes} returned\
             {A_RESUME_OF_ITS_OWN}"
        );
        for which in ["first", "second"] {
            match caught(|| sums.resume(())) {
                Ok(gave) => panic!(
                    "the {which} resume after the return did not panic: of {blocks} blocks, it gave \
                     {gave:?}{}, though these checksums are over",
                    match gave {
                        State::Returned(_) => ", as if the return came once more",
                        gave if gave == Checksums::new(blocks, small).resume(()) =>
                            ", like new ones",
                        State::Yielded(_) => "",
                    }
                ),
                Err(panic) => {
                    let said = panic.message;
                    assert!(
                        said.contains("already returned"),
                        "{blocks} blocks: the {which} resume after the return panicked, but its \
                         message does not contain `already returned`: {said:?}"
                    );
                }
            }
        }
    }
}

const BY_NEW: &str = "Checksums::new has computed a block, before the first resume";

const FROM_0: &str = "\n\nBlocks are counted from 0, as in `range(blocks)`: the first resume is for block 0, the \
    last sum for block `blocks - 1`.";

const A_RESUME_OF_ITS_OWN: &str = "\n\nEvery sum is yielded, the last one too. The return needs a resume \
    of its own.";

/// Resume number `resume` returned when there were sums to yield.
fn early(blocks: u32, resume: u32, gave: &State<u32, u32>) -> String {
    format!(
        "it returned before all sums had come: of {blocks} blocks, resume {resume} gave {gave:?}\
         {A_RESUME_OF_ITS_OWN}"
    )
}

/// Bytes of many sizes; no two of the first 40 blocks have the same sum.
fn waves(block: u32, position: usize) -> u8 {
    let position = u32::try_from(position % BYTES).unwrap_or_default();
    ((position * (block % 13 + 3) / 5 + block % 1_000 * 17) % 251) as u8
}

/// Bytes so small that the sum of a block fits into 16 bits: where the size of a sum is not judged.
fn small(block: u32, position: usize) -> u8 {
    (position % 7) as u8 * (block % 5 + 1) as u8
}

/// Which bytes were asked for: a function pointer carries nothing, so each check has one of its own.
struct Asked(Mutex<Vec<(u32, usize)>>);

impl Asked {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn note(&self, block: u32, position: usize) {
        self.lock().push((block, position));
    }

    /// What was asked since this was called last.
    fn take(&self) -> Vec<(u32, usize)> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(u32, usize)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies what is `Copy`. A bound would end the compiling of every check of this chapter where it
/// does not hold; the compiler prefers the method of a type to that of a trait, so this one can say.
struct Probe<'a, T>(&'a T);

#[allow(dead_code, reason = "one of the two is never called")]
impl<T: Copy> Probe<'_, T> {
    fn copied(&self) -> Option<T> {
        Some(*self.0)
    }
}

#[allow(dead_code, reason = "one of the two is never called")]
impl<T: Debug> Probe<'_, T> {
    /// What `Debug` writes of it.
    fn shown(&self) -> Option<String> {
        Some(format!("{:?}", self.0))
    }
}

#[allow(dead_code, reason = "one of the two is never called")]
trait NotShown {
    fn shown(&self) -> Option<String>;
}

impl<T> NotShown for Probe<'_, T> {
    fn shown(&self) -> Option<String> {
        None
    }
}

#[allow(dead_code, reason = "one of the two is never called")]
trait NotCopied<T> {
    fn copied(&self) -> Option<T>;
}

impl<T> NotCopied<T> for Probe<'_, T> {
    fn copied(&self) -> Option<T> {
        None
    }
}
