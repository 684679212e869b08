//! What this chapter calls a coroutine. It is given to you: there is nothing to write here.

/// A function that can stop in the middle and be resumed there.
///
/// Python's generators have `next`, `send` and `StopIteration`; here, one method does all three.
/// Rust has a trait with this name, which is almost the same, but it is unstable.
pub trait Coroutine {
    /// What the caller sends with each resume; `()` if it sends nothing.
    type In;
    /// What comes out at each stop before the end.
    type Yield;
    /// What comes out at the end.
    type Return;

    /// Continues at the last stop; the first resume begins at the start. No `yield` receives what
    /// is sent with the first resume, so most coroutines ignore it.
    ///
    /// # Panics
    /// If it has returned before: there is no stop to continue from.
    fn resume(&mut self, input: Self::In) -> State<Self::Yield, Self::Return>;
}

/// The result of a resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<Y, R> {
    /// It stopped before its end, and can be resumed.
    Yielded(Y),
    /// It has reached its end.
    Returned(R),
}
