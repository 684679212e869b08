//! # Lines from chunks of bytes
