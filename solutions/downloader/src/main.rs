//! The downloader of the reference answers, as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    downloader_solution::cli::main()
}
