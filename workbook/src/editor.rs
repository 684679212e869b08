//! Opens the reader's editor at a line of a file.
//!
//! Which editor, in this order: the command that the reader gave; $VISUAL or $EDITOR, if it has a window of its own or
//! if this runs in Zellij or tmux, where it gets a pane; the editor whose own terminal this is (VS Code and its kin,
//! Zed); a pane of Zellij with the editor that Zellij knows. An editor that needs a terminal never gets this one:
//! another program is using it.
//!
//! Arguments are passed as a list, and no shell ever reads them. Nothing is printed here.

mod known;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};

use known::{Needs, Program};

/// What was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The editor, as its command is named: `code`, `vim`.
    pub editor: String,
    /// Whether it was given a pane of a terminal multiplexer: asked again, it gets one more.
    pub in_pane: bool,
}

/// A command line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    program: String,
    args: Vec<String>,
    opened: Opened,
}

/// How long a command that fails has to do so. One that is still running then has opened its window.
const PATIENCE: Duration = Duration::from_millis(600);

/// Opens `file` at `line`, from 1, in the editor that the environment names. `root` is the folder in which it starts,
/// the workbook's.
///
/// # Errors
/// If no editor is known that can be opened from here, or the editor's command fails: what to do about it.
pub fn open(root: &Path, file: &Path, line: usize) -> anyhow::Result<Opened> {
    carry_out(None, root, file, line)
}

/// Where to begin in an answer: the line of its first `todo!`, else the first. From 1.
pub fn first_line(file: &Path) -> usize {
    let text = fs::read_to_string(file).unwrap_or_default();
    let todo = text.lines().position(|line| line.contains("todo!("));
    todo.map_or(1, |at| at + 1)
}

/// As [`open()`], in the editor whose command the reader gave: `code -w`.
///
/// # Errors
/// As [`open()`].
pub fn open_with(command: &str, root: &Path, file: &Path, line: usize) -> anyhow::Result<Opened> {
    carry_out(Some(command), root, file, line)
}

fn carry_out(
    command: Option<&str>,
    root: &Path,
    file: &Path,
    line: usize,
) -> anyhow::Result<Opened> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let plan = plan(command, &variable, root, file, line.max(1))?;
    start(&plan, root).with_context(|| format!("`{}` could not open the file", plan.program))?;
    Ok(plan.opened)
}

/// The command line that opens `file` at `line`. `variable` gives a variable of the environment.
fn plan(
    command: Option<&str>,
    variable: &dyn Fn(&str) -> Option<String>,
    root: &Path,
    file: &Path,
    line: usize,
) -> anyhow::Result<Plan> {
    let pane = Pane::here(variable);
    if let Some(command) = command {
        let editor = Program::read(command, variable)
            .ok_or_else(|| anyhow!("--edit is given no command that can be read: `{command}`"))?;
        return match (editor.needs, pane) {
            (Needs::Terminal, Some(pane)) => Ok(pane.with(&editor, root, file, line)),
            (Needs::Terminal, None) => bail!("{}", needs_a_terminal(&editor, file, line)),
            // The reader chose it for this: what is not known has a window.
            (Needs::Window | Needs::Unknown, _) => Ok(window(&editor, file, line)),
        };
    }
    let named = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| Program::read(&variable(name)?, variable));
    if let Some(editor) = &named {
        match (editor.needs, pane.clone()) {
            (Needs::Window, _) => return Ok(window(editor, file, line)),
            (_, Some(Pane::Zellij)) => return Ok(zellij_edit(&editor.name, file, line)),
            (_, Some(pane)) => return Ok(pane.with(editor, root, file, line)),
            (_, None) => {}
        }
    }
    if let Some(editor) = known::around(variable) {
        return Ok(window(&editor, file, line));
    }
    match (named, pane) {
        (_, Some(Pane::Zellij)) => Ok(zellij_edit("zellij", file, line)),
        (Some(editor), _) => bail!("{}", needs_a_terminal(&editor, file, line)),
        (None, Some(Pane::Tmux { .. })) => bail!(
            "no editor is known: set $EDITOR, and it opens in a pane of tmux; or name one, as in \
             `cargo workbook watch --edit=vim`"
        ),
        (None, None) => bail!(
            "no editor is known: set $EDITOR to one with a window of its own, as in EDITOR=code; or name one, as in \
             `cargo workbook watch --edit=code`; or run this in the terminal of VS Code, or in Zellij or tmux"
        ),
    }
}

fn needs_a_terminal(editor: &Program, file: &Path, line: usize) -> String {
    let mut words = editor.words.clone();
    words.extend(editor.at(file, line));
    // For a person to copy into a shell.
    let line =
        shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "));
    format!(
        "{} needs a terminal, and this one is in use: run `{line}` in another one; or run this in Zellij or tmux, and \
         it gets a pane; or name an editor with a window, as in `cargo workbook watch --edit=code`",
        editor.name
    )
}

fn window(editor: &Program, file: &Path, line: usize) -> Plan {
    let mut args = editor.words[1..].to_vec();
    args.extend(editor.at(file, line));
    Plan {
        program: editor.words[0].clone(),
        args,
        opened: Opened {
            editor: editor.name.clone(),
            in_pane: false,
        },
    }
}

/// Zellij starts the editor that it was set up with, or $EDITOR.
fn zellij_edit(editor: &str, file: &Path, line: usize) -> Plan {
    let line = line.to_string();
    Plan {
        program: "zellij".to_owned(),
        args: ["edit", "--line-number", &line, &known::text(file)]
            .map(str::to_owned)
            .to_vec(),
        opened: Opened {
            editor: editor.to_owned(),
            in_pane: true,
        },
    }
}

/// The terminal multiplexer that this runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pane {
    Zellij,
    Tmux {
        /// The pane that this runs in: it is split, whichever one is looked at.
        own: Option<String>,
    },
}

impl Pane {
    fn here(variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        if variable("ZELLIJ").is_some() {
            return Some(Self::Zellij);
        }
        variable("TMUX").map(|_| Self::Tmux {
            own: variable("TMUX_PANE"),
        })
    }

    /// A pane beside this one with `editor` in it.
    fn with(self, editor: &Program, root: &Path, file: &Path, line: usize) -> Plan {
        let folder = known::text(root);
        let (program, mut args) = match self {
            Self::Zellij => (
                "zellij",
                vec!["run", "--close-on-exit", "--cwd", &folder, "--"],
            ),
            Self::Tmux { .. } => ("tmux", vec!["split-window", "-h", "-c", &folder]),
        };
        let own = match self {
            Self::Tmux { own } => own,
            Self::Zellij => None,
        };
        if let Some(own) = &own {
            args.extend(["-t", own]);
        }
        if program == "tmux" {
            args.push("--");
        }
        // With more than one word tmux starts the command itself, without a shell.
        let mut args: Vec<String> = args.into_iter().map(str::to_owned).collect();
        args.extend(editor.words.iter().cloned());
        args.extend(editor.at(file, line));
        Plan {
            program: program.to_owned(),
            args,
            opened: Opened {
                editor: editor.name.clone(),
                in_pane: true,
            },
        }
    }
}

/// Starts the command. It is seen to its end by a thread, so that it leaves no zombie.
fn start(plan: &Plan, root: &Path) -> anyhow::Result<()> {
    let program = found(&plan.program).with_context(|| {
        format!(
            "{} is not in any folder of $PATH: install it, or name another editor",
            plan.program
        )
    })?;
    let mut child = Command::new(program)
        .args(&plan.args)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let stderr = child.stderr.take();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let said = thread::spawn(move || stderr.map(first_words).unwrap_or_default());
        let ended = child.wait();
        // What the command has left running in the background may hold the pipe open: not waited for on success.
        let said = match &ended {
            Ok(status) if !status.success() => said.join().unwrap_or_default(),
            _ => String::new(),
        };
        let _ = tell.send((ended, said));
    });
    match told.recv_timeout(PATIENCE) {
        Ok((ended, said)) => refused(ended?, said.trim()),
        Err(_) => Ok(()),
    }
}

/// The beginning of what a command says. The rest is read too, so that a full pipe does not stop the command.
fn first_words(mut stderr: ChildStderr) -> String {
    let mut bytes = Vec::new();
    let _ = stderr.by_ref().take(2000).read_to_end(&mut bytes);
    let _ = std::io::copy(&mut stderr, &mut std::io::sink());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn refused(ended: ExitStatus, said: &str) -> anyhow::Result<()> {
    match said.lines().next() {
        _ if ended.success() => Ok(()),
        Some(said) => bail!("{said} ({ended})"),
        None => bail!("{ended}"),
    }
}

/// The file of a program's name. Windows starts `code.cmd` only if it is named as a whole.
fn found(program: &str) -> Option<PathBuf> {
    let as_it_is = Path::new(program);
    if as_it_is.components().count() > 1 {
        return as_it_is.is_file().then(|| as_it_is.to_owned());
    }
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ".bat", ""]
    } else {
        &[""]
    };
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |end| folder.join(format!("{program}{end}")))
        })
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests;
