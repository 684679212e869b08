//! Checks of queue.
