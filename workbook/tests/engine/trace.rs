//! `trace`: the page with the pictures of one's own run.

use std::fs;

use crate::fixtures::Workbook;

/// One after the other: the gauge in the checks records it.
const IN_TURN: &str = "pub async fn both(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> (u32, u32) {\n\
                       \x20   let a = a.await;\n    (a, b.await)\n}\n";
const BOTH: &str = "exercises/ch01/src/both.rs";

/// The page that `trace` writes for these words. Its path is all that a pipe gets.
#[track_caller]
fn page(workbook: &Workbook, words: &[&str]) -> String {
    let ran = workbook.run(&[&["trace"], words].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let file = ran.out.trim_end();
    assert!(file.ends_with("ch01-both.html"), "{file}");
    assert!(!file.contains('\n'), "{file}");
    fs::read_to_string(file).unwrap()
}

/// The part of the page about a check, from its `details` on.
#[track_caller]
fn part<'a>(page: &'a str, promise: &str) -> &'a str {
    let at = page
        .find(promise)
        .unwrap_or_else(|| panic!("no {promise}: {page}"));
    let from = page[..at].rfind("<details").unwrap();
    let end = page[at..]
        .find("<details class=\"check")
        .map_or(page.len(), |end| at + end);
    &page[from..end]
}

#[test]
fn the_page_has_verdict_cause_picture_and_timeline_of_each_check_that_recorded() {
    let workbook = Workbook::new();
    workbook.write(BOTH, IN_TURN);
    let page = page(&workbook, &["both"]);
    assert!(
        page.contains("<h1>ch01/both: Two waits at once</h1>"),
        "{page}"
    );
    assert!(page.contains("1 of 2 checks passed."), "{page}");
    let failed = part(
        &page,
        "✗ both jobs are in flight at once: <span class=\"status\">failed",
    );
    assert!(
        failed.starts_with("<details class=\"check asked\" open>"),
        "{failed}"
    );
    assert!(
        failed.contains("at most 1 was in flight; 2 were allowed"),
        "{failed}"
    );
    assert!(
        failed.contains("<figure class=\"ran ran-poll-and-wake\""),
        "{failed}"
    );
    assert!(
        failed.contains("A is polled twice and B is polled twice; the run ends at 200 ms."),
        "{failed}"
    );
    assert!(failed.contains("<details class=\"timeline\">"), "{failed}");
    // Only lines of the answer: the checks have made the futures.
    assert!(
        failed.contains("<li value=\"2\"><code>    let a = a.await;</code></li>"),
        "{failed}"
    );
    assert!(failed.contains("A is polled (line 2)."), "{failed}");
    let passed = part(&page, "✓ results come back in the order given");
    assert!(
        passed.starts_with("<details class=\"check\">"),
        "folded: {passed}"
    );
    // It needs no other file, and follows the system's theme.
    assert!(page.contains("color-scheme: light dark"), "{page}");
    for from_elsewhere in ["src=\"", "<link", "url(", "@import", "http://", "https://"] {
        let found = page.replace("http://www.w3.org/", "");
        assert!(!found.contains(from_elsewhere), "{from_elsewhere}");
    }
    // What was judged for it is remembered.
    let list = workbook.run(&["list", "both"]);
    assert!(list.out.contains("1 of 2 checks"), "{}", list.out);
}

#[test]
fn the_check_that_is_named_is_the_open_one() {
    let workbook = Workbook::new();
    workbook.write(BOTH, IN_TURN);
    for name in [
        "results_come_back_in_the_order_given",
        "results come back",
        "in_the_order",
    ] {
        let page = page(&workbook, &["ch01/both", name, "--no-open"]);
        let named = part(&page, "✓ results come back in the order given");
        assert!(
            named.starts_with("<details class=\"check asked\" open>"),
            "{named}"
        );
    }
    for (name, said) in [
        (
            "nonsense",
            "ch01/both has no check called `nonsense`. Its checks:\n  both_jobs_are",
        ),
        ("in", "`in` is a part of several checks"),
    ] {
        let ran = workbook.run(&["trace", "both", name]);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn without_a_recording_it_says_why_and_what_records() {
    let workbook = Workbook::new();
    let said = |words: &[&str], said: &str| {
        let ran = workbook.run(&[&["trace"], words].concat());
        assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
        assert_eq!(ran.out, "");
        let err = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(err.contains(said), "{err}");
    };
    said(&["both"], "exercises/ch01/src/both.rs is the stub still");
    workbook.double("n * 2", "");
    said(
        &["double"],
        "no check of this exercise recorded anything: they count or compare.",
    );
    workbook.write(BOTH, IN_TURN).edit(
        "exercises/ch01/tests/checks/both.rs",
        "let gauge = Gauge::new();\n    let results = both(gauge.job(\"A\", 200, 1), gauge.job(\"B\", 100, 2)).await;",
        "let results = both(async { 1 }, async { 2 }).await;",
    );
    said(
        &["both", "results"],
        "results_come_back_in_the_order_given recorded nothing: it counts or compares. One that records: \
         both_jobs_are_in_flight_at_once",
    );
    workbook.write(BOTH, "pub async fn both( {\n");
    said(&["both"], "the answer does not compile");
    let ran = workbook.run(&["trace", "ch01"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("`ch01` is a chapter"), "{}", ran.err);
    assert!(!workbook.path("target/trace").exists());
}
