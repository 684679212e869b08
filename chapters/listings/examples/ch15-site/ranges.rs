//! How a server answers a request for a range of a file, as RFC 9110 has it, and how some servers do.

/// A file on the server, and the name of its version.
pub struct File {
    pub etag: &'static str,
    pub bytes: &'static str,
}

// ANCHOR: request
#[derive(Default)]
pub struct Request<'a> {
    /// `Range: bytes=FROM-`
    pub from: Option<usize>,
    pub if_range: Option<&'a str>,
}
// ANCHOR_END: request

#[allow(dead_code)] // each program looks at other fields
pub struct Response {
    pub status: u16,
    pub headers: Vec<String>,
    pub body: &'static str,
}

// ANCHOR: answer
pub fn answer(file: &File, request: &Request<'_>) -> Response {
    let size = file.bytes.len();
    // Another version: the range is of no use to the client, and is ignored.
    let same = request.if_range.is_none_or(|etag| etag == file.etag);
    let (status, range, body) = match request.from.filter(|_| same) {
        None => (200, None, file.bytes),
        Some(from) if from < size => {
            let range = format!("bytes {from}-{}/{size}", size - 1);
            (206, Some(range), &file.bytes[from..])
        }
        Some(_) => (416, Some(format!("bytes */{size}")), ""),
    };
    respond(status, range, file.etag, body)
}
// ANCHOR_END: answer

/// A server that does not know `Range`.
#[allow(dead_code)]
pub fn answer_whole(file: &File, _: &Request<'_>) -> Response {
    respond(200, None, file.etag, file.bytes)
}

/// A server that knows `Range` and not `If-Range`.
#[allow(dead_code)]
pub fn answer_any_version(file: &File, request: &Request<'_>) -> Response {
    let if_range = None;
    answer(
        file,
        &Request {
            if_range,
            ..*request
        },
    )
}

fn respond(status: u16, range: Option<String>, etag: &str, body: &'static str) -> Response {
    let mut headers = vec![
        format!("ETag: {etag}"),
        format!("Content-Length: {}", body.len()),
    ];
    headers.extend(range.map(|range| format!("Content-Range: {range}")));
    Response {
        status,
        headers,
        body,
    }
}
