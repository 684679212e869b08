//! Checks of transfer.
