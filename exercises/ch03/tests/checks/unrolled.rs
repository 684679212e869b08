//! Checks of unrolled.
