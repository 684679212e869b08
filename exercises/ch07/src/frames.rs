//! # Frames that survive a cancellation
