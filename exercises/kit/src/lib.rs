//! What the workbook's checks and listings observe futures with.
//!
//! A check is a function under one attribute, [`macro@check`]. It gets a runtime whose clock is
//! paused, a thread of its own, a watchdog that turns a hang into a diagnosis, and, when it fails, a
//! timeline of what the answer did:
//!
//! ```
//! use kit::{Gauge, check};
//!
//! # async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
//! #     tokio::join!(a, b)
//! # }
//! #[check]
//! async fn both_jobs_are_in_flight_at_once() {
//!     let gauge = Gauge::new();
//!     both(gauge.job("A", 100, ()), gauge.job("B", 100, ())).await;
//!     assert!(
//!         gauge.peak() == 2,
//!         "at most {} was in flight; 2 were allowed: the jobs ran one after another",
//!         gauge.peak()
//!     );
//! }
//! # fn main() {}
//! ```
//!
//! | to see | use |
//! |---|---|
//! | how many run at once, how many began, ended or were given up | [`Gauge`] |
//! | time | a [`Job`] takes virtual milliseconds; [`virtual_ms`] reads the clock |
//! | who was polled when, and who woke it | [`Recorder`], [`watch`], [`note`] |
//! | wake-ups, and whether a waker was kept at all | [`CountingWaker`], [`ByHand`] |
//! | what is dropped, and in which order | [`DropProbe`] |
//! | what a cancelled future leaves behind | [`cancel::at_every_await`] |
//! | a panic that is expected, or wants better words | [`caught`] |
//! | a number of things in words | [`counted`] |
//! | inputs that a grader varies | [`varied`], [`varied_word`] |
//!
//! Everything here is safe code on the stable toolchain.

pub mod cancel;
pub mod door;
pub mod failure;
pub mod harness;
pub mod model;
pub mod record;

mod by_hand;
mod current;
mod drop_probe;
mod gauge;
mod inputs;
mod json;
mod receipt;
mod report;
mod stuck;
mod text;
mod timeline;
mod waker;
mod watched;

pub use by_hand::ByHand;
pub use current::{Caught, caught, panic_message};
pub use drop_probe::{DropProbe, DropToken};
pub use gauge::{Gauge, Job, Pass};
pub use inputs::{varied, varied_word};
/// Turns a function into a check.
///
/// An `async fn` runs on a current-thread runtime of tokio whose clock is paused: a wait takes no
/// real time, and the clock jumps to the next timer when every task waits. A plain `fn` runs without
/// a runtime.
///
/// | written | means |
/// |---|---|
/// | `#[check]` | as above |
/// | `#[check(real_time)]` | the clock runs: for answers that may use threads of their own, or sockets |
/// | `#[check(threads = 2)]` | a multi-thread runtime with that many workers, in real time |
/// | `#[check(seconds = 10)]` | the watchdog waits that long in real time; 5 without it |
///
/// A check fails by panicking. The message is the cause, in one to three lines, of which the first is a
/// contrast with a culprit ("right with 3 friends, wrong with 0"); then, after a blank line, the idea of
/// this diagnosis, if it has one.
///
/// Its doc comment is the idea of the requirement. It is printed below the cause if an assertion in the
/// checks' own files failed and the message brings no idea of its own. A hang and a panic in the answer
/// do not print it: see [`failure`].
pub use kit_macros::check;
/// Makes the `main` of a chapter's checks, whose target has `harness = false`.
///
/// ```text
/// mod delay;
/// mod join_two;
///
/// kit::checks!();
/// ```
///
/// It finds the functions under `#[check]` in the files of the modules that its own file declares, and
/// in the modules that stand in those files; a module with checks must be `pub(crate)` there. The
/// exercises run in the order of `chapter.toml`, the checks of each in the order of its file.
pub use kit_macros::checks;
pub use record::{Recorder, block_for, note, stops_here, virtual_ms};
pub use text::counted;
pub use waker::CountingWaker;
pub use watched::{Watched, watch};

/// See `BUILT_IN` in the chapters: the kit of another copy of the workbook is not this one's.
const _: Option<&str> = option_env!("WORKBOOK_TREE");
