//! A check that begins with the symptom of the bug report: it judges nothing else as long as that is there.

#![allow(dead_code, reason = "an exercise alone may not use it")]

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use kit::caught;
use kit::failure::is_todo;

/// Runs the scenario of the report, before a check of something else.
pub async fn is_gone(report: impl Future<Output = ()>) {
    let mut report = pin!(report);
    let panic = poll_fn(|cx| match caught(|| report.as_mut().poll(cx)) {
        Ok(poll) => poll.map(|()| None),
        Err(panic) => Poll::Ready(Some(panic)),
    })
    .await;
    let Some(panic) = panic else { return };
    let cause = panic.message.split("\n\n").next().unwrap_or_default();
    if is_todo(cause) {
        panic!("{cause}");
    }
    let at = panic.at.replace('\\', "/");
    assert!(
        at.contains("/tests/checks/") || !at.contains("/src/") || at.starts_with('/'),
        "{cause}\n(panicked in your answer, {at})"
    );
    panic!(
        "not judged yet: this check begins with the symptom of the bug report, which is still there\n{cause}"
    );
}
