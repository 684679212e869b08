//! # A wake-up that is lost
