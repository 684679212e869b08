//! Proving the checks.
