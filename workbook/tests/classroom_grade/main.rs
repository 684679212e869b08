//! `grade` and `merge`, from outside: the tool grades a small class on a small workbook.

#[allow(dead_code)]
#[path = "../fixtures/mod.rs"]
mod fixtures;

mod archives;
mod class;
mod cluster;
mod policy;
mod resume;
mod trouble;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use fixtures::{Ran, Workbook, text};

/// Right answers, and wrong ones.
const BOTH: &str = "pub async fn both(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> (u32, u32) {\n    \
     tokio::join!(a, b)\n}\n";
const ONE_BY_ONE: &str = "pub async fn both(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> (u32, u32) {\n    \
     (a.await, b.await)\n}\n";
const DOUBLE: &str = "pub async fn double(n: u32) -> u32 {\n    n.saturating_mul(2)\n}\n";
const OVERFLOWS: &str = "pub async fn double(n: u32) -> u32 {\n    n * 2\n}\n";

/// A workbook, a folder of submissions beside it, and a folder of results.
struct Class {
    workbook: Workbook,
}

impl Class {
    fn new() -> Self {
        let workbook = Workbook::new();
        fs::create_dir(workbook.path("subs")).unwrap();
        Self { workbook }
    }

    /// A student hands in a folder with these answers: slug and text.
    fn folder(&self, name: &str, answers: &[(&str, &str)]) -> &Self {
        for (slug, text) in answers {
            self.workbook
                .write(&format!("subs/{name}/exercises/ch01/src/{slug}.rs"), text);
        }
        self
    }

    fn zip(&self, name: &str, answers: &[(&str, &str)]) -> &Self {
        let mut zip = zip::ZipWriter::new(fs::File::create(self.submission(name)).unwrap());
        for (slug, text) in answers {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(format!("hw/ch01/src/{slug}.rs"), options)
                .unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        self
    }

    fn tar_gz(&self, name: &str, answers: &[(&str, &str)]) -> &Self {
        let file = fs::File::create(self.submission(name)).unwrap();
        let gz = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        let mut tar = tar::Builder::new(gz);
        for (slug, text) in answers {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            let name = format!("workbook/exercises/ch01/src/{slug}.rs");
            tar.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap();
        self
    }

    fn submission(&self, name: &str) -> PathBuf {
        self.workbook.path("subs").join(name)
    }

    fn grade(&self, words: &[&str]) -> Ran {
        self.grade_into("out", words)
    }

    fn grade_into(&self, out: &str, words: &[&str]) -> Ran {
        let fixed = ["grade", "subs", "--out", out, "--unsafe-no-sandbox"];
        self.workbook.run(&[&fixed, words].concat())
    }

    /// Grades, and expects that everyone gets a grade.
    #[track_caller]
    fn graded(&self, words: &[&str]) -> Ran {
        let ran = self.grade(words);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran
    }

    fn json(&self, name: &str) -> Value {
        let file = self.workbook.path(name);
        let bytes = fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_slice(&bytes).unwrap()
    }

    fn student(&self, key: &str) -> Value {
        self.json(&format!("out/students/{key}.json"))
    }

    /// The words of a student's exercises: `passed partial`.
    fn words(&self, key: &str) -> String {
        let student = self.student(key);
        let exercises = student["exercises"].as_array().unwrap();
        let words: Vec<&str> = exercises.iter().map(|e| text(e, "status")).collect();
        words.join(" ")
    }

    /// The lines of the gradebook.
    fn csv(&self, out: &str) -> Vec<String> {
        let file = self.workbook.path(out).join("grades.csv");
        let text = fs::read_to_string(file).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

/// Every file of a folder of results, without times.
fn timeless(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            let mut text = fs::read_to_string(&path).unwrap();
            if name.starts_with("students") {
                let is_time = |line: &&str| {
                    let line = line.trim_start();
                    !line.starts_with("\"seconds\"") && !line.starts_with("\"graded_at\"")
                };
                text = text.lines().filter(is_time).collect::<Vec<_>>().join("\n");
            }
            if name != ".lock" {
                found.push((name, text));
            }
        }
    }
    found.sort();
    found
}
