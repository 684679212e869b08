//! The verb `sandbox`.

use crate::class::walls;
use crate::fixtures::Workbook;

/// What must be denied, as the verb names it.
const DENIALS: [&str; 10] = [
    "write a file of this machine",
    "read a file that is not granted",
    "read the users of this machine",
    "open its own memory",
    "connect to this machine",
    "end a process by its number",
    "start a process",
    "start threads without end",
    "leave a file",
    "outlive its run",
];

/// The lines about `denial` in what the verb printed.
fn lines<'a>(printed: &'a str, denial: &str) -> Vec<&'a str> {
    let found: Vec<_> = printed
        .lines()
        .filter(|line| line.contains(denial))
        .collect();
    assert!(!found.is_empty(), "{denial:?} is not in {printed}");
    found
}

#[test]
fn each_denial_is_told_with_what_it_got() {
    for wall in walls() {
        let ran = Workbook::new().run(&["sandbox", "--only", wall]);
        assert!(
            ran.out.starts_with(&format!("sandbox: {wall}\n")),
            "{}",
            ran.out
        );
        for denial in DENIALS.iter().chain(&["fill the memory", "fill the disk"]) {
            for line in lines(&ran.out, denial) {
                assert!(line.starts_with("  held "), "{line}");
            }
        }
    }
}

#[test]
fn what_is_tried_works_where_nothing_denies_it() {
    let ran = Workbook::new().run(&["sandbox", "--only", "none"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for denial in DENIALS {
        let broken = lines(&ran.out, denial)
            .iter()
            .any(|line| line.starts_with("  BROKEN"));
        assert!(broken, "{denial}: {}", ran.out);
    }
}
