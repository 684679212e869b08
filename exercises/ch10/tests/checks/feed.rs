//! Checks of feed.
