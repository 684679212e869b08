//! Checks of offload.
