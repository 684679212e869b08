//! # Urgent jobs first
