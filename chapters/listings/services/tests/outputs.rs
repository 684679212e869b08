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

/// Without a database server the program runs on an embedded one, and says so in its first line. All else has the
/// form that the page shows.
fn as_on_the_page(program: &listing::Listing, printed: String) -> String {
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let kept = std::fs::read_to_string(program.out()).unwrap_or_default();
    let (ran, shown) = (first(&printed), first(&kept));
    if ran.starts_with("database: SQLite") && shown.starts_with("database: ") {
        println!("{}: {ran}", program.name);
        return printed.replacen(&ran, &shown, 1);
    }
    printed
}

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
                        let printed = as_on_the_page(&program, printed);
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
