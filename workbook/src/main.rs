//! The workbook's tool: reads the book to you, judges your answers, proves the checks.

mod answers;
mod book;
mod classroom;
mod cmd;
mod engine;
mod measure;
mod own;
mod pages;
mod pictures;
mod remembered;
mod root;
mod served;
mod standing;
mod state;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "workbook", version, about = "The Async Rust Workbook", long_about = None)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    serve: cmd::serve::Args,
}

#[derive(Subcommand)]
enum Verb {
    /// Build the book, serve it on this machine, rebuild it when a page changes (the default)
    Serve(cmd::serve::Args),
    /// Build the book into target/book
    Build(cmd::build::Args),
    /// Judge your answers
    Check(cmd::check::Args),
    /// One more hint at each asking
    Hint(cmd::hint::Args),
    /// Every exercise: how far it is, and what is next
    List(cmd::list::Args),
    /// Bring the stub of an exercise back, and keep your answer beside it
    Reset(cmd::reset::Args),
    /// Grade what a class handed in
    Grade(cmd::grade::Args),
    /// Put the parts of a class together that were graded apart
    Merge(cmd::merge::Args),
    /// Write files that grade a class on several machines
    Cluster(cmd::cluster::Args),
    /// Write an autograder for Gradescope: a zip to upload
    Gradescope(cmd::gradescope::Args),
    /// Write a repository for students: chosen exercises, without solutions
    Assign(cmd::assign::Args),
    /// Write grades as a gradebook or an autograder wants them
    Export(cmd::export::Args),
    /// Write what an instructor, or a student, reads after grading
    Report(cmd::report::Args),
    /// Measure the figures that the pages show, on this machine
    Measure(cmd::measure::Args),
    /// Which sandbox holds on this machine around answers that are not trusted
    Sandbox(cmd::sandbox::Args),
    /// What a stock `mdbook build` calls, as book.toml says
    #[command(hide = true)]
    Preprocess(cmd::preprocess::Args),
    /// Prove every check against stubs, reference, right and wrong answers
    Verify(cmd::verify::Args),
}

fn main() -> ExitCode {
    if let Some(ended) = engine::record::as_wrapper() {
        return ended;
    }
    if let Some(ended) = classroom::jail::as_inside().or_else(classroom::jail::as_attempt) {
        return ended;
    }
    let cli = Cli::parse();
    let verb = cli.verb.unwrap_or(Verb::Serve(cli.serve));
    let ended = match verb {
        Verb::Serve(args) => cmd::serve::run(args),
        Verb::Build(args) => cmd::build::run(args),
        Verb::Check(args) => cmd::check::run(args),
        Verb::Hint(args) => cmd::hint::run(args),
        Verb::List(args) => cmd::list::run(args),
        Verb::Reset(args) => cmd::reset::run(args),
        Verb::Grade(args) => cmd::grade::run(args),
        Verb::Merge(args) => cmd::merge::run(args),
        Verb::Cluster(args) => cmd::cluster::run(args),
        Verb::Gradescope(args) => cmd::gradescope::run(args),
        Verb::Sandbox(args) => cmd::sandbox::run(args),
        Verb::Assign(args) => cmd::assign::run(args),
        Verb::Export(args) => cmd::export::run(args),
        Verb::Report(args) => cmd::report::run(args),
        Verb::Measure(args) => cmd::measure::run(args),
        Verb::Preprocess(args) => cmd::preprocess::run(args),
        Verb::Verify(args) => cmd::verify::run(args),
    };
    ended.unwrap_or_else(|error| {
        anstream::eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}
