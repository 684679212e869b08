//! The downloader of chapter 15, put together from the reference answers.

// The parts are named as the reader's are.
extern crate ch15_solution as ch15;

#[path = "../../../exercises/downloader/src/cli.rs"]
pub mod cli;
#[path = "../../../exercises/downloader/src/client.rs"]
pub mod client;
#[path = "../../../exercises/downloader/src/disk.rs"]
pub mod disk;
#[path = "../../../exercises/downloader/src/download.rs"]
pub mod download;
#[path = "../../../exercises/downloader/src/jobs.rs"]
pub mod jobs;
#[path = "../../../exercises/downloader/src/lane.rs"]
pub mod lane;
#[path = "../../../exercises/downloader/src/part.rs"]
pub mod part;
#[path = "../../../exercises/downloader/src/signals.rs"]
pub mod signals;
