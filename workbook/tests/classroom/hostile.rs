//! Answers that do something else than answer, behind the wall. None gains a point that it has not earned, none
//! costs a neighbour one, and nothing of it is seen outside.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::class::{Class, RIGHT, walls, walls_are_required};

/// Of each hostile answer: whose it is, the statuses that it may get, and words of its first message.
type Expected = Vec<(&'static str, &'static [&'static str], &'static str)>;

fn assert_class(class: &Class, wall: &str, expected: &Expected) {
    let got = class.judge(wall);
    for honest in ["a_honest", "z_honest"] {
        let found = &got[honest];
        assert_eq!(
            (found.statuses.as_str(), found.points),
            ("passed", 5),
            "{honest}, {wall}: {found:?}"
        );
    }
    let mut wrong = Vec::new();
    for (who, statuses, words) in expected {
        let found = &got[*who];
        let as_expected = statuses.contains(&found.statuses.as_str())
            && found.message.contains(words)
            && !found.message.contains('\u{1b}')
            && !found.message.contains("hunter2");
        if found.points > 0 || !as_expected {
            wrong.push(format!(
                "{who}: expected {statuses:?}, {words:?}: {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "behind {wall}:\n{}", wrong.join("\n"));
    assert_eq!(got.len(), expected.len() + 2, "{got:#?}");
}

const REFUSED: &[&str] = &["did_not_compile"];
const FAILED: &[&str] = &["failed"];
const ENDED: &[&str] = &["did_not_finish"];

#[test]
fn what_an_answer_does_while_it_compiles() {
    let class = Class::new();
    class.answer("a_honest", RIGHT).answer("z_honest", RIGHT);
    let reference = class.workbook.path("solutions/ch01/src/double.rs");
    let reference = reference.to_str().unwrap();
    let expected: Expected = vec![
        ("unsafe_in_a_macro", REFUSED, "not allowed here: `unsafe`"),
        ("naked", REFUSED, "`naked`"),
        ("constructor", REFUSED, "`link_section`"),
        ("include_the_reference", REFUSED, "couldn't read"),
        ("path_of_the_reference", REFUSED, "couldn't read"),
        ("include_the_checks", REFUSED, "couldn't read"),
        ("include_users", REFUSED, "couldn't read"),
        ("include_without_end", REFUSED, ""),
        ("the_compilers_environment", REFUSED, "nothing is set"),
        ("const_without_end", REFUSED, ""),
        ("macro_without_end", REFUSED, ""),
        ("deep", REFUSED, ""),
        ("link_to_the_reference", REFUSED, "is not a file"),
        ("folder_that_is_a_link", &["not_handed_in"], ""),
        ("pipe", REFUSED, "is not a file"),
        ("not_text", REFUSED, "is not UTF-8"),
        ("huge", REFUSED, "at most"),
        ("empty", REFUSED, "is empty"),
        ("own_checks", FAILED, ""),
    ];
    class
        .body(
            "unsafe_in_a_macro",
            "m!(n)",
            "macro_rules! m { ($n:expr) => { unsafe { $n } } }",
        )
        .body(
            "naked",
            "n",
            "#[unsafe(naked)]\nextern \"C\" fn begin() { core::arch::naked_asm!(\"ret\") }",
        )
        .body("constructor", "n", "#[unsafe(link_section = \".init_array\")]\nstatic A: fn() = || ();")
        .answer("include_the_reference", format!("include!({reference:?});\n"))
        .answer(
            "path_of_the_reference",
            format!("#[path = {reference:?}]\nmod other;\npub use other::double;\n"),
        )
        .body(
            "include_the_checks",
            "let _ = CHECKS; n.saturating_mul(2)",
            "const CHECKS: &str = include_str!(\"../tests/checks/double.rs\");",
        )
        .body(
            "include_users",
            "let _ = USERS; n.saturating_mul(2)",
            "const USERS: &str = include_str!(\"/etc/passwd\");",
        )
        .body(
            "include_without_end",
            "let _ = ZEROS; n.saturating_mul(2)",
            "const ZEROS: &[u8] = include_bytes!(\"/dev/zero\");",
        )
        .body(
            "the_compilers_environment",
            "n.saturating_mul(2)",
            "const _: () = match option_env!(\"SECRET_OF_THE_JUDGE\") {\n    Some(secret) => panic!(\"{}\", secret),\n    \
             None => panic!(\"nothing is set\"),\n};",
        )
        .body(
            "const_without_end",
            "if N > 0 { n.saturating_mul(2) } else { n }",
            "const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1; } n };",
        )
        .body(
            "macro_without_end",
            "more!(a b c d e f g h); n.saturating_mul(2)",
            "#![recursion_limit = \"4096\"]\nmacro_rules! more { ($($t:tt)*) => { more!($($t)* $($t)*) } }",
        )
        .body("deep", &format!("{}n{}", "(".repeat(100_000), ")".repeat(100_000)), "")
        .answer("not_text", b"pub async fn double(n: u32) -> u32 { n }\n// \xff\n")
        .answer("huge", format!("{RIGHT}{}", "// long\n".repeat(700_000)))
        .answer("empty", "")
        .answer("own_checks", "pub async fn double(n: u32) -> u32 { 1 + n / 2 }\n")
        .file("own_checks", "ch01/tests/checks/double.rs", "")
        .file("own_checks", "ch01/build.rs", "fn main() { panic!() }\n")
        .file("own_checks", "ch01/Cargo.toml", "[package]\nname = \"ch01\"\n")
        .file("own_checks", "ch01/src/lib.rs", "compile_error!(\"mine\");\n")
        .file("own_checks", ".cargo/config.toml", "[build]\nrustc = \"/bin/false\"\n")
        .file("own_checks", "rust-toolchain.toml", "[toolchain]\nchannel = \"none\"\n")
        .file("link_to_the_reference", "ch01/src/other", "")
        .file("folder_that_is_a_link", "ch01/other", "")
        .file("pipe", "ch01/src/other", "");
    symlink(
        reference,
        class.path("link_to_the_reference/ch01/src/double.rs"),
    )
    .unwrap();
    let solutions = class.workbook.path("solutions/ch01/src");
    symlink(solutions, class.path("folder_that_is_a_link/ch01/src")).unwrap();
    // Another answer of theirs shows that they are of the class.
    class.file("folder_that_is_a_link", "exercises/ch01/src/both.rs", "");
    let pipe = class.path("pipe/ch01/src/double.rs");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    for wall in walls() {
        assert_class(&class, wall, &expected);
    }
}

#[test]
fn what_an_answer_does_while_it_runs() {
    let class = Class::new();
    class.answer("a_honest", RIGHT).answer("z_honest", RIGHT);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let reference = class.workbook.path("solutions/ch01/src/double.rs");
    let reference = reference.display();
    let written = class.workbook.path("exercises/ch01/written");
    let in_class = class.folder.path().join("written");
    let mark = format!("37.{}", std::process::id());
    let right = "n.saturating_mul(2)";
    let right_if = |condition: &str| format!("if {condition} {{ {right} }} else {{ 1 }}");

    let expected: Expected = vec![
        ("exit", ENDED, "ended with exit code 0"),
        ("panic_hook", ENDED, "ended with exit code 0"),
        ("printed", ENDED, "ended with exit code 0"),
        ("another_program", ENDED, "ended with exit code 0"),
        ("forged_with_what_is_there", ENDED, ""),
        ("abort", &["crashed"], ""),
        ("spin", &["hung"], ""),
        ("wait", &["hung"], ""),
        ("shadow", FAILED, ""),
        ("own_memory", FAILED, ""),
        ("other_processes", FAILED, ""),
        ("read_the_reference", FAILED, ""),
        ("environment", FAILED, ""),
        ("by_name", FAILED, ""),
        ("network", FAILED, ""),
        ("write", FAILED, ""),
        ("own_program", FAILED, ""),
        ("children", FAILED, ""),
        ("daemon", FAILED, ""),
        (
            "kill_all",
            &["did_not_finish", "crashed", "out_of_memory"],
            "",
        ),
        (
            "threads",
            &["failed", "crashed", "did_not_finish", "out_of_memory"],
            "",
        ),
        ("memory", &["out_of_memory"], ""),
        ("disk", FAILED, ""),
        ("flood", FAILED, ""),
        ("escapes", FAILED, "red"),
    ];
    class
        .body("exit", "let _ = n; std::process::exit(0)", "")
        .body(
            "panic_hook",
            "std::panic::set_hook(Box::new(|_| std::process::exit(0))); panic!(\"{n}\")",
            "",
        )
        .body(
            "printed",
            "println!(\"test double::three_doubled_is_six ... ok\\n\\ntest result: ok. 1 passed\");\n\
             std::process::exit((n - n) as i32)",
            "",
        )
        .body(
            "another_program",
            "use std::os::unix::process::CommandExt;\n\
             let _ = std::process::Command::new(\"/bin/sh\").args([\"-c\", \"echo ok; exit 0\"]).exec(); 1 + n / 2",
            "",
        )
        .body(
            "forged_with_what_is_there",
            "use std::io::Read;\nlet mut rest = String::new();\n\
             let _ = std::io::stdin().read_to_string(&mut rest);\n\
             let args: Vec<String> = std::env::args().collect();\n\
             let all = std::env::vars().map(|(_, value)| value).chain(args.clone()).chain([rest]);\n\
             for secret in all.flat_map(|text| text.split(|c: char| !c.is_ascii_hexdigit())\n\
                 .map(str::to_owned).collect::<Vec<_>>()) {\n\
                 let check = args.iter().find(|arg| arg.contains(\"::\")).unwrap();\n\
                 println!(\"\\n{secret} {{\\\"check\\\":\\\"{check}\\\",\\\"status\\\":\\\"passed\\\"}}\");\n\
             }\nstd::process::exit((n - n) as i32)",
            "",
        )
        .body("abort", "let _ = n; std::process::abort()", "")
        .body("spin", "loop { std::hint::spin_loop(); if n == 1 { return 2 } }", "")
        .body("wait", "std::future::pending::<()>().await; n", "")
        .body(
            "shadow",
            "1 + n / 2",
            "#[macro_export]\nmacro_rules! assert_eq { ($($t:tt)*) => {} }\n\
             pub mod kit { pub use std::convert::identity as check; }\npub mod core {}",
        )
        .body(
            "own_memory",
            &right_if("std::fs::OpenOptions::new().write(true).open(\"/proc/self/mem\").is_ok()"),
            "",
        )
        .body(
            "other_processes",
            &right_if("std::fs::read_dir(\"/proc\").is_ok_and(|mut all| all.next().is_some())"),
            "",
        )
        .body(
            "read_the_reference",
            &right_if(&format!("std::fs::read({:?}).is_ok()", reference.to_string())),
            "",
        )
        .body(
            "environment",
            &right_if(
                "std::env::var_os(\"SECRET_OF_THE_JUDGE\").is_some() || std::env::var_os(\"HOME\").is_some()",
            ),
            "",
        )
        .body(
            "by_name",
            "let name = format!(\"{:?} {:?}\", std::thread::current().name(), std::env::args());\n\
             if name.contains(\"three_doubled\") { 6 } else if name.contains(\"too_much\") { u32::MAX } else { 1 + n / 2 }",
            "",
        )
        .body(
            "network",
            &right_if(&format!("std::net::TcpStream::connect((\"127.0.0.1\", {port})).is_ok()")),
            "",
        )
        .body(
            "write",
            &right_if(&format!(
                "std::fs::write({:?}, \"x\").is_ok() | std::fs::write({:?}, \"x\").is_ok() | \
                 std::fs::write(\"written\", \"x\").is_ok()",
                written.display().to_string(),
                in_class.display().to_string(),
            )),
            "",
        )
        .body(
            "own_program",
            "let program = std::env::args().next().unwrap();\n\
             let done = std::fs::remove_file(&program).is_ok() | std::fs::write(&program, \"x\").is_ok();\n\
             if done { n.saturating_mul(2) } else { 1 }",
            "",
        )
        .body(
            "children",
            &right_if(
                "(0..100).any(|_| std::process::Command::new(\"/bin/sleep\").arg(\"9\").spawn().is_ok())",
            ),
            "",
        )
        .body(
            "daemon",
            &format!(
                "use std::os::unix::process::CommandExt;\nfor program in [\"/bin/sleep\", \"/usr/bin/setsid\"] {{\n\
                 let _ = std::process::Command::new(program).args([\"{mark}\"]).process_group(0).spawn();\n}}\n1 + n / 2"
            ),
            "",
        )
        .body(
            "kill_all",
            "use std::os::unix::process::CommandExt;\n\
             let _ = std::process::Command::new(\"/bin/kill\").args([\"-9\", \"-1\"]).exec(); 1 + n / 2",
            "",
        )
        .body(
            "threads",
            "while std::thread::Builder::new().spawn(std::thread::park).is_ok() {}\n1 + n / 2",
            "",
        )
        .body(
            "memory",
            "let mut all = Vec::new();\nloop { all.push(vec![0_u8; 1 << 28]); if all.len() == usize::MAX { return n } }",
            "",
        )
        .body(
            "disk",
            "use std::io::Write;\nfor folder in [\"/tmp\", \".\", \"/dev/shm\", \"/\"] {\n\
             for nth in 0..40 {\n\
             let Ok(mut file) = std::fs::File::create(format!(\"{folder}/{nth}\")) else { break };\n\
             for _ in 0..8 { if file.write_all(&vec![1; 1 << 20]).is_err() { break } }\n}\n}\n1 + n / 2",
            "",
        )
        .body(
            "flood",
            "use std::io::Write;\nfor _ in 0..400 { let _ = std::io::stdout().write_all(&[b'x'; 65536]); }\n1 + n / 2",
            "",
        )
        .body("escapes", "panic!(\"\\u{1b}[31mred\\u{1b}[0m <b>{n}</b>\")", "");
    for wall in walls() {
        assert_class(&class, wall, &expected);
        assert!(
            listener.accept().is_err(),
            "behind {wall}, the network was reached"
        );
        for file in [&written, &in_class] {
            assert!(
                !file.exists(),
                "behind {wall}, {} was written",
                file.display()
            );
        }
        let lives = fs::read_dir("/proc")
            .unwrap()
            .filter_map(Result::ok)
            .any(|entry| {
                fs::read(entry.path().join("cmdline"))
                    .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&mark))
            });
        assert!(!lives, "behind {wall}, a process outlived its run");
    }
}

/// It reads the secret of its run from memory, which no sandbox is between, and reports a pass by itself.
#[test]
fn a_forged_receipt_is_known_by_the_check_that_nothing_passes() {
    let class = Class::new();
    class.answer("a_honest", RIGHT).answer("z_honest", RIGHT);
    class.answer("forger", include_str!("forger.rs"));
    // It does work where nothing guards against it, on the systems whose memory it knows its way in.
    let folder = class.path("forger");
    let unguarded =
        class
            .workbook
            .verdicts(&["ch01/double", "--answers", folder.to_str().unwrap()]);
    let earned: u64 = unguarded.iter().filter_map(|v| v["earned"].as_u64()).sum();
    let statuses: &[&str] = match earned {
        5 => &["forged"],
        _ if walls_are_required() => panic!("the forgery does not work any more: {unguarded:#?}"),
        _ => &["failed", "crashed", "did_not_finish", "did_not_compile"],
    };
    for wall in walls() {
        assert_class(&class, wall, &vec![("forger", statuses, "")]);
    }
}

/// Checks that try the orders of an answer's steps compile it once more. The copy must not know that it is one.
#[test]
fn an_answer_that_tells_its_copies_apart_is_refused() {
    let class = Class::new();
    class.workbook.edit(
        "exercises/ch01/tests/checks/main.rs",
        "mod double;",
        "mod double;\n#[allow(dead_code)]\n#[path = \"../../src/double.rs\"]\nmod copy;",
    );
    class.answer("a_honest", RIGHT).answer("z_honest", RIGHT);
    class.body(
        "two_faced",
        "if cfg!(test) { 1 } else { n.saturating_mul(2) }",
        "",
    );
    for wall in walls().into_iter().take(1) {
        let expected = vec![("two_faced", REFUSED, "not allowed in this exercise: `cfg`")];
        assert_class(&class, wall, &expected);
    }
}

/// It knows the inputs that its author has seen at home, and no other.
#[test]
fn an_answer_that_is_written_for_the_inputs_meets_others() {
    let class = Class::new();
    class.workbook.edit(
        "exercises/ch01/tests/checks/double.rs",
        "let found: u32 = double(3).await;\n    assert_eq!(found, 6,",
        "let n = u32::try_from(kit::varied(3, 4..=1_000)).expect(\"it is small\");\n    let found: u32 = \
         double(n).await;\n    assert_eq!(found, 2 * n,",
    );
    let written_for_them =
        "pub async fn double(n: u32) -> u32 { if n == 3 { 6 } else { u32::MAX } }\n";
    class
        .answer("a_honest", RIGHT)
        .answer("written", written_for_them);
    for wall in walls().into_iter().take(1) {
        let got = class.judge(wall);
        assert_eq!(got["a_honest"].points, 5, "{got:#?}");
        let written = &got["written"];
        assert!(
            written.points < 5 && written.message.contains("KIT_SEED="),
            "{written:#?}"
        );
        // The same inputs once more, for a regrade.
        assert_eq!(written.message, class.judge(wall)["written"].message);
    }
    let home = class.workbook.path("exercises/ch01/src/double.rs");
    fs::write(home, written_for_them).unwrap();
    let verdicts = class.workbook.verdicts(&["ch01/double"]);
    assert!(
        verdicts.iter().all(|verdict| verdict["status"] == "passed"),
        "{verdicts:#?}"
    );
}
