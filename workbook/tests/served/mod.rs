//! A running server and a client for it: plain sockets, so that each request is what is written here.

#![allow(
    dead_code,
    reason = "each test binary compiles this file and uses a part of it"
)]

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::sample::Sample;

/// Longer than anything here takes on a busy machine; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(300);

pub struct Served {
    pub port: u16,
    child: Child,
    temp: TempDir,
}

impl Served {
    /// Starts the server on a free port and waits for the address it prints.
    pub fn start(book: &Sample) -> Self {
        Self::begin(book.tool(&["serve", "--port", "0"]))
    }

    /// Runs `serve`, which is to take a free port, and waits for the address it prints.
    pub fn begin(mut serve: Command) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let mut child = serve
            .env("TMPDIR", temp.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let printed = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let port = printed
            .filter_map(|line| {
                line.split_once("http://127.0.0.1:")?
                    .1
                    .split('/')
                    .next()?
                    .parse()
                    .ok()
            })
            .next();
        Self {
            port: port.expect("the server prints its address"),
            child,
            temp,
        }
    }

    /// Waits until `holds`; fails the test if it never does.
    #[track_caller]
    pub fn until(&self, mut holds: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !holds() {
            assert!(begun.elapsed() < PATIENCE, "waited in vain");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Where the server keeps what it has built.
    pub fn temp(&self) -> &Path {
        self.temp.path()
    }

    pub fn ended(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it goes on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn events(&self) -> Events {
        self.events_at("/_workbook/events")
    }

    /// Asks for the stream of events at `path`, and returns once the server has answered.
    pub fn events_at(&self, path: &str) -> Events {
        let mut events = self.events_unread(path);
        let head = events.lines.by_ref().map(|line| line.expect("a head"));
        for line in head {
            if line.is_empty() {
                break;
            }
        }
        events
    }

    /// The same, of which nothing is read yet.
    pub fn events_unread(&self, path: &str) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        Events {
            lines: BufReader::new(stream.try_clone().unwrap()).lines(),
            stream,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the server tells an open page.
pub struct Events {
    lines: Lines<BufReader<TcpStream>>,
    stream: TcpStream,
}

impl Events {
    /// The next event's name and data.
    pub fn next(&mut self) -> (String, String) {
        let (mut name, mut data) = (String::new(), Vec::new());
        for line in self.lines.by_ref() {
            let line = line.expect("an event within the time allowed");
            if let Some(text) = line.strip_prefix("event: ") {
                name = text.to_owned();
            } else if let Some(text) = line.strip_prefix("data: ") {
                data.push(text.to_owned());
            } else if line.is_empty() && !data.is_empty() {
                return (name, data.join("\n"));
            }
        }
        panic!("the server closed the stream");
    }

    /// Whether nothing is told for as long as `time`.
    pub fn none_within(&mut self, time: Duration) -> bool {
        self.stream.set_read_timeout(Some(time)).unwrap();
        // An error is the end of the wait.
        let mut heard = self.lines.by_ref().map_while(Result::ok);
        !heard.any(|line| line.starts_with("data: "))
    }
}

pub struct Answer {
    pub status: u16,
    /// The lines of its head.
    pub head: String,
    pub text: String,
}

impl Answer {
    /// The scripts and styles that this page asks for, as addresses.
    pub fn linked(&self) -> Vec<String> {
        let links = regex::Regex::new(r#"(?:src|href)="([^":#]+\.(?:js|css))""#).unwrap();
        let index = regex::Regex::new(r#"path_to_searchindex_js = "([^"]+)""#).unwrap();
        let found = links
            .captures_iter(&self.text)
            .chain(index.captures_iter(&self.text));
        found
            .map(|link| format!("/{}", link[1].trim_start_matches('/')))
            .collect()
    }
}

pub fn get(port: u16, path: &str) -> Answer {
    ask(
        port,
        &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"),
    )
}

pub fn ask(port: u16, request: &str) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Answer {
        status: status.expect("a status line"),
        head: head.to_owned(),
        text: body.to_owned(),
    }
}
