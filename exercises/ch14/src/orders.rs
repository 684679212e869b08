//! # A test in every order
