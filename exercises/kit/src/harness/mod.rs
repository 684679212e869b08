//! The harness that runs a chapter's checks: what [`macro@crate::checks`] makes `main` of.
//!
//! Each check runs in a process of its own, which is this program once more: an answer that aborts,
//! exits, overflows its stack or spins costs its own check only, what it prints stays apart, and a
//! check passes by its receipt, never by an exit code. The parent starts as many at a time as there are
//! processors, and prints an exercise once all of its checks are in, in the book's order.
//!
//! The command line is that of rustc's own harness, as far as `cargo test`, cargo-nextest,
//! rust-analyzer and people use it.

mod args;
mod child;
mod origin;
mod print;
mod queue;

use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use crate::door::{Check, judge};
use crate::failure::Kind;
use crate::receipt::Receipt;
use crate::report::Status;
use crate::stuck::Bounds;
use crate::text::columns;

use args::Args;
use child::{Outcome, Settings};
use print::Printer;
use queue::{Queue, Turn};

/// As rustc's own harness ends where a test fails.
const FAILED: u8 = 101;

/// Set for a check of an exercise of which another check has hung: it gets less time.
const HURRY: &str = "KIT_HURRY";

/// Runs `checks` as the command line says. `built_in` names the folders of the package from which the
/// answers and the checks were compiled.
pub fn main(checks: &[&'static Check], built_in: &[&str]) -> ExitCode {
    let args = Args::parse(std::env::args().skip(1));
    if args.help {
        print!("{}", args::HELP);
        return ExitCode::SUCCESS;
    }
    let selected: Vec<&'static Check> = checks
        .iter()
        .copied()
        .filter(|check| args.selects(&check.path()))
        .collect();
    if args.list {
        list(&selected, args.terse);
        return ExitCode::SUCCESS;
    }
    // Before any line of the answer runs: the receipt must not be there for it to read.
    let receipt = Receipt::from_environment();
    // The program that judges has compiled this itself, in a folder of its own.
    if !receipt.is_asked_for()
        && let Some(refusal) = origin::refusal(built_in)
    {
        eprintln!("{refusal}");
        return ExitCode::from(FAILED);
    }
    let alone = selected.len() == 1;
    if receipt.is_asked_for() || (alone && args.exact && args.nocapture) {
        return in_this_process(&selected, &receipt);
    }
    in_processes(&selected, checks.len(), &args)
}

fn list(selected: &[&'static Check], terse: bool) {
    let mut out = String::new();
    for check in selected {
        out.push_str(&format!("{}: test\n", check.path()));
    }
    if !terse {
        out.push_str(&format!("\n{} tests, 0 benchmarks\n", selected.len()));
    }
    print!("{out}");
}

/// For the program that judges, which gives each check a process itself, and for a debugger.
fn in_this_process(selected: &[&'static Check], receipt: &Receipt) -> ExitCode {
    let mut failed = false;
    for check in selected {
        let mut bounds = Bounds::of(check);
        if selected.len() == 1 {
            bounds = bounds.alone();
        }
        if std::env::var_os(HURRY).is_some() {
            bounds = bounds.hurried();
        }
        let report = judge(check, bounds);
        receipt.give(check, &report);
        if report.status != Status::Passed {
            failed = true;
            if !receipt.is_asked_for() {
                report.print(check);
            }
        }
    }
    match failed {
        true => ExitCode::from(FAILED),
        false => ExitCode::SUCCESS,
    }
}

fn in_processes(selected: &[&'static Check], known: usize, args: &Args) -> ExitCode {
    let began = Instant::now();
    let settings = Settings {
        echo: args.nocapture,
        width: columns(),
    };
    let mut printer = Printer::new(selected, args, settings.width);
    let queue = Queue::new(selected.iter().map(|check| check.exercise()).collect());
    let (done, outcomes) = mpsc::channel::<(usize, Outcome)>();
    thread::scope(|scope| {
        for _ in 0..args.threads().min(selected.len()) {
            let (queue, done) = (&queue, done.clone());
            scope.spawn(move || {
                while let Some((number, turn)) = queue.next() {
                    let check = selected[number];
                    let outcome = match turn {
                        Turn::NotRun => child::not_run(check),
                        turn => child::run(check, turn == Turn::Hurried, settings),
                    };
                    queue.ended(number, outcome.kind == Kind::Hung);
                    // The printer is there as long as its scope.
                    let _ = done.send((number, outcome));
                }
            });
        }
        drop(done);
        for (number, outcome) in outcomes {
            printer.take_in(number, outcome);
        }
    });
    match printer.close(known, began.elapsed()) {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FAILED),
    }
}
