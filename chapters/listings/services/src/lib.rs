//! Programs of the book that talk to real servers: see `examples`.
