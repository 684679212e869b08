//! What an answer's text names that answers may not hold, or mostly do not.
//!
//! `forbid(unsafe_code)` sees no `unsafe` that a macro keeps from it, and not every attribute that reaches past the
//! language. So the tokens are read, those in macros too: a word that is not there cannot be expanded. (Nor can two
//! words be joined to one, on a stable compiler.)

use std::str::FromStr;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// What was found, each as a word and the lines that it is in: "`unsafe` (line 3)".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Not allowed: the answer is not compiled.
    pub refused: Vec<String>,
    /// Worth a look by a person; judged like any other.
    pub flagged: Vec<String>,
    /// What tells a program from which crate it was compiled. Refused of an answer that the checks compile once more
    /// into their own: one copy could be right, and the other run.
    pub telling: Vec<String>,
}

/// Words that name what is below the language: with one of them, a receipt can be written by hand.
const REFUSED: [&str; 5] = ["unsafe", "naked", "naked_asm", "global_asm", "asm"];
/// Attributes that place code where the linker or the loader calls it.
const REFUSED_ATTRIBUTES: [&str; 7] = [
    "link_section",
    "no_mangle",
    "export_name",
    "link",
    "link_name",
    "used",
    "global_allocator",
];
/// What few answers have a use for: files, processes, the environment, the network.
const FLAGGED: [&str; 9] = [
    "process",
    "env",
    "option_env",
    "fs",
    "include",
    "include_str",
    "include_bytes",
    "net",
    "type_name",
];

/// What differs between two crates that the same file is compiled into.
const TELLING: [&str; 12] = [
    "cfg",
    "cfg_attr",
    "include",
    "include_str",
    "include_bytes",
    "module_path",
    "env",
    "option_env",
    "type_name",
    "type_name_of_val",
    "Location",
    "Backtrace",
];

/// Reads the tokens of an answer, those inside macros too. What is no Rust is left to rustc, except that words are
/// looked for in it.
pub fn scan(text: &str) -> Scan {
    let mut found = Found::default();
    match TokenStream::from_str(text) {
        Ok(tokens) => found.read(tokens),
        Err(_) => {
            for (nth, line) in text.lines().enumerate() {
                let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                words.for_each(|word| found.word(word, nth + 1, true));
            }
        }
    }
    Scan {
        refused: in_words(found.refused),
        flagged: in_words(found.flagged),
        telling: in_words(found.telling),
    }
}

#[derive(Default)]
struct Found {
    refused: Vec<(String, Vec<usize>)>,
    flagged: Vec<(String, Vec<usize>)>,
    telling: Vec<(String, Vec<usize>)>,
}

impl Found {
    fn read(&mut self, tokens: TokenStream) {
        // Not by recursion: an answer may nest as deep as it likes.
        let mut open = vec![(tokens.into_iter(), false)];
        let mut after_pound = false;
        let mut file = None;
        while let Some((tokens, in_attribute)) = open.last_mut() {
            let in_attribute = *in_attribute;
            let Some(token) = tokens.next() else {
                open.pop();
                continue;
            };
            let begins = after_pound;
            // `#[…]` and `#![…]`.
            after_pound = match &token {
                TokenTree::Punct(punct) => {
                    punct.as_char() == '#' || (begins && punct.as_char() == '!')
                }
                _ => false,
            };
            // The macro alone: a file has a name in many an honest answer.
            if let (Some(line), TokenTree::Punct(punct)) = (file.take(), &token)
                && punct.as_char() == '!'
            {
                note(&mut self.telling, "file", line);
            }
            match token {
                TokenTree::Ident(ident) => {
                    file = (ident == "file").then(|| ident.span().start().line);
                    self.ident(&ident, in_attribute);
                }
                TokenTree::Group(group) => {
                    let attribute = begins && group.delimiter() == Delimiter::Bracket;
                    open.push((group.stream().into_iter(), in_attribute || attribute));
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn ident(&mut self, ident: &Ident, in_attribute: bool) {
        let word = ident.to_string();
        let word = word.strip_prefix("r#").unwrap_or(&word);
        self.word(word, ident.span().start().line, in_attribute);
    }

    fn word(&mut self, word: &str, line: usize, in_attribute: bool) {
        if TELLING.contains(&word) {
            note(&mut self.telling, word, line);
        }
        let refused = REFUSED.contains(&word)
            || (in_attribute && REFUSED_ATTRIBUTES.contains(&word))
            // A macro may be given the attribute's name. These are no words of any other kind.
            || REFUSED_ATTRIBUTES[..3].contains(&word);
        if refused {
            note(&mut self.refused, word, line);
        } else if FLAGGED.contains(&word) || (in_attribute && word == "path") {
            note(&mut self.flagged, word, line);
        }
    }
}

fn note(found: &mut Vec<(String, Vec<usize>)>, word: &str, line: usize) {
    match found.iter_mut().find(|(there, _)| there == word) {
        Some((_, lines)) if lines.last() == Some(&line) => {}
        Some((_, lines)) => lines.push(line),
        None => found.push((word.to_owned(), vec![line])),
    }
}

fn in_words(found: Vec<(String, Vec<usize>)>) -> Vec<String> {
    /// So many lines are named.
    const NAMED: usize = 5;
    let words = found.into_iter().map(|(word, lines)| {
        let named: Vec<String> = lines.iter().take(NAMED).map(usize::to_string).collect();
        let more = if lines.len() > NAMED { ", …" } else { "" };
        let line = if lines.len() == 1 { "line" } else { "lines" };
        format!("`{word}` ({line} {}{more})", named.join(", "))
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn words_are_found_wherever_tokens_are_and_not_in_text() {
        let scan = scan(
            "//! unsafe\n/// asm\nfn one() { let _ = \"unsafe\"; }\n\
             macro_rules! m { () => { unsafe { std::fs::read(\"x\") } } }\n\
             #[r#unsafe(naked)]\nextern \"C\" fn two() { core::arch::naked_asm!(\"\") }\n\
             #![cfg_attr(all(), path = \"other.rs\", link_section = \".init_array\")]\n\
             fn three() { m!(link_section); let path = used; let r#fs = link; }\n",
        );
        assert_eq!(
            scan.refused,
            [
                "`unsafe` (lines 4, 5)",
                "`naked` (line 5)",
                "`naked_asm` (line 6)",
                "`link_section` (lines 7, 8)",
            ]
        );
        assert_eq!(scan.flagged, ["`fs` (lines 4, 8)", "`path` (line 7)"]);
    }

    #[test]
    fn what_tells_two_copies_of_an_answer_apart_is_found() {
        let scan =
            scan("#[cfg(test)]\nfn one() { let file = file!(); if cfg!(test) { file() } }\n");
        assert_eq!(scan.telling, ["`cfg` (lines 1, 2)", "`file` (line 2)"]);
    }

    #[test]
    fn what_is_no_rust_is_read_as_words() {
        assert_eq!(scan("fn ( { unsafe").refused, ["`unsafe` (line 1)"]);
        assert_eq!(scan("fn ( { unsafely").refused, [""; 0]);
    }

    #[test]
    fn depth_does_not_end_the_reader() {
        let deep = 200_000;
        let text = format!("{}unsafe{}", "(".repeat(deep), ")".repeat(deep));
        assert_eq!(scan(&text).refused, ["`unsafe` (line 1)"]);
    }

    /// Every answer that the workbook holds for right, and every stub.
    #[test]
    fn no_right_answer_of_this_workbook_is_refused() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut read = 0;
        for folder in ["solutions", "exercises"] {
            for entry in walkdir::WalkDir::new(root.join(folder)) {
                let entry = entry.unwrap();
                let name = entry.path().strip_prefix(root.join(folder)).unwrap();
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                let is_answer = entry.file_type().is_file()
                    && name.extension().is_some_and(|e| e == "rs")
                    && !name.ends_with("lib.rs")
                    && parts[0].starts_with("ch")
                    && (parts[1] == "right" || (parts[1] == "src" && parts.len() == 3));
                if is_answer {
                    let scan = scan(&fs::read_to_string(entry.path()).unwrap());
                    assert_eq!(scan.refused, [""; 0], "{}", name.display());
                    // Those of chapters whose checks compile an answer once more.
                    if ["ch04", "ch08"].contains(&&*parts[0]) {
                        assert_eq!(scan.telling, [""; 0], "{}", name.display());
                    }
                    read += 1;
                }
            }
        }
        assert!(read > 100, "only {read} answers were read");
    }
}
