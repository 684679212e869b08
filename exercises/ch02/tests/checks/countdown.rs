//! Checks of countdown.
