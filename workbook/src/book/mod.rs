//! The book: building it and serving it.
