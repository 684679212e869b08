//! One file a verb. A verb reads its arguments and prints; what it does stands elsewhere.

pub mod build;
pub mod check;
pub mod serve;
pub mod verify;
