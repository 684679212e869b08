//! What is asked for: URLs, and the names of their files. All of it is checked before the first request.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};
use reqwest::Url;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub url: String,
    /// Host and port.
    pub host: String,
    /// The name of the file in its directory.
    pub name: String,
    /// The SHA-256 that it must have, in 64 lower-case hexadecimal digits.
    pub sha256: Option<String>,
}

/// The jobs of `urls` and of the lines of `list`, which have a URL and perhaps a SHA-256 each.
///
/// # Errors
///
/// If a URL or a checksum is none, or a URL has no name for a file, or two have the same.
pub fn jobs(urls: &[String], list: Option<&str>) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for url in urls {
        jobs.push(job(url, None).with_context(|| format!("cannot download {url:?}"))?);
    }
    for (nth, line) in list.unwrap_or_default().lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = line.split_whitespace();
        let url = words.next().unwrap_or_default();
        let job = job(url, words.next()).and_then(|job| match words.next() {
            None => Ok(job),
            Some(word) => bail!("{word:?} is too much: a line has a URL and perhaps a SHA-256"),
        });
        jobs.push(job.with_context(|| format!("line {} of the list: {line:?}", nth + 1))?);
    }
    ensure!(
        !jobs.is_empty(),
        "there is no URL: give one, or a list of them with --list FILE"
    );
    let mut names = HashMap::new();
    for job in &jobs {
        let url = &job.url;
        if let Some(other) = names.insert(same(&job.name), url) {
            bail!(
                "{other} and {url} would be the same file, {:?}: download one of them into another --dir",
                job.name
            );
        }
    }
    Ok(jobs)
}

fn job(text: &str, sha256: Option<&str>) -> Result<Job> {
    let url = Url::parse(text).context("this is not a URL; one is http://example.org/a.bin")?;
    if url.scheme() == "https" {
        bail!(
            "this program is built without TLS: reqwest's feature `rustls` in its Cargo.toml adds it"
        );
    }
    ensure!(
        url.scheme() == "http",
        "{}: is not supported; http: is",
        url.scheme()
    );
    let host = url.host_str().context("the URL has no host")?;
    let host = format!("{host}:{}", url.port_or_known_default().unwrap_or(80));
    let sha256 = sha256.map(str::to_ascii_lowercase);
    if let Some(digits) = &sha256 {
        let is_one = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        ensure!(
            is_one,
            "{digits:?} is not a SHA-256, which has 64 hexadecimal digits"
        );
    }
    Ok(Job {
        name: name(&url)?,
        url: url.into(),
        host,
        sha256,
    })
}

/// The last part of the URL's path, decoded. It is a name in a directory, and not a way out of it.
fn name(url: &Url) -> Result<String> {
    let last = url.path().rsplit('/').next().unwrap_or_default();
    let name =
        decoded(last).with_context(|| format!("{last:?} is not UTF-8 when it is decoded"))?;
    ensure!(
        !name.is_empty(),
        "the URL's path ends in /, so the file has no name"
    );
    let leads_out = matches!(&*name, "." | "..")
        || name
            .chars()
            .any(|c| matches!(c, '/' | '\\' | ':') || c.is_control());
    ensure!(
        !leads_out,
        "{name:?} cannot be the name of a file in a directory"
    );
    let ours = [".part", ".part.json"]
        .iter()
        .any(|ending| name.ends_with(ending));
    ensure!(
        !ours,
        "{name:?} ends like the files in which parts of other files are kept"
    );
    Ok(name)
}

/// `%20` is a space.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%');
        let value = digits.and_then(|two| u8::from_str_radix(str::from_utf8(two).ok()?, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = &after[if value.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8(bytes).ok()
}

/// Equal for two names of the same file.
pub fn same(name: &str) -> String {
    if cfg!(any(windows, target_os = "macos")) {
        name.to_lowercase()
    } else {
        name.to_owned()
    }
}
