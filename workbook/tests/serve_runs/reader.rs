//! A reader with the small workbook's book open.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixtures::Workbook;
use crate::served::{self, Answer, Events, Served};

pub const RIGHT: &str = "n.saturating_mul(2)";
pub const WRONG: &str = "n.wrapping_mul(2)";

/// Longer than anything here takes on a busy machine; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(600);

pub struct Reader {
    pub workbook: Workbook,
    pub served: Served,
    pub token: String,
}

/// A page that is open: what it is told.
pub struct Page {
    events: Events,
    /// The rows that it was told last. They may come before a run's end or after it.
    rows: Vec<Value>,
}

/// An answer that waits inside its check until it may go on, and the processes that do.
pub struct Held(TempDir);

/// The small workbook with a book of one page.
pub fn workbook() -> Workbook {
    let workbook = Workbook::new();
    workbook
        .write(
            "book.toml",
            "[book]\ntitle = \"A small workbook\"\nsrc = \"chapters\"\n",
        )
        .write("chapters/SUMMARY.md", "- [Order](ch01/order.md)\n")
        .write("chapters/ch01/order.md", "# Order\n\nThe page.\n");
    workbook
}

impl Reader {
    pub fn new() -> Self {
        Self::of(workbook())
    }

    pub fn of(workbook: Workbook) -> Self {
        let served = Served::begin(workbook.command(&["serve", "--port", "0"]));
        Self::served_by(served, workbook)
    }

    /// Of the book of `workbook`, which is `served` already.
    pub fn served_by(served: Served, workbook: Workbook) -> Self {
        let page = served::get(served.port, "/ch01/order.html");
        let (_, after) = page.text.split_once("data-token=\"").expect("a token");
        let token = after.split('"').next().unwrap().to_owned();
        Self {
            workbook,
            served,
            token,
        }
    }

    /// Opens a page: it is told of everything from here on.
    pub fn page(&self) -> Page {
        Page {
            events: self.served.events_at(&self.runs()),
            rows: Vec::new(),
        }
    }

    /// The address of the events.
    pub fn runs(&self) -> String {
        format!("/_workbook/runs?token={}", self.token)
    }

    pub fn exercises(&self) -> (u16, Value) {
        let request = format!(
            "GET /_workbook/exercises HTTP/1.1\r\nHost: localhost\r\nX-Workbook-Token: {}\r\n\
             Connection: close\r\n\r\n",
            self.token
        );
        answered(&served::ask(self.served.port, &request))
    }

    /// The row of an exercise.
    pub fn row(&self, id: &str) -> Value {
        let (status, all) = self.exercises();
        assert_eq!(status, 200, "{all}");
        let rows = all["chapters"][0]["exercises"].as_array().unwrap();
        rows.iter()
            .find(|row| row["exercise"] == id)
            .unwrap()
            .clone()
    }

    /// What the page's script sends.
    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let headers = format!(
            "Host: localhost\r\nOrigin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n\
             X-Workbook-Token: {}\r\nContent-Type: application/json\r\n",
            self.token
        );
        answered(&self.post_with(path, &headers, &body.to_string()))
    }

    /// The same with other headers.
    pub fn post_with(&self, path: &str, headers: &str, body: &str) -> Answer {
        let request = format!(
            "POST /_workbook/{path} HTTP/1.1\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        served::ask(self.served.port, &request)
    }

    /// Asks for a run: its number.
    pub fn run(&self, names: &[&str]) -> u64 {
        let (status, answer) = self.post("run", &json!({ "names": names }));
        assert_eq!(status, 200, "{answer}");
        answer["run"].as_u64().unwrap()
    }

    /// Answers `double` so that its first check waits.
    pub fn hold(&self) -> Held {
        let held = Held(tempfile::tempdir().unwrap());
        let folder = held.0.path();
        self.workbook.double(
            &format!(
                "let folder = std::path::Path::new({folder:?});
                 std::fs::write(folder.join(std::process::id().to_string()), \"\").unwrap();
                 while folder.is_dir() && !folder.join(\"go\").exists() {{
                     std::thread::sleep(std::time::Duration::from_millis(5));
                 }}
                 {RIGHT}"
            ),
            "",
        );
        // However busy the machine is, the check does not give up.
        let checks = "exercises/ch01/tests/checks/double.rs";
        let text = std::fs::read_to_string(self.workbook.path(checks)).unwrap();
        let text = text.replace("#[check]", "#[check(seconds = 3600)]");
        self.workbook.write(checks, text);
        held
    }
}

impl Held {
    /// Waits until so many processes wait in their check: their numbers.
    pub fn until(&self, many: usize) -> Vec<u32> {
        let begun = Instant::now();
        loop {
            let entries = std::fs::read_dir(self.0.path()).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name());
            let numbers: Vec<u32> = names
                .filter_map(|name| name.to_str()?.parse().ok())
                .collect();
            if numbers.len() >= many {
                return numbers;
            }
            assert!(begun.elapsed() < PATIENCE, "no check waits");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn go(&self) {
        std::fs::write(self.0.path().join("go"), "").unwrap();
    }

    #[allow(dead_code, reason = "only where processes are listed")]
    pub fn folder(&self) -> PathBuf {
        self.0.path().to_owned()
    }
}

impl Page {
    /// The next event's name and what it says.
    pub fn next(&mut self) -> (String, Value) {
        let (name, data) = self.events.next();
        let event: Value = serde_json::from_str(&data).unwrap();
        if name == "rows" {
            self.rows = event["rows"].as_array().unwrap().clone();
        }
        (name, event)
    }

    /// The events of run `number`, from the next one to its end. What cargo says of its progress is left out: it
    /// depends on what was built before.
    pub fn run_of(&mut self, number: u64) -> Vec<Value> {
        let mut events = Vec::new();
        loop {
            let (name, event) = self.next();
            if name != "run" || event["run"] != number || event["kind"] == "preparing" {
                continue;
            }
            let is_end = event["kind"] == "ended";
            events.push(event);
            if is_end {
                return events;
            }
        }
    }

    /// Reads until an event of run `number` is of `kind`.
    pub fn until(&mut self, number: u64, kind: &str) -> Value {
        loop {
            let (name, event) = self.next();
            if name == "run" && event["run"] == number && event["kind"] == kind {
                return event;
            }
        }
    }

    /// Reads until the exercise `id` is, by the rows told last, as `wanted` says.
    pub fn until_row(&mut self, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut rows = self.rows.iter();
            if let Some(row) = rows.find(|row| row["exercise"] == id)
                && wanted(row)
            {
                return row.clone();
            }
            self.next();
        }
    }
}

/// The events of `kind`.
pub fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events
        .iter()
        .filter(|event| event["kind"] == kind)
        .collect()
}

fn answered(answer: &Answer) -> (u16, Value) {
    let json = serde_json::from_str(&answer.text);
    let json = json.unwrap_or_else(|error| panic!("{error}: {}", answer.text));
    (answer.status, json)
}
