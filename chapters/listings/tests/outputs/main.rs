//! Every program that the book shows is run, and what it prints is compared with what the book
//! says it prints.
//!
//! - `examples/NAME.rs` is run by its name; its standard output is kept in `examples/NAME.out`.
//! - One that calls `keep_beside_listing` is run once more for its recording, which is kept in
//!   `examples/NAME.jsonl`: the book's pictures are drawn from it.
//! - `python/NAME.py` is run with Python 3.11 or later; both its output streams are kept, in
//!   `python/NAME.out`.
//! - `rejected/NAME.rs` is given to the compiler, which has something to say about it, kept in
//!   `rejected/NAME.rustc`. If it is a program that compiles, it is run too, for its `.out`.
//! - Every one of these is on a page, and every page includes only what exists.
//!
//! A listing that measures is run for the form of its output alone: words and layout are compared,
//! digits are not. Its figures, and the machine that they are of, come from `cargo run -- measure`, which
//! also asserts what the page says about them.
//!
//! `UPDATE_OUT=1 cargo test -p listings` rewrites every other kept output that differs.

mod compare;
mod listing;
mod pages;
mod python;
mod rejected;
mod run;

use std::fs;
use std::time::Duration;

use compare::Faults;
use listing::{Kind, Listing, listings};
use run::{Streams, in_parallel, run};

/// The longest that a listing may run. It only ends what hangs: on a busy machine, a listing that takes
/// a second alone may need minutes.
const BOUND: Duration = Duration::from_secs(600);

/// A command that runs a listing from the root, as its kind wants.
fn as_kept(listing: &Listing, program: impl AsRef<std::ffi::OsStr>) -> std::process::Command {
    let mut command = listing::at_root(program);
    if listing.measures() {
        command.env(::listings::RUN, ::listings::FORM);
    }
    command
}

/// A fault, unless what it printed is what is kept: of a listing that measures, only the form.
fn with_kept(listing: &Listing, printed: &str) -> Option<String> {
    if listing.measures() {
        compare::form_with_kept(&listing.out(), printed, &listing.command())
    } else {
        compare::with_kept(&listing.out(), printed)
    }
}

#[test]
fn every_example_prints_its_output() {
    let examples = listings(Kind::Example);
    let mut faults = Faults::default();
    faults.extend(listing::without_source(Kind::Example));
    faults.extend(in_parallel(&examples, |example| {
        if let Some(system) = example.needs_another_system() {
            println!("{}: not run, it needs {system}", example.name);
            return None;
        }
        let program = match example.built() {
            Ok(program) => program,
            Err(fault) => return Some(fault),
        };
        match run(&mut as_kept(example, &program), Streams::OutOnly, BOUND) {
            Ok(printed) => with_kept(example, &printed),
            Err(why) => Some(format!("{}: {why}", example.name)),
        }
    }));
    faults.none_or_panic();
}

#[test]
fn every_recording_is_what_ran() {
    let (recording, silent): (Vec<_>, Vec<_>) = listings(Kind::Example)
        .into_iter()
        .partition(Listing::records);
    let mut faults = Faults::default();
    faults.extend(silent.iter().map(|example| {
        let kept = example.recording();
        kept.exists().then(|| {
            let (kept, name) = (listing::from_root(&kept), &example.name);
            format!("{kept}: {name} does not call keep_beside_listing, so nothing can be compared")
        })
    }));
    faults.extend(in_parallel(&recording, |example| {
        let program = match example.built() {
            Ok(program) => program,
            Err(fault) => return Some(fault),
        };
        let folder = tempfile::tempdir().expect("there is room for a recording");
        let file = folder.path().join("recording.jsonl");
        let mut command = listing::at_root(&program);
        command.env("KIT_RECORDING_FILE", &file);
        let ran = run(&mut command, Streams::OutOnly, BOUND).and_then(|_| {
            fs::read_to_string(&file).map_err(|error| format!("no recording: {error}"))
        });
        match ran {
            Ok(recording) => compare::with_kept(&example.recording(), &recording),
            Err(why) => Some(format!("{}: {why}", example.name)),
        }
    }));
    faults.none_or_panic();
}

#[test]
fn every_python_program_prints_its_output() {
    let programs = listings(Kind::Python);
    let mut faults = Faults::default();
    faults.extend(listing::without_source(Kind::Python));
    match ::listings::python::interpreter() {
        Ok(interpreter) => faults.extend(in_parallel(&programs, |program| {
            let mut command = as_kept(program, interpreter.program);
            command.arg(program.source_from_root());
            if !program.measures() {
                command.env("PYTHONPATH", python::paused_clock());
            }
            command
                .env("PYTHONUNBUFFERED", "1")
                .env("PYTHONDONTWRITEBYTECODE", "1");
            match run(&mut command, Streams::Both, BOUND) {
                Ok(printed) => with_kept(program, &python::from_root(&printed)),
                Err(why) => Some(format!("{}: {why}", program.name)),
            }
        })),
        Err(why) if python::may_be_absent() => println!("no Python program was run: {why}"),
        Err(why) => faults.extend([Some(why)]),
    }
    faults.none_or_panic();
}

#[test]
fn every_rejected_listing_gets_its_message() {
    let programs = listings(Kind::Rejected);
    let mut faults = Faults::default();
    faults.extend(listing::without_source(Kind::Rejected));
    // One after another: they would only wait for cargo's lock.
    faults.extend(programs.iter().map(rejected::fault));
    faults.none_or_panic();
}

#[test]
fn every_listing_is_on_a_page_and_every_include_exists() {
    let mut faults = Faults::default();
    faults.extend(pages::faults().into_iter().map(Some));
    faults.none_or_panic();
}
