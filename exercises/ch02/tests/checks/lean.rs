//! Checks of lean.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ch02::coroutine::{Coroutine, State};
use ch02::lean::Checksums;
use kit::{caught, check, varied};

/// The size in the header: an answer could have changed its own `BLOCK`.
const BYTES: usize = 1_024;

/// Creating a coroutine runs nothing of it. It starts with the first resume, so a coroutine that is not
/// resumed computes nothing.
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
        "block_byte was not called by Checksums::new, and not by the first resume of 3 blocks either: no \
         block was read"
    );
}

/// The total contains all blocks so far, so no block is read again. The next block is read by the next
/// resume.
#[check]
fn each_resume_asks_for_the_bytes_of_one_block_once() {
    static ASKED: Asked = Asked::new();
    fn byte(block: u32, position: usize) -> u8 {
        ASKED.note(block, position);
        small(block, position)
    }
    let mut sums = Checksums::new(4, byte);
    // Another check tests what Checksums::new does.
    let by_new = ASKED.take().len();
    for number in 0..5 {
        let gave = sums.resume(());
        let asked = ASKED.take();

        let resume = format!("of 4 blocks, resume {}", number + 1);
        if matches!(gave, State::Returned(_)) {
            assert!(number == 4, "{}", early(4, number + 1, &gave));
            assert!(
                asked.is_empty(),
                "{resume} asked for {} bytes and gave {gave:?}: the resume that returns comes after the last \
                 sum, so it has nothing to compute",
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
                "it asked for block {block} {} block {number}: {}\n({resume} should ask for block {number} \
                 only, and {} of its {} calls of block_byte were for other blocks){}",
                match of_others.clone().count() == asked.len() {
                    true => "instead of",
                    false => "as well as for",
                },
                match *block {
                    block if block < number => "the sum of that block is in the total already",
                    4.. => "there is no such block, because the first one is block 0",
                    _ if number == 0 =>
                        "the first one is block 0, and later resumes read the others",
                    _ => "a later resume reads that block",
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
                "{resume} should ask once for each of the {BYTES} bytes of block {number}, and it asked {} \
                 times for the byte at position {position}",
                times[position]
            );
        }
    }
}

/// Each sum is computed from the one before, so the total is used again after the `yield`. The sum of a
/// block can be large, although each byte is small.
#[check]
fn it_yields_a_sum_a_block_each_made_from_the_one_before() {
    // A function pointer captures nothing.
    static MASK: AtomicU8 = AtomicU8::new(0);
    fn masked(block: u32, position: usize) -> u8 {
        waves(block, position) ^ MASK.load(Ordering::Relaxed)
    }
    MASK.store(varied(0, 1..=255) as u8, Ordering::Relaxed);
    let mut right = None;
    for (name, byte) in [
        ("all bytes 1", (|_, _| 1) as fn(u32, usize) -> u8),
        ("bytes that differ", masked),
        ("all bytes 255", |_, _| 255),
    ] {
        let mut sums = Checksums::new(40, byte);
        let mut total = 0;
        for block in 0..40 {
            let before = total;
            let of_block: u32 = (0..BYTES).map(|i| u32::from(byte(block, i))).sum();
            total = (before * 31 + of_block) % 1_000_003;
            let resumed = match block {
                // A panic in the first resume is shown as it is: the unchanged stub's, for one.
                0 if right.is_none() => Ok(sums.resume(())),
                _ => caught(|| sums.resume(())),
            };
            let gave = resumed.unwrap_or_else(|panic| {
                panic!(
                    "{}wrong for {name}: resume {} of 40 blocks panicked with {:?}\nthe sum of that \
                     block's bytes is {of_block}, and `total * 31` is {}: can each of your types hold \
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
                    "it yielded the sum of this block only: the total before it was not stored"
                }
                State::Yielded(sum) if sum == before => "it yielded the sum before this one again",
                State::Yielded(sum)
                    if block == 0 && sum == next % 1_000_003 && next != of_block =>
                {
                    "it yielded the sum of block 1 first, and the first block is block 0"
                }
                State::Yielded(sum)
                    if of_block > 255 && sum == (before * 31 + of_block % 256) % 1_000_003 =>
                {
                    "the sum of the bytes was stored in 8 bits, which hold no number above 255"
                }
                State::Yielded(sum) if sum > 1_000_002 => {
                    "it yielded a sum above 1000002: take the remainder for each block"
                }
                State::Yielded(_) => {
                    "it yielded a wrong sum: wanted is (total * 31 + sum of the bytes) % 1000003"
                }
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

/// The number of blocks is a `u32`, so each type that stores it or the number of a block must hold all
/// values of a `u32`.
#[check]
fn it_takes_as_many_blocks_as_there_are() {
    let mut sums = Checksums::new(300, small);
    for number in 1..=300 {
        let gave = match number {
            // A panic in the first resume is shown as it is: the unchanged stub's, for one.
            1 => Ok(sums.resume(())),
            _ => caught(|| sums.resume(())),
        };
        match gave {
            Ok(State::Yielded(_)) => {}
            Ok(gave) if number == 300 => panic!("{}", early(300, number, &gave)),
            gave => panic!(
                "right up to block {}, wrong for block {}: of 300 blocks, resume {number} {}{}",
                number - 2,
                number - 1,
                match gave {
                    Ok(gave) => format!("gave {gave:?}"),
                    Err(panic) => format!("panicked with {:?}, at {}", panic.message, panic.at),
                },
                match number {
                    256 | 257 => ". 8 bits hold no number above 255",
                    _ => "",
                }
            ),
        }
    }
    let gave = sums.resume(());
    assert!(
        matches!(gave, State::Returned(_)),
        "of 300 blocks, resume 301 gave {gave:?} instead of returning: it had yielded all 300 sums"
    );
    // In 8, 16 or 31 bits these would be 2 or fewer.
    for blocks in [258, 65_538, u32::MAX] {
        let mut sums = Checksums::new(blocks, small);
        for number in 1..=3 {
            let gave = sums.resume(());
            assert!(
                matches!(gave, State::Yielded(_)),
                "right for 300 blocks, wrong for {blocks}: resume {number} gave {gave:?} instead of yielding, and \
                 there are {blocks} sums{}. Can each of your types hold {blocks}?",
                match (number, blocks) {
                    (3, 258) => ", as if there were 2: that is what 8 bits hold of 258",
                    (3, 65_538) => ", as if there were 2: that is what 16 bits hold of 65538",
                    _ => "",
                }
            );
        }
    }
}

/// The last sum is used again after its `yield`, so it must be kept at that stop too. Without a block,
/// there is no stop.
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
                    "right for 3 blocks, wrong for 0: resume 1 yielded {sum} instead of returning 0"
                )
            }
            State::Yielded(sum) => panic!(
                "{resume} yielded {sum} instead of returning the last sum: all {blocks} sums had been yielded"
            ),
            State::Returned(sum) => assert!(
                sum == last,
                "{}: {resume} returned {sum} instead of {last}",
                match blocks {
                    0 => "right for 3 blocks, wrong for 0",
                    _ =>
                        "it does not return the sum that it yielded last, which must be kept for the return",
                }
            ),
        }
    }
}

/// A coroutine is as large as the values that it keeps at its stops: no stack is saved. A value that only
/// one resume uses can be a local variable of that call.
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
            "of 2 blocks, resume 3 gave {gave:?} instead of returning: the size is checked only if the sums \
             are complete"
        );
    }

    let size = ::core::mem::size_of::<Checksums>();
    let cause = match size {
        BYTES.. => {
            "it has room for a whole block, which one resume needs and no other uses after the `yield`"
        }
        _ => {
            "one of its fields is not used again after the `yield`, or has a larger type than its values \
             need, such as 8 bytes for a number of blocks"
        }
    };
    assert!(
        size <= 32,
        "a Checksums has {size} bytes, and 32 are enough: {cause}{}",
        kept.filter(|kept| kept.len() < 400)
            .map_or_else(String::new, |kept| format!("\nafter resume 1 it is {kept}"))
    );
}

/// If the whole state of a coroutine is in its fields, a copy is a second coroutine at the same stop. A
/// state that is stored elsewhere is shared by both.
#[check]
fn a_copy_made_at_any_stop_runs_on_by_itself() {
    // The results without a copy.
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
        "wrong without a copy already: of 4 blocks it should yield 4 sums and return, and it gave \
         {alone:?}"
    );
    for stop in 0..alone.len() {
        let mut original = Checksums::new(4, small);
        for _ in 0..stop {
            original.resume(());
        }
        let Some(mut copy) = Probe(&original).copied() else {
            panic!(
                "Checksums is not `Copy`: one of its fields owns memory elsewhere, or the derive is \
                 missing. A few numbers and a function pointer can be `Copy`"
            );
        };
        let when = match stop {
            0 => "before the first resume".to_owned(),
            stop => format!("after resume {stop}"),
        };
        // In turn, so that a change of a shared state shows.
        for (at, wanted) in alone.iter().enumerate().skip(stop) {
            for (name, sums) in [("the original", &mut original), ("the copy", &mut copy)] {
                let gave = sums.resume(());
                assert!(
                    gave == *wanted,
                    "right alone, wrong beside a copy: they share a state that each should have for itself\n\
                     a copy was made {when}, and both were resumed in turn: in resume {} {name} gave \
                     {gave:?} instead of {wanted:?}",
                    at + 1
                );
            }
        }
    }
}

/// After the return there is no stop to continue from. A sum that looks valid would hide the caller's
/// mistake, so each later resume panics, not only the first.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for blocks in [2, 0] {
        let mut sums = Checksums::new(blocks, small);
        // Twice as many resumes as it needs.
        let most = 2 * blocks + 2;
        let resumes = (1..=most).find(|_| matches!(sums.resume(()), State::Returned(_)));
        let Some(resumes) = resumes else {
            panic!("of {blocks} blocks, it had not returned after {most} resumes")
        };
        assert!(
            resumes > blocks,
            "it returned before it had yielded all sums: of {blocks} blocks, resume {resumes} returned\
             {A_RESUME_OF_ITS_OWN}"
        );
        for which in ["first", "second"] {
            match caught(|| sums.resume(())) {
                Ok(gave) => panic!(
                    "the {which} resume after the return did not panic: of {blocks} blocks, it gave \
                     {gave:?}{}, though it had returned",
                    match gave {
                        State::Returned(_) => ", so it returned again",
                        gave if gave == Checksums::new(blocks, small).resume(()) =>
                            ", as a new one does",
                        State::Yielded(_) => "",
                    }
                ),
                Err(panic) => {
                    let said = panic.message;
                    assert!(
                        said.contains("already returned"),
                        "the {which} resume after the return of {blocks} blocks panicked, but its message \
                         does not contain `already returned`: {said:?}"
                    );
                }
            }
        }
    }
}

const BY_NEW: &str =
    "Checksums::new read a block, and no block should be read before the first resume";

const FROM_0: &str = "\n\nBlocks are counted from 0, as in `range(blocks)`: the first resume is for block 0, the \
    last sum for block `blocks - 1`.";

const A_RESUME_OF_ITS_OWN: &str = "\n\nEach sum is yielded, the last one too. The return takes one more \
    resume.";

/// Resume number `resume` returned when there were sums to yield.
fn early(blocks: u32, resume: u32, gave: &State<u32, u32>) -> String {
    format!(
        "it returned before it had yielded all sums: of {blocks} blocks, resume {resume} gave {gave:?}\
         {A_RESUME_OF_ITS_OWN}"
    )
}

/// Bytes of many sizes; no two of the first 40 blocks have the same sum.
fn waves(block: u32, position: usize) -> u8 {
    let position = u32::try_from(position % BYTES).unwrap_or_default();
    ((position * (block % 13 + 3) / 5 + block % 1_000 * 17) % 251) as u8
}

/// Bytes so small that the sum of a block fits into 16 bits, for checks that do not test the size of a sum.
fn small(block: u32, position: usize) -> u8 {
    (position % 7) as u8 * (block % 5 + 1) as u8
}

/// Which bytes were asked for. A function pointer captures nothing, so each check has a static of its own.
struct Asked(Mutex<Vec<(u32, usize)>>);

impl Asked {
    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn note(&self, block: u32, position: usize) {
        self.lock().push((block, position));
    }

    /// The calls since the last `take`.
    fn take(&self) -> Vec<(u32, usize)> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(u32, usize)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Copies a value if it is `Copy`. With a bound, no check of this chapter would compile for an answer that
/// is not `Copy`. The compiler prefers a type's own method to that of a trait, so this one can tell.
struct Probe<'a, T>(&'a T);

#[allow(dead_code, reason = "one of the two is never called")]
impl<T: Copy> Probe<'_, T> {
    fn copied(&self) -> Option<T> {
        Some(*self.0)
    }
}

#[allow(dead_code, reason = "one of the two is never called")]
impl<T: Debug> Probe<'_, T> {
    /// Its `Debug` output.
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
