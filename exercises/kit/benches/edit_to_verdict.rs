//! How long a reader waits from an edit to the verdict, beside the least that it could take.
//!
//! `cargo bench -p kit --bench edit_to_verdict` prints the median of `cargo test -p ch01` after an
//! edit, and of the floor: bare rustc, with the very flags that cargo gives it, for the chapter's
//! library and for its checks, and the checks' run. Both in turn, in a copy of the workbook in which
//! the exercises are answered. With `-- --at-most 1.35` it fails where the ratio is larger.
//!
//! Beside them: `cargo test` of a crate of the shape of one exercise in a book of small packages, a few
//! lines and three tests that use std only. The bench writes it itself.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
const CHAPTER: &str = "ch01";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let at_most = arguments
        .iter()
        .position(|argument| argument == "--at-most")
        .map(|at| {
            arguments
                .get(at + 1)
                .ok_or("--at-most needs a number")?
                .parse::<f64>()
                .map_err(Box::<dyn Error>::from)
        })
        .transpose()?;

    let workbook = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    let copy = tempfile::tempdir()?;
    copy_tree(&workbook, copy.path())?;
    let answers = copy.path().join("solutions").join(CHAPTER).join("src");
    let exercises = copy.path().join("exercises").join(CHAPTER).join("src");
    for answer in fs::read_dir(&answers)? {
        let answer = answer?;
        fs::copy(answer.path(), exercises.join(answer.file_name()))?;
    }

    println!("building what {CHAPTER} depends on");
    let edited = exercises.join("lib.rs");
    let cargo = || {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["test", "-p", CHAPTER])
            .current_dir(copy.path())
            .env("CARGO_TARGET_DIR", copy.path().join("target"));
        command
    };
    run(&mut cargo())?;
    edit(&edited)?;
    let floor = Floor::of(cargo().args(["--no-run", "-vv"]), copy.path())?;

    let small = Small::write(&copy.path().join("small"))?;
    small.test()?;
    let (mut with_cargo, mut bare, mut one) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        edit(&small.lib)?;
        one.push(timed(|| small.test())?);
        edit(&edited)?;
        let cargo = || timed(|| run(&mut cargo()));
        let rustc = || timed(|| floor.run());
        // Whoever comes second finds the files in the system's cache: take turns.
        if round % 2 == 0 {
            with_cargo.push(cargo()?);
            bare.push(rustc()?);
        } else {
            bare.push(rustc()?);
            with_cargo.push(cargo()?);
        }
    }
    let (with_cargo, bare, one) = (median(with_cargo), median(bare), median(one));
    let ratio = with_cargo.as_secs_f64() / bare.as_secs_f64();
    println!(
        "edit to verdict, median of {ROUNDS}: {:.3} s",
        with_cargo.as_secs_f64()
    );
    println!(
        "the floor, bare rustc and run:     {:.3} s",
        bare.as_secs_f64()
    );
    println!("ratio:                             {ratio:.2}");
    println!(
        "one small exercise, std only:      {:.3} s, ratio {:.2}",
        one.as_secs_f64(),
        with_cargo.as_secs_f64() / one.as_secs_f64()
    );
    match at_most {
        Some(most) if ratio > most => Err(format!("the ratio {ratio:.2} is above {most}").into()),
        _ => Ok(()),
    }
}

/// A package with one small exercise, and tests beside it that use std only.
struct Small {
    folder: PathBuf,
    lib: PathBuf,
}

impl Small {
    fn write(folder: &Path) -> Result<Self> {
        let (src, tests) = (folder.join("src"), folder.join("tests"));
        fs::create_dir_all(&src)?;
        fs::create_dir_all(&tests)?;
        // A workspace of its own, or it would belong to the copy that it lies in.
        let manifest = "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                        [lib]\ndoctest = false\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest)?;
        let lib = src.join("lib.rs");
        fs::write(
            &lib,
            "use std::thread;\n\n/// The sum, each half on a thread of its own.\n\
             pub fn sum(numbers: Vec<i32>) -> i32 {\n    \
             let (left, right) = numbers.split_at(numbers.len() / 2);\n    \
             let (left, right) = (left.to_vec(), right.to_vec());\n    \
             let left = thread::spawn(move || left.iter().sum::<i32>());\n    \
             let right = thread::spawn(move || right.iter().sum::<i32>());\n    \
             left.join().unwrap() + right.join().unwrap()\n}\n",
        )?;
        let test = |name: &str, numbers: &str, sum: &str| {
            format!(
                "#[test]\nfn {name}() {{\n    assert_eq!(small::sum({numbers}), {sum});\n}}\n\n"
            )
        };
        let tests_of_it = test("empty", "vec![]", "0")
            + &test("five", "vec![1, 2, 3, 4, 5]", "15")
            + &test("many", "(0..100).collect()", "4950");
        fs::write(tests.join("sum.rs"), tests_of_it)?;
        Ok(Self {
            folder: folder.to_owned(),
            lib,
        })
    }

    fn test(&self) -> Result<()> {
        run(Command::new(env!("CARGO"))
            .args(["test", "--offline"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target")))
    }
}

/// What cargo does for a chapter after an edit, without cargo.
struct Floor {
    commands: Vec<Vec<String>>,
    /// What cargo tells each of them of its package: the macros of the checks ask for it.
    variables: Vec<Vec<(String, String)>>,
    checks: PathBuf,
    root: PathBuf,
}

impl Floor {
    /// Reads the compiler's command lines from what `cargo -vv` prints, and lets them write
    /// into a folder of their own.
    fn of(cargo: &mut Command, root: &Path) -> Result<Self> {
        let printed = cargo.stdout(Stdio::null()).output()?;
        let printed = String::from_utf8(printed.stderr)?;
        let out = root.join("floor");
        fs::create_dir_all(&out)?;
        let mut commands = Vec::new();
        let mut variables = Vec::new();
        for line in printed.lines() {
            let Some(line) = line
                .trim()
                .strip_prefix("Running `")
                .and_then(|rest| rest.strip_suffix('`'))
            else {
                continue;
            };
            let words = shlex::split(line).ok_or("cargo prints words that a shell can read")?;
            // Before the compiler's name stand the variables that cargo sets for it.
            let start = words
                .iter()
                .position(|word| !word.contains('='))
                .unwrap_or(0);
            let set = words[..start]
                .iter()
                .filter_map(|word| word.split_once('='));
            variables.push(
                set.map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            );
            commands.push(words[start..].to_vec());
        }
        let library =
            value(&commands, CHAPTER, "extra-filename=").ok_or("cargo compiled no library")?;
        let test =
            value(&commands, "checks", "extra-filename=").ok_or("cargo compiled no checks")?;
        let old_library = format!("lib{CHAPTER}{library}.rlib");
        for command in &mut commands {
            let mut after_out_dir = false;
            for word in command.iter_mut() {
                if after_out_dir {
                    *word = out.display().to_string();
                } else if word.starts_with("incremental=") {
                    *word = format!("incremental={}", out.join("incremental").display());
                } else if word.ends_with(&old_library) {
                    *word = format!("{CHAPTER}={}", out.join(&old_library).display());
                }
                after_out_dir = word == "--out-dir";
            }
        }
        let checks = out.join(format!("checks{test}{}", std::env::consts::EXE_SUFFIX));
        Ok(Self {
            commands,
            variables,
            checks,
            root: root.to_owned(),
        })
    }

    fn run(&self) -> Result<()> {
        for (command, variables) in self.commands.iter().zip(&self.variables) {
            let (program, arguments) = command.split_first().ok_or("an empty command")?;
            run(Command::new(program)
                .args(arguments)
                .envs(variables.iter().cloned())
                .current_dir(&self.root))?;
        }
        let package = self.root.join("exercises").join(CHAPTER);
        run(Command::new(&self.checks)
            .current_dir(&package)
            .env("CARGO_MANIFEST_DIR", &package))
    }
}

/// The value behind `prefix` in the command that compiles `name`.
fn value(commands: &[Vec<String>], name: &str, prefix: &str) -> Option<String> {
    let compiles = |command: &&Vec<String>| {
        let at = command.iter().position(|word| word == "--crate-name");
        at.is_some_and(|at| command.get(at + 1).is_some_and(|word| word == name))
    };
    let command = commands.iter().find(compiles)?;
    command
        .iter()
        .find_map(|word| word.strip_prefix(prefix))
        .map(str::to_owned)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} failed:\n{said}").into())
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// What an editor does when it saves: another content, and a new time.
fn edit(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file)?;
    Ok(fs::write(file, text + "// edited\n")?)
}

/// Copies the workbook without what was built and without what git keeps.
fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if ["target", ".git", "node_modules"]
            .iter()
            .any(|skipped| name == *skipped)
        {
            continue;
        }
        let destination = to.join(&name);
        if kind.is_dir() {
            fs::create_dir_all(&destination)?;
            copy_tree(&entry.path(), &destination)?;
        } else {
            fs::copy(entry.path(), destination)?;
        }
    }
    Ok(())
}
