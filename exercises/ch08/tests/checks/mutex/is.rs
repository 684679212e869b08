//! Tells whether a type is `Send` or `Sync`, and compiles if it is not.

use std::marker::PhantomData;

/// Whether a type can be sent and shared. The constants of the type itself come before those of the traits, where
/// their bound holds; so a type that cannot be sent compiles too, and the check can say what is wrong with it. Either is dead code where
/// the other is used.
pub struct Is<T>(PhantomData<T>);

#[allow(dead_code)]
impl<T: Send> Is<T> {
    pub const SEND: bool = true;
}

#[allow(dead_code)]
impl<T: Sync> Is<T> {
    pub const SYNC: bool = true;
}

#[allow(dead_code)]
pub trait Otherwise {
    const SEND: bool = false;
    const SYNC: bool = false;
}

impl<T> Otherwise for Is<T> {}
