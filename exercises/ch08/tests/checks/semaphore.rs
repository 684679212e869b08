//! Checks of semaphore.
