//! The workbook as an assignment: what is handed out, what comes back, and what it is worth.

pub mod assign;
pub mod assignment;
pub mod cluster;
pub mod collect;
pub mod export;
pub mod grade;
pub mod gradebook;
pub mod gradescope;
pub mod handed_in;
pub mod jail;
pub mod late;
pub mod release;
pub mod report;
mod repository;
pub mod results;
pub mod roster;
pub mod scan;
pub mod shard;
pub mod unpack;
