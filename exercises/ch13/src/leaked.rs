//! # Tasks that never end
