//! What listings that measure share, and the tools that run them.
//!
//! A listing that measures says `// measures: release` in its first lines (`# measures` in Python).
//! `cargo run -- measure` runs it in full and asserts what the page claims. `cargo test -p listings` runs
//! it for the form of its output alone, so nothing is claimed and the work may be smaller.

pub mod machine;
pub mod python;

/// How a listing is run: [`MEASURE`], [`FORM`], or as a reader runs it if the variable is absent.
pub const RUN: &str = "LISTINGS_RUN";
/// In full, and claims are asserted.
pub const MEASURE: &str = "measure";
/// With less work, for the words and the layout of the output.
pub const FORM: &str = "form";
/// How a failure begins if a claim is the reason.
pub const BROKEN_CLAIM: &str = "the claim does not hold";

/// The folder of this package, in which the listings are.
pub const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

fn is(run: &str) -> bool {
    std::env::var_os(RUN).is_some_and(|value| value == run)
}

/// Asserts what a page says about the figures, if this run measures: otherwise another program, or a
/// build without optimisation, could make it fail.
///
/// # Panics
/// In a measuring run, if the claim does not hold.
#[track_caller]
pub fn claim(holds: bool, what: &str) {
    assert!(holds || !is(MEASURE), "{BROKEN_CLAIM}: {what}");
}

/// How much work to do: `full`, or `small` in a run for the form alone.
pub fn amount(full: u32, small: u32) -> u32 {
    if is(FORM) { small } else { full }
}

/// Whether this source is that of a listing that measures. It says so before its first line of code.
pub fn measures(source: &str) -> bool {
    head(source).any(|line| line == "// measures: release" || line == "# measures")
}

/// The systems that `// needs: linux, macos` names before the first line of code; none if any will do.
pub fn needs(source: &str) -> Vec<String> {
    let named = head(source).find_map(|line| {
        line.strip_prefix("// needs: ")
            .or_else(|| line.strip_prefix("# needs: "))
    });
    named.map_or_else(Vec::new, |systems| {
        systems.split(", ").map(str::to_owned).collect()
    })
}

/// The variable that `// needs variable: DATABASE_URL` names before the first line of code: without it, the
/// program runs, but its figures are not those that the page is about.
pub fn needs_variable(source: &str) -> Option<String> {
    head(source)
        .find_map(|line| line.strip_prefix("// needs variable: "))
        .map(str::to_owned)
}

fn head(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .take_while(|line| line.starts_with("//") || line.starts_with('#'))
}
