//! One run: judging the reader's answers, and telling open pages of it.

use std::panic::catch_unwind;
use std::path::Path;

use serde_json::{Value, json};

use crate::engine::beliefs::{self, Guess};
use crate::engine::catalog::Catalog;
use crate::engine::process::Stop;
use crate::engine::verdict::Verdict;
use crate::engine::{Answer, Event, Options};
use crate::pictures::{self, SAME_IN_WORDS};
use crate::{failures, own};

use super::Run;
use super::feed::Feed;
use super::rows;

/// A longer text of a verdict is cut, in bytes: an answer may panic with as many words as it likes.
const LONGEST_TEXT: usize = 64 * 1024;
/// A larger picture is not sent, in bytes: it is more than a person looks at.
const LARGEST_PICTURE: usize = 512 * 1024;

/// Judges the answers that `run` names, as they are now, and tells `feed` of everything as it comes.
///
/// # Errors
/// As [`own::answers`] and [`own::judge`].
pub fn judge(root: &Path, run: &Run, stop: &Stop, feed: &Feed) -> anyhow::Result<()> {
    // Read anew: the workbook may have been updated since the server was started.
    let catalog = Catalog::outline(root)?;
    let answers = own::answers(&catalog, &run.names)?;
    let options = Options {
        record: true,
        ..own::options()
    };
    let mut telling = Telling {
        catalog: &catalog,
        answers: &answers,
        run: run.run,
        feed,
        came: vec![Vec::new(); answers.len()],
    };
    own::judge(&catalog, &answers, &options, stop, &mut |event| {
        telling.tell(event)
    })?;
    Ok(())
}

struct Telling<'a> {
    catalog: &'a Catalog,
    answers: &'a [Answer],
    run: u64,
    feed: &'a Feed,
    came: Vec<Vec<Verdict>>,
}

impl Telling<'_> {
    fn tell(&mut self, event: Event) {
        let run = self.run;
        match event {
            Event::Preparing { chapter, line } => self.feed.tell(
                &json!({ "kind": "preparing", "run": run, "chapter": chapter, "line": line }),
            ),
            Event::Compiled { answer, warnings } => self.feed.tell(&json!({
                "kind": "compiled",
                "run": run,
                "exercise": self.answers[answer].exercise.id,
                "warnings": warnings.iter().map(|warning| cut(warning)).collect::<Vec<_>>(),
            })),
            // Only answers of others are tried with a check that cannot be passed.
            Event::Forged { .. } => {}
            Event::Verdict {
                answer,
                mut verdict,
            } => {
                let recording = std::mem::take(&mut verdict.recording);
                self.feed.tell(&told(run, &self.answers[answer], &verdict));
                // A stub has done nothing that could be drawn.
                if !verdict.passed() && !verdict.untouched() && !recording.is_empty() {
                    let file = self.answers[answer].exercise.file();
                    self.tell_picture(&verdict, recording, file);
                }
                self.came[answer].push(verdict);
            }
            Event::Done { answer } => self.tell_done(answer),
        }
    }

    fn tell_picture(&self, verdict: &Verdict, recording: String, file: String) {
        let name = format!("run-{}-{}-{}", self.run, verdict.exercise, verdict.check);
        let name = name.replace("::", "-").replace('/', "-");
        // What the answer did is drawn by code that expects sensible recordings: without one, no picture.
        let drawn = catch_unwind(move || {
            let figure = pictures::of_run(&recording, &file, &name).ok()?;
            Some(figure.element(SAME_IN_WORDS, "", None))
        });
        if let Ok(Some(html)) = drawn
            && html.len() <= LARGEST_PICTURE
        {
            self.feed.tell_picture(&json!({
                "kind": "picture",
                "run": self.run,
                "exercise": verdict.exercise,
                "check": verdict.check,
                "html": html,
            }));
        }
    }

    fn tell_done(&self, answer: usize) {
        let (verdicts, answer) = (&self.came[answer], &self.answers[answer]);
        let root = &self.catalog.root;
        let guess = match verdicts.iter().all(Verdict::passed) {
            true => None,
            false => beliefs::guess(root, &answer.exercise, verdicts),
        };
        // A row that cannot be made is told, with the reason, to the page that asks for all of them.
        let row = rows::one(self.catalog, &answer.exercise.id).unwrap_or_default();
        self.feed.tell(&json!({
            "kind": "exercise",
            "run": self.run,
            "row": row,
            "order": failures::order(answer, verdicts),
            "belief": guess.as_ref().map(Guess::json),
        }));
    }
}

fn told(run: u64, answer: &Answer, verdict: &Verdict) -> Value {
    let failure = failures::failure(answer, verdict);
    // The idea of the diagnosis is a part of the message: then it is not told twice.
    let why = match verdict.passed() || failure.message.contains(failure.idea()) {
        true => "",
        false => failure.idea(),
    };
    json!({
        "kind": "verdict",
        "run": run,
        "exercise": verdict.exercise,
        "check": verdict.check,
        "promise": failure.promise,
        "status": verdict.status,
        "message": cut(&verdict.message),
        "why": cut(why),
        "at": verdict.at,
        "timeline": cut(&verdict.timeline),
        "printed": cut(&verdict.printed),
        "points": verdict.points,
        "earned": verdict.earned,
        "place": failures::place(&answer.exercise, verdict),
    })
}

/// `text` without what is beyond [`LONGEST_TEXT`].
fn cut(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let mut end = LONGEST_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\n… and {} bytes more", &text[..end], text.len() - end)
}
