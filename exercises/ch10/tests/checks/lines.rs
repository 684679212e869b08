//! Checks of lines.
