//! What chapter 15 shows of a run: made here, and compared with the page.

use std::fs;
use std::path::Path;

use crate::program::Program;
use crate::server::{Answer, Server, Then};
use crate::{bytes, sha256, whole};

const PAGE: &str = "../../chapters/ch15/hostile.md";
const SIZE: usize = 2_000_000;

#[test]
fn the_page_shows_this_run() {
    let (server, program) = (Server::start(), Program::new());
    let (file, other) = (bytes(SIZE, 1), bytes(SIZE, 2));
    let broken = |at| Answer {
        then: Some((at, Then::Drop)),
        ..whole(&file)
    };
    let status = |status, field: &str| Answer {
        status: Some(status),
        fields: vec![field.to_owned()],
        ..Answer::default()
    };
    let changed = Answer {
        etag: Some("\"v2\""),
        ..whole(&other)
    };
    let stalled = Answer {
        then: Some((SIZE / 2, Then::Stall)),
        ..whole(&file)
    };
    let weak = |answer| Answer {
        etag: Some("W/\"v1\""),
        ..answer
    };
    let mut list = String::new();
    let mut add = |path: &str, answers: Vec<Answer>, sha256: &str| {
        list += &format!("{} {sha256}\n", server.script(path, answers));
    };
    add("/plain.bin", vec![whole(&file)], "");
    add(
        "/breaks-twice.bin",
        vec![broken(700_000), broken(500_000), whole(&file)],
        &sha256(&file),
    );
    add("/stalls.bin", vec![stalled, whole(&file)], &sha256(&file));
    add(
        "/changes.bin",
        vec![broken(700_000), changed],
        &sha256(&other),
    );
    add(
        "/weak-etag.bin",
        vec![weak(broken(700_000)), weak(whole(&file))],
        "",
    );
    add(
        "/busy.bin",
        vec![status(503, "Retry-After: 1"), whole(&file)],
        "",
    );
    add("/missing.bin", vec![status(404, "X: y")], "");
    add("/wrong-checksum.bin", vec![whole(&other)], &sha256(&file));
    // One at a time, so that their lines have one order.
    let list = program.list(&list);
    let ran = program.run(&["--in-all", "1", "--list", &list]).expect(1);
    let mut shown = ran.lines;
    // Lines of a page are short.
    for sum in [sha256(&file), sha256(&other)] {
        shown = shown.replace(&sum, &format!("{}…", &sum[..8]));
    }
    shown += "\nfile                 requests   sent     size\n";
    for file in ran.summary["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let path = format!("/{name}");
        let (requests, sent) = (server.seen(&path).len(), server.sent(&path));
        let size = fs::metadata(program.path(name)).map_or(0, |file| file.len());
        shown += &format!("{name:<20} {requests:>8} {sent:>8} {size:>8}\n");
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains(&format!("```text\n{shown}```")),
        "{PAGE} does not show this:\n{shown}"
    );
}
