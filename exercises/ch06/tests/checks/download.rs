//! Checks of download.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch06::download::{Article, Disconnected, Fault, Response, Site, download_all};
use kit::{ByHand, DropProbe, Gauge, check, varied, varied_word, virtual_ms};
use tokio::time::sleep;

/// The slowest reply decides how long all of it takes, and the list decides the order of the entries.
#[check]
async fn each_path_has_its_entry_in_the_order_of_the_list() {
    let times: [(&str, Milliseconds); 2] = [
        ("the last path is answered first", |place| 1_000 - place),
        ("the first path is answered first", |place| place + 1),
    ];
    let (title, more) = (varied_word("Title"), varied(0, 1..=999));
    for count in [3, 0, 1, 60] {
        for (order, ms) in times {
            let site = Fake::new();
            // In the order of the list and in no alphabet.
            let paths: Vec<String> = (0..count)
                .map(|place| format!("/{}", place * 37 % 101))
                .collect();
            for (place, path) in (0..).zip(&paths) {
                site.says(
                    path,
                    ms(place),
                    ok(&format!("{title} of {path}"), place + more),
                );
            }
            let list: Vec<&str> = paths.iter().map(String::as_str).collect();
            let entries = download_all(Arc::new(site), &list).await;
            let got: Vec<&str> = entries.iter().map(|(path, _)| path.as_str()).collect();
            assert!(
                got == list,
                "{}{order}: the list is {}, and the entries are {}",
                match got.is_sorted() && !list.is_sorted() {
                    true => "the entries are sorted by their paths, and the list is not; ",
                    false => "",
                },
                shortened(&list),
                shortened(&got)
            );
            for (words, (path, entry)) in (0..).zip(&entries) {
                let title = format!("{title} of {path}");
                let wanted = Ok(Article {
                    title,
                    words: words + more,
                });
                assert!(
                    *entry == wanted,
                    "{order}: the entry of {path} is {entry:?} instead of {wanted:?}"
                );
            }
        }
    }
}

/// To await a request before the next one is made costs the sum of all times. A limit is sensible, but it was not
/// asked for.
#[check]
async fn all_requests_are_in_progress_at_the_same_time() {
    let ms = varied(100, 50..=900);
    for count in [2, 40, 300] {
        let site = Fake::new();
        let paths: Vec<String> = (0..count).map(|place| format!("/{place}")).collect();
        for path in &paths {
            site.says(path, ms, ok(path, 1));
        }
        let (gauge, began) = (site.gauge.clone(), virtual_ms());
        let list: Vec<&str> = paths.iter().map(String::as_str).collect();
        download_all(Arc::new(site), &list).await;
        let took = virtual_ms() - began;
        assert!(
            gauge.peak() == count,
            "of {count} requests never more than {} were in progress at the same time",
            gauge.peak()
        );
        assert!(
            took == ms,
            "{count} replies that take {ms} ms each took {took} ms"
        );
    }
}

/// A status is part of the reply and decides before the body does: error pages hold JSON too.
#[check]
async fn a_fault_has_its_name() {
    let article = r#"{"title": "An error page", "words": 3}"#;
    let mut right = None;
    for (says, reply, wanted) in [
        ("hung up", Err(Disconnected), Fault::Disconnected),
        (
            "answered 404 and an article",
            status(404, article),
            Fault::Status(404),
        ),
        (
            "answered 500 and no JSON",
            status(500, "<html>"),
            Fault::Status(500),
        ),
        (
            "answered 204 and no body",
            status(204, ""),
            Fault::Status(204),
        ),
        (
            "answered 201 and an article",
            status(201, article),
            Fault::Status(201),
        ),
        (
            "answered 200 and half of the JSON",
            status(200, r#"{"title": "Te"#),
            Fault::BadJson,
        ),
    ] {
        let site = Fake::new();
        site.says("/tea", 10, reply);
        let entries = download_all(Arc::new(site), &["/tea"]).await;
        let got = entries.first().map(|(_, entry)| entry.clone());
        assert!(
            got == Some(Err(wanted)),
            "the site {says}: the entry is {} instead of Err({wanted:?}){}",
            got.map_or("missing".to_owned(), |entry| format!("{entry:?}")),
            match (right, wanted) {
                (Some(right), Fault::Status(_)) => format!("; it is right if the site {right}"),
                _ => String::new(),
            }
        );
        if matches!(wanted, Fault::Status(_)) {
            right = Some(says);
        }
    }
}

/// A path that is wanted twice is one request with two entries. A fault is a reply, too: asking again is another
/// decision, and not yours here.
#[check]
async fn each_path_is_requested_once() {
    let site = Fake::new();
    site.says("/tea", 20, ok("Tea", 812));
    site.says("/rust", 10, ok("Rust", 7));
    site.says("/gone", 5, Err(Disconnected));
    let (list, asked) = (
        ["/tea", "/gone", "/rust", "/tea", "/gone"],
        Arc::clone(&site.asked),
    );
    let entries = download_all(Arc::new(site), &list).await;
    for path in ["/tea", "/rust", "/gone"] {
        let times = asked
            .lock()
            .unwrap()
            .iter()
            .filter(|asked| *asked == path)
            .count();
        assert!(
            times == 1,
            "{path} was requested {times} times; the list holds it {}",
            if path == "/rust" { "once" } else { "twice" }
        );
    }
    let got: Vec<&str> = entries.iter().map(|(path, _)| path.as_str()).collect();
    assert!(
        got == list,
        "the list is {list:?}, and the entries are {got:?}"
    );
    assert!(
        entries[0] == entries[3] && entries[1] == entries[4],
        "a path that the list holds twice has two different entries: {entries:?}"
    );
}

/// JSON has types. A member of another type, or none, is not a member with some default.
#[check]
async fn an_article_is_an_object_with_a_title_and_a_whole_number_of_words() {
    let tea = |words| {
        Ok(Article {
            title: "Tea".to_owned(),
            words,
        })
    };
    for (body, wanted) in [
        (r#"{"title": "Tea", "words": 812}"#, tea(812)),
        (r#"{"words": 0, "title": "Tea"}"#, tea(0)),
        (
            " {\n \"title\":\"Tea\",\"words\":18446744073709551615} ",
            tea(u64::MAX),
        ),
        (
            r#"{"title": "Tea", "words": 9007199254740993}"#,
            tea((1 << 53) + 1),
        ),
        (
            r#"{"title": "Tea", "words": 5, "tags": ["a", {"words": 9}]}"#,
            tea(5),
        ),
        (r#"{"title": "\u0054ea", "words": 5}"#, tea(5)),
        (r#"{"title": "Tea"}"#, Err(Fault::BadJson)),
        (r#"{"words": 5}"#, Err(Fault::BadJson)),
        (r#"{"title": "Tea", "words": -1}"#, Err(Fault::BadJson)),
        (r#"{"title": "Tea", "words": 8.5}"#, Err(Fault::BadJson)),
        (r#"{"title": "Tea", "words": "812"}"#, Err(Fault::BadJson)),
        (r#"{"title": "Tea", "words": null}"#, Err(Fault::BadJson)),
        (r#"{"title": 7, "words": 5}"#, Err(Fault::BadJson)),
        (
            r#"{"title": "Tea", "words": 5} and more"#,
            Err(Fault::BadJson),
        ),
        (r#"["Tea", 5]"#, Err(Fault::BadJson)),
        ("null", Err(Fault::BadJson)),
        ("", Err(Fault::BadJson)),
    ] {
        let site = Fake::new();
        site.says("/tea", 1, status(200, body));
        let entries = download_all(Arc::new(site), &["/tea"]).await;
        let got = entries.into_iter().next().map(|(_, entry)| entry);
        assert!(
            got == Some(wanted.clone()),
            "the body {body:?} became {} instead of {wanted:?}",
            got.map_or("no entry".to_owned(), |entry| format!("{entry:?}"))
        );
    }
}

/// What one server says about one path says nothing about the others.
#[check]
async fn a_fault_costs_no_other_request() {
    for (says, fault) in [
        ("hangs up", Err(Disconnected)),
        ("answers 503", status(503, "")),
        ("sends no JSON", status(200, "<html>")),
    ] {
        for place in 0..3 {
            let site = Fake::new();
            let mut list = vec!["/a", "/b"];
            list.insert(place, "/bad");
            site.says("/a", 50, ok("A", 1));
            site.says("/b", 100, ok("B", 2));
            site.says("/bad", 10, fault.clone());
            let gauge = site.gauge.clone();
            let entries = download_all(Arc::new(site), &list).await;
            assert!(
                gauge.finished() == 3,
                "the site {says} for one of 3 paths: {} of the requests ran to their end",
                gauge.finished()
            );
            let good = entries.iter().filter(|(_, entry)| entry.is_ok()).count();
            assert!(
                entries.len() == 3 && good == 2,
                "the site {says} for {} and answers /a and /b: the entries are {entries:?}",
                list[place]
            );
        }
    }
}

/// A request that its caller has given up costs the site a connection, and you the memory of a task.
#[check]
async fn dropping_the_download_drops_its_requests() {
    let (site, probe) = (Fake::new(), DropProbe::new());
    for (path, ms) in [("/a", 10), ("/b", 1_000), ("/c", 2_000)] {
        site.says(path, ms, ok(path, 1));
        site.tokens
            .lock()
            .unwrap()
            .insert(path.to_owned(), probe.clone());
    }
    let gauge = site.gauge.clone();
    let mut download = ByHand::new(download_all(Arc::new(site), &["/a", "/b", "/c"]));
    let pending = download.poll().is_pending();
    assert!(
        pending,
        "`download_all` was ready before the site had answered"
    );
    sleep(Duration::from_millis(100)).await;
    let _ = download.poll();
    let begun = gauge.started();
    assert!(begun == 3, "{begun} of 3 requests had begun after 100 ms");
    download.cancel();
    sleep(Duration::from_millis(1)).await;
    assert!(
        probe.alive() == 0,
        "{} of 2 requests were still alive after the future of `download_all` was dropped",
        probe.alive()
    );
}

/// How long the path at a place takes.
type Milliseconds = fn(u64) -> u64;

type Reply = Result<Response, Disconnected>;

fn status(status: u16, body: &str) -> Reply {
    let body = body.to_owned();
    Ok(Response { status, body })
}

fn ok(title: &str, words: u64) -> Reply {
    status(200, &format!(r#"{{"title": "{title}", "words": {words}}}"#))
}

/// At most three of them, and how many more.
fn shortened(paths: &[&str]) -> String {
    match paths.len() {
        0..=3 => format!("{paths:?}"),
        more => format!("{:?} and {} more", &paths[..3], more - 3),
    }
}

/// A site in memory: it answers each path after a time of its own.
#[derive(Default)]
struct Fake {
    replies: Mutex<HashMap<String, (u64, Reply)>>,
    tokens: Mutex<HashMap<String, DropProbe>>,
    asked: Arc<Mutex<Vec<String>>>,
    gauge: Gauge,
}

impl Fake {
    fn new() -> Self {
        Self::default()
    }

    fn says(&self, path: &str, ms: u64, reply: Reply) {
        self.replies
            .lock()
            .unwrap()
            .insert(path.to_owned(), (ms, reply));
    }
}

impl Site for Fake {
    async fn get(&self, path: &str) -> Reply {
        self.asked.lock().unwrap().push(path.to_owned());
        let known = self.replies.lock().unwrap().get(path).cloned();
        let (ms, reply) = known.unwrap_or((1, status(404, "")));
        let probe = self.tokens.lock().unwrap().get(path).cloned();
        let token = probe.map(|probe| probe.token(path));
        let reply = self.gauge.job(path, ms, reply).await;
        drop(token);
        reply
    }
}
