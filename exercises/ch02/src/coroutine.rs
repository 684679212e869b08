//! What this chapter calls a coroutine: given to you, nothing to write here.

/// A function that can stop in the middle and be resumed there.
///
/// Python's generators have `next`, `send` and `StopIteration`; here all three are one method.
/// Rust's own trait of that name, which is not stable, looks almost the same.
pub trait Coroutine {
    /// What the caller sends in with each resume: `()` where nothing.
    type In;
    /// What comes out each time it stops on the way.
    type Yield;
    /// What comes out at its end.
    type Return;

    /// Runs on from where it stopped last; the first time, from its start. What is sent in with the
    /// first resume finds no `yield` that waits for it: most coroutines ignore it.
    ///
    /// # Panics
    /// Where it has returned before: there is nothing to run on from.
    fn resume(&mut self, input: Self::In) -> State<Self::Yield, Self::Return>;
}

/// Why a resume came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<Y, R> {
    /// It stopped on the way, and can be resumed.
    Yielded(Y),
    /// It came to its end.
    Returned(R),
}
