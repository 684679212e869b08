//! Behaviours that CPython and tokio demand of their own locks and semaphores, tried on the references.

mod lock_cpython;
mod mutex_tokio;
