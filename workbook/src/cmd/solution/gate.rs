//! Whether the reader has an answer of their own that passes: a solution is worth most then.

use anstyle::{AnsiColor, Style};
use anyhow::bail;

use crate::cmd::check::preparing;
use crate::cmd::counted;
use crate::cmd::text::{columns, wrapped};
use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::verdict::{Status, Verdict};
use crate::failures::promise;
use crate::standing::{self, Standing};
use crate::{own, state};

const NOT_YET: Style = AnsiColor::Yellow.on_default().bold();

/// The most checks that are named.
const NAMED: usize = 6;

/// Whether the answer to `exercise` passes every check. If not, stderr says what is missing and what helps. It is
/// judged, unless the last verdicts are of the answer as it is now and all is well.
///
/// # Errors
/// If nothing can be judged.
pub fn is_open(catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<bool> {
    let rows = standing::rows(catalog, &[exercise], &state::read(&catalog.root)?)?;
    let file = exercise.file();
    match rows[0].standing {
        Standing::Done => return Ok(true),
        Standing::NotBegun => {
            let said = format!(
                "{file} is the stub still, and the solution is worth more after a try of your own."
            );
            refuse(exercise, &said, None, rows[0].hints);
            return Ok(false);
        }
        Standing::NoFile => {
            let said = format!(
                "{file} is not there or cannot be read: `cargo workbook reset {}` brings the stub back.",
                exercise.id
            );
            refuse(exercise, &said, None, rows[0].hints);
            return Ok(false);
        }
        Standing::Begun | Standing::DoesNotCompile | Standing::Changed | Standing::NotJudged => {}
    }
    let mut verdicts = judged(catalog, exercise)?;
    if verdicts.iter().all(Verdict::passed) {
        return Ok(true);
    }
    let all = verdicts.len();
    if verdicts.iter().any(|v| v.status == Status::DidNotCompile) {
        let said = "your answer does not compile yet.";
        refuse(exercise, said, Some(&[]), rows[0].hints);
        return Ok(false);
    }
    verdicts.retain(|verdict| !verdict.passed());
    let said = format!(
        "{} of {} {} not pass on your answer yet:",
        verdicts.len(),
        counted(all, "check"),
        if verdicts.len() == 1 { "does" } else { "do" }
    );
    refuse(exercise, &said, Some(&verdicts), rows[0].hints);
    Ok(false)
}

/// The verdicts on the answer, in the order of the checks.
fn judged(catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<Vec<Verdict>> {
    let answers = own::answers(catalog, std::slice::from_ref(&exercise.id))?;
    let verdicts = preparing::judged(catalog, &answers[0], &own::options())?;
    if verdicts.len() < answers[0].exercise.checks.len() {
        bail!("the judging was stopped, so that it is not known whether your answer passes");
    }
    Ok(verdicts)
}

/// Says on stderr why not yet, and what helps. `failing` are the checks to name, if the answer was judged. stdout stays empty: it may be redirected into a file.
fn refuse(exercise: &Exercise, why: &str, failing: Option<&[Verdict]>, given: usize) {
    let (id, width) = (&exercise.id, columns());
    let mut text = format!("{NOT_YET}not yet{NOT_YET:#}: ");
    // Without the colours, which take no column.
    let head = wrapped(&format!("not yet: {why}"), 0, width);
    text += &head["not yet: ".len()..];
    let named = failing.unwrap_or_default();
    for verdict in named.iter().take(NAMED) {
        text += &format!("\n    {}", promise(verdict));
    }
    match named.len().saturating_sub(NAMED) {
        0 => {}
        more => text += &format!("\n    and {more} more"),
    }
    let hints = exercise.hints.len();
    let helps = match hints {
        0 => String::new(),
        _ if given >= hints => {
            format!("All hints were given: `cargo workbook hint {id} --again`. ")
        }
        _ => format!("A hint, {given} of {hints} given: `cargo workbook hint {id}`. "),
    };
    let fails = match failing.is_some() {
        true => format!("What fails, and why: `cargo workbook check {id}`. "),
        false => String::new(),
    };
    let rest = format!(
        "{helps}{fails}To see the solution all the same: `cargo workbook solution {id} --anyway`."
    );
    anstream::eprintln!("{text}\n\n{}", wrapped(&rest, 0, width));
}
