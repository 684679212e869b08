//! rayon beside tokio.
