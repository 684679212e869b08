//! After CPython's `Lib/test/test_asyncio/test_timeouts.py`: what `asyncio.timeout` demands, with `frames` and
//! `drain` inside and outside of tokio's `timeout`.
//!
//! Not taken over:
//! - `timeout_at_*`, `disabled`, `in_the_past_sleep_zero`, `reschedule`, `finished`: neither reference has a deadline
//!   that can be absent, in the past, or moved.
//! - `repr_*`, `exception_cause`: `Elapsed` has neither states nor a cause.
//! - `already_entered`, `double_enter`, `not_entered`, `without_task`: states that ownership rules out when compiling.
//! - `nested_timeouts_concurrent`, `nested_timeouts_loop_busy`: they block the loop in real time.
//! - `foreign_exception_on_timeout`, `cancel_in_timeout_after_cancellation`: a future that is dropped cannot raise
//!   another exception in its place, and cannot be cancelled twice.

use std::io::ErrorKind;

use ch07_solution::frames::Frames;
use kit::DropProbe;
use tokio::io::{AsyncWriteExt, duplex};
use tokio::time::{Instant, sleep, timeout};

use super::{ms, report, server};

/// `test_timeout_basic`, `test_waiter_cancelled`
#[tokio::test(start_paused = true)]
async fn what_is_waited_for_is_cancelled_at_the_deadline() {
    let (_device, gateway) = duplex(64);
    let (mut frames, began) = (Frames::new(gateway), Instant::now());
    assert!(timeout(ms(10), frames.next()).await.is_err());
    assert_eq!(began.elapsed(), ms(10));
}

/// `test_timeout_zero`, `test_timeout_zero_sleep_zero`
#[tokio::test(start_paused = true)]
async fn a_timeout_of_zero_gives_up_what_is_not_ready_and_loses_nothing() {
    let (mut device, gateway) = duplex(64);
    let mut frames = Frames::new(gateway);
    device.write_all(b"\0\0\0\x02A").await.unwrap();
    assert!(timeout(ms(0), frames.next()).await.is_err());
    device.write_all(b"B").await.unwrap();
    let frame = timeout(ms(0), frames.next()).await.unwrap().unwrap();
    assert_eq!(frame.unwrap(), b"AB");
}

/// `test_timeout_not_called`
#[tokio::test(start_paused = true)]
async fn a_timeout_that_is_not_reached_changes_nothing() {
    let (mut device, gateway) = duplex(64);
    let (mut frames, began) = (Frames::new(gateway), Instant::now());
    let sending = tokio::spawn(async move {
        sleep(ms(10)).await;
        device.write_all(b"\0\0\0\x02AB").await
    });
    let frame = timeout(ms(10_000), frames.next()).await.unwrap().unwrap();
    assert_eq!((frame.unwrap(), began.elapsed()), (b"AB".to_vec(), ms(10)));
    sending.await.unwrap().unwrap();
}

/// `test_foreign_exception_passed`
#[tokio::test(start_paused = true)]
async fn an_error_inside_is_no_timeout() {
    let (mut device, gateway) = duplex(64);
    device.write_all(b"\0\0").await.unwrap();
    drop(device);
    let mut frames = Frames::new(gateway);
    let error = timeout(ms(10), frames.next()).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
}

/// `test_nested_timeouts`
#[tokio::test(start_paused = true)]
async fn of_two_timeouts_the_outer_one_tells_if_both_have_passed() {
    let (mut device, gateway) = duplex(64);
    let mut frames = Frames::new(gateway);
    let nested = timeout(ms(10), timeout(ms(20), frames.next())).await;
    assert!(nested.is_err());
    device.write_all(b"\0\0\0\x01A").await.unwrap();
    let nested = timeout(ms(20), timeout(ms(10), frames.next())).await;
    assert_eq!(nested.unwrap().unwrap().unwrap().unwrap(), b"A");
}

/// `test_outer_task_is_not_cancelled`, `test_timeout_after_cancellation`
#[tokio::test(start_paused = true)]
async fn the_task_goes_on_after_a_timeout_and_can_set_the_next_one() {
    let (mut device, gateway) = duplex(64);
    let task = tokio::spawn(async move {
        let (mut frames, mut timeouts) = (Frames::new(gateway), 0);
        loop {
            match timeout(ms(10), frames.next()).await {
                Ok(frame) => break (frame.unwrap().unwrap(), timeouts),
                Err(_) => timeouts += 1,
            }
        }
    });
    for byte in *b"\0\0\0\x02AB" {
        sleep(ms(17)).await;
        device.write_all(&[byte]).await.unwrap();
    }
    assert_eq!(task.await.unwrap(), (b"AB".to_vec(), 10));
}

/// `test_foreign_cancel_doesnt_timeout_if_not_expired`
#[tokio::test(start_paused = true)]
async fn a_cancellation_from_outside_is_no_timeout() {
    let probe = DropProbe::new();
    let tokens = probe.clone();
    let (connections, _stop, serving) = server(ms(100), move |(), _stop| {
        let token = tokens.token("a handler");
        async move {
            let _token = token;
            std::future::pending().await
        }
    });
    let outer = tokio::spawn(timeout(ms(10_000), async move {
        let abort = serving.abort_handle();
        abort.abort();
        serving.await
    }));
    connections.send(()).await.unwrap();
    assert!(outer.await.unwrap().unwrap().unwrap_err().is_cancelled());
    assert_eq!(probe.alive(), 0);
}

/// `test_nested_timeout_in_finally`
#[tokio::test(start_paused = true)]
async fn what_is_told_to_stop_can_limit_its_own_cleanup() {
    let (connections, stop, serving) = server(ms(100), |(), stop| async move {
        stop.cancelled().await;
        let cleanup = timeout(ms(30), std::future::pending::<()>()).await;
        assert!(cleanup.is_err());
    });
    connections.send(()).await.unwrap();
    sleep(ms(10)).await;
    let stopped = Instant::now();
    stop.cancel();
    assert_eq!(serving.await.unwrap(), report(1, 0, 0));
    assert_eq!(stopped.elapsed(), ms(30));
}
