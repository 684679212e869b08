//! One body, to the last byte.
