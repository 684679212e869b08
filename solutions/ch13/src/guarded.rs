//! The handler that blocks itself.
