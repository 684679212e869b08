//! Given: worker processes as the exercise `workers` sees them.

use std::error::Error;
use std::fmt;
use std::io;

use tokio::io::{AsyncRead, AsyncWrite};

/// Starts workers: `tokio::process::Command` with two pipes, or the workers of a check.
pub trait Start: Send + Sync + 'static {
    /// The pipes to and from one worker. What is written is its input, what is read is its output. Dropping
    /// it ends the worker.
    type Worker: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Starts one worker.
    ///
    /// # Errors
    /// If the system cannot start it.
    fn start(&self) -> impl Future<Output = io::Result<Self::Worker>> + Send;
}

/// Why a job has no answer.
#[derive(Debug)]
pub enum JobError {
    /// Two workers crashed on it.
    Crashed,
    /// No worker could be started for it.
    Start(io::Error),
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crashed => write!(f, "two workers crashed on this job"),
            Self::Start(_) => write!(f, "no worker could be started"),
        }
    }
}

impl Error for JobError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Crashed => None,
            Self::Start(error) => Some(error),
        }
    }
}
