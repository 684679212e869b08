//! Progress and a summary.
