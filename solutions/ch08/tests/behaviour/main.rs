//! Behaviours that CPython and tokio demand of their own locks and semaphores, tried on the references.
