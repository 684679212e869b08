//! The program is stopped, cut or killed, and run again.

use std::fs;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::program::Program;
use crate::server::{Answer, Length, Server, Then};
use crate::{bytes, whole};

const SIZE: usize = 2_000_000;

/// Looks again and again until `is` holds.
fn until(what: &str, is: impl Fn() -> bool) {
    for _ in 0..60_000 {
        if is() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
    panic!("waited a minute for this: {what}");
}

fn interrupt(child: &std::process::Child) {
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
}

#[test]
fn after_the_first_ctrl_c_a_second_run_fetches_the_rest_alone() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 1);
    // It stalls after half of it, and a stall is not found out before the end of the test.
    let half = Answer {
        then: Some((SIZE / 2, Then::Stall)),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [half, whole(&file)]);
    let later = server.script("/b.bin", [whole(&file)]);
    let patient = ["--stall", "600000", "--in-all", "1"];
    let child = program.start(&[&patient[..], &[&url, &later]].concat());
    until("half of the file is sent", || {
        server.sent("/a.bin") == SIZE / 2
    });
    until("the note is there", || {
        program.path("a.bin.part.json").exists()
    });
    interrupt(&child);
    let ran = program.end(child).expect(130);
    assert_eq!(ran.lines, "interrupted a.bin\n");
    assert_eq!(ran.file()["outcome"], "interrupted");
    assert_eq!(ran.summary["not_started"][0], "b.bin");
    assert_eq!(program.names(), ["a.bin.part", "a.bin.part.json"]);
    let there = fs::metadata(program.path("a.bin.part")).unwrap().len();
    program.run(&[&url, &later]).expect(0);
    assert!(program.read("a.bin") == *file);
    // What was received is not sent again.
    assert_eq!(server.seen("/a.bin")[1].sent as u64, SIZE as u64 - there);
    assert_eq!(program.names(), ["a.bin", "b.bin"]);
}

#[test]
fn while_it_waits_for_a_server_it_leaves_at_once() {
    let (server, program) = (Server::start(), Program::new());
    let busy = Answer {
        status: Some(503),
        fields: vec!["Retry-After: 3600".to_owned()],
        ..Answer::default()
    };
    let url = server.script("/a.bin", [busy]);
    let child = program.start(&[&url]);
    until("the server has been asked", || {
        server.seen("/a.bin").len() == 1
    });
    interrupt(&child);
    program.end(child).expect(130);
}

#[test]
fn after_two_ctrl_c_no_byte_is_wrong() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 2);
    let slow = Answer {
        piece: Some(1_000),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [slow, whole(&file)]);
    let child = program.start(&[&url]);
    until("some of it is sent", || server.sent("/a.bin") > 100_000);
    interrupt(&child);
    interrupt(&child);
    program.end(child).expect(130);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
}

#[test]
fn killed_at_any_place_it_mixes_no_versions() {
    const ETAGS: [&str; 2] = ["\"even\"", "\"odd\""];
    let (server, program) = (Server::start(), Program::new());
    let versions = [bytes(SIZE, 4), bytes(SIZE, 5)];
    for round in 0..12 {
        let name = format!("{round}.bin");
        let (path, note) = (
            format!("/{name}"),
            program.path(&format!("{name}.part.json")),
        );
        for run in 0..4 {
            // Every second run finds the version of the run before it, and can resume.
            let version = run / 2 % 2;
            let slow = Answer {
                etag: Some(ETAGS[version]),
                piece: Some(10_000),
                ..whole(&versions[version])
            };
            let url = server.script(&path, [slow]);
            let (requests, sent) = (server.seen(&path).len(), server.sent(&path));
            let mut child = program.start(&[&url]);
            if run == 3 {
                program.end(child).expect(0);
                assert!(program.read(&name) == *versions[version], "{name}");
                break;
            }
            // In round 0 as soon as the request is there, when the part of another version is thrown away.
            until("it is sent so far", || {
                server.seen(&path).len() > requests
                    && server.sent(&path) - sent >= round * SIZE / 40
            });
            child.kill().unwrap();
            child.wait().unwrap();
            if program.path(&name).exists() {
                // It was faster than the signal.
                let file = program.read(&name);
                assert!(
                    versions.iter().any(|version| **version == file),
                    "{name}, run {run}"
                );
                break;
            }
            let Ok(noted) = fs::read_to_string(&note) else {
                continue;
            };
            // A note that was written in part is not used.
            let Ok(noted) = serde_json::from_str::<serde_json::Value>(&noted) else {
                continue;
            };
            let version = ETAGS
                .iter()
                .position(|etag| noted["validator"] == *etag)
                .unwrap();
            let part = program.read(&format!("{name}.part"));
            assert!(part == versions[version][..part.len()], "{name}, run {run}");
        }
    }
}

#[test]
fn a_slow_host_does_not_hold_a_fast_one_up() {
    let (slow, fast, program) = (Server::start(), Server::start(), Program::new());
    let file = bytes(SIZE, 3);
    let never = Answer {
        then: Some((SIZE / 2, Then::Stall)),
        ..whole(&file)
    };
    let mut urls = Vec::new();
    for nth in 0..10 {
        urls.push(slow.script(&format!("/slow-{nth}"), [never.clone()]));
    }
    for nth in 0..10 {
        urls.push(fast.script(&format!("/fast-{nth}"), [whole(&file)]));
    }
    let mut arguments = vec!["--stall", "600000", "--in-all", "4", "--per-host", "2"];
    arguments.extend(urls.iter().map(String::as_str));
    let child = program.start(&arguments);
    // The slow host never ends, and all files of the fast one are there.
    until("the fast ones are done", || {
        (0..10).all(|nth| program.path(&format!("fast-{nth}")).exists())
    });
    let asked = (0..10).filter(|nth| !slow.seen(&format!("/slow-{nth}")).is_empty());
    assert_eq!(asked.count(), 2);
    interrupt(&child);
    let ran = program.end(child).expect(130);
    assert_eq!(ran.summary["done"], 10);
    assert_eq!(ran.summary["interrupted"], 2);
    assert_eq!(ran.summary["not_started"].as_array().unwrap().len(), 8);
}

#[test]
fn two_processes_do_not_write_one_part() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 4);
    let half = Answer {
        length: Some(Length::Is(SIZE as u64)),
        then: Some((SIZE / 2, Then::Stall)),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [half, whole(&file)]);
    let first = program.start(&["--stall", "600000", &url]);
    until("the note is there", || {
        program.path("a.bin.part.json").exists()
    });
    let second = program.run(&[&url]).expect(1);
    assert!(second.lines.contains("another process"), "{}", second.lines);
    interrupt(&first);
    program.end(first).expect(130);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
}
