//! One file for each verb. A verb reads its arguments and prints; the work is done elsewhere.

pub mod assign;
pub mod build;
pub mod check;
pub mod cluster;
pub mod completions;
pub mod export;
pub mod grade;
pub mod gradescope;
pub mod help;
pub mod hint;
pub mod list;
pub mod measure;
pub mod merge;
pub mod preprocess;
pub mod progress;
pub mod report;
pub mod reset;
pub mod sandbox;
pub mod serve;
pub mod solution;
mod text;
pub mod trace;
pub mod update;
pub mod verify;
pub mod watch;

use kit::counted;
