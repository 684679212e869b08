//! Connections that break, and bodies that stall.

use crate::program::Program;
use crate::server::{Answer, Server, Then};
use crate::{bytes, whole};

const SIZE: usize = 3_000_000;

#[test]
fn plain_files_are_there_with_their_bytes() {
    let (server, program) = (Server::start(), Program::new());
    let files = [0, 1, 4096, SIZE].map(|size| (format!("/{size}.bin"), bytes(size, 1)));
    let urls: Vec<_> = files
        .iter()
        .map(|(path, file)| server.script(path, [whole(file)]))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let ran = program.run(&urls).expect(0);
    for (path, file) in &files {
        assert!(program.read(&path[1..]) == **file, "{path}");
        assert_eq!(server.seen(path)[0].encoding.as_deref(), Some("identity"));
    }
    assert_eq!(ran.summary["done"], 4);
    assert_eq!(program.names().len(), 4, "{:?}", program.names());
    // Once more: all are there.
    program.run(&urls).expect(0);
    assert_eq!(server.seen("/1.bin").len(), 1);
}

#[test]
fn a_broken_connection_costs_no_byte_twice() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 2);
    let broken = |at| Answer {
        then: Some((at, Then::Drop)),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [broken(1_000_000), broken(700_000), whole(&file)]);
    let ran = program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.sent("/a.bin"), SIZE);
    assert_eq!(ran.file()["attempts"], 3);
    let seen = server.seen("/a.bin");
    assert_eq!(seen[1].if_range.as_deref(), Some("\"v1\""));
    assert_eq!((seen[1].status, seen[2].status), (206, 206));
}

#[test]
fn a_body_that_stalls_is_fetched_from_where_it_stalled() {
    let (server, program) = (Server::start(), Program::new());
    let file = bytes(SIZE, 3);
    let stalled = Answer {
        then: Some((1_234_567, Then::Stall)),
        ..whole(&file)
    };
    let url = server.script("/a.bin", [stalled, whole(&file)]);
    program.run(&[&url]).expect(0);
    assert!(program.read("a.bin") == *file);
    assert_eq!(server.sent("/a.bin"), SIZE);
}
