//! The book: building it and serving it.
//!
//! [`build`] turns chapters into pages, by mdBook's own parts, and [`faults`] says what prevents
//! it. [`shelf`] holds the built book that readers see while [`watch`] builds the next one;
//! [`routes`] answers the browser.

pub mod build;
mod faults;
mod includes;
mod log;
pub mod routes;
pub mod shelf;
pub mod watch;
