//! Checks of pool.
