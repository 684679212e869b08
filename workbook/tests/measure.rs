//! The verb `measure`, on listings that take no time at all.

mod sample;

use std::process::Output;

use sample::{Sample, assert_says, error_of};

const MANIFEST: &str = "[package]\nname = \"listings\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
const HOLDS: &str = "// measures: release\nfn main() {\n    println!(\"~{} ms\", 40 + 2);\n    \
                     listings::claim(!cfg!(debug_assertions), \"it is optimised\");\n}\n";
const FAILS: &str = "// measures: release\nfn main() {\n    println!(\"~7 ms\");\n    \
                     listings::claim(false, \"threads are cheap\");\n}\n";

fn workbook() -> Sample {
    let src = |file: &str| {
        let real = concat!(env!("CARGO_MANIFEST_DIR"), "/../chapters/listings/src/");
        std::fs::read_to_string(format!("{real}{file}")).unwrap()
    };
    Sample::new()
        .write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"chapters/listings\"]\n",
        )
        .write("chapters/listings/Cargo.toml", MANIFEST)
        .write("chapters/listings/src/lib.rs", &src("lib.rs"))
        .write("chapters/listings/src/machine.rs", &src("machine.rs"))
        .write("chapters/listings/src/python.rs", &src("python.rs"))
        .write("chapters/listings/examples/ch01-holds.rs", HOLDS)
        .write("chapters/listings/examples/ch01-fails.rs", FAILS)
        .write(
            "chapters/listings/examples/ch01-prints.rs",
            "fn main() {}\n",
        )
}

fn measure(workbook: &Sample, words: &[&str]) -> Output {
    let mut tool = workbook.tool(&["measure"]);
    tool.args(words).env("NO_COLOR", "1");
    tool.env_remove("CARGO_TARGET_DIR").output().unwrap()
}

#[track_caller]
fn ended(output: &Output, code: i32) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    text
}

fn beside(workbook: &Sample, file: &str) -> Option<String> {
    let path = workbook
        .path()
        .join("chapters/listings/examples")
        .join(file);
    path.exists()
        .then(|| std::fs::read_to_string(path).unwrap())
}

#[test]
fn figures_and_machine_are_kept_only_if_every_claim_holds_and_not_by_check() {
    let workbook = workbook();
    let said = ended(&measure(&workbook, &["--check", "ch01-holds"]), 0);
    assert_says(&said, &["✓ ch01-holds", "~42 ms", "nothing was written"]);
    assert_eq!(beside(&workbook, "ch01-holds.out"), None);

    workbook.put("chapters/listings/examples/ch01-fails.out", "~5 ms\n");
    let said = ended(&measure(&workbook, &[]), 1);
    assert_says(
        &said,
        &[
            "✓ ch01-holds",
            "✗ ch01-fails: the claim does not hold: threads are cheap",
            "~7 ms",
        ],
    );
    assert_eq!(
        beside(&workbook, "ch01-holds.out").as_deref(),
        Some("~42 ms\n")
    );
    let machine = beside(&workbook, "ch01-holds.machine").unwrap();
    assert_says(
        &machine,
        &[
            "Measured in the release profile with rustc 1.",
            "processor",
            "`cargo run -- measure ch01-holds` repeats it.",
        ],
    );
    assert_eq!(machine.lines().count(), 1);
    assert_eq!(
        beside(&workbook, "ch01-fails.out").as_deref(),
        Some("~5 ms\n"),
        "the old figures stay"
    );
    assert_eq!(beside(&workbook, "ch01-fails.machine"), None);
    assert_eq!(beside(&workbook, "ch01-prints.out"), None);
}

#[test]
fn a_name_that_cannot_be_measured_gets_advice() {
    let workbook = workbook();
    let error = |name| error_of(&measure(&workbook, &[name]));
    assert_says(
        &error("ch01-hold"),
        &["called ch01-hold", "Did you mean ch01-holds?"],
    );
    assert_says(
        &error("zzz"),
        &["called zzz", "These do: ch01-fails, ch01-holds."],
    );
    assert_says(&error("ch01-prints"), &["ch01-prints does not measure"]);
}

#[test]
fn a_listing_that_does_not_compile_ends_it_before_anything_is_measured() {
    let broken = "// measures: release\nfn main() {\n    let\n}\n";
    let workbook = workbook().write("chapters/listings/examples/ch01-broken.rs", broken);
    let error = error_of(&measure(&workbook, &[]));
    assert_says(
        &error,
        &["could not build the listings", "nothing was measured"],
    );
    assert_eq!(beside(&workbook, "ch01-holds.out"), None);
}
