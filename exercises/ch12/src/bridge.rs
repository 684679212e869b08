//! # rayon beside tokio
