//! What a check says at its end to the program that judges.

use std::io::{Read, Write};

use crate::door::Check;
use crate::failure::Kind;
use crate::inputs;
use crate::json::{flat_object, json_string};
use crate::report::{Report, Status};

/// The proof, for the program that judges, that a check came to its own end.
///
/// Exit codes and printed text prove nothing: an answer can exit with 0 and print what it likes. So
/// that program sends a secret on standard input, which is read to its end before any line of the
/// answer runs, and only a report that carries the secret counts. A second line of the input, if there is one, is the
/// seed of the check's inputs (see [`crate::varied`]). Asked for by `KIT_REPORT=stdin`;
/// the report is a line of its own on standard output: the secret, a space, and
/// `{"check":…,"status":"passed"|"failed"|"hung","kind":…,"message":…,"at":…,"timeline":…,
/// "virtual_us":…}`, with the kind of failure as [`Kind`] names it. If `KIT_RECORDING` is set, the member
/// `"recording"` holds what the check has recorded, in the form of [`crate::Recorder::to_json_lines`].
pub(crate) struct Receipt(Option<String>);

impl Receipt {
    pub(crate) fn from_environment() -> Self {
        if std::env::var_os("KIT_REPORT").is_none_or(|asked| asked != "stdin") {
            inputs::seed(None);
            return Self(None);
        }
        let mut sent = String::new();
        let read = std::io::stdin().read_to_string(&mut sent);
        let mut lines = sent.lines().map(str::trim);
        let secret = lines.next().unwrap_or_default();
        inputs::seed(lines.next().and_then(|seed| seed.parse().ok()));
        Self(read.is_ok().then(|| secret.to_owned()))
    }

    pub(crate) fn is_asked_for(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn give(&self, check: &Check, report: &Report) {
        let Some(secret) = &self.0 else { return };
        let status = report.status.word();
        let frame = format!(
            "\n{secret} {{\"check\":{},\"status\":\"{status}\",\"kind\":\"{}\",\"message\":{},\"at\":{},\
             \"timeline\":{},\"virtual_us\":{}{}}}\n",
            json_string(&check.path()),
            report.kind(check).word(),
            json_string(&report.message(check)),
            json_string(&report.at(check)),
            json_string(report.timeline()),
            report.virtual_us(),
            report.recording().map_or_else(String::new, |lines| format!(
                ",\"recording\":{}",
                json_string(lines)
            )),
        );
        let mut stdout = std::io::stdout().lock();
        // If nothing reads it, the judge counts the check as not finished.
        let _ = stdout.write_all(frame.as_bytes());
        let _ = stdout.flush();
    }
}

/// A receipt as it was given, without its secret.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) status: Option<Status>,
    pub(crate) kind: Kind,
    pub(crate) message: String,
    pub(crate) at: String,
    pub(crate) timeline: String,
}

/// Reads what [`Receipt::give`] wrote after the secret, if it is about the check at `path`.
pub(crate) fn read(line: &str, path: &str) -> Option<Given> {
    let mut given = Given::default();
    let mut of_the_check = false;
    for (name, value) in flat_object(line)? {
        match name.as_str() {
            "check" => of_the_check = value == path,
            "status" => given.status = Status::from_word(&value),
            "kind" => given.kind = Kind::from_word(&value).unwrap_or_default(),
            "message" => given.message = value,
            "at" => given.at = value,
            "timeline" => given.timeline = value,
            _ => {}
        }
    }
    (of_the_check && given.status.is_some()).then_some(given)
}
