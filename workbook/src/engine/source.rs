//! Reading pristine Rust source: which checks a file promises, and a `lib.rs` cut down to some modules.

use std::ops::Range;

use proc_macro2::LineColumn;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;

/// A function under `#[check]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The function's path below its file's module: `a_promise`, or `inner::a_promise`.
    pub name: String,
    /// The line of the function's name, from 1.
    pub line: usize,
    /// Its doc comment: the idea behind the promise. Paragraphs are lines.
    pub why: String,
    /// The bound that it asks its watchdog for, in seconds: `#[check(seconds = 10)]`.
    pub seconds: Option<u64>,
}

/// The checks of a file, in its order.
///
/// # Errors
/// If the file is not Rust: the parser's words with line and column.
pub fn checks(text: &str) -> Result<Vec<Check>, String> {
    let file = parse(text)?;
    let mut functions = Vec::new();
    check_functions(&file.items, "", &mut functions);
    let found = functions.into_iter().map(|(prefix, function)| Check {
        name: format!("{prefix}{}", function.sig.ident),
        line: function.sig.ident.span().start().line,
        why: doc(&function.attrs),
        seconds: function
            .attrs
            .iter()
            .find(|a| is_check(a))
            .and_then(seconds),
    });
    Ok(found.collect())
}

/// The functions under `#[check]`, in their order, each with the path of the inner module that it is in.
fn check_functions<'a>(
    items: &'a [syn::Item],
    prefix: &str,
    found: &mut Vec<(String, &'a syn::ItemFn)>,
) {
    for item in items {
        match item {
            syn::Item::Fn(function) if function.attrs.iter().any(is_check) => {
                found.push((prefix.to_owned(), function));
            }
            syn::Item::Mod(module) => {
                if let Some((_, inner)) = &module.content {
                    check_functions(inner, &format!("{prefix}{}::", module.ident), found);
                }
            }
            _ => {}
        }
    }
}

/// A text of checks in which no check has the name that its author gave it.
pub struct Disguised {
    pub text: String,
    /// The new name of each check, in the order of [`checks`], as its path below its file's module.
    pub names: Vec<String>,
    /// A check beside them that does what one of them does, and then fails. No answer can pass it.
    pub canary: String,
}

/// `text` with a name from `fresh` for each of its checks, and a canary made of the one that `pick` chooses of so
/// many.
///
/// An answer can see which check runs it, by its thread's name or its arguments. If it knew the names, it could do
/// what that check wants to see, and leave alone every check of another name.
///
/// # Errors
/// As [`checks`]; if the file has no check of its own, outside of inner modules, to make a canary of.
pub fn disguise(
    text: &str,
    pick: impl FnOnce(usize) -> usize,
    mut fresh: impl FnMut() -> String,
) -> Result<Disguised, String> {
    let file = parse(text)?;
    let place = in_bytes(text);
    let mut functions = Vec::new();
    check_functions(&file.items, "", &mut functions);
    let own: Vec<_> = functions
        .iter()
        .filter(|(prefix, _)| prefix.is_empty())
        .collect();
    if own.is_empty() {
        return Err("no #[check] outside of inner modules".to_owned());
    }
    let (_, copied) = own[pick(own.len()).min(own.len() - 1)];
    let (whole, ident) = (copied.span(), copied.sig.ident.span());
    let block = copied.block.span();
    let canary = fresh();
    let copy = format!(
        "\n{}{canary}{}{{ let _: () = {}; ::core::panic!(\"after the end of the check\") }}\n",
        &text[place(whole.start())..place(ident.start())],
        &text[place(ident.end())..place(block.start())],
        &text[place(block.start())..place(block.end())],
    );
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut names = Vec::new();
    for (prefix, function) in &functions {
        let (name, ident) = (fresh(), function.sig.ident.span());
        names.push(format!("{prefix}{name}"));
        edits.push((place(ident.start())..place(ident.end()), name));
    }
    let mut text = text.to_owned();
    for (place, name) in edits.into_iter().rev() {
        text.replace_range(place, &name);
    }
    // Below the others, so that their lines stay what they are.
    text.push_str(&copy);
    Ok(Disguised {
        text,
        names,
        canary,
    })
}

fn seconds(attribute: &syn::Attribute) -> Option<u64> {
    let parser = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
    let arguments = attribute.parse_args_with(parser).ok()?;
    arguments.iter().find_map(|argument| match argument {
        syn::Meta::NameValue(pair) if pair.path.is_ident("seconds") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Int(number),
                ..
            }) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    })
}

/// The text of `///` lines, each paragraph in one line.
fn doc(attributes: &[syn::Attribute]) -> String {
    let mut paragraphs = vec![String::new()];
    for attribute in attributes {
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(line),
                ..
            }) = &pair.value
        {
            let line = line.value();
            match (line.trim(), paragraphs.last_mut()) {
                (words, Some(last)) if !words.is_empty() => {
                    if !last.is_empty() {
                        last.push(' ');
                    }
                    last.push_str(words);
                }
                _ => paragraphs.push(String::new()),
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n")
}

/// `#[check]`, `#[check(…)]`, `#[kit::check]` or `#[::kit::check(…)]`.
fn is_check(attribute: &syn::Attribute) -> bool {
    let path = attribute.path();
    let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
    matches!(
        names.iter().map(String::as_str).collect::<Vec<_>>()[..],
        ["check"] | ["kit", "check"]
    )
}

/// The names of the modules that `text` declares without a body (`mod name;`), in its order: of one
/// with `#[path = "../src/other.rs"]`, the name of that file. A check may compile an answer's file once
/// more, under another name.
///
/// # Errors
/// As [`checks`].
pub fn modules(text: &str) -> Result<Vec<String>, String> {
    Ok(declared(text)?.into_iter().map(|(name, _)| name).collect())
}

/// `text` with every `mod name;` blanked whose name `keep` refuses. Lines and columns of what stays
/// are unchanged, so that an error still points to where its author sees it.
///
/// # Errors
/// As [`checks`].
pub fn keep_modules(text: &str, keep: impl Fn(&str) -> bool) -> Result<String, String> {
    let mut kept = text.as_bytes().to_vec();
    for (name, place) in declared(text)? {
        if !keep(&name) {
            for byte in &mut kept[place] {
                if *byte != b'\n' && *byte != b'\r' {
                    *byte = b' ';
                }
            }
        }
    }
    // Whole items were blanked, so no character was cut in two.
    Ok(String::from_utf8_lossy(&kept).into_owned())
}

/// Name and place (in bytes, with attributes and doc comments) of each `mod name;`.
fn declared(text: &str) -> Result<Vec<(String, Range<usize>)>, String> {
    let byte = in_bytes(text);
    Ok(parse(text)?
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Mod(module) if module.content.is_none() => {
                let span = module.span();
                Some((
                    stem_of_path(&module.attrs).unwrap_or_else(|| module.ident.to_string()),
                    byte(span.start())..byte(span.end()),
                ))
            }
            _ => None,
        })
        .collect())
}

/// Where in `text` a place is, in bytes.
///
/// Not `Span::byte_range`: it counts from the start of all source that this thread has parsed.
fn in_bytes(text: &str) -> impl Fn(LineColumn) -> usize + '_ {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    move |place: LineColumn| {
        let start = starts[place.line - 1];
        let line = &text[start..];
        start
            + line
                .char_indices()
                .nth(place.column)
                .map_or(line.len(), |(at, _)| at)
    }
}

/// `overlap`, of `#[path = "../../src/overlap.rs"]`.
fn stem_of_path(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(file),
            ..
        }) = &pair.value
        else {
            return None;
        };
        let stem = std::path::Path::new(&file.value()).file_stem()?.to_owned();
        pair.path
            .is_ident("path")
            .then(|| stem.to_string_lossy().into_owned())
    })
}

fn parse(text: &str) -> Result<syn::File, String> {
    syn::parse_file(text).map_err(|error| {
        let at = error.span().start();
        format!("line {}, column {}: {error}", at.line, at.column + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_by_attribute_and_nothing_else_is() {
        let text = "use kit::check;\n\
                    /// Says\n/// why.\n///\n/// Twice.\n#[check]\nfn one() {}\n\
                    #[kit::check(real_time, seconds = 20)]\nasync fn two() {}\n\
                    #[test]\nfn none() {}\n\
                    mod inner { #[::kit::check] fn three() {} }\n";
        let found = checks(text).unwrap();
        assert_eq!(found[0].why, "Says why.\nTwice.");
        assert_eq!((found[0].seconds, found[1].seconds), (None, Some(20)));
        let names: Vec<_> = found.into_iter().map(|c| (c.name, c.line)).collect();
        assert_eq!(
            names,
            [
                ("one".to_owned(), 7),
                ("two".to_owned(), 9),
                ("inner::three".to_owned(), 12)
            ]
        );
    }

    #[test]
    fn a_disguised_text_has_other_names_in_the_same_lines_and_a_canary_below() {
        let text = "/// Größe.\n#[check]\nfn one() { two(1) }\n#[check(seconds = 3)]\nasync fn three()\n{\n    // }\n\
                    }\nfn two(_: u8) {}\nmod inner { #[check] fn four() {} }";
        let mut count = 0;
        let fresh = || {
            count += 1;
            format!("n{count}")
        };
        let disguised = disguise(text, |_| 1, fresh).unwrap();
        assert_eq!(disguised.names, ["n2", "n3", "inner::n4"]);
        assert_eq!(disguised.canary, "n1");
        let (same, canary) = disguised
            .text
            .split_at(text.len() - "onethreefour".len() + 6);
        assert_eq!(
            same,
            text.replace("one", "n2")
                .replace("three", "n3")
                .replace("four", "n4")
        );
        assert_eq!(
            canary,
            "\n#[check(seconds = 3)]\nasync fn n1()\n{ let _: () = {\n    // }\n}; \
             ::core::panic!(\"after the end of the check\") }\n"
        );
        let names: Vec<_> = checks(&disguised.text)
            .unwrap()
            .into_iter()
            .map(|c| c.name)
            .collect();
        assert_eq!(names, ["n2", "n3", "inner::n4", "n1"]);
    }

    #[test]
    fn a_module_with_a_path_goes_by_the_name_of_its_file() {
        let text = "mod one;\n#[path = \"../../src/one.rs\"]\n#[allow(dead_code)]\nmod again;\n";
        assert_eq!(modules(text).unwrap(), ["one", "one"]);
        let kept = keep_modules(text, |name| name != "one").unwrap();
        assert_eq!(kept.trim(), "");
        assert_eq!(kept.lines().count(), text.lines().count());
    }

    #[test]
    fn blanking_a_module_keeps_every_other_line_where_it_was() {
        let text = "//! Größe.\n/// Die erste.\npub mod one;\npub mod two; // here\nmod shared;\n";
        let cut = keep_modules(text, |name| name != "one").unwrap();
        assert_eq!(modules(&cut).unwrap(), ["two", "shared"]);
        assert_eq!(cut.lines().count(), text.lines().count());
        assert_eq!(cut.lines().nth(3), Some("pub mod two; // here"));
        assert_eq!(cut.lines().next(), Some("//! Größe."));
    }

    #[test]
    fn source_that_is_not_rust_is_named_by_line_and_column() {
        assert!(checks("fn (").unwrap_err().starts_with("line 1, column 4"));
    }
}
