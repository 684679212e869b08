//! Checks of rouse.
