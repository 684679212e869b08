//! Resume, or start over.
