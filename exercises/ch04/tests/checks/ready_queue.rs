//! Checks of ready_queue.
