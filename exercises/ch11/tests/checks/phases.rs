//! Checks of phases.
