//! # A second request in time
