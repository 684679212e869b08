//! The verb `sandbox`.

use crate::class::walls;
use crate::fixtures::Workbook;

#[test]
fn each_denial_is_told_with_what_it_got() {
    for wall in walls() {
        let ran = Workbook::new().run(&["sandbox", "--only", wall]);
        assert!(
            ran.out.starts_with(&format!("sandbox: {wall}\n")),
            "{}",
            ran.out
        );
        for denial in [
            "read a file that is not granted",
            "open its own memory",
            "connect to this machine",
            "start a process",
            "outlive its run",
        ] {
            let line = ran.out.lines().find(|line| line.contains(denial));
            assert!(
                line.is_some_and(|line| line.starts_with("  held ")),
                "{denial}: {}",
                ran.out
            );
        }
    }
}
