//! Checks of save_all.
