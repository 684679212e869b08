//! What another web page, or a program on this machine, may try.

use serde_json::json;

use crate::reader::Reader;
use crate::served;

/// What it is, the headers that are others than the page's, and the status of the answer.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], u16);

const RUN: &str = "{\"names\":[\"ch01/double\"]}";

/// The headers of a request that is answered, with some of them replaced or, if empty, left out.
fn headers(reader: &Reader, changed: &[(&str, &str)]) -> String {
    let token = reader.token.as_str();
    let good = [
        ("Host", "localhost"),
        ("Origin", "http://localhost"),
        ("Sec-Fetch-Site", "same-origin"),
        ("X-Workbook-Token", token),
        ("Content-Type", "application/json"),
    ];
    let lines = good.iter().map(|(name, value)| {
        let value = changed
            .iter()
            .find(|(changed, _)| changed == name)
            .map_or(*value, |c| c.1);
        match value {
            "" => String::new(),
            value => format!("{name}: {value}\r\n"),
        }
    });
    lines.collect()
}

#[test]
fn only_a_page_of_this_server_can_ask_for_a_run() {
    let reader = Reader::new();
    let other_token = "0".repeat(32);
    let port = reader.served.port;
    let own = format!("localhost:{port}");
    let own_origin = format!("http://{own}");
    let cases: &[Case<'_>] = &[
        ("no token", &[("X-Workbook-Token", "")], 403),
        ("another token", &[("X-Workbook-Token", &other_token)], 403),
        (
            "a part of the token",
            &[("X-Workbook-Token", &reader.token[..31])],
            403,
        ),
        (
            "a foreign origin",
            &[("Origin", "http://evil.example")],
            403,
        ),
        (
            "an origin that looks like it",
            &[("Origin", "http://localhost.evil.example")],
            403,
        ),
        ("another scheme", &[("Origin", "https://localhost")], 403),
        (
            "an opaque origin, as of a sandboxed frame or a file",
            &[("Origin", "null")],
            403,
        ),
        (
            "another server of this machine",
            &[("Origin", "http://localhost:8080"), ("Host", &own)],
            403,
        ),
        (
            "a foreign host, as after DNS rebinding",
            &[("Host", "evil.example"), ("Origin", "http://evil.example")],
            403,
        ),
        ("no host", &[("Host", ""), ("Origin", "")], 400),
        ("another site", &[("Sec-Fetch-Site", "cross-site")], 403),
        (
            "another site, without an origin",
            &[("Sec-Fetch-Site", "cross-site"), ("Origin", "")],
            403,
        ),
        (
            "another port of this site",
            &[("Sec-Fetch-Site", "same-site"), ("Origin", "")],
            403,
        ),
        (
            "a form",
            &[("Content-Type", "application/x-www-form-urlencoded")],
            415,
        ),
        (
            "a form of plain text",
            &[("Content-Type", "text/plain")],
            415,
        ),
        (
            "a form of plain text that names JSON",
            &[("Content-Type", "text/plain; application/json")],
            415,
        ),
        (
            "a form with files",
            &[("Content-Type", "multipart/form-data; boundary=x")],
            415,
        ),
        ("no content type", &[("Content-Type", "")], 415),
        ("the page", &[("Host", &own), ("Origin", &own_origin)], 200),
        (
            "a program that says nothing of where it is from",
            &[("Origin", ""), ("Sec-Fetch-Site", "")],
            200,
        ),
    ];
    for (what, changed, status) in cases {
        let answer = reader.post_with("run", &headers(&reader, changed), RUN);
        // What has no Host is answered before anything of ours.
        let expected = if *what == "no host" {
            vec![400, 403]
        } else {
            vec![*status]
        };
        assert!(
            expected.contains(&answer.status),
            "{what}: {} {}",
            answer.status,
            answer.text
        );
        if answer.status == 403 && *what != "no host" && !what.contains("foreign host") {
            assert!(
                answer.text.starts_with("{\"error\":\""),
                "{what}: {}",
                answer.text
            );
        }
        let head = answer.head.to_ascii_lowercase();
        assert!(!head.contains("access-control"), "{what}: {head}");
    }
    // Each of the four ways of asking is behind the same wall.
    for path in ["run", "stop", "hint", "open"] {
        let answer = reader.post_with(path, &headers(&reader, &[("X-Workbook-Token", "")]), RUN);
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[test]
fn nothing_is_read_without_the_token_or_by_another_site() {
    let reader = Reader::new();
    let port = reader.served.port;
    let get = |path: &str, more: &str| {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}Connection: close\r\n\r\n");
        served::ask(port, &request).status
    };
    let token = &reader.token;
    let with = format!("X-Workbook-Token: {token}\r\n");
    assert_eq!(get("/_workbook/exercises", &with), 200);
    assert_eq!(get("/_workbook/exercises", ""), 403);
    // An address is seen by more than a header is: only the stream, which can have no header, has the token there.
    assert_eq!(get(&format!("/_workbook/exercises?token={token}"), ""), 403);
    assert_eq!(get("/_workbook/runs", ""), 403);
    assert_eq!(get("/_workbook/runs?token=", ""), 403);
    assert_eq!(get(&format!("/_workbook/runs?token={token}0"), ""), 403);
    let foreign = format!("{with}Origin: http://evil.example\r\n");
    assert_eq!(get("/_workbook/exercises", &foreign), 403);
    let foreign = format!("{with}Sec-Fetch-Site: cross-site\r\n");
    assert_eq!(get("/_workbook/exercises", &foreign), 403);
    let stream = format!("/_workbook/runs?token={token}");
    assert_eq!(get(&stream, "Origin: http://evil.example\r\n"), 403);
    // A run is asked for by POST alone.
    assert_eq!(get("/_workbook/run", &with), 405);
    // A preflight is not answered with leave.
    let preflight = "OPTIONS /_workbook/run HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\
         Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-workbook-token\r\n\
         Connection: close\r\n\r\n";
    let answer = served::ask(port, preflight);
    assert_eq!(answer.status, 403);
    assert!(!answer.head.to_ascii_lowercase().contains("access-control"));
}

#[test]
fn no_other_site_can_frame_a_page_or_take_in_what_is_served() {
    let reader = Reader::new();
    for path in [
        "/",
        "/ch01/order.html",
        "/none.html",
        "/_workbook/runs.js",
        "/_workbook/exercises",
    ] {
        let head = served::get(reader.served.port, path)
            .head
            .to_ascii_lowercase();
        for line in [
            "x-frame-options: sameorigin",
            "content-security-policy: frame-ancestors 'self'",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: same-origin",
            "x-content-type-options: nosniff",
        ] {
            assert!(head.contains(line), "{path} lacks {line}:\n{head}");
        }
        assert!(!head.contains("access-control"), "{head}");
    }
}

#[test]
fn the_token_is_new_at_each_start_and_in_no_script() {
    let (one, two) = (Reader::new(), Reader::new());
    assert_ne!(one.token, two.token);
    assert!(one.token.len() == 32 && one.token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let script = served::get(one.served.port, "/_workbook/runs.js");
    assert_eq!(script.status, 200);
    assert!(!script.text.contains(&one.token));
    assert_eq!(
        served::get(one.served.port, "/_workbook/runs.css").status,
        200
    );
    assert_eq!(one.workbook.run(&["build"]).code, Some(0));
    let built = std::fs::read_to_string(one.workbook.path("book/ch01/order.html")).unwrap();
    assert!(!built.contains("_workbook"), "{built}");
}

#[test]
fn a_body_is_bounded_and_must_be_what_is_expected() {
    let reader = Reader::new();
    let long = json!({ "names": ["x".repeat(17 * 1024)] });
    let (status, answer) = reader.post("run", &long);
    assert_eq!(status, 413, "{answer}");
    for body in [
        "",
        "{",
        "null",
        "{\"names\":[\"ch01\"]}x",
        "{\"run\":-1}",
        "\u{0}",
    ] {
        for path in ["run", "stop", "hint", "open"] {
            let answer = reader.post_with(path, &headers(&reader, &[]), body);
            assert_eq!(answer.status, 400, "{path} {body:?}: {}", answer.text);
        }
    }
    assert_eq!(reader.exercises().1["queued"], json!([]));
}

#[test]
fn no_path_leaves_the_book() {
    let reader = Reader::new();
    let secret = reader.workbook.path("secret.txt");
    std::fs::write(&secret, "not for you").unwrap();
    let absolute = secret.display().to_string();
    let encoded = absolute.replace('/', "%2f");
    for path in [
        "/../secret.txt",
        "/../../../../../../../../etc/passwd",
        "/ch01/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/..%2fsecret.txt",
        "/.%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/ch01/%2e%2e/%2e%2e/book.toml",
        "/%252e%252e/secret.txt",
        "/..;/secret.txt",
        "/....//secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/order.html%00.txt",
        "/%00",
        "//etc/passwd",
        "/C:/Windows/win.ini",
        "/C:%5cWindows%5cwin.ini",
        "/file:///etc/passwd",
        &format!("/{absolute}"),
        &format!("/{encoded}"),
        "/_workbook/../../secret.txt",
        "/_workbook/%2e%2e/%2e%2e/secret.txt",
        "/_workbook/page/runs.js",
        "/_workbook/../../exercises/ch01/src/double.rs",
    ] {
        let answer = served::get(reader.served.port, path);
        assert!(
            [400, 403, 404].contains(&answer.status),
            "{path}: {} {}",
            answer.status,
            answer.text
        );
        for leaked in ["not for you", "root:", "[book]", "pub async fn"] {
            assert!(!answer.text.contains(leaked), "{path}: {}", answer.text);
        }
    }
}
