//! Checks of pipeline.
