//! # A test with mocked I/O
