//! The workbook as an assignment: what is handed out, what comes back, and what it is worth.

pub mod assign;
pub mod assignment;
pub mod export;
pub mod handed_in;
pub mod report;
pub mod results;
