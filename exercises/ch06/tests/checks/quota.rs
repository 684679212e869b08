//! Checks of quota.
