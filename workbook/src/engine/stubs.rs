//! The stubs as the project has them: `exercises/chNN/stubs.lock`.
//!
//! A reader writes an answer over its stub, so the stub has to be kept a second time. Git does not
//! serve: the reader may have committed answers, a downloaded copy has no history, and a repository for
//! students has another one. Nor does a copy compiled into the tool: it would hold whatever the file
//! held at the first build. So each chapter has a file with the text of its stubs, which `verify`
//! writes, and only once it has proven that each text is a stub: an answer never gets in. The file is
//! TOML with a stub a key and its lines as they are, so that a change of a stub is a readable diff. It
//! does not end in `.rs`, so that an editor does not offer it beside the file to edit.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use super::catalog::Exercise;
use super::error::{Error, Result};

/// The stubs of one chapter, by slug, with `\n` at the ends of their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stubs(BTreeMap<String, String>);

/// The file with the stubs of `chapter`, from the root.
pub fn file(chapter: &str) -> String {
    format!("exercises/{chapter}/stubs.lock")
}

impl Stubs {
    /// Reads the stubs of `chapter`; none if the file is not there.
    ///
    /// # Errors
    /// If it cannot be read, or holds something else.
    pub fn read(root: &Path, chapter: &str) -> Result<Self> {
        let file = root.join(file(chapter));
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            text => text.map_err(|error| Error::io("reading", &file, error))?,
        };
        let stubs = toml::from_str(&plain(&text)).map_err(|error| Error::Metadata {
            what: format!(
                "expected the stubs as `cargo workbook verify` writes them, and found: {error}\
                 Restore the file as the project has it."
            ),
            file,
        })?;
        Ok(Self(stubs))
    }

    /// The stub of `exercise`.
    pub fn get(&self, exercise: &Exercise) -> Option<&str> {
        self.0.get(&exercise.slug).map(String::as_str)
    }

    /// Whether `answer` is the stub of `exercise`, whatever its line ends.
    pub fn is_stub(&self, exercise: &Exercise, answer: &[u8]) -> bool {
        self.get(exercise)
            .is_some_and(|stub| std::str::from_utf8(answer).is_ok_and(|text| plain(text) == stub))
    }

    /// Sets the stub of `exercise`. Returns whether that changes anything.
    pub fn set(&mut self, exercise: &Exercise, text: &str) -> bool {
        let text = plain(text);
        let before = self.0.insert(exercise.slug.clone(), text.clone());
        before.is_none_or(|before| before != text)
    }

    /// Drops the stubs of exercises that `known` does not hold. Returns whether there were any.
    pub fn keep_only(&mut self, known: &[&str]) -> bool {
        let before = self.0.len();
        self.0.retain(|slug, _| known.contains(&slug.as_str()));
        self.0.len() < before
    }

    /// Writes the stubs of `chapter`, whole or not at all.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&self, root: &Path, chapter: &str) -> Result<()> {
        let file = root.join(file(chapter));
        let put = || {
            let mut whole = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(root))?;
            whole.write_all(self.text().as_bytes())?;
            whole.persist(&file)?;
            // A temporary file is readable by its owner alone; this one belongs to the project.
            #[cfg(unix)]
            fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
            Ok(())
        };
        put().map_err(|error: std::io::Error| Error::io("writing", &file, error))
    }

    fn text(&self) -> String {
        let slugs: Vec<&str> = self.0.keys().map(String::as_str).collect();
        self.text_of(&slugs)
    }

    /// The file's text with the stubs of these slugs alone.
    pub fn text_of(&self, slugs: &[&str]) -> String {
        let mut out = HEAD.to_owned();
        for (slug, stub) in &self.0 {
            if !slugs.contains(&slug.as_str()) {
                continue;
            }
            out.push_str(&format!("\n{slug} = {}\n", quoted(stub)));
        }
        out
    }
}

const HEAD: &str = "\
# The stubs of this chapter's exercises. `cargo workbook verify` writes this file, and
# `cargo workbook reset` takes them from it: edit the stubs in src/ instead.
";

/// `stub` as a TOML value: its lines as they are, if TOML can hold them so.
fn quoted(stub: &str) -> String {
    let plain = format!("'''\n{stub}'''");
    let read_back = toml::from_str::<BTreeMap<String, String>>(&format!("stub = {plain}"));
    if read_back.is_ok_and(|read| read["stub"] == stub) {
        plain
    } else {
        // Escaped.
        toml::Value::from(stub).to_string()
    }
}

/// `text` with `\n` at the ends of its lines: git may give a file other ones on another system.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercise(slug: &str) -> Exercise {
        Exercise {
            id: format!("ch01/{slug}"),
            chapter: "ch01".to_owned(),
            slug: slug.to_owned(),
            title: String::new(),
            page: String::new(),
            stars: 1,
            minutes: 1,
            points: 1,
            hints: Vec::new(),
            broken: false,
            checks: Vec::new(),
            hidden: String::new(),
        }
    }

    #[test]
    fn stubs_are_read_back_as_they_were() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("exercises/ch01")).unwrap();
        let mut stubs = Stubs::default();
        for (slug, text) in [
            ("plain", "//! A \"stub\".\n\nfn a() { todo!(r\"\\\") }\n"),
            ("quotes", "//! Three: '''\n\u{7f}\n"),
            ("windows", "//! One\r\n//! Two\r\n"),
        ] {
            assert!(stubs.set(&exercise(slug), text));
            assert!(!stubs.set(&exercise(slug), text), "no change");
            assert!(stubs.is_stub(&exercise(slug), text.as_bytes()));
        }
        stubs.write(root.path(), "ch01").unwrap();
        let mut read = Stubs::read(root.path(), "ch01").unwrap();
        assert_eq!(read, stubs);
        assert_eq!(read.get(&exercise("windows")), Some("//! One\n//! Two\n"));
        assert!(!read.is_stub(&exercise("plain"), b"//! Mine\n"));
        assert!(!read.is_stub(&exercise("absent"), b""));
        assert!(!read.keep_only(&["plain", "quotes", "windows"]));
        assert!(read.keep_only(&["plain"]));
        assert_eq!(read.get(&exercise("quotes")), None);
        assert_eq!(
            Stubs::read(root.path(), "ch02").unwrap(),
            Stubs::default(),
            "a chapter without the file"
        );
    }
}
