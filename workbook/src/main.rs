//! The workbook's tool: reads the book to you, judges your answers, proves the checks.

mod answers;
mod book;
mod classroom;
mod cmd;
mod editor;
mod engine;
mod failures;
mod hints;
mod kept;
mod measure;
mod own;
mod pages;
mod pictures;
mod portable;
mod remembered;
mod root;
mod served;
mod signals;
mod standing;
mod state;
mod trace;
mod update;
mod watching;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

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
    /// Judge what you save as you save it, and go on when it passes
    Watch(cmd::watch::Args),
    /// Pictures of what your answer did while its checks ran, in the browser
    Trace(cmd::trace::Args),
    /// One more hint at each asking
    Hint(cmd::hint::Args),
    /// Every exercise: how far it is, and what is next
    List(cmd::list::Args),
    /// Every chapter: a bar, points, minutes left; takes your progress to another machine
    Progress(cmd::progress::Args),
    /// Once yours passes: the reference beside it, and right answers in other styles
    Solution(cmd::solution::Args),
    /// Bring the stub of an exercise back, and keep your answer beside it
    Reset(cmd::reset::Args),
    /// A script with which your shell completes verbs and exercises
    Completions(cmd::completions::Args),
    /// Bring a new version of the workbook, without touching an answer
    Update(cmd::update::Args),
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
    let cli = match Cli::from_arg_matches(&cmd::help::grouped(Cli::command()).get_matches()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let verb = cli.verb.unwrap_or(Verb::Serve(cli.serve));
    let ended = match verb {
        Verb::Serve(args) => cmd::serve::run(args),
        Verb::Build(args) => cmd::build::run(args),
        Verb::Check(args) => cmd::check::run(args),
        Verb::Watch(args) => cmd::watch::run(args),
        Verb::Hint(args) => cmd::hint::run(args),
        Verb::List(args) => cmd::list::run(args),
        Verb::Progress(args) => cmd::progress::run(args),
        Verb::Solution(args) => cmd::solution::run(args),
        Verb::Trace(args) => cmd::trace::run(args),
        Verb::Completions(args) => cmd::completions::run(&args, Cli::command()),
        Verb::Reset(args) => cmd::reset::run(args),
        Verb::Update(args) => cmd::update::run(args),
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
