//! Checks of counted.
