//! Checks of download.
