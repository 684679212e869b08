//! `cargo run -p downloader -- URL…`: your downloader. `--help` lists its options.

use std::process::ExitCode;

fn main() -> ExitCode {
    downloader::cli::main()
}
