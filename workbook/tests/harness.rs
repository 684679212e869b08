//! `cargo test` as a reader runs it: a small workbook, the kit's harness, and cargo itself.

#[allow(dead_code)]
#[path = "fixtures/mod.rs"]
mod fixtures;
#[allow(dead_code)]
#[path = "matchers/mod.rs"]
mod matchers;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use std::{env, fs};

use fixtures::{Ran, Workbook};

/// All trees here share one target folder, as two copies of a workbook may. One at a time, or one
/// test's build would be run for another's tree, and be refused.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Tree {
    workbook: Workbook,
    _alone: Option<MutexGuard<'static, ()>>,
}

impl Tree {
    fn new() -> Self {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            _alone: Some(alone),
            ..Self::beside()
        }
    }

    /// One more tree in the same test.
    fn beside() -> Self {
        let workbook = Workbook::new();
        let real = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let config = fs::read_to_string(real.join(".cargo/config.toml")).unwrap();
        workbook.write(".cargo/config.toml", config);
        // The members that the small workbook has.
        let manifest = fs::read_to_string(workbook.path("Cargo.toml")).unwrap();
        let mut manifest: toml::Table = toml::from_str(&manifest).unwrap();
        let workspace = manifest["workspace"].as_table_mut().unwrap();
        let members = ["exercises/kit", "exercises/kit/macros", "exercises/ch01"];
        workspace.insert("members".into(), members.to_vec().into());
        workspace.remove("default-members");
        workbook.write("Cargo.toml", toml::to_string(&manifest).unwrap());
        Self {
            workbook,
            _alone: None,
        }
    }

    fn right(&self) -> &Self {
        for slug in ["both", "double"] {
            let right = self.workbook.path(&format!("solutions/ch01/src/{slug}.rs"));
            let right = fs::read(right).unwrap();
            self.workbook
                .write(&format!("exercises/ch01/src/{slug}.rs"), right);
        }
        self
    }

    fn double(&self, body: &str) -> &Self {
        self.workbook.double(body, "");
        self
    }

    /// Of long ago, as an archive or a clone may bring files.
    fn old(&self) -> &Self {
        fn set(folder: &Path, time: SystemTime) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    set(&path, time);
                } else {
                    let file = fs::File::options().append(true).open(path).unwrap();
                    file.set_modified(time).unwrap();
                }
            }
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(20 * 365 * 24 * 3_600);
        set(&self.workbook.path(""), time);
        self
    }

    /// `cargo test -p ch01 -- WORDS`, in the tree.
    fn test(&self, words: &[&str]) -> Ran {
        self.test_with(words, &[])
    }

    fn test_with(&self, words: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["test", "--quiet", "--offline", "--package", "ch01", "--"])
            .args(words)
            .current_dir(self.workbook.path(""))
            .env("CARGO_TARGET_DIR", target())
            .env("LANG", "C.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("COLUMNS")
            .env_remove("WORKBOOK_TREE")
            .envs(variables.iter().copied());
        Ran::of(cargo.output().unwrap())
    }
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("harness")
}

#[test]
fn two_trees_with_one_target_folder_are_judged_each_by_its_own_answers() {
    let solved = Tree::new();
    solved.right().old();
    let wrong = Tree::beside();
    wrong.right().double("n.wrapping_mul(2)").old();
    for _ in 0..2 {
        let ran = solved.test(&[]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("4 of 4 checks passed"), "{}", ran.out);
        let ran = wrong.test(&[]);
        assert_eq!(ran.code, Some(101), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("3 of 4 checks passed"), "{}", ran.out);
    }
}

#[test]
fn where_cargo_does_not_see_the_difference_another_trees_build_is_refused() {
    let solved = Tree::new();
    let wrong = Tree::beside();
    for tree in [&solved, &wrong] {
        tree.right().workbook.remove(".cargo/config.toml");
    }
    wrong.double("n.wrapping_mul(2)");
    assert_eq!(solved.old().test(&[]).code, Some(0));
    let ran = wrong.old().test(&[]);
    assert_eq!(ran.code, Some(101), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("nothing was judged"), "{}", ran.err);
    assert!(ran.err.contains("CARGO_TARGET_DIR is"), "{}", ran.err);
    assert!(!ran.out.contains("passed"), "{}", ran.out);
}

#[test]
fn untouched_stubs_fit_a_screen() {
    let tree = Tree::new();
    let ran = tree.test(&[]);
    assert_eq!(ran.code, Some(101), "{}", ran.err);
    let first = ran.out.find("· ch01/both: not begun (2 checks").unwrap();
    let second = ran.out.find("· ch01/double: not begun (2 checks").unwrap();
    assert!(first < second, "{}", ran.out);
    // The first failure in full, once.
    assert_eq!(ran.out.matches("checked at").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("0 of 4 checks passed"), "{}", ran.out);
    assert!(
        ran.out
            .contains("Begin with both::both_jobs_are_in_flight_at_once:"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("cargo workbook check ch01"), "{}", ran.out);
    assert!(ran.out.lines().count() < 25, "{}", ran.out);
    assert!(!ran.out.contains('\x1b'), "{}", ran.out);
}

#[test]
fn names_are_listed_and_chosen_as_by_rustcs_harness() {
    let tree = Tree::new();
    tree.right();
    let names = [
        "both::both_jobs_are_in_flight_at_once",
        "both::results_come_back_in_the_order_given",
        "double::three_doubled_is_six",
        "double::too_much_is_the_greatest_number",
    ];
    let listed: Vec<String> = names.iter().map(|name| format!("{name}: test")).collect();
    let listing = tree.test(&["--list", "--format", "terse"]).out;
    assert_eq!(listing.lines().collect::<Vec<_>>(), listed);
    assert_eq!(
        tree.test(&["--list", "--format", "terse", "--ignored"]).out,
        ""
    );
    for (words, passed) in [
        (&["double"][..], "2 of 2 checks passed"),
        (&["--exact", names[2]], "1 of 1 check passed"),
        (&["--exact", "--nocapture", names[2]], ""),
        (
            &["--skip", "double", "--test-threads=1"],
            "2 of 2 checks passed",
        ),
        (
            &["--include-ignored", "-Z", "unstable-options"],
            "4 of 4 checks passed",
        ),
        (&["nothing_of_that_name"], "no check has that name"),
    ] {
        let ran = tree.test(words);
        assert_eq!(ran.code, Some(0), "{words:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(passed), "{words:?}: {}", ran.out);
    }
}

#[test]
fn an_answer_that_ends_its_process_costs_its_own_checks() {
    let tree = Tree::new();
    for (body, says) in [
        (
            "std::process::exit(n as i32 - 3)",
            "Does the answer end the process",
        ),
        ("std::process::abort()", "before the check was over"),
    ] {
        let ran = tree.right().double(body).test(&[]);
        assert_eq!(ran.code, Some(101), "{}", ran.err);
        assert!(ran.out.contains("✓ ch01/both: 2 checks"), "{}", ran.out);
        assert!(ran.out.contains("✗ ch01/double: 0 of 2"), "{}", ran.out);
        assert!(words(&ran.out).contains(says), "{}", ran.out);
    }
}

#[test]
fn what_an_answer_prints_is_shown_with_its_failure_and_proves_nothing() {
    let tree = Tree::new();
    let ran = tree
        .right()
        .double("println!(\"test double ... ok\"); eprintln!(\"to stderr\"); n")
        .test(&[]);
    assert_eq!(ran.code, Some(101), "{}", ran.err);
    assert!(ran.out.contains("| test double ... ok"), "{}", ran.out);
    assert!(ran.out.contains("| to stderr"), "{}", ran.out);
    // The answer to the other exercise prints nothing, and neither does a pass.
    tree.double("println!(\"hidden\"); n.saturating_mul(2)");
    assert!(!tree.test(&[]).out.contains("hidden"));
    assert!(tree.test(&["--nocapture"]).out.contains("hidden"));
    assert!(tree.test(&["--show-output"]).out.contains("hidden"));
}

#[test]
fn hangs_are_told_apart_and_later_ones_are_a_line_each() {
    let tree = Tree::new();
    tree.right();
    for (body, says) in [
        (
            "let _ = n; std::future::pending().await",
            "deadlock: every task is waiting",
        ),
        (
            "let _ = n; loop { tokio::task::yield_now().await }",
            "it spins",
        ),
        (
            "let _ = n; loop { std::thread::park() }",
            "it blocks its thread",
        ),
        (
            "let _ = n; loop { std::hint::spin_loop() }",
            "it spins inside one poll",
        ),
    ] {
        if !cfg!(target_os = "linux") && !says.starts_with("deadlock") {
            continue;
        }
        let ran = tree.double(body).test(&[]);
        assert_eq!(ran.code, Some(101), "{}", ran.err);
        assert!(words(&ran.out).contains(says), "{}", ran.out);
        assert!(ran.out.contains("✓ ch01/both: 2 checks"), "{}", ran.out);
        assert_eq!(
            ran.out.matches("probably the same cause").count(),
            1,
            "{}",
            ran.out
        );
        assert_eq!(ran.out.matches("checked at").count(), 1, "{}", ran.out);
        assert!(
            ran.out
                .contains("Look first at double::three_doubled_is_six"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn failures_are_told_as_check_tells_them() {
    let tree = Tree::new();
    let checks = include_str!("fixtures/failing_checks.rs");
    tree.right()
        .double("if n == 5 { panic!(\"no five\") } else { n }")
        .workbook
        .write("exercises/ch01/tests/checks/double.rs", checks);
    let ran = tree.test(&["double"]);
    assert_eq!(ran.code, Some(101), "{}", ran.err);
    let mut from = 0;
    for part in [
        "✗ ch01/double: 1 of 7 checks passed\n",
        "  ✗ it does not panic\n    no five\n",
        "    (panicked in your answer, exercises/ch01/src/double.rs:3)\n\n    checked at",
        "    this alone   cargo test -p ch01 -- double::it_does_not_panic\n",
        "  ✗ it doubles three\n    right with 0, wrong with 3: 3\n",
        "  ✗ it doubles four: probably the same cause\n",
        "  ✗ it doubles nine\n    nine is the greatest digit\n",
        "  ✗ a panic is expected\n    two doubled is 2\n",
        "  ✗ it ends\n    deadlock: every task is waiting",
        "  ✓ 1 check passed\n",
        "Look first at double::it_does_not_panic:\n",
        "cargo workbook hint ch01/double gives a hint",
    ] {
        let at = ran.out[from..].find(part);
        from += at.unwrap_or_else(|| panic!("no {part:?} from {from} on in {}", ran.out));
    }
    assert_eq!(ran.out.matches("checked at").count(), 1, "{}", ran.out);
    for never in ["The idea", "of 2 that were tried", "on purpose"] {
        assert!(!ran.out.contains(never), "{never}: {}", ran.out);
    }
    assert!(!ran.err.contains("panicked at"), "{}", ran.err);
    // What panicked is in std; the line is the answer's that called it.
    tree.double("if n == 5 {\n        let _ = std::time::Instant::now() + std::time::Duration::MAX;\n    }\n    n * 2");
    let ran = tree.test(&["double"]);
    let place = "instant\n    (panicked in your answer, exercises/ch01/src/double.rs:4)\n";
    assert!(ran.out.contains(place), "{}", ran.out);
    tree.double("n");
    // The names of what passes are printed if they are asked for.
    let ran = tree.test(&["double", "--show-output"]);
    assert!(ran.out.contains("✓ nought is nought"), "{}", ran.out);

    tree.double("let _ = n; std::future::pending().await");
    let ran = tree.test(&["double", "--test-threads=1"]);
    assert!(
        words(&ran.out).contains("4 checks were not run, because others hung: it doubles nine;"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("0 of 7 checks passed"), "{}", ran.out);
    assert!(ran.out.lines().count() < 25, "{}", ran.out);
}

#[test]
fn a_flood_of_equal_lines_is_folded() {
    let tree = Tree::new();
    tree.right().double(
        "for _ in 0..2_500 { kit_line(); }\n    assert!(n > 9, \"{}\", \"is polled\\n\".repeat(2_500));\n    n",
    );
    let file = tree.workbook.path("exercises/ch01/src/double.rs");
    let answer = fs::read_to_string(&file).unwrap() + "\nfn kit_line() { println!(\"again\") }\n";
    fs::write(&file, answer).unwrap();
    let ran = tree.test(&["double::three"]);
    for folded in ["is polled (2,499 times more)", "again (2,499 times more)"] {
        assert!(ran.out.contains(folded), "{}", ran.out);
    }
    assert!(ran.out.lines().count() < 30, "{}", ran.out);
}

#[test]
fn the_width_and_the_characters_are_the_terminals() {
    let tree = Tree::new();
    let wrong = ["check", "both", "--wrong", "awaits_in_turn", "--print"];
    let wrong = tree.workbook.run(&wrong).out;
    tree.right()
        .workbook
        .write("exercises/ch01/src/both.rs", wrong);
    let narrow = tree.test_with(&[], &[("COLUMNS", "60"), ("LANG", "C")]);
    assert!(narrow.out.is_ascii(), "{}", narrow.out);
    assert!(narrow.out.contains("x ch01/both: 1 of 2"), "{}", narrow.out);
    // A command is copied whole, and a file's place clicked on.
    let prose = narrow.out.lines().filter(|line| {
        let whole = ["cargo test", "checked at", "  x ", "  + "];
        !whole.iter().any(|start| line.contains(start))
    });
    for line in prose {
        assert!(line.chars().count() <= 60, "{line}\n{}", narrow.out);
    }
    let coloured = tree.test(&["--color", "always"]);
    assert!(
        coloured.out.contains("\x1b[1;31m✗\x1b[0m"),
        "{}",
        coloured.out
    );
}

#[test]
fn a_readers_own_program_beside_the_answers_breaks_nothing() {
    let tree = Tree::new();
    tree.right();
    for file in [
        "src/bin/scratch.rs",
        "src/main.rs",
        "examples/tried.rs",
        "benches/fast.rs",
        "tests/mine.rs",
    ] {
        let file = format!("exercises/ch01/{file}");
        tree.workbook.write(&file, "this is not Rust\n");
    }
    let ran = tree.test(&[]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("4 of 4 checks passed"), "{}", ran.out);
}

/// `text` without its line breaks, which the terminal's width decides.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_cargo_test_says_is_a_problem_in_an_editor_too() {
    let tree = Tree::new();
    let tasks = matchers::Tasks::read();
    let task = tasks.named("Test this chapter with cargo");
    let problems = |ran: Ran| task.problems(&format!("{}{}", ran.err, ran.out));
    tree.right().double("n.wrapping_mul(2)");
    let failing = problems(tree.test(&[]));
    let [problem] = &*failing else {
        panic!("{failing:?}");
    };
    assert!(
        problem.starts_with("error exercises/ch01/tests/checks/double.rs:")
            && problem.ends_with(" double::too_much_is_the_greatest_number"),
        "{problem}"
    );
    tree.double("n.saturating_mul(\"2\")");
    let refused = problems(tree.test(&[]));
    let wanted = "error exercises/ch01/src/double.rs:3 mismatched types";
    assert!(refused.iter().any(|p| p == wanted), "{refused:?}");
}
