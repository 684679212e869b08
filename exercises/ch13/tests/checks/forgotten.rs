//! Checks of forgotten.
