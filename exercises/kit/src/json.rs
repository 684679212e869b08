//! As much of JSON as the kit writes, and reads back from itself.

use std::fmt::Write as _;

/// `text` as a JSON string, quotes included.
pub(crate) fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The members of a flat object whose values are strings or plain words, in order; `None` where `text`
/// is anything else.
pub(crate) fn flat_object(text: &str) -> Option<Vec<(String, String)>> {
    let mut rest = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (name, after) = string(rest)?;
        let after = after.strip_prefix(':')?;
        let (value, after) = if after.starts_with('"') {
            string(after)?
        } else {
            let end = after.find(',').unwrap_or(after.len());
            (after[..end].to_owned(), &after[end..])
        };
        members.push((name, value));
        rest = match after.strip_prefix(',') {
            Some(more) => more,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(members)
}

/// The string at the beginning of `text`, and what follows it.
fn string(text: &str) -> Option<(String, &str)> {
    let body = text.strip_prefix('"')?;
    let mut out = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &body[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                'u' => {
                    let hex: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
                }
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{flat_object, json_string};

    #[test]
    fn what_is_written_is_read_back() {
        let text = "two lines\n\"quoted\", a \\ and a \u{1b}[1m µ";
        let object = format!("{{\"a\":{},\"b\":12,\"c\":\"\"}}", json_string(text));
        let members = flat_object(&object).unwrap();
        let members: Vec<_> = members
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(members, [("a", text), ("b", "12"), ("c", "")]);
        for broken in ["", "{", "{\"a\"}", "{\"a\":\"b}", "{\"a\":\"b\" \"c\":1}"] {
            assert_eq!(flat_object(broken), None, "{broken}");
        }
    }
}
