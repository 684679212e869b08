//! Checks of resume.
