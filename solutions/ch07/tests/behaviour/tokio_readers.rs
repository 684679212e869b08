//! After tokio's own readers: tokio-util's `tests/length_delimited.rs`, whose codec has the format of `frames` as its
//! default, and tokio's `tests/io_mem_stream.rs`.
//!
//! Not taken over:
//! - of the codec: other byte orders, lengths and offsets of the header, limits that change, and all that writes:
//!   `frames` has one format, and reads.
//! - of `io_mem_stream.rs`: `ping_pong`, `across_tasks`, `max_write_size`, `*_outside_lock`: what the stream itself
//!   demands.
//! - `read_exact_retries_interrupted` (`io_read_exact.rs`): an error of the reader is returned, which is a
//!   requirement.
//! - `bad_reader_fails` (`io_take.rs`), `read_buf_bad_async_read` (`io_read.rs`): a reader that breaks its contract.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ch07_solution::frames::{Frames, MAX};
use kit::ByHand;
use tokio::io::{AsyncWriteExt, duplex, empty};
use tokio::task::yield_now;
use tokio_test::io::Builder;

use super::ms;

/// `read_empty_io_yields_nothing`
#[tokio::test(start_paused = true)]
async fn an_empty_reader_has_no_frames() {
    assert!(Frames::new(empty()).next().await.unwrap().is_none());
}

/// `read_single_multi_frame_one_packet`
#[tokio::test(start_paused = true)]
async fn one_packet_can_hold_several_frames() {
    let packet = b"\0\0\0\x09abcdefghi\0\0\0\x03123\0\0\0\x0bhello world";
    let mut frames = Frames::new(Builder::new().read(packet).build());
    for wanted in ["abcdefghi", "123", "hello world"] {
        assert_eq!(frames.next().await.unwrap().unwrap(), wanted.as_bytes());
    }
    assert!(frames.next().await.unwrap().is_none());
}

/// `read_single_frame_multi_packet_wait`, `read_multi_frame_multi_packet_wait`: pending in the middle of the length,
/// after it, in the middle of the bytes, and between frames. Here, each wait is also a cancellation.
#[tokio::test(start_paused = true)]
async fn a_frame_can_come_in_packets_with_waits_between_them() {
    let mut builder = Builder::new();
    for packet in [
        "\0\0",
        "\0\x09abc",
        "defghi",
        "\0\0\0\x03",
        "123\0",
        "\0\0\x01x",
    ] {
        builder.wait(ms(10)).read(packet.as_bytes());
    }
    let (mut frames, mut got, mut dropped) = (Frames::new(builder.build()), Vec::new(), 0);
    loop {
        match tokio::time::timeout(ms(7), frames.next()).await {
            Ok(Ok(Some(frame))) => got.push(String::from_utf8(frame).unwrap()),
            Ok(end) => break assert!(end.unwrap().is_none()),
            Err(_) => dropped += 1,
        }
    }
    assert_eq!((got.join(" "), dropped), ("abcdefghi 123 x".to_owned(), 7));
}

/// `read_incomplete_head`, `read_incomplete_head_multi`, `read_incomplete_payload`
#[tokio::test(start_paused = true)]
async fn an_end_inside_a_frame_is_an_error() {
    for packets in [vec!["\0\0"], vec!["\0", "\0"], vec!["\0\0\0\x09ab", "cd"]] {
        let mut builder = Builder::new();
        for packet in packets {
            builder.read(packet.as_bytes()).wait(ms(10));
        }
        let error = Frames::new(builder.build()).next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }
}

/// `read_max_frame_len`, `max_allowed_frame_fits`, `frame_does_not_fit`
#[tokio::test(start_paused = true)]
async fn a_frame_above_the_limit_is_refused_and_one_at_the_limit_fits() {
    for (length, fits) in [(MAX, true), (MAX + 1, false)] {
        let mut bytes = u32::try_from(length).unwrap().to_be_bytes().to_vec();
        bytes.resize(4 + MAX, 7);
        let mut frames = Frames::new(&bytes[..]);
        match frames.next().await {
            Ok(frame) => assert!(fits && frame.unwrap().len() == MAX),
            Err(error) => assert!(!fits && error.kind() == ErrorKind::InvalidData),
        }
    }
}

/// `disconnect` (`io_mem_stream.rs`)
#[tokio::test(start_paused = true)]
async fn what_was_written_before_the_writer_was_dropped_is_read_before_the_end() {
    let (mut device, gateway) = duplex(32);
    let mut frames = Frames::new(gateway);
    let sending = tokio::spawn(async move {
        for _ in 0..10 {
            device.write_all(b"\0\0\0\x05hello").await.unwrap();
        }
    });
    for _ in 0..10 {
        assert_eq!(frames.next().await.unwrap().unwrap(), b"hello");
    }
    for _ in 0..2 {
        assert!(frames.next().await.unwrap().is_none());
    }
    sending.await.unwrap();
}

/// `duplex_is_cooperative` (`io_mem_stream.rs`): frames that are all there leave other tasks their turns.
#[tokio::test(start_paused = true)]
async fn a_task_that_reads_many_frames_leaves_turns_to_others() {
    let (mut device, gateway) = duplex(1 << 20);
    let count = 10_000;
    for _ in 0..count {
        device.write_all(b"\0\0\0\x01x").await.unwrap();
    }
    drop(device);
    let turns = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&turns);
    let other = tokio::spawn(async move {
        loop {
            counted.fetch_add(1, Ordering::Relaxed);
            yield_now().await;
        }
    });
    let reading = tokio::spawn(async move {
        let (mut frames, mut read) = (Frames::new(gateway), 0);
        while frames.next().await.unwrap().is_some() {
            read += 1;
        }
        read
    });
    assert_eq!(reading.await.unwrap(), count);
    assert!(turns.load(Ordering::Relaxed) > 10);
    other.abort();
}

/// `drop_replaced_read_waker_outside_lock` and its like presume it: the waker of the last poll is the one to call.
#[tokio::test(start_paused = true)]
async fn the_waker_of_the_last_poll_is_called() {
    let (mut device, gateway) = duplex(64);
    let mut frames = Frames::new(gateway);
    let mut next = ByHand::new(frames.next());
    assert!(next.poll().is_pending());
    let old = next.change_waker();
    assert!(next.poll().is_pending());
    device.write_all(b"\0\0\0\x01x").await.unwrap();
    assert_eq!((old.wakes(), next.wakes()), (0, 1));
    assert!(next.poll().is_ready());
}
