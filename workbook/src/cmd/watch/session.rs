//! The loop: what happens goes to the machine, and its actions are carried out.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;

use super::view::{self, View};
use crate::cmd::text::columns;
use crate::cmd::{hint, reset};
use crate::editor;
use crate::engine::catalog::{Catalog, Exercise};
use crate::watching::Input;
use crate::watching::beside::Beside;
use crate::watching::judging::{Judging, Outcome, Told};
use crate::watching::keys::Pressed;
use crate::watching::machine::{Action, Happened, Machine};
use crate::watching::screen::Screen;

/// Where to begin.
pub struct Where {
    /// The exercises to work through.
    pub walk: Vec<String>,
    /// Those of them that are known to pass.
    pub done: BTreeSet<String>,
    pub first: String,
}

pub struct Session {
    catalog: Arc<Catalog>,
    is_lively: bool,
    /// The editor's command, empty for that of the environment, if it is to be opened at each exercise.
    edit: Option<String>,
    /// Whether the editor got a pane: then it is opened when asked for, and not at each exercise.
    is_in_pane: bool,
    tell: Sender<Input>,
    screen: Screen,
    view: View,
    judging: Option<Judging>,
    /// What came of the last judging, until it is shown.
    came: Option<Outcome>,
    beside: Beside,
}

impl Session {
    pub fn new(
        catalog: Arc<Catalog>,
        is_lively: bool,
        edit: Option<String>,
        tell: Sender<Input>,
    ) -> Self {
        Self {
            catalog,
            is_lively,
            edit,
            is_in_pane: false,
            tell,
            screen: Screen::new(is_lively),
            view: View::new(is_lively),
            judging: None,
            came: None,
            beside: Beside::default(),
        }
    }

    /// Goes on until it is ended.
    ///
    /// # Errors
    /// If stdout cannot be written; that its reader is gone is an end like another.
    pub fn go(mut self, here: Where, inputs: &Receiver<Input>) -> anyhow::Result<()> {
        let (mut machine, actions) = Machine::new(here.walk, here.done, here.first);
        let mut went = self.begin(&mut machine, actions, inputs);
        // Whatever ended it: the last lines go, and the prompt comes below what was said.
        let closed = self.screen.close();
        if went.is_ok() {
            went = closed;
        }
        match went {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        machine: &mut Machine,
        actions: Vec<Action>,
        inputs: &Receiver<Input>,
    ) -> io::Result<()> {
        if !self.is_lively {
            self.screen.add("Watching for saves; Ctrl-C ends.\n", "")?;
        }
        let mut actions = actions;
        loop {
            for action in actions {
                if action == Action::Quit {
                    return Ok(());
                }
                self.act(machine, action)?;
            }
            // The sender that this session holds keeps it open.
            let Ok(input) = inputs.recv() else {
                return Ok(());
            };
            let Some(happened) = self.happened(machine, input)? else {
                return Ok(());
            };
            actions = happened
                .map(|happened| machine.take_in(happened))
                .unwrap_or_default();
        }
    }

    /// What an input is to the machine, if it is anything to it; nothing at all if it is the end.
    fn happened(
        &mut self,
        machine: &Machine,
        input: Input,
    ) -> io::Result<Option<Option<Happened>>> {
        let happened = match input {
            Input::Ended => return Ok(None),
            Input::Key(Pressed::Key(key)) => Happened::Pressed(key),
            Input::Key(Pressed::Resized) => {
                let text = self.view.page(&self.catalog);
                let status = self.status(machine);
                self.screen.page(&text, &status)?;
                return Ok(Some(None));
            }
            Input::Saved(ids) => Happened::Saved(ids),
            Input::Judging(Told::Preparing(line)) => {
                self.view.preparing = line.or_else(|| Some(view::PREPARING.to_owned()));
                let status = self.status(machine);
                self.screen.status(&status)?;
                return Ok(Some(None));
            }
            Input::Judging(Told::Ended(outcome)) => {
                self.judging = None;
                self.view.preparing = None;
                let happened = match &outcome {
                    Outcome::Judged(judged) => Happened::Judged {
                        passed: judged.passed(),
                    },
                    Outcome::Stopped | Outcome::Failed(_) => Happened::Unjudged,
                };
                self.came = Some(outcome);
                happened
            }
            Input::Ran(ran) => {
                let text = match ran.page() {
                    // In a pipe `trace` opens no browser.
                    Some(page) if ran.verb == "trace" => match open::that_detached(page) {
                        Ok(()) => {
                            view::quiet(&format!("Opened in the browser: {}", page.display()))
                        }
                        Err(error) => view::quiet(&format!(
                            "No browser could be opened ({error}): open {} yourself.",
                            page.display()
                        )),
                    },
                    _ => ran.text,
                };
                self.tell(machine, text)?;
                return Ok(Some(None));
            }
            Input::Opened(opened) => {
                let text = match opened {
                    Ok(opened) => {
                        self.is_in_pane = opened.in_pane;
                        view::quiet(&format!("Opened in {}.", opened.editor))
                    }
                    Err(error) => view::trouble(&error),
                };
                self.tell(machine, text)?;
                return Ok(Some(None));
            }
        };
        Ok(Some(Some(happened)))
    }

    fn act(&mut self, machine: &Machine, action: Action) -> io::Result<()> {
        match action {
            Action::Quit => {}
            Action::Judge(id) => {
                self.judging = None;
                let catalog = Arc::clone(&self.catalog);
                self.judging = Some(Judging::begin(catalog, id, self.tell.clone()));
                let status = self.status(machine);
                self.screen.status(&status)?;
            }
            Action::Stop => {
                if let Some(judging) = &self.judging {
                    judging.stop();
                }
            }
            Action::Enter(id) => {
                let text = self.view.enter(&self.catalog, &id);
                let status = self.status(machine);
                self.screen.add(&text, &status)?;
            }
            Action::Offer(id) => {
                if self.edit.is_some() && !self.is_in_pane {
                    self.open(&id);
                }
            }
            Action::Show => {
                match self.came.take() {
                    Some(Outcome::Judged(judged)) => self.view.judge(Ok(judged)),
                    Some(Outcome::Failed(why)) => self.view.judge(Err(why)),
                    Some(Outcome::Stopped) | None => return Ok(()),
                }
                let text = self.view.page(&self.catalog);
                let status = self.status(machine);
                self.screen.page(&text, &status)?;
            }
            Action::Passed { next } => {
                if let Some(Outcome::Judged(judged)) = self.came.take() {
                    let text = self.view.passed(&self.catalog, *judged, next.is_some());
                    let status = self.status(machine);
                    self.screen.page(&text, &status)?;
                }
            }
            Action::Hint(id) => {
                let text = self.written(&id, |out, catalog, exercise| {
                    hint::one_more(out, catalog, exercise, "`h`")
                });
                self.tell(machine, text)?;
            }
            Action::Reset(id) => {
                let text = self.written(&id, |out, catalog, exercise| {
                    reset::one(out, &catalog.root, exercise)
                });
                self.tell(machine, text)?;
            }
            Action::Ask(_) | Action::Unasked => {
                let status = self.status(machine);
                self.screen.status(&status)?;
            }
            Action::Solution(id) => self.run(machine, &["solution", &id])?,
            Action::Trace(id) => self.run(machine, &["trace", &id])?,
            Action::List(id) => {
                let chapter = id.split('/').next().unwrap_or(&id).to_owned();
                self.run(machine, &["list", &chapter])?;
            }
            Action::NoSolutionYet(id) => self.tell(machine, view::no_solution_yet(&id))?,
            Action::NoOther => {
                self.tell(machine, view::quiet("There is no other one that way."))?
            }
            Action::Help => self.tell(machine, view::help())?,
            Action::Edit(id) => self.open(&id),
        }
        Ok(())
    }

    /// Shows a text below the verdict, until the next one.
    fn tell(&mut self, machine: &Machine, text: String) -> io::Result<()> {
        let text = self.view.tell(&text);
        let status = self.status(machine);
        self.screen.add(&text, &status)
    }

    fn run(&mut self, machine: &Machine, words: &[&str]) -> io::Result<()> {
        self.beside
            .run(&self.catalog.root, words, columns(), self.tell.clone());
        let status = self.status(machine);
        self.screen.status(&status)
    }

    /// What `write` writes about the exercise, or the error.
    fn written(
        &self,
        id: &str,
        write: impl FnOnce(&mut Vec<u8>, &Catalog, &Exercise) -> anyhow::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        let written = self
            .catalog
            .exercise(id)
            .map_err(anyhow::Error::from)
            .and_then(|exercise| write(&mut out, &self.catalog, exercise));
        match written {
            Ok(()) => String::from_utf8_lossy(&out).into_owned(),
            Err(error) => view::trouble(&error),
        }
    }

    /// Opens the editor at the exercise, in the background: some commands take a while.
    fn open(&self, id: &str) {
        let Ok(exercise) = self.catalog.exercise(id) else {
            return;
        };
        let root = self.catalog.root.clone();
        let file = root.join(exercise.file());
        let line = self
            .view
            .line(exercise)
            .unwrap_or_else(|| editor::first_line(&file));
        let command = self.edit.clone().filter(|command| !command.is_empty());
        let tell = self.tell.clone();
        thread::spawn(move || {
            let opened = match &command {
                Some(command) => editor::open_with(command, &root, &file, line),
                None => editor::open(&root, &file, line),
            };
            let _ = tell.send(Input::Opened(opened));
        });
    }

    fn status(&self, machine: &Machine) -> String {
        self.view.status(&self.catalog, machine)
    }
}
