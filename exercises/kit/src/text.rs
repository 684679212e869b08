//! Text for a terminal: its width, its characters, and what is said again and again.

use std::io::IsTerminal;

/// Breaks `text` into lines of at most `width` characters, at spaces. A line that begins with a
/// space is a layout of its own and stays as it is.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    if text.starts_with(' ') || text.is_empty() {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A number of things, for a message: `1 page`, `2 pages`. The plural takes an `s`.
#[must_use]
pub fn counted(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}

/// How wide the terminal is: what COLUMNS says, or else the terminal, within reason; 90 where neither
/// does.
pub(crate) fn columns() -> usize {
    let said = std::env::var("COLUMNS").ok();
    columns_of(said.or_else(terminal_says).as_deref())
}

/// Shells keep COLUMNS to themselves. Std cannot ask the terminal; `stty` can, where there is one.
fn terminal_says() -> Option<String> {
    if !cfg!(unix) || !std::io::stdout().is_terminal() {
        return None;
    }
    let terminal = std::fs::File::open("/dev/tty").ok()?;
    let mut stty = std::process::Command::new("stty");
    let asked = stty.arg("size").stdin(terminal).output().ok()?;
    let said = String::from_utf8(asked.stdout).ok()?;
    Some(said.split_whitespace().nth(1)?.to_owned())
}

fn columns_of(said: Option<&str>) -> usize {
    said.and_then(|said| said.trim().parse().ok())
        .map_or(90, |columns: usize| columns.clamp(40, 200))
}

/// Whether the terminal shows more than ASCII, by the variables of the locale.
pub(crate) fn unicode() -> bool {
    if cfg!(windows) {
        return true;
    }
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).unwrap_or_default());
    let locale = set.iter().find(|value| !value.is_empty());
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// `text` in ASCII only.
pub(crate) fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => out.push(c),
            '✓' => out.push('+'),
            '✗' => out.push('x'),
            '·' | '•' => out.push('-'),
            '…' => out.push_str("..."),
            'µ' | 'μ' => out.push('u'),
            '×' => out.push('x'),
            '–' | '—' => out.push('-'),
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            '→' => out.push_str("->"),
            _ => out.push('?'),
        }
    }
    out
}

/// The longest stretch of lines that is looked for as one that repeats.
const LONGEST_CYCLE: usize = 4;
/// So many repetitions are shown as they are.
const SHOWN_REPEATS: usize = 2;

/// `text` with lines, or stretches of a few lines, that repeat at once shown once and counted.
pub(crate) fn fold(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let found = (1..=LONGEST_CYCLE).find_map(|cycle| {
            let first = lines.get(at..at + cycle)?;
            let again = lines[at + cycle..]
                .chunks_exact(cycle)
                .take_while(|chunk| *chunk == first)
                .count();
            (again > SHOWN_REPEATS && first.iter().any(|line| !line.trim().is_empty()))
                .then_some((cycle, again))
        });
        let Some((cycle, again)) = found else {
            out.push(lines[at].to_owned());
            at += 1;
            continue;
        };
        let shown = lines[at..at + cycle].iter().map(|line| (*line).to_owned());
        out.extend(shown);
        let times = again_in_words(again);
        let last = out.last_mut().expect("a cycle has a line");
        match cycle {
            1 => last.push_str(&format!(" ({times})")),
            lines => last.push_str(&format!(" (these {lines} lines {times})")),
        }
        at += cycle * (again + 1);
    }
    out.join("\n")
}

/// `once more`, or `2,498 times more`.
pub(crate) fn again_in_words(again: usize) -> String {
    match again {
        1 => "once more".to_owned(),
        again => format!("{} times more", thousands(again)),
    }
}

/// `2498` as `2,498`.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `most` lines of `text`: the first ones, how many are left out, and the last ones.
pub(crate) fn bounded(text: &str, most: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= most.saturating_add(1) {
        return text.to_owned();
    }
    let last = most / 3;
    let (first, rest) = lines.split_at(most - last);
    let (left_out, last) = rest.split_at(rest.len() - last);
    let left_out = thousands(left_out.len());
    let (first, last) = (first.join("\n"), last.join("\n"));
    format!("{first}\n({left_out} more lines)\n{last}")
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_shown_once_and_counted() {
        let spin = "the future is polled\n".repeat(2_499) + "the end";
        assert_eq!(
            fold(&spin),
            "the future is polled (2,498 times more)\nthe end"
        );
        let pair = "polled\nPending\n".repeat(5);
        assert_eq!(fold(&pair), "polled\nPending (these 2 lines 4 times more)");
        let twice = "a\na\nb\n\n\n\n\n";
        assert_eq!(
            fold(twice),
            twice.trim_end_matches('\n').to_owned() + "\n\n\n\n"
        );
    }

    #[test]
    fn of_many_lines_the_first_and_the_last_are_kept() {
        let text: Vec<String> = (1..=10).map(|number| number.to_string()).collect();
        let text = text.join("\n");
        assert_eq!(bounded(&text, 9), text);
        assert_eq!(bounded(&text, 3), "1\n2\n(7 more lines)\n10");
        assert_eq!(bounded(&text, 1), "1\n(9 more lines)");
    }

    #[test]
    fn the_width_is_what_the_terminal_says_within_reason() {
        let widths = [Some("60"), Some("7"), Some("much"), None].map(columns_of);
        assert_eq!(widths, [60, 40, 90, 90]);
    }

    #[test]
    fn nothing_but_ascii_is_left_for_a_terminal_that_shows_no_more() {
        assert_eq!(ascii("✓ 3 µs × 2 … ü"), "+ 3 us x 2 ... ?");
    }
}
