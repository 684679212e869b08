//! Reference answers of chapter 5: spoilers.

pub mod echo;
pub mod one_turn;
pub mod reactor;
pub mod registry;
pub mod timers;
pub mod until_would_block;
