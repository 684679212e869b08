//! After tokio-util's `tests/sync_cancellation_token.rs`: what `CancellationToken` demands, seen by the handlers of
//! `drain`.
//!
//! Not taken over:
//! - `cancel_token_owned*`, `run_until_cancelled*`, `derives_send_sync`, `*_considered_equal`, `*_hash`: calls and
//!   traits of the token alone.
//! - `cancel_descendant_waker_can_access_ancestor`: handlers are woken by the runtime.

use std::sync::{Arc, Mutex};

use ch07_solution::drain::serve;
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{ms, report, server};

/// `cancel_child_token_through_parent`, `cancel_only_all_descendants`
#[tokio::test(start_paused = true)]
async fn cancelling_a_token_cancels_all_its_descendants() {
    let (connections, stop, serving) = server(ms(100), |depth: usize, stop| async move {
        let descendant = (0..depth).fold(stop, |token, _| token.child_token());
        descendant.cancelled().await;
    });
    for depth in 0..5 {
        connections.send(depth).await.unwrap();
    }
    sleep(ms(10)).await;
    assert!(!serving.is_finished());
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(5, 0, 0));
}

/// `cancel_child_token_without_parent`
#[tokio::test(start_paused = true)]
async fn cancelling_a_child_leaves_its_parent_and_its_siblings() {
    let tokens = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tokens);
    let (connections, stop, serving) = server(ms(100), move |(), token: CancellationToken| {
        seen.lock().unwrap().push(token.clone());
        async move { token.cancelled().await }
    });
    for _ in 0..3 {
        connections.send(()).await.unwrap();
    }
    sleep(ms(10)).await;
    let tokens = tokens.lock().unwrap().clone();
    tokens[1].cancel();
    sleep(ms(10)).await;
    let cancelled: Vec<_> = tokens.iter().map(|token| token.is_cancelled()).collect();
    assert_eq!(cancelled, [false, true, false]);
    assert!(!stop.is_cancelled() && !serving.is_finished());
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(3, 0, 0));
}

/// `create_child_token_after_parent_was_cancelled`: no handler begins with a token that is cancelled.
#[tokio::test(start_paused = true)]
async fn a_server_that_begins_after_the_stop_has_no_handlers() {
    let (sender, mut connections) = mpsc::channel(4);
    sender.send(()).await.unwrap();
    let stop = CancellationToken::new();
    stop.cancel();
    let ended = serve(&mut connections, stop, ms(100), |(), _stop| async {
        unreachable!("no handler begins")
    });
    assert_eq!(ended.await, report(0, 0, 0));
    assert_eq!(connections.try_recv(), Ok(()));
}

/// `drop_multiple_child_tokens`, `cancel_grandchild_token_through_parent_if_child_was_dropped`
#[tokio::test(start_paused = true)]
async fn a_dropped_child_cuts_off_neither_its_siblings_nor_its_children() {
    let (connections, stop, serving) = server(ms(100), |nth: usize, token| async move {
        let grandchild = token.child_token();
        drop(token);
        if nth.is_multiple_of(2) {
            grandchild.cancelled().await;
        }
    });
    for nth in 0..6 {
        connections.send(nth).await.unwrap();
    }
    sleep(ms(10)).await;
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(6, 0, 0));
}
