//! Checks of frames.
