//! Checks of lean.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ch02::coroutine::{Coroutine, State};
use ch02::lean::Checksums;
use kit::{caught, check};

/// The contract's own figure: not the answer's `BLOCK`, which could be another.
const BYTES: usize = 1_024;

/// Calling a coroutine's function runs nothing of it. It starts with the first resume.
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

    assert!(
        by_new == 0,
        "block_byte was called {by_new} times by Checksums::new, before the first resume: a coroutine \
         that is never resumed should cost nothing"
    );
    assert!(
        by_first > 0,
        "block_byte was not called by Checksums::new, and not by the first resume of 3 blocks either: \
         nothing is computed anywhere"
    );
}

/// Whoever keeps the total need not look at a block again, and nobody has asked for the next one yet.
/// Both the block and the pieces that it is made of are gone when the coroutine stops.
#[check]
fn each_resume_asks_for_the_bytes_of_one_block_once() {
    static ASKED: Asked = Asked::new();
    fn byte(block: u32, position: usize) -> u8 {
        ASKED.note(block, position);
        small(block, position)
    }
    let mut sums = Checksums::new(4, byte);
    // What Checksums::new does is judged elsewhere.
    ASKED.take();
    for number in 0..5 {
        let gave = sums.resume(());
        let asked = ASKED.take();

        let resume = format!("resume {} of 4 blocks", number + 1);
        if matches!(gave, State::Returned(_)) {
            assert!(
                number == 4,
                "{resume} returned {gave:?}: 4 blocks are 4 resumes that ask for bytes, and this one \
                 was to be one of them"
            );
            assert!(
                asked.is_empty(),
                "{resume} asked for {} bytes and returned {gave:?}: the resume that returns comes \
                 after the last sum, and has nothing left to compute",
                asked.len()
            );
            break;
        }
        let of_others = asked.iter().filter(|(block, _)| *block != number);
        if let Some((block, _)) = of_others.clone().next() {
            panic!(
                "{resume} should ask for block {number} alone; {} of its {} calls of block_byte were \
                 for other blocks, such as block {block}: {}",
                of_others.count(),
                asked.len(),
                match *block {
                    block if block < number =>
                        "it was summed up before, and its sum is in the total",
                    4.. => "there is no such block; the first one is block 0",
                    _ if number == 0 =>
                        "the first one is block 0, and others have their turn later",
                    _ => "its turn comes with a later resume",
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
    for (name, byte) in [
        ("bytes that differ", waves as fn(u32, usize) -> u8),
        ("all bytes 1", |_, _| 1),
        ("all bytes 255", |_, _| 255),
    ] {
        let mut sums = Checksums::new(40, byte);
        let mut total = 0;
        for block in 0..40 {
            let before = total;
            let of_block: u32 = (0..BYTES).map(|i| u32::from(byte(block, i))).sum();
            total = (before * 31 + of_block) % 1_000_003;
            let gave = sums.resume(());

            let cause = match gave {
                State::Returned(_) => "it returned, though there are 40 sums to yield",
                State::Yielded(sum) if sum == total => continue,
                State::Yielded(sum) if sum == of_block % 1_000_003 => {
                    "that is the sum of this block alone: the total before it was not kept"
                }
                State::Yielded(sum) if sum == before => "that is the sum that came before this one",
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
                "40 blocks, {name}: resume {} gave {gave:?}, wanted Yielded({total}): {cause}",
                block + 1
            );
        }
    }
}

/// How many blocks there are is a `u32`, and so is the number of a block: the first blocks of very many
/// are like the first blocks of few.
#[check]
fn it_takes_as_many_blocks_as_there_are() {
    let mut sums = Checksums::new(300, small);
    for number in 1..=300 {
        let gave = caught(|| sums.resume(()));
        assert!(
            matches!(gave, Ok(State::Yielded(_))),
            "300 blocks: resume {number} {}, and 300 sums were to be yielded",
            match gave {
                Ok(gave) => format!("gave {gave:?}"),
                Err(panic) => format!("panicked with {:?}", panic.message),
            }
        );
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
                "{blocks} blocks: resume {number} gave {gave:?}, and there are {blocks} sums to yield. \
                 Does your type hold {blocks}?"
            );
        }
    }
}

/// The last sum is asked for again, after its `yield`: it has to survive that stop too. Where there
/// is no block, there is no stop either.
#[check]
fn the_resume_after_the_last_sum_returns_it() {
    for blocks in [3, 0, 1] {
        let mut sums = Checksums::new(blocks, small);
        let mut last = 0;
        for block in 0..blocks {
            match sums.resume(()) {
                State::Yielded(sum) => last = sum,
                State::Returned(sum) => panic!(
                    "{blocks} blocks: resume {} returned {sum}, but the sum of block {block} was \
                     still to be yielded",
                    block + 1
                ),
            }
        }
        let resume = format!("{blocks} blocks: resume {}", blocks + 1);
        match sums.resume(()) {
            State::Yielded(sum) if blocks == 0 => {
                panic!("{resume} yielded {sum}: where there is no block, it returns 0 at once")
            }
            State::Yielded(sum) => panic!(
                "{resume} yielded {sum}: all {blocks} sums had been yielded, and it should return \
                 the last one"
            ),
            State::Returned(sum) => assert!(
                sum == last,
                "{resume} returned {sum}, wanted {last}: it should return {}",
                match blocks {
                    0 => "0 where there is no block",
                    _ => "the sum that it yielded last, so that one must be kept until then",
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
    let gave = [(); 3].map(|()| sums.resume(()));
    assert!(
        matches!(
            gave,
            [State::Yielded(_), State::Yielded(_), State::Returned(_)]
        ),
        "of 2 blocks it should yield 2 sums and return; it gave {gave:?}. How much room that takes is \
         judged only then"
    );

    let size = ::core::mem::size_of::<Checksums>();
    let cause = match size {
        BYTES.. => {
            "a whole block has room in it, which is needed during one resume and never after the \
             `yield`"
        }
        _ => "something in it is not used after a `yield`, or is larger than its values",
    };
    assert!(
        size <= 32,
        "a Checksums has {size} bytes, and 32 were allowed: {cause}"
    );
}

/// Where all that a coroutine remembers is in the coroutine, a copy of it is a second one, which goes
/// its own way from the same place. What is kept elsewhere is shared, and both trip over it.
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
    assert!(
        alone.len() == 5 && matches!(alone[..], [State::Yielded(_), .., State::Returned(_)]),
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
                    "a copy was made {when}, and both were resumed in turn: at resume \
                     {} {name} gave {gave:?}, wanted {wanted:?}. They share something that each \
                     should keep in itself",
                    at + 1
                );
            }
        }
    }
}

/// There is nothing to run on from. To say so loudly is better than a sum that looks valid, and it
/// stays so: one refusal does not make a new start.
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
            "{blocks} blocks: it returned at resume {resumes}, before all {blocks} sums had come"
        );
        for which in ["first", "second"] {
            match caught(|| sums.resume(())) {
                Ok(gave) => panic!(
                    "{blocks} blocks: the {which} resume after the return gave {gave:?}; it should \
                     panic, because these checksums are over"
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
trait NotCopied<T> {
    fn copied(&self) -> Option<T>;
}

impl<T> NotCopied<T> for Probe<'_, T> {
    fn copied(&self) -> Option<T> {
        None
    }
}
