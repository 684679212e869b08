//! # Long work that gives others a turn
