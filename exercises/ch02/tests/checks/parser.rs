//! Checks of parser.
