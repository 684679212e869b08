//! A long-poll detector.
