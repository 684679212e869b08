//! The downloader of chapter 15, put together from your answers. There is nothing to write here: `resume`,
//! `transfer`, `attempts`, `hosts`, `progress` and `fetch_all` are yours, and this adds what they are kept free
//! of: HTTP, files, signals and a terminal. As long as one of them is a `todo!`, that is what it comes to.
//!
//! `cargo run -p downloader -- http://localhost:8000/a.bin` downloads a file.

pub mod cli;
pub mod client;
pub mod disk;
pub mod download;
pub mod jobs;
pub mod lane;
pub mod part;
pub mod signals;
