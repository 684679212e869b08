//! Checks of delay.
