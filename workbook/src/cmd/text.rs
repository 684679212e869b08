//! Text for a terminal.

/// How wide the terminal is, within reason: what COLUMNS says, else what the terminal itself does, else
/// 90.
pub fn columns() -> usize {
    let said = std::env::var("COLUMNS").ok();
    said.and_then(|said| said.trim().parse().ok())
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0.into()))
        .map_or(90, |columns: usize| columns.clamp(40, 200))
}

/// Whether the terminal shows more than ASCII, by the variables of the locale: the rule of the kit.
pub fn unicode() -> bool {
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

/// `text`, or as much of it as fits into `room` characters, with dots at its end. Nothing if too little would be left.
pub fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    if room < 10 {
        return String::new();
    }
    let dots = if unicode() { "…" } else { "..." };
    let cut: String = text.chars().take(room - dots.chars().count()).collect();
    format!("{}{dots}", cut.trim_end())
}

/// `text` broken at spaces into lines of at most `width` characters, each after `indent` spaces. What
/// is between backticks stays on one line if it fits on one, so that a command can be copied; a
/// longer word stays whole.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words(text, width.saturating_sub(indent)) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length <= width {
            out.push(' ');
            column += 1;
        } else {
            if column > 0 {
                out.push('\n');
            }
            out.push_str(&" ".repeat(indent));
            column = indent;
        }
        out.push_str(&word);
        column += length;
    }
    out
}

/// The words of `text`; those within a pair of backticks are one word, if that has at most `room`
/// characters.
fn words(text: &str, room: usize) -> Vec<String> {
    let mut words = Vec::new();
    // The words since a backtick that is not closed yet.
    let mut open: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        open.push(word);
        let backticks = open.iter().map(|word| word.matches('`').count());
        if backticks.sum::<usize>() % 2 == 1 {
            continue;
        }
        let whole = open.join(" ");
        if whole.chars().count() <= room {
            words.push(whole);
        } else {
            words.extend(open.iter().map(|word| (*word).to_owned()));
        }
        open.clear();
    }
    words.extend(open.into_iter().map(str::to_owned));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_a_long_word_stays_whole() {
        assert_eq!(
            wrapped("one two  three\nfour-and-twenty five", 2, 10),
            "  one two\n  three\n  four-and-twenty\n  five"
        );
        assert_eq!(wrapped("", 2, 10), "");
    }

    #[test]
    fn code_stays_on_one_line_if_it_fits_on_one() {
        assert_eq!(wrapped("now `a b` and", 0, 8), "now\n`a b`\nand");
        assert_eq!(wrapped("now `a b c d` and", 0, 8), "now `a b\nc d` and");
        assert_eq!(wrapped("a ` b", 0, 8), "a ` b");
    }
}
