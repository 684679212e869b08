//! Checks of nth_poll.
