//! The book: building it and serving it.
//!
//! [`build`] turns chapters into pages, by mdBook's own parts, and [`faults`] says what prevents
//! it. [`shelf`] holds the built book that readers see while [`watch`] builds the next one;
//! [`routes`] answers the browser, as far as [`guard`] lets it ask, and [`runs`] runs the reader's checks for it.

pub mod build;
mod faults;
pub mod guard;
mod includes;
mod log;
pub mod routes;
pub mod runs;
pub mod shelf;
pub mod watch;
