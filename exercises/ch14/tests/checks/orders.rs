//! Checks of orders.
