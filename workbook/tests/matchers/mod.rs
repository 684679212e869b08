//! The tasks of `.vscode/tasks.json`, and the problems that VS Code would list for a task's output.

use std::fs;
use std::path::Path;

use regex::{Captures, Regex};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Tasks {
    pub tasks: Vec<Task>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    pub label: String,
    pub command: String,
    pub args: Vec<String>,
    #[serde(default)]
    pub is_background: bool,
    pub problem_matcher: Vec<Matcher>,
}

#[derive(Deserialize)]
pub struct Matcher {
    pub owner: String,
    pub pattern: Vec<Pattern>,
    pub background: Option<Background>,
}

/// One line of what a matcher looks for. The numbers are those of the groups of `regexp`.
#[derive(Deserialize)]
pub struct Pattern {
    regexp: String,
    file: Option<usize>,
    line: Option<usize>,
    message: Option<usize>,
    severity: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Background {
    pub begins_pattern: String,
    pub ends_pattern: String,
}

impl Tasks {
    pub fn read() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.vscode/tasks.json");
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    }

    pub fn named(&self, label: &str) -> &Task {
        let found = self.tasks.iter().find(|task| task.label == label);
        found.unwrap_or_else(|| panic!("no task is called {label:?}"))
    }
}

impl Task {
    /// The problems in `output`, each as `severity file:line message`.
    pub fn problems(&self, output: &str) -> Vec<String> {
        let lines: Vec<&str> = output.lines().collect();
        let found = self.problem_matcher.iter().flat_map(|matcher| {
            let patterns = matcher.patterns();
            let problem = move |window: &[&str]| matcher.problem(&patterns, window);
            lines
                .windows(matcher.pattern.len())
                .filter_map(problem)
                .collect::<Vec<_>>()
        });
        found.collect()
    }
}

impl Matcher {
    fn patterns(&self) -> Vec<Regex> {
        let each = self.pattern.iter();
        each.map(|p| Regex::new(&p.regexp).unwrap()).collect()
    }

    /// VS Code's rule: each pattern must match, on lines that follow each other.
    fn problem(&self, patterns: &[Regex], lines: &[&str]) -> Option<String> {
        let captured: Option<Vec<Captures<'_>>> = patterns
            .iter()
            .zip(lines)
            .map(|(pattern, line)| pattern.captures(line))
            .collect();
        let captured = captured?;
        let part = |group: fn(&Pattern) -> Option<usize>| {
            let mut all = self.pattern.iter().zip(&captured);
            all.find_map(|(pattern, captured)| Some(captured[group(pattern)?].to_owned()))
        };
        Some(format!(
            "{} {}:{} {}",
            part(|p| p.severity).unwrap_or_else(|| "error".to_owned()),
            part(|p| p.file).expect("a group for the file"),
            part(|p| p.line).expect("a group for the line"),
            part(|p| p.message).expect("a group for the message"),
        ))
    }
}
