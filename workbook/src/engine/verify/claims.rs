//! What a right or wrong answer says of itself, in its `//!` lines.

/// The claims of an answer's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Wrong answers: what somebody believes who writes this.
    pub belief: String,
    /// Wrong answers: the check that must reject it, or [`COMPILER`].
    pub rejected_by: String,
    /// Wrong answers: words that the rejection must hold.
    pub saying: String,
    /// Right answers: what is different about it.
    pub style: String,
}

/// In `Rejected by:`, for an answer that must not compile.
pub const COMPILER: &str = "the compiler";

impl Claims {
    /// Reads them from a file's `//!` lines, `Belief: …` and the like. A claim goes on in the lines
    /// below it, until the next claim or an empty line.
    ///
    /// # Errors
    /// Where a claim is there twice.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut claims = Self::default();
        let mut open: Option<&str> = None;
        for line in text
            .lines()
            .map(str::trim)
            .skip_while(|line| line.is_empty())
        {
            let Some(line) = line.strip_prefix("//!").map(str::trim) else {
                break;
            };
            let begun = ["Belief", "Rejected by", "Saying", "Style"]
                .into_iter()
                .find_map(|name| Some((name, line.strip_prefix(name)?.strip_prefix(':')?.trim())));
            let (name, words) = match (begun, open) {
                (Some((name, words)), _) => {
                    if !claims.field(name).is_empty() {
                        return Err(format!("`{name}:` is there twice"));
                    }
                    (name, words)
                }
                (None, Some(name)) if !line.is_empty() => (name, line),
                _ => {
                    open = None;
                    continue;
                }
            };
            open = Some(name);
            let field = claims.field(name);
            if !field.is_empty() {
                field.push(' ');
            }
            field.push_str(words);
        }
        Ok(claims)
    }

    fn field(&mut self, name: &str) -> &mut String {
        match name {
            "Belief" => &mut self.belief,
            "Rejected by" => &mut self.rejected_by,
            "Saying" => &mut self.saying,
            _ => &mut self.style,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_go_on_until_the_next_or_an_empty_line() {
        let text = "//! Belief: creating two futures\n//! starts both.\n//! Rejected by: one\n\
                    //! Saying: one after another\n//!\n//! More words.\n\nfn main() {}\n//! Style: no\n";
        let claims = Claims::read(text).unwrap();
        assert_eq!(claims.belief, "creating two futures starts both.");
        assert_eq!(claims.rejected_by, "one");
        assert_eq!(claims.saying, "one after another");
        assert_eq!(claims.style, "");
    }

    #[test]
    fn a_claim_made_twice_is_no_claim() {
        let twice = Claims::read("//! Saying: a\n//! Saying: b\n");
        assert_eq!(twice.unwrap_err(), "`Saying:` is there twice");
    }
}
