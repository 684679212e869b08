//! # A pipeline of two stages
