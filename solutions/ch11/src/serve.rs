//! A TCP service that stops in order.
