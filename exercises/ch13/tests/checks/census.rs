//! Checks of census.
