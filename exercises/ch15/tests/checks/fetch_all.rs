//! Checks of fetch_all.
