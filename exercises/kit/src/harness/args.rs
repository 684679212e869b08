//! The command line: that of rustc's own harness.

use std::thread;

pub(super) const HELP: &str = "\
Runs the checks of a chapter, each in a process of its own.

usage: cargo test -p CHAPTER -- [FILTER]... [OPTION]...

FILTER               run only checks whose name contains it
--exact              FILTER is the whole name
--skip FILTER        leave out checks whose name contains FILTER
--list               print the names only
--nocapture          print at once what the answers print
--show-output        also print what they print in checks that pass
--test-threads N     run so many checks at once
--color WHEN         auto, always or never
-q, --quiet          print nothing about exercises that pass
";

#[derive(Debug, Default)]
pub(super) struct Args {
    filters: Vec<String>,
    skip: Vec<String>,
    threads: Option<usize>,
    /// Only checks that are marked to be ignored are asked for. There are none.
    only_ignored: bool,
    pub(super) color: Option<bool>,
    pub(super) exact: bool,
    pub(super) list: bool,
    pub(super) terse: bool,
    pub(super) nocapture: bool,
    pub(super) show_output: bool,
    pub(super) quiet: bool,
    pub(super) help: bool,
}

/// Options with a value of their own, which may stand in the next word. Those that are not read here
/// are accepted, so that what works with rustc's harness works with this one.
const WITH_VALUE: [&str; 7] = [
    "--skip",
    "--test-threads",
    "--color",
    "--format",
    "--logfile",
    "--shuffle-seed",
    "-Z",
];

impl Args {
    pub(super) fn parse(words: impl Iterator<Item = String>) -> Self {
        let mut args = Self {
            threads: std::env::var("RUST_TEST_THREADS")
                .ok()
                .and_then(|threads| threads.parse().ok()),
            nocapture: std::env::var("RUST_TEST_NOCAPTURE").is_ok_and(|value| value != "0"),
            ..Self::default()
        };
        let mut words = words;
        let mut options = true;
        while let Some(word) = words.next() {
            if !options || !word.starts_with('-') {
                args.filters.push(word);
                continue;
            }
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            let value = match WITH_VALUE.contains(&name.as_str()) {
                true => value.or_else(|| words.next()).unwrap_or_default(),
                false => String::new(),
            };
            match name.as_str() {
                "--" => options = false,
                "--exact" => args.exact = true,
                "--list" => args.list = true,
                "--nocapture" | "--no-capture" => args.nocapture = true,
                "--show-output" => args.show_output = true,
                "--ignored" => args.only_ignored = true,
                "--quiet" | "-q" => args.quiet = true,
                "--help" | "-h" => args.help = true,
                "--skip" => args.skip.push(value),
                "--format" => args.terse = value == "terse",
                "--test-threads" => args.threads = value.parse().ok().or(args.threads),
                "--color" => {
                    args.color = match value.as_str() {
                        "always" => Some(true),
                        "never" => Some(false),
                        _ => None,
                    };
                }
                // As `--include-ignored`, `--bench` and `--report-time`: nothing to do differently.
                _ => {}
            }
        }
        args
    }

    pub(super) fn selects(&self, name: &str) -> bool {
        let is = |filter: &String| match self.exact {
            true => name == filter,
            false => name.contains(filter.as_str()),
        };
        !self.only_ignored
            && (self.filters.is_empty() || self.filters.iter().any(is))
            && !self.skip.iter().any(is)
    }

    /// How many checks run at once.
    pub(super) fn threads(&self) -> usize {
        let all = || thread::available_parallelism().map_or(1, usize::from);
        self.threads
            .filter(|threads| *threads > 0)
            .unwrap_or_else(all)
    }

    pub(super) fn filtered(&self) -> bool {
        !self.filters.is_empty() || !self.skip.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(words: &str) -> Args {
        Args::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn names_are_selected_as_by_rustcs_harness() {
        let name = "delay::a_promise";
        for selects in [
            "",
            "delay",
            "zzz delay::a",
            "--exact delay::a_promise",
            "--nocapture --exact delay::a_promise --test-threads=1",
            "--skip delay::b",
            "-Z unstable-options --format json",
            "--include-ignored --unheard-of",
            "--exact --skip delay",
        ] {
            assert!(args(selects).selects(name), "{selects}");
        }
        for refuses in [
            "zzz",
            "--exact delay",
            "--skip delay",
            "--skip=promise delay",
            "--ignored",
            "--exact --skip delay::a_promise",
        ] {
            assert!(!args(refuses).selects(name), "{refuses}");
        }
    }

    #[test]
    fn the_value_of_an_option_is_no_filter() {
        let args = args("--test-threads 3 --color never --logfile x --list --format terse delay");
        assert_eq!(args.filters, ["delay"]);
        assert_eq!((args.threads(), args.color), (3, Some(false)));
        assert!(args.list && args.terse);
    }
}
