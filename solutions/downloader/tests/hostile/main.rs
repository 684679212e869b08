//! The downloader of the reference answers against a server that breaks, stalls and lies.
//!
//! Sockets are real, so no test asserts a time.

mod breaks;
mod lies;
mod page;
mod program;
mod server;
mod stops;

use std::sync::Arc;

use server::Answer;
use sha2::{Digest, Sha256};

/// A file of so many bytes that differ from place to place.
pub fn bytes(size: usize, seed: u64) -> Arc<Vec<u8>> {
    let mut state = seed;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    Arc::new((0..size).map(next).collect())
}

/// The file, with an ETag.
pub fn whole(file: &Arc<Vec<u8>>) -> Answer {
    Answer {
        file: Arc::clone(file),
        etag: Some("\"v1\""),
        ..Answer::default()
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
