//! `check`, as a reader and as a script see it.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::fixtures::{Ran, Workbook, text};

const DOUBLE: &str = "n.saturating_mul(2)";

#[test]
fn untouched_stubs_are_one_line_each() {
    let ran = Workbook::new().run(&["check"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.out
            .contains("· ch01/both  Two waits at once: not begun (★, 10 min, 10 points)")
    );
    assert!(
        ran.out.contains("0 of 4 checks passed, 0 of 15 points"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("Next: exercises/ch01/src/both.rs"),
        "{}",
        ran.out
    );
    assert_eq!(
        ran.out.lines().filter(|line| !line.is_empty()).count(),
        4,
        "{}",
        ran.out
    );
}

#[test]
fn what_compiles_is_judged_beside_what_does_not() {
    let workbook = Workbook::new();
    workbook.double(DOUBLE, "");
    workbook.write("exercises/ch01/src/both.rs", "pub async fn both( {\n");
    let ran = workbook.run(&["check"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out
            .contains("✓ ch01/double  Twice as much: 2 of 2 checks, 5 of 5 points")
    );
    assert!(
        ran.out
            .contains("does not compile, so that none of its 2 checks could run")
    );
    assert!(
        ran.out.contains("--> exercises/ch01/src/both.rs:1:"),
        "{}",
        ran.out
    );
    assert_eq!(
        ran.out.matches("exercises/ch01/src/both.rs:1:").count(),
        1,
        "{}",
        ran.out
    );
    assert_eq!(
        workbook.statuses(&["ch01"]),
        [
            "both_jobs_are_in_flight_at_once: did_not_compile",
            "results_come_back_in_the_order_given: did_not_compile",
            "three_doubled_is_six: passed",
            "too_much_is_the_greatest_number: passed"
        ]
    );
}

#[test]
fn a_failure_says_why_where_and_what_the_answer_did() {
    let workbook = Workbook::new();
    let wrong = workbook.run(&["check", "both", "--wrong", "awaits_in_turn", "--print"]);
    workbook.write("exercises/ch01/src/both.rs", wrong.out);
    let ran = workbook.run(&["check", "ch01/both"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("1 of 2 checks, 5 of 10 points"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("checked at   exercises/ch01/tests/checks/both.rs:"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("the jobs ran one after another"),
        "{}",
        ran.out
    );

    let verdicts = workbook.verdicts(&["ch01/both"]);
    let failed = verdicts.iter().find(|v| v["status"] == "failed").unwrap();
    assert_eq!(text(failed, "exercise"), "ch01/both");
    assert!(text(failed, "timeline").contains('A'), "{failed}");
    assert!(failed["seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(
        (&failed["points"], &failed["earned"]),
        (&5.into(), &0.into())
    );
}

#[test]
fn everything_right_is_exit_status_0() {
    let workbook = Workbook::new();
    for slug in ["both", "double"] {
        let right = fs::read(workbook.path(&format!("solutions/ch01/src/{slug}.rs"))).unwrap();
        workbook.write(&format!("exercises/ch01/src/{slug}.rs"), right);
    }
    let ran = workbook.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(
        ran.out.contains("4 of 4 checks passed, 15 of 15 points"),
        "{}",
        ran.out
    );
}

#[test]
fn an_answer_with_an_old_mtime_is_judged_as_it_is() {
    let workbook = Workbook::new();
    workbook.double(DOUBLE, "");
    assert_eq!(workbook.run(&["check", "ch01/double"]).code, Some(0));
    // As an archive may bring it: a wrong answer, older than every build.
    workbook.double("n.wrapping_mul(2)", "");
    let file = fs::File::options()
        .write(true)
        .open(workbook.path("exercises/ch01/src/double.rs"))
        .unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(20 * 365 * 24 * 3600))
        .unwrap();
    drop(file);
    assert_eq!(
        workbook.statuses(&["ch01/double"]),
        [
            "three_doubled_is_six: passed",
            "too_much_is_the_greatest_number: failed"
        ]
    );
}

#[test]
fn a_check_that_is_not_built_is_missing() {
    let workbook = Workbook::new();
    workbook.double(DOUBLE, "").edit(
        "exercises/ch01/tests/checks/double.rs",
        "#[check]",
        "#[cfg(any())]\n#[check]",
    );
    assert_eq!(
        workbook.statuses(&["ch01/double"]),
        [
            "three_doubled_is_six: missing",
            "too_much_is_the_greatest_number: passed"
        ]
    );
}

#[test]
fn what_another_tree_does_not_hold_was_not_handed_in() {
    let workbook = Workbook::new();
    // This workbook's own answer must not count for theirs.
    workbook.double(DOUBLE, "");
    workbook.write(
        "theirs/ch01/src/both.rs",
        "pub async fn both(n: u32) -> u32 {\n    n +\n}\n",
    );
    let verdicts = workbook.verdicts(&["--answers", "theirs"]);
    assert_eq!(verdicts.len(), 4);
    let of = |exercise: &str| {
        let of_it: Vec<_> = verdicts
            .iter()
            .filter(|v| v["exercise"] == exercise)
            .collect();
        assert_eq!(of_it.len(), 2);
        of_it[0].clone()
    };
    let refused = of("ch01/both");
    assert_eq!(refused["status"], "did_not_compile");
    assert!(
        text(&refused, "message").contains("both.rs:3:"),
        "{refused}"
    );
    assert!(text(&refused, "answer").ends_with("both.rs"), "{refused}");
    let absent = of("ch01/double");
    assert_eq!(absent["status"], "not_handed_in");
    assert_eq!(
        (&absent["earned"], &absent["answer"]),
        (&0.into(), &"".into())
    );

    let ran = workbook.run(&["check", "--answers", "theirs", "ch01/double"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.out.contains("not handed in (0 of 5 points)"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("0 of 5 points"), "{}", ran.out);
    assert!(ran.err.contains("with your own rights"), "{}", ran.err);
}

#[test]
fn whichever_folder_was_handed_in_is_taken_and_so_is_a_class_of_them() {
    let right = "pub async fn double(n: u32) -> u32 { n.saturating_mul(2) }\n";
    let workbook = Workbook::new();
    for folder in [
        "a/exercises/ch01/src",
        "b/ch01/src",
        "c/ch01",
        "d/some-name/ch01/src",
        "e/exercises/ch01/src",
    ] {
        let file = match folder {
            "c/ch01" => "c/ch01/src/double.rs".to_owned(),
            _ => format!("{folder}/double.rs"),
        };
        workbook.write(&file, right);
        let verdicts =
            workbook.verdicts(&["double", "--answers", folder.split('/').next().unwrap()]);
        assert!(verdicts.iter().all(|v| v["status"] == "passed"), "{folder}");
    }
    for exact in ["e/exercises/ch01/src", "e/exercises/ch01", "e/exercises"] {
        let verdicts = workbook.verdicts(&["double", "--answers", exact]);
        assert!(verdicts.iter().all(|v| v["status"] == "passed"), "{exact}");
    }

    workbook.write("class/alice/ch01/src/double.rs", right);
    workbook.write(
        "class/bob/ch01/src/double.rs",
        "pub async fn double(_: u32) -> u32 { 1 }\n",
    );
    workbook.write("class/notes.txt", "");
    let ran = workbook.run(&["check", "double", "--answers", "class"]);
    let (alice, bob) = (
        ran.out.find("alice: 5 of 5 points"),
        ran.out.find("bob: 0 of 5 points"),
    );
    assert!(alice.is_some() && alice < bob, "{}", ran.out);
}

#[test]
fn a_folder_without_answers_is_named_with_what_it_holds() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["check", "--answers", "chapters"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("holds no answer: expected files like chapters"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("it holds ch01, listings"), "{}", ran.err);
}

#[test]
fn a_file_that_cannot_be_read_is_a_verdict_that_names_it() {
    let workbook = Workbook::new();
    workbook
        .double(DOUBLE, "")
        .write("exercises/ch01/src/both.rs", b"// \xff\n");
    let verdicts = workbook.verdicts(&[]);
    let refused = verdicts
        .iter()
        .find(|v| v["exercise"] == "ch01/both")
        .unwrap();
    assert_eq!(text(refused, "status"), "did_not_compile");
    assert!(
        text(refused, "message")
            .starts_with("exercises/ch01/src/both.rs is not UTF-8 (byte 4 of 5)")
    );
    assert!(
        verdicts
            .iter()
            .any(|v| v["exercise"] == "ch01/double" && v["status"] == "passed")
    );

    workbook
        .remove("exercises/ch01/src/both.rs")
        .write("exercises/ch01/src/both.rs/no.rs", "");
    let verdicts = workbook.verdicts(&["ch01/both"]);
    assert!(
        text(&verdicts[0], "message").contains("is not a file"),
        "{}",
        verdicts[0]
    );
}

#[test]
fn no_toolchain_is_an_error_that_says_what_to_do() {
    let workbook = Workbook::new();
    let mut command = workbook.command(&["check"]);
    command
        .env("PATH", "")
        .env_remove("CARGO")
        .env_remove("RUSTC");
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("no Rust toolchain: `rustc` could not be started"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("https://rustup.rs"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_what_runs_and_leaves_nothing_behind() {
    let workbook = Workbook::new();
    workbook.double(
        "loop { std::thread::sleep(std::time::Duration::from_secs(n.into())) }",
        "",
    );
    // However busy the machine is, the check does not give up before Ctrl-C.
    let checks = "exercises/ch01/tests/checks/double.rs";
    let text = fs::read_to_string(workbook.path(checks)).unwrap();
    workbook.write(checks, text.replace("#[check]", "#[check(seconds = 600)]"));
    // Builds what is needed, so that only the answer runs below.
    assert_eq!(workbook.run(&["check", "ch01/both"]).code, Some(1));
    let child = workbook
        .command(&["check", "ch01/double"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let number = child.id().to_string();
    // Nothing but the check's process knows where it was staged.
    let stage = || {
        let printed = |program: &str, words: &[&str]| {
            let output = std::process::Command::new(program).args(words).output();
            String::from_utf8(output.unwrap().stdout).unwrap()
        };
        printed("pgrep", &["-P", &number])
            .lines()
            .find_map(|process| {
                let command = printed("ps", &["-o", "command=", "-p", process]);
                let (stage, _) = command.split_once("/out/checks")?;
                Some(std::path::PathBuf::from(stage))
            })
    };
    let patience = std::time::Instant::now() + Duration::from_secs(600);
    let stage = loop {
        if let Some(stage) = stage() {
            break stage;
        }
        assert!(std::time::Instant::now() < patience, "no check is running");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(stage.is_dir(), "{}", stage.display());
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &number])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("error: stopped"), "{}", ran.err);
    assert!(!stage.exists(), "the stage was left behind");
}

/// A disk of 64 KiB for the stages, in a mount namespace of its own: nothing of it is left behind.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_touches_no_answer() {
    let workbook = Workbook::new();
    workbook.double(DOUBLE, "");
    assert_eq!(workbook.run(&["check", "ch01/double"]).code, Some(0));
    let stages = crate::fixtures::shared_target().join("judge/stage");
    let script = "mount -t tmpfs -o size=64k tmpfs \"$1\" && exec \"$2\" check ch01/double";
    let tool = env!("CARGO_BIN_EXE_workbook");
    let mut command = std::process::Command::new("unshare");
    command
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
        ])
        .arg(&stages)
        .arg(tool)
        .current_dir(workbook.path(""))
        .env("CARGO_TARGET_DIR", crate::fixtures::shared_target());
    let Ok(output) = command.output() else { return };
    let ran = Ran::of(output);
    if ran.err.contains("unshare:") || ran.err.contains("mount:") {
        eprintln!("not tried, no namespaces here: {}", ran.err);
        return;
    }
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("the disk is full"), "{}", ran.err);
    assert!(
        fs::read_to_string(workbook.path("exercises/ch01/src/double.rs"))
            .unwrap()
            .contains(DOUBLE)
    );
}
