//! Every program of this package is run, and what it prints is compared with what the book shows, as the test of
//! the other listings does it: `UPDATE_OUT=1 cargo test -p services` rewrites what differs.
//!
//! Their pages, and their commands, are looked at by `cargo test -p listings`.

// Shared with that test, which uses more of them.
#[allow(dead_code)]
#[path = "../../tests/outputs/compare.rs"]
mod compare;
#[allow(dead_code)]
#[path = "../../tests/outputs/listing.rs"]
mod listing;
#[allow(dead_code)]
#[path = "../../tests/outputs/run.rs"]
mod run;

use std::time::Duration;

use compare::Faults;
use listing::Kind;
use run::Streams;

/// The longest that a program may run. It only ends what hangs.
const BOUND: Duration = Duration::from_secs(600);

#[test]
fn every_program_prints_its_output() {
    let mut faults = Faults::default();
    faults.extend(listing::without_source(Kind::Service));
    // One after another: they share one database.
    for program in listing::listings(Kind::Service) {
        faults.extend([match program.built() {
            Ok(built) => {
                let mut command = listing::at_root(&built);
                if program.measures() {
                    command.env(::listings::RUN, ::listings::FORM);
                }
                match run::run(&mut command, Streams::OutOnly, BOUND) {
                    Ok(printed) if program.measures() => {
                        compare::form_with_kept(&program.out(), &printed, &program.command())
                    }
                    Ok(printed) => compare::with_kept(&program.out(), &printed),
                    Err(why) => Some(format!("{}: {why}", program.name)),
                }
            }
            Err(fault) => Some(fault),
        }]);
    }
    faults.none_or_panic();
}
