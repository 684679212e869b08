//! Reading a catalogue's Markdown.

use std::sync::LazyLock;

use regex::Regex;

use super::super::verdict::collapse;
use super::{Beliefs, Change, Entry, Link, patch};

/// The catalogue in `text`. What cannot be read is a fault of its entry, or of the catalogue.
pub fn parse(text: &str) -> Beliefs {
    let mut beliefs = Beliefs::default();
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks(&lines, &mut beliefs.faults);
    let mut blocks = blocks.into_iter().peekable();
    while blocks.next_if(|block| block.slug().is_none()).is_some() {}
    while let Some(block) = blocks.next() {
        let mut entry = Entry {
            slug: block.slug().unwrap_or_default().to_owned(),
            line: block.line,
            ..Entry::default()
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if entry.slug.is_empty() || !entry.slug.chars().all(plain) {
            entry.faults.push(
                "its heading is no slug: expected `## a_slug` with a to z, 0 to 9 and _ only"
                    .to_owned(),
            );
        }
        if beliefs.entries.iter().any(|other| other.slug == entry.slug) {
            entry
                .faults
                .push("another entry has the same slug".to_owned());
        }
        while let Some(block) = blocks.next_if(|block| block.slug().is_none()) {
            take_in(&mut entry, &block);
        }
        lacking(&mut entry);
        beliefs.entries.push(entry);
    }
    beliefs
}

/// Lines that belong together: a heading, a paragraph, a quotation, or a fence.
struct Block<'a> {
    line: usize,
    lines: Vec<&'a str>,
    /// The language of a fence.
    fence: Option<&'a str>,
}

impl<'a> Block<'a> {
    fn slug(&self) -> Option<&'a str> {
        let first = self.lines.first()?;
        if self.fence.is_some() {
            return None;
        }
        first.strip_prefix("## ").map(str::trim)
    }
}

fn blocks<'a>(lines: &[&'a str], faults: &mut Vec<String>) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut open = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks >= 3 {
            let fence = &line[..ticks];
            let end = lines[at..].iter().position(|line| line.trim_end() == fence);
            let until = end.map_or(lines.len(), |end| at + end);
            if end.is_none() {
                faults.push(format!("line {at}: the fence {line} has no end"));
            }
            blocks.push(Block {
                line: at,
                lines: lines[at..until].to_vec(),
                fence: Some(line[ticks..].trim()),
            });
            at = until + 1;
            open = false;
        } else if line.trim().is_empty() {
            open = false;
        } else if line.starts_with('#') {
            blocks.push(Block {
                line: at,
                lines: vec![line],
                fence: None,
            });
            open = false;
        } else {
            match blocks.last_mut() {
                Some(block) if open => block.lines.push(line),
                _ => blocks.push(Block {
                    line: at,
                    lines: vec![line],
                    fence: None,
                }),
            }
            open = true;
        }
    }
    blocks
}

/// The page that a paragraph links to, seen from the catalogue.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\]\(\.\./\.\./\.\./(chapters/[a-z0-9/_-]+\.md)(?:#([^)]*))?\)")
        .expect("the expression is tested")
});

fn take_in(entry: &mut Entry, block: &Block<'_>) {
    let text = collapse(&block.lines.join(" "));
    if let Some(language) = block.fence {
        if entry.change.is_some() {
            entry.faults.push("it holds two programs".to_owned());
            return;
        }
        entry.change = match language {
            "diff" => match patch::read(&block.lines) {
                Ok(hunks) => Some(Change::Diff(hunks)),
                Err(what) => {
                    entry.faults.push(what);
                    Some(Change::Diff(Vec::new()))
                }
            },
            "rust" => Some(Change::Whole(block.lines.join("\n") + "\n")),
            other => {
                entry.faults.push(format!(
                    "its program is in a fence of the language {other:?}: expected diff or rust"
                ));
                None
            }
        };
    } else if text.starts_with('>') {
        let words = block.lines.iter().map(|line| line.trim_start_matches('>'));
        entry.belief = collapse(&words.collect::<Vec<_>>().join(" "));
    } else if let Some(rest) = text.strip_prefix("Rejected by ") {
        rejection(entry, rest);
    } else if let Some(rest) = text.strip_prefix("Against ") {
        let name = rest.trim_end_matches(':').trim_matches('`');
        entry.against = Some(name.to_owned());
    } else if entry.instead.is_empty() {
        entry.page = LINK.captures(&text).map(|found| Link {
            file: found[1].to_owned(),
            anchor: found
                .get(2)
                .map_or(String::new(), |anchor| anchor.as_str().to_owned()),
        });
        entry.instead = text;
    } else {
        entry.faults.push(format!(
            "line {}: a paragraph too many: what is so instead is said in one",
            block.line
        ));
    }
}

/// ``Rejected by `a_check`, saying "words".``
fn rejection(entry: &mut Entry, rest: &str) {
    let (by, words) = rest.split_once("saying").unwrap_or((rest, ""));
    let by = by.trim().trim_end_matches(',').trim_end_matches('.');
    entry.rejected_by = by.trim_matches('`').to_owned();
    let quoted = words.find('"').zip(words.rfind('"'));
    entry.saying = match quoted {
        Some((from, to)) if from < to => words[from + 1..to].to_owned(),
        _ => String::new(),
    };
}

fn lacking(entry: &mut Entry) {
    let by = &entry.rejected_by;
    for (lacks, what) in [
        (
            entry.belief.is_empty(),
            "says no belief: expected a quotation, `> …`",
        ),
        (
            entry.instead.is_empty(),
            "does not say what is so instead: expected a sentence with a link to the page",
        ),
        (
            !entry.instead.is_empty() && entry.page.is_none(),
            "links to no page: expected [its title](../../../chapters/chNN/page.md#heading)",
        ),
        (
            by.is_empty(),
            "does not say what rejects it: expected Rejected by `check`, saying \"…\".",
        ),
        (
            !by.is_empty() && entry.saying.is_empty(),
            "quotes no words of the rejection: expected …, saying \"…\".",
        ),
        (
            entry.change.is_none(),
            "holds no program: expected a fence of diff or rust",
        ),
        (
            entry.against.is_some() && matches!(entry.change, Some(Change::Whole(_))),
            "is whole, so it is against nothing",
        ),
    ] {
        if lacks {
            entry.faults.push(what.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::COMPILER;
    use super::*;

    const CATALOGUE: &str = r#"# ch01/both: what people believe

Words about it.

## awaits_in_turn

> Creating two futures
> starts both.

Polling starts a future ([Order](../../../chapters/ch01/order.md#what-starts-a-future)).

Rejected by `both_jobs_are_in_flight_at_once`, saying "one after
another".

```diff
-    tokio::join!(a, b)
+    (a.await, b.await)
```

## whole

> "A future is its value."

It is not: [Order](../../../chapters/ch01/order.md).

Rejected by the compiler, saying "mismatched types".

````rust
/// ```
/// ## no heading
/// ```
fn both() {}
````

## in_another_way

> B.

C: [Order](../../../chapters/ch01/order.md).

Rejected by `a`, saying "it says "so" here".

Against `with_join_function`:

```diff
-a
```
"#;

    #[test]
    fn entries_say_belief_truth_rejection_and_program() {
        let beliefs = parse(CATALOGUE);
        assert_eq!(beliefs.faults, Vec::<String>::new());
        let [turn, whole, other] = &beliefs.entries[..] else {
            panic!("{beliefs:?}");
        };
        assert_eq!((turn.slug.as_str(), turn.line), ("awaits_in_turn", 5));
        assert_eq!(turn.belief, "Creating two futures starts both.");
        let page = turn.page.as_ref().unwrap();
        assert_eq!(page.file, "chapters/ch01/order.md");
        assert_eq!(page.anchor, "what-starts-a-future");
        assert_eq!(turn.rejected_by, "both_jobs_are_in_flight_at_once");
        assert_eq!(turn.saying, "one after another");
        assert!(matches!(&turn.change, Some(Change::Diff(hunks)) if hunks.len() == 1));
        assert_eq!(whole.rejected_by, COMPILER);
        assert_eq!(
            whole.change,
            Some(Change::Whole(
                "/// ```\n/// ## no heading\n/// ```\nfn both() {}\n".to_owned()
            ))
        );
        assert_eq!(other.saying, "it says \"so\" here");
        assert_eq!(other.against.as_deref(), Some("with_join_function"));
        assert!(beliefs.entries.iter().all(|entry| entry.faults.is_empty()));
    }

    #[test]
    fn what_an_entry_lacks_is_named() {
        let beliefs = parse("## Two Words\n\nA.\n\nB.\n\n```c\nint i;\n```\n\n```diff\n");
        let faults = beliefs.entries[0].faults.join("\n");
        for fault in [
            "is no slug",
            "line 5: a paragraph too many",
            "the language \"c\"",
            "says no belief",
            "links to no page",
            "does not say what rejects it",
            "its diff is empty",
        ] {
            assert!(faults.contains(fault), "{fault}:\n{faults}");
        }
        assert_eq!(beliefs.faults, ["line 11: the fence ```diff has no end"]);
    }
}
