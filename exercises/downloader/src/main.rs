//! The downloader of chapter 15, as a program.

fn main() {}
