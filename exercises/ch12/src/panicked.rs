//! What is known of work that has panicked. Given to the exercises on blocking threads and on rayon.

use std::any::Any;
use std::error::Error;
use std::fmt;

/// The work has panicked, with this message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked(pub String);

/// From what [`std::panic::catch_unwind`] and `JoinError::into_panic` return.
impl From<Box<dyn Any + Send>> for Panicked {
    fn from(payload: Box<dyn Any + Send>) -> Self {
        let message = match payload.downcast::<String>() {
            Ok(message) => *message,
            Err(payload) => match payload.downcast_ref::<&str>() {
                Some(message) => (*message).to_owned(),
                None => "a panic without a message".to_owned(),
            },
        };
        Self(message)
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the work panicked: {}", self.0)
    }
}

impl Error for Panicked {}
