//! A time-out that never fires.
