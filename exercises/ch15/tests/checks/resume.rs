//! Checks of resume.

use std::time::Duration;

use ch15::http::{Failure, Headers, Request};
use ch15::resume::{Decision, Partial, decide, request};
use kit::{check, varied};

// The field that differs has its own idea.
#[check]
fn a_200_is_written_from_the_first_byte() {
    let (kept_bytes, size) = (varied(700, 1..=999), varied(1_000, 1_001..=99_999));
    for (on_disk, length) in [
        (0, Some(1_000)),
        (kept_bytes, Some(size)),
        (700, Some(300)),
        (700, None),
        (700, Some(0)),
        (6 * GIB, Some(9 * GIB)),
    ] {
        let mut fields = vec![("ETag", TAG.to_owned())];
        fields.extend(length.map(|length| ("Content-Length", length.to_string())));
        let got = answer(&kept(on_disk), 200, fields);
        let expected = write(0, length, Some(TAG));
        assert!(
            got == expected,
            "{on_disk} bytes are on disk, and a 200 came with the Content-Length {}: {}",
            shown(length),
            difference(&got, &expected)
        );
    }
}

// What is asked for has its own idea.
#[check]
fn a_range_is_asked_for_only_with_a_strong_etag() {
    let whole = Request {
        url: URL.to_owned(),
        range_from: None,
        if_range: None,
    };
    let rest = |from| Request {
        range_from: Some(from),
        if_range: Some(TAG.to_owned()),
        ..whole.clone()
    };
    let odd = [r#""""#, r#""W/1""#].map(|etag| {
        let asks = Request {
            if_range: Some(etag.to_owned()),
            ..rest(700)
        };
        (700, Some(etag), asks)
    });
    let usual = [
        (700, Some(TAG), rest(700)),
        (1, Some(TAG), rest(1)),
        (1_000, Some(TAG), rest(1_000)),
        (6 * GIB, Some(TAG), rest(6 * GIB)),
        (700, None, whole.clone()),
        (700, Some(r#"W/"a1""#), whole.clone()),
        (0, Some(TAG), whole.clone()),
        (0, None, whole.clone()),
    ];
    for (bytes, validator, expected) in usual.into_iter().chain(odd) {
        for total in [None, Some(9 * GIB), Some(bytes)] {
            let partial = Partial {
                bytes,
                validator: validator.map(str::to_owned),
                total,
            };
            let got = request(URL, Some(&partial));
            assert!(
                got == expected,
                "{bytes} bytes are on disk, and their validator is {}: `request` asked for {} instead of {}\n\n{}",
                shown(validator.map(|etag| format!("`{etag}`"))),
                range_of(&got),
                range_of(&expected),
                match validator {
                    _ if bytes == 0 =>
                        "Without a byte on disk there is nothing to resume: a plain request needs no range.",
                    None =>
                        "A range is an offset into one version of the file. Without a validator, the rest may come from another one.",
                    Some(weak) if weak.starts_with("W/") => {
                        "A weak ETag stands for versions that differ in their bytes, so the rest may come from another one."
                    }
                    _ =>
                        "An ETag is weak only if it begins with `W/`. A strong one may have any text between its quotation marks.",
                }
            );
        }
    }
    let got = request(URL, None);
    assert!(
        got == whole,
        "nothing is on disk: `request` asked for {}",
        range_of(&got)
    );
}

// The field that differs has its own idea.
#[check]
fn the_total_of_a_206_is_the_size_of_the_file() {
    let (from, size) = (varied(700, 1..=999), varied(1_000, 1_001..=99_999));
    let rest = format!("bytes {from}-{}/{size}", size - 1);
    for (from, range, length, total) in [
        (from, rest.as_str(), Some(size - from), Some(size)),
        (from, &rest, None, Some(size)),
        // Less than was asked for: a server may do that.
        (700, "bytes 700-799/1000", Some(100), Some(1_000)),
        (700, "bytes 700-700/701", Some(1), Some(701)),
        (700, "bytes 700-999/*", Some(300), None),
        (
            6 * GIB,
            "bytes 6442450944-9663676415/9663676416",
            Some(3 * GIB),
            Some(9 * GIB),
        ),
    ] {
        for (etag, encoding) in [
            (Some(TAG), None),
            (None, None),
            (Some(TAG), Some("identity")),
        ] {
            let mut fields = vec![("Content-Range", range.to_owned())];
            fields.extend(encoding.map(|encoding| ("Content-Encoding", encoding.to_owned())));
            fields.extend(length.map(|length: u64| ("Content-Length", length.to_string())));
            fields.extend(etag.map(|etag| ("ETag", etag.to_owned())));
            let got = answer(&kept(from), 206, fields);
            let expected = write(from, total, Some(TAG));
            assert!(
                got == expected,
                "{}{from} bytes of {TAG} are on disk, and a 206 says Content-Range {range}, Content-Length {}, ETag {}, \
                 Content-Encoding {}: {}",
                match length.map(|length| from + length) {
                    end if end != total && got == write(from, end, Some(TAG)) =>
                        "the end of this part is taken for the size of the file, which is after the `/`: ",
                    _ => "",
                },
                shown(length),
                shown(etag),
                shown(encoding),
                difference(&got, &expected)
            );
        }
    }
}

/// A 206 is the rest of what is on disk only if all that it says of itself fits: where it begins, which version it
/// belongs to, how large that is. Caches begin at the edge of a block, and some servers do not know `If-Range`.
#[check]
fn a_206_that_does_not_fit_starts_over() {
    let fits = ("Content-Range", "bytes 700-999/1000");
    for (why, fields) in [
        (
            "it begins too early",
            vec![("Content-Range", "bytes 512-999/1000")],
        ),
        (
            "it begins too early",
            vec![("Content-Range", "bytes 0-999/1000")],
        ),
        (
            "it begins too late",
            vec![("Content-Range", "bytes 701-999/1000")],
        ),
        (
            "it begins too late",
            vec![("Content-Range", "bytes 7000-7999/8000")],
        ),
        ("it does not say where it begins", vec![]),
        (
            "its Content-Range cannot be read",
            vec![("Content-Range", "bytes seven-999/1000")],
        ),
        (
            "its body has several parts",
            vec![("Content-Type", "multipart/byteranges; boundary=x")],
        ),
        ("its ETag is another one", vec![fits, ("ETag", r#""b2""#)]),
        ("its ETag is a weak one", vec![fits, ("ETag", r#"W/"a1""#)]),
        (
            "its body is encoded",
            vec![fits, ("Content-Encoding", "gzip")],
        ),
        (
            "its total is another one",
            vec![("Content-Range", "bytes 700-999/1001")],
        ),
    ] {
        let fields: Vec<_> = fields.into_iter().map(|(n, v)| (n, v.to_owned())).collect();
        for total in [Some(1_000), None] {
            if why.contains("total") && total.is_none() {
                continue;
            }
            let partial = Partial { total, ..kept(700) };
            let got = answer(&partial, 206, fields.clone());
            assert!(
                got == Decision::StartOver,
                "a 206 does not fit, as {why}, and `decide` returned {got:?} instead of StartOver: it came with \
                 {fields:?}, and 700 bytes of {TAG} with the total {} are on disk",
                shown(total)
            );
        }
    }
}

/// A 416 says that there is nothing at this offset. If the file has as many bytes as are on disk, that is the end
/// of it; if it has fewer, or is another version, what is on disk is not its beginning.
#[check]
fn a_416_is_done_if_the_file_has_as_many_bytes_as_are_on_disk() {
    for (range, etag, expected) in [
        (Some("bytes */700"), Some(TAG), Decision::Done),
        (Some("bytes */700"), None, Decision::Done),
        (Some("bytes */699"), Some(TAG), Decision::StartOver),
        (Some("bytes */0"), None, Decision::StartOver),
        (Some("bytes */701"), None, Decision::StartOver),
        (Some("bytes */7000"), None, Decision::StartOver),
        (None, None, Decision::StartOver),
        (Some("bytes */700"), Some(r#""b2""#), Decision::StartOver),
    ] {
        let mut fields = vec![("Content-Length", "0".to_owned())];
        fields.extend(range.map(|range| ("Content-Range", range.to_owned())));
        fields.extend(etag.map(|etag| ("ETag", etag.to_owned())));
        for total in [None, Some(700)] {
            let partial = Partial { total, ..kept(700) };
            let got = answer(&partial, 416, fields.clone());
            assert!(
                got == expected,
                "a 416 came with the Content-Range {} and the ETag {}, and 700 bytes of {TAG} are on disk: `decide` \
                 returned {got:?} instead of {expected:?}",
                shown(range),
                shown(etag)
            );
        }
    }
    for size in [699, 7_000] {
        let partial = Partial {
            total: Some(size),
            ..kept(700)
        };
        let fields = vec![("Content-Range", format!("bytes */{size}"))];
        let got = answer(&partial, 416, fields);
        assert!(
            got == Decision::StartOver,
            "a 416 says that the file has {size} bytes, which is the `total` of the partial file too, and 700 bytes are \
             on disk: `decide` returned {got:?} instead of StartOver\n\n\
             `total` is how large the file will be. Only as many bytes on disk are the whole file."
        );
    }
}

// The field that differs has its own idea.
#[check]
fn a_validator_is_kept_only_of_plain_bytes_with_a_strong_etag() {
    for (etag, encoding, total, validator) in [
        (Some(TAG), None, Some(1_000), Some(TAG)),
        (Some(TAG), Some("identity"), Some(1_000), Some(TAG)),
        (Some(r#"W/"a1""#), None, Some(1_000), None),
        (None, None, Some(1_000), None),
        (Some(TAG), Some("gzip"), None, None),
        (Some(TAG), Some("br"), None, None),
        (Some(TAG), Some("zstd, gzip"), None, None),
    ] {
        // A new download, and one that asked for a range and gets another version.
        for on_disk in [None, Some(kept(700))] {
            let mut fields = vec![("Content-Length", "1000".to_owned())];
            fields.push(("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT".to_owned()));
            fields.extend(etag.map(|etag| ("ETag", etag.to_owned())));
            fields.extend(encoding.map(|encoding| ("Content-Encoding", encoding.to_owned())));
            let asked = request(URL, on_disk.as_ref());
            let got = decide(&asked, on_disk.as_ref(), 200, &fields.into_iter().collect());
            let expected = write(0, total, validator);
            assert!(
                got == expected,
                "a 200 came with the Content-Length 1000, the ETag {} and the Content-Encoding {}: {}",
                shown(etag),
                shown(encoding),
                difference(&got, &expected)
            );
        }
    }
}

// Each decision has its own idea.
#[check]
fn other_statuses_fail_and_the_whole_file_is_never_asked_for_twice() {
    for on_disk in [None, Some(kept(700)), Some(kept(0))] {
        let asked = request(URL, on_disk.as_ref());
        let for_a_range = asked.range_from.is_some();
        for status in [
            201, 204, 206, 304, 400, 401, 403, 404, 408, 410, 412, 416, 429, 500, 502, 503, 504,
            599,
        ] {
            if for_a_range && matches!(status, 206 | 416) {
                continue;
            }
            for (after, seconds) in [(None, None), (Some("120"), Some(120)), (Some("0"), Some(0))] {
                let mut headers = Headers::from_iter([("Content-Range", "bytes 0-9/1000")]);
                headers.insert("ETag", r#""b2""#);
                if let Some(after) = after {
                    headers.insert("Retry-After", after);
                }
                let got = decide(&asked, on_disk.as_ref(), status, &headers);
                let right = match &got {
                    Decision::Failed(Failure::Protocol(_)) => status == 206,
                    Decision::Failed(failure) => {
                        let retry_after = seconds.map(Duration::from_secs);
                        *failure
                            == Failure::Status {
                                status,
                                retry_after,
                            }
                    }
                    _ => false,
                };
                assert!(
                    right,
                    "a {status} with the Retry-After {} came in answer to a request for {}: `decide` returned {got:?} \
                     instead of Failed{}",
                    shown(after),
                    range_of(&asked),
                    match got {
                        Decision::StartOver =>
                            "\n\n`StartOver` asks for the whole file. If that can lead to `StartOver` again, the program \
                             asks the server without an end.",
                        Decision::Write { .. } =>
                            "\n\nOnly a 200 brings the whole file, and a 206 the range that was asked for.",
                        _ => "",
                    }
                );
            }
        }
    }
}

const URL: &str = "https://mirror.example/debian.iso";
const TAG: &str = r#""a1""#;
const GIB: u64 = 1 << 30;

/// So many bytes on disk, of the version `TAG`.
fn kept(bytes: u64) -> Partial {
    Partial {
        bytes,
        validator: Some(TAG.to_owned()),
        total: None,
    }
}

/// What `decide` returns for a response to the request that belongs to `partial`.
fn answer(partial: &Partial, status: u16, fields: Vec<(&str, String)>) -> Decision {
    let asked = Request {
        url: URL.to_owned(),
        range_from: (partial.bytes > 0).then_some(partial.bytes),
        if_range: (partial.bytes > 0).then(|| TAG.to_owned()),
    };
    decide(&asked, Some(partial), status, &fields.into_iter().collect())
}

fn write(from: u64, total: Option<u64>, validator: Option<&str>) -> Decision {
    Decision::Write {
        from,
        total,
        validator: validator.map(str::to_owned),
    }
}

/// The first field that is wrong, and why it matters.
fn difference(got: &Decision, expected: &Decision) -> String {
    let (
        Decision::Write {
            from,
            total,
            validator,
        },
        Decision::Write {
            from: right,
            total: size,
            validator: version,
        },
    ) = (got, expected)
    else {
        return format!("`decide` returned {got:?} instead of {expected:?}");
    };
    if from != right {
        return format!(
            "`decide` writes from byte {from} instead of byte {right}\n\n\
             A 200 brings the file from its first byte, whatever was asked for. A 206 says where it begins."
        );
    }
    if total != size {
        let idea = match size {
            None => {
                "The length of an encoded body is not that of the file. A `*` is a size that is not known."
            }
            Some(_) => {
                "The size of the file is the Content-Length of a 200, and in a 206 it comes after the `/` of the \
                 Content-Range. It is a `u64`."
            }
        };
        return format!("`decide` gives the total {total:?} instead of {size:?}\n\n{idea}");
    }
    let idea = match version {
        None => {
            "A validator has to name one sequence of bytes. A weak ETag does not, and that of an encoded body names the \
             encoded bytes."
        }
        Some(_) => {
            "A 206 is of the version that `If-Range` asked for, also if it does not repeat the ETag."
        }
    };
    format!("`decide` gives the validator {validator:?} instead of {version:?}\n\n{idea}")
}

fn range_of(request: &Request) -> String {
    match (request.range_from, &request.if_range) {
        (None, None) => "the whole file".to_owned(),
        (None, Some(etag)) => format!("the whole file with If-Range `{etag}`"),
        (Some(from), None) => format!("bytes {from}- without If-Range"),
        (Some(from), Some(etag)) => format!("bytes {from}- with If-Range `{etag}`"),
    }
}

fn shown<T: ToString>(field: Option<T>) -> String {
    field.map_or_else(|| "missing".to_owned(), |field| field.to_string())
}
