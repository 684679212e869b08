//! Answers that do not fit the request, the file, or each other.

use std::fs;
use std::sync::Arc;

use crate::program::Program;
use crate::server::{Answer, Length, Server, Then};
use crate::{bytes, sha256, whole};

const SIZE: usize = 2_000_000;
const CUT: usize = 900_000;

/// The first answer of a script: the connection breaks after `CUT` bytes.
fn cut(file: &Arc<Vec<u8>>) -> Answer {
    Answer {
        then: Some((CUT, Then::Drop)),
        ..whole(file)
    }
}

#[test]
fn redirects_are_followed_with_the_range() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 1);
    let target = server.script("/real/b.bin", [cut(&file), whole(&file)]);
    let redirect = Answer {
        status: Some(302),
        fields: vec![format!("Location: {target}")],
        ..Answer::default()
    };
    let url = server.script("/a.bin", [redirect]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.sent("/real/b.bin"), SIZE);
}

#[test]
fn redirects_in_a_circle_are_not_tried_again() {
    let (server, program) = (Server::start(), Program::new());
    let circle = Answer {
        status: Some(302),
        fields: vec!["Location: /a.bin".to_owned()],
        ..Answer::default()
    };
    let url = server.script("/a.bin", [circle]);
    let ran = program.run(&[&url]).expect(1);
    assert_eq!(ran.file()["attempts"], 1);
    assert_eq!(program.names(), [""; 0]);
}

#[test]
fn a_length_that_is_too_long_ends_in_a_failure() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 2);
    let lies = Answer {
        length: Some(Length::Is(SIZE as u64 + 10)),
        no_ranges: true,
        ..whole(&file)
    };
    let url = server.script("/a.bin", [lies]);
    let ran = program.run(&["--attempts", "2", &url]).expect(1);
    assert_eq!(ran.summary["failed"], 1);
    assert!(!program.path("a.bin").exists());
}

#[test]
fn a_length_that_is_too_short_is_what_the_file_has() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 3);
    // HTTP has no other end of a body: what follows is not a part of it. Only a checksum sees more.
    let lies = Answer {
        length: Some(Length::Is(CUT as u64)),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [lies.clone()]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == file[..CUT]);
    let url = server.script("/b.bin", [lies]);
    let list = program.list(&format!("{url} {}", sha256(&file)));
    program.run(&["--list", &list]).expect(1);
    assert_eq!(program.names(), ["a.bin"]);
}

#[test]
fn a_rest_that_is_longer_than_its_file_is_discarded() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 4);
    let longer = Answer {
        file: Arc::new(file[CUT..].repeat(2)),
        etag: Some("\"v1\""),
        status: Some(206),
        fields: vec![format!("Content-Range: bytes {CUT}-{}/{SIZE}", SIZE - 1)],
        ..Answer::default()
    };
    let url = server.script("/a.bin", [cut(&file), longer]);
    let ran = program.run(&[&url]).expect(1);
    let error = ran.file()["error"].as_str().unwrap();
    assert!(
        error.contains(&format!("more than the {SIZE} bytes")),
        "{error}"
    );
    assert_eq!(program.names(), [""; 0]);
}

#[test]
fn a_whole_file_in_answer_to_a_range_is_written_from_its_beginning() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 5);
    let whole = Answer {
        no_ranges: true,
        ..whole(&file)
    };
    let url = server.script("/a.bin", [cut(&file), whole]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
    assert!(server.seen("/a.bin")[1].range.is_some());
    assert_eq!(server.sent("/a.bin"), CUT + SIZE);
}

#[test]
fn of_a_file_that_has_changed_no_old_byte_is_kept() {
    let (server, program) = (Server::start(), Program::new());
    let (old, new) = (bytes(SIZE, 6), bytes(SIZE - 1_000, 7));
    let changed = Answer {
        etag: Some("\"v2\""),
        ..whole(&new)
    };
    let url = server.script("/a.bin", [cut(&old), changed]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *new);
}

#[test]
fn a_server_that_ignores_if_range_is_found_out() {
    let (server, program) = (Server::start(), Program::new());
    let (old, new) = (bytes(SIZE, 8), bytes(SIZE, 9));
    let ignores = Answer {
        file: Arc::new(new[CUT..].to_vec()),
        etag: Some("\"v2\""),
        status: Some(206),
        fields: vec![format!("Content-Range: bytes {CUT}-{}/{SIZE}", SIZE - 1)],
        ..Answer::default()
    };
    let changed = Answer {
        etag: Some("\"v2\""),
        ..whole(&new)
    };
    let url = server.script("/a.bin", [cut(&old), ignores, changed]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *new);
}

#[test]
fn the_last_byte_may_be_on_disk_already() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 10);
    // All of it arrives, and then the connection breaks: the body has no length, and its last chunk does not come.
    let chunked = Answer {
        length: Some(Length::NotGiven),
        fields: vec!["Transfer-Encoding: chunked".to_owned()],
        chunked: true,
        then: Some((SIZE, Then::Drop)),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [chunked, whole(&file)]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.seen("/a.bin")[1].status, 416);
    assert_eq!(server.sent("/a.bin"), SIZE);
}

#[test]
fn a_busy_server_is_asked_again_and_a_missing_file_is_not() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 11);
    let busy = Answer {
        status: Some(503),
        fields: vec!["Retry-After: 1".to_owned()],
        ..Answer::default()
    };
    let url = server.script("/a.bin", [busy, whole(&file)]);
    let missing = format!("http://{}/b.bin", server.address);
    let ran = program.run(&[&url, &missing]).expect(1);
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.seen("/a.bin").len(), 2);
    assert_eq!(server.seen("/b.bin").len(), 1);
    assert_eq!(
        (&ran.summary["done"], &ran.summary["failed"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn of_an_encoded_body_nothing_is_resumed() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 12);
    let gzip = |answer| Answer {
        fields: vec!["Content-Encoding: gzip".to_owned()],
        ..answer
    };
    let url = server.script("/a.bin", [gzip(cut(&file)), gzip(whole(&file))]);
    program.run(&[&url]).expect(0);
    // As it was sent: the program asked for `identity`.
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.seen("/a.bin")[1].range, None);
    assert_eq!(server.sent("/a.bin"), CUT + SIZE);
}

#[test]
fn with_a_weak_etag_nothing_is_resumed() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 13);
    let weak = |answer| Answer {
        etag: Some("W/\"v1\""),
        ..answer
    };
    let url = server.script("/a.bin", [weak(cut(&file)), weak(whole(&file))]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.seen("/a.bin")[1].range, None);
}

#[test]
fn a_wrong_checksum_leaves_nothing_behind_and_a_right_one_is_seen_over_a_resume() {
    let (server, program) = (Server::start(), Program::new());
    let (file, other) = (bytes(SIZE, 14), bytes(SIZE, 15));
    let right = server.script("/a.bin", [cut(&file), whole(&file)]);
    let wrong = server.script("/b.bin", [cut(&other), whole(&other)]);
    let sum = sha256(&file);
    let list = program.list(&format!("# two files\n\n{right} {sum}\n{wrong} {sum}\n"));
    let ran = program.run(&["--list", &list]).expect(1);
    assert_eq!(program.names(), ["a.bin"]);
    assert!(
        ran.lines.contains("b.bin: the file's SHA-256 is "),
        "{}",
        ran.lines
    );
    // A file of that name with other bytes is replaced.
    fs::write(program.path("a.bin"), b"old").unwrap();
    program.run(&["--list", &list]).expect(1);
    assert!(program.read("a.bin") == *file);
}

#[test]
fn a_part_of_the_same_file_from_another_url_is_not_used() {
    let (one, two, program) = (Server::start(), Server::start(), Program::new());
    let (file, other) = (bytes(SIZE, 16), bytes(SIZE, 17));
    let from_one = one.script("/a.bin", [cut(&file)]);
    let from_two = two.script("/a.bin", [whole(&other)]);
    program.run(&["--attempts", "1", &from_one]).expect(1);
    program.run(&[&from_two]).expect(0);
    assert!(program.read("a.bin") == *other);
}

#[test]
fn a_bad_name_is_an_error_before_any_request() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(10, 18);
    let good = server.script("/a.bin", [whole(&file)]);
    let at = format!("http://{}", server.address);
    for (bad, why) in [
        ("/", "has no name"),
        ("/x/..%2Fb", "cannot be the name"),
        ("/%2e%2e%2fb", "cannot be the name"),
        ("/%2Fetc%2Fpasswd", "cannot be the name"),
        ("/a%00b", "cannot be the name"),
        ("/%ff", "not UTF-8"),
        ("/other/a.bin", "would be the same file"),
        ("/a.bin.part", "ends like the files"),
    ] {
        let ran = program.run(&[&good, &format!("{at}{bad}")]).expect(2);
        assert!(ran.errors.contains(why), "{bad}: {}", ran.errors);
    }
    program.run(&["ftp://localhost/a"]).expect(2);
    program.run(&[&good, "no URL"]).expect(2);
    assert_eq!(server.seen("/a.bin").len(), 0);
    assert_eq!(program.names(), [""; 0]);
}
