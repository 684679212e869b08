//! Checks of try_all.
