//! `watch`: judges what is saved, as it is saved, and goes on when it passes.

mod session;
mod view;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};

use crate::engine::catalog::Catalog;
use crate::standing::{self, Standing};
use crate::watching::changes::Changes;
use crate::watching::terminal::{self, Raw};
use crate::watching::{keys, signals};
use crate::{root, state};

use session::{Session, Where};

/// Exit status 0: it was ended; 2: it could not begin, or not go on.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// Where to begin: an exercise (ch01/overlap, or overlap if no other chapter has one of that name) or its file, and
    /// the book goes on from there; or what to work through: chapters (ch01) or several exercises. Without a name:
    /// the whole book, from the next exercise on
    #[arg(value_name = "CHAPTER|EXERCISE|FILE")]
    names: Vec<String>,

    /// Open the editor at the exercise, now and whenever it goes on to the next (in a pane of Zellij or tmux: now, and
    /// when you press `e`). Without COMMAND: $VISUAL or $EDITOR, or the editor whose terminal this is
    #[arg(long, value_name = "COMMAND", num_args = 0..=1, require_equals = true)]
    edit: Option<Option<String>>,
}

const HELP: &str = "\
Each save of an answer is judged at once, as `cargo workbook check` does. A save in the middle of a
judging stops it and begins anew. If you save the answer to another exercise, that one is at hand.
When an exercise passes for the first time, the next one that does not comes by itself; what passed
stays above it, and `p` goes back.

Keys:
  h  one more hint                      n  the next exercise
  c  check again                        p  back to the exercise before
  e  open the editor at the exercise    l  the chapter's exercises
  t  the picture of your answer's run   r  bring the stub back; asks first, and
  s  the solution, once it passes          keeps your answer beside it
  ?  these keys                         q  quit, as Ctrl-C does

Without a terminal, as in a pipe, there are no keys: every verdict is written as text, the screen is
never cleared, and stdin is not read. It ends at Ctrl-C or SIGTERM, or when its output is closed.

The editor of --edit=COMMAND or $EDITOR may have arguments (`--edit='code -w'`); no shell reads them.
One that needs a terminal, such as vim, gets a pane of its own in Zellij or tmux, and never this
terminal.

A save is judged by this process in target/judge, so it does not wait while rust-analyzer or another
cargo builds in target/. Starting this command, or `cargo workbook check`, does: cargo first waits, in
silence, until it may look whether the tool itself is to be built.

Exit status: 0 it was ended, 2 it could not begin or not go on.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let here = begin(&catalog, &args.names)?;
    let (tell, inputs) = mpsc::channel();
    signals::listen(tell.clone());
    let changes = Changes::watch(&catalog, tell.clone())?;
    let is_lively = terminal::is_lively();
    // Dropped last: until then the terminal's settings are needed, and then it is as it was found.
    let raw = match is_lively {
        true => Some(Raw::begin()?),
        false => None,
    };
    if is_lively {
        keys::listen(tell.clone());
    }
    let edit = args.edit.map(|command| command.unwrap_or_default());
    let session = Session::new(Arc::new(catalog), is_lively, edit, tell);
    let ended = session.go(here, &inputs);
    drop((changes, raw));
    ended.map(|()| ExitCode::SUCCESS)
}

/// Where to begin, and what to work through.
fn begin(catalog: &Catalog, names: &[String]) -> anyhow::Result<Where> {
    let chosen = catalog.select(names)?;
    let is_one = chosen.len() == 1 && !names.is_empty();
    let walk = match is_one {
        true => catalog.select(&[])?,
        false => chosen.clone(),
    };
    let rows = standing::rows(catalog, &walk, &state::read(&catalog.root)?)?;
    let done: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.standing == Standing::Done)
        .map(|row| row.exercise.id.clone())
        .collect();
    let first = match is_one {
        true => chosen.first().copied(),
        false => standing::next(&rows)
            .map(|next| rows[next].exercise)
            .or_else(|| chosen.first().copied()),
    };
    let Some(first) = first else {
        anyhow::bail!(
            "{} holds no exercise: expected exercises/ch01/chapter.toml with an [[exercise]] in it",
            catalog.root.display()
        );
    };
    Ok(Where {
        walk: walk.iter().map(|exercise| exercise.id.clone()).collect(),
        done,
        first: first.id.clone(),
    })
}
