//! Checks of ask.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch11::ask::{AskError, Datagrams, MAX_DATAGRAM, ask};
use kit::{check, varied, varied_word, virtual_ms};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// The id connects a reply with its question. It goes first, in the byte order of the network.
#[check]
async fn the_payload_behind_the_same_id_is_returned() {
    let (own, price) = (varied(7, 8..=65_000) as u16, varied_word("4.20"));
    for id in [0, 1, own, 0x0102, 0x0201, 0x00ff, 0xff00, u16::MAX] {
        for payload in [
            price.as_bytes(),
            b"",
            b"\0",
            b"\x01\x02\x01\x02",
            b" 4.20\n",
        ] {
            let scene = Scene::new(id, ms(100), 3);
            scene.reply_after(20, datagram(id, payload));
            let done = scene.run(b"price of tea").await;
            let wanted = datagram(id, b"price of tea");
            assert!(
                done.sent
                    .first()
                    .is_some_and(|(at, first)| *at == 0 && *first == wanted),
                "question {id:#06x} is b\"price of tea\": `ask` sent {}; right would be {} at once\n\n\
                 The id is 2 bytes in big-endian, and the question follows.",
                sent(&done.sent),
                text(&wanted)
            );
            assert!(
                done.is_reply(payload) && done.at == 20,
                "question {id:#06x}, and after 20 ms the reply comes, with the payload {}: `ask` {}",
                text(payload),
                done.says()
            );
            assert!(
                done.sent.len() == 1,
                "the reply comes before `wait` is over: `ask` sent {}; right would be one datagram",
                sent(&done.sent)
            );
        }
    }
}

/// A lost datagram leaves no trace, neither an error nor an end. Only a time limit notices that nothing came.
#[check]
async fn without_a_reply_the_same_datagram_goes_out_again_after_each_wait() {
    let usual = varied(100, 50..=900);
    for tries in [0, 1, 2, 3, 7, 300] {
        for wait in [1, usual, if tries < 4 { 3 * HOUR / 2 } else { 20_000 }] {
            let scene = Scene::new(7, ms(wait), tries);
            let done = scene.run(b"tea").await;
            let wanted: Vec<_> = (0..u64::from(tries))
                .map(|nth| (nth * wait, datagram(7, b"tea")))
                .collect();
            let what = format!("no reply comes, `tries` is {tries} and `wait` is {wait} ms");
            assert!(
                done.sent == wanted,
                "{what}: `ask` sent {}; right would be {} times the same datagram, every {wait} ms",
                sent(&done.sent),
                tries
            );
            let end = u64::from(tries) * wait;
            assert!(
                matches!(done.result, Some(Err(AskError::NoReply { tries: said })) if said == tries)
                    && done.at == end,
                "{what}: `ask` {}; right would be NoReply {{ tries: {tries} }} after {end} ms{}",
                done.says(),
                if done.at < end {
                    "\n\nThe last send is worth a wait too: its reply may be on its way."
                } else {
                    ""
                }
            );
        }
    }
    // The last of the sends gets a reply, just before its wait is over.
    for tries in [1, 2, 5] {
        let scene = Scene::new(7, ms(100), tries);
        let at = u64::from(tries) * 100 - 5;
        scene.reply_after(at, datagram(7, b"4.20"));
        let done = scene.run(b"tea").await;
        assert!(
            done.is_reply(b"4.20") && done.at == at && done.sent.len() == tries as usize,
            "`tries` is {tries}, `wait` 100 ms, and a reply comes after {at} ms: `ask` {}, and sent {}",
            done.says(),
            sent(&done.sent)
        );
    }
}

/// Late replies to older questions arrive at the same socket. They are neither the reply nor an error.
#[check]
async fn strange_and_short_datagrams_are_ignored() {
    for (id, strange) in [
        (0x0102, datagram(0x0201, b"wrong order")),
        (0x0102, datagram(0x0103, b"another")),
        (0x0102, datagram(0x0002, b"another")),
        (0x0102, datagram(0x0302, b"another")),
        (0x0102, b"4.20\x01\x02".to_vec()),
        (0x0102, vec![]),
        (0x0102, vec![1]),
        (0x0102, vec![2]),
        // What is beyond the end of a datagram is not part of it, whatever the buffer holds there.
        (0, vec![]),
        (0, vec![0]),
        (0x0100, vec![1]),
    ] {
        let scene = Scene::new(id, ms(100), 3);
        scene.reply_after(10, strange.clone());
        scene.reply_after(10, strange.clone());
        scene.reply_after(50, datagram(id, b"4.20"));
        let done = scene.run(b"tea").await;
        let what = format!(
            "question {id:#06x}; the datagram {} comes twice after 10 ms, the reply after 50 ms",
            text(&strange)
        );
        assert!(
            done.is_reply(b"4.20"),
            "{what}: `ask` {}\n\nOnly a datagram that begins with both bytes of the id is the reply. Any other one is ignored: it is no error, \
             and `ask` goes on.",
            done.says()
        );
        assert!(
            done.sent.len() == 1 && done.at == 50,
            "{what}: `ask` {}, and sent {}",
            done.says(),
            sent(&done.sent)
        );
    }
    // What an earlier datagram has left in the buffer does not make a short one longer.
    let scene = Scene::new(0x0507, ms(100), 1);
    scene.reply_after(10, vec![6, 7, 7, 7]);
    scene.reply_after(20, vec![5]);
    scene.reply_after(30, datagram(0x0507, b"ok"));
    let done = scene.run(b"tea").await;
    assert!(
        done.is_reply(b"ok"),
        "question 0x0507; [6, 7, 7, 7] comes, then [5], then the reply: `ask` {}",
        done.says()
    );
}

/// A time limit around each `receive` begins anew with each datagram, whatever it is. The moment of the next send
/// is known when a datagram is sent.
#[check]
async fn strange_datagrams_do_not_change_when_the_next_send_is_due() {
    for (every, wait) in [(3, 100), (30, 100), (90, 100), (3, 9_000)] {
        let scene = Scene::new(7, ms(wait), 3);
        for nth in 1..=4 * wait / every {
            let strange = if nth % 2 == 0 {
                datagram(8, b"late")
            } else {
                vec![7]
            };
            // Never at the moment at which a wait is over.
            let at = nth * every;
            scene.reply_after(if at % wait == 0 { at + 1 } else { at }, strange);
        }
        let done = scene.run(b"tea").await;
        let times: Vec<_> = done.sent.iter().map(|(at, _)| *at).collect();
        assert!(
            times == [0, wait, 2 * wait],
            "`wait` is {wait} ms, `tries` is 3, and a datagram that is not the reply comes every {every} ms: `ask` {}, \
             and had sent after {times:?} ms; right would be [0, {wait}, {}]",
            done.says(),
            2 * wait
        );
        assert!(
            matches!(done.result, Some(Err(AskError::NoReply { tries: 3 }))) && done.at == 3 * wait,
            "`wait` is {wait} ms, `tries` is 3, and a datagram that is not the reply comes every {every} ms: `ask` {}",
            done.says()
        );
    }
}

/// The network may be slower than `wait`. The server answers each datagram, and the first answer is as good as the
/// second: it must not be taken for the answer to another question.
#[check]
async fn a_reply_to_an_earlier_send_is_a_reply() {
    for (delay, sends) in [(20, 1), (99, 1), (150, 2), (250, 3), (399, 4)] {
        let scene = Scene::new(0x0708, ms(100), 4);
        // This server repeats the id that it got, whatever it is.
        scene.wire.answers(delay);
        let done = scene.run(b"tea").await;
        assert!(
            done.is_reply(b"4.20") && done.at == delay && done.sent.len() == sends,
            "a server answers each datagram after {delay} ms, with the id that it got; `wait` is 100 ms, `tries` is 4: \
             `ask` {}, and sent {}\n\nA reply counts for the question, not for one of its sends.",
            done.says(),
            sent(&done.sent)
        );
    }
}

/// A datagram is received as a whole or cut: what does not fit into the buffer is gone, and the next `receive` gets
/// the next datagram.
#[check]
async fn a_large_reply_is_whole() {
    for size in [
        100, 508, 510, 511, 1_022, 1_470, 1_471, 1_498, 1_500, 4_096, 9_000, 32_768, 65_504, 65_505,
    ] {
        let payload: Vec<u8> = (0..size).map(|nth| (nth % 251) as u8).collect();
        let scene = Scene::new(7, ms(100), 2);
        scene.reply_after(10, datagram(9, &vec![9; MAX_DATAGRAM - 2]));
        scene.reply_after(20, datagram(7, &payload));
        scene.reply_after(20, datagram(7, b"doubled"));
        let done = scene.run(&payload).await;
        let got = match &done.result {
            Some(Ok(reply)) => format!("returned {} of its bytes", reply.len()),
            _ => done.says(),
        };
        assert!(
            done.is_reply(&payload),
            "a datagram with another id comes after 10 ms, and the reply with a payload of {size} bytes after 20 ms: `ask` \
             {got}"
        );
        assert!(
            done.sent == [(0, datagram(7, &payload))],
            "a question of {size} bytes was not sent whole, once"
        );
    }
}

/// A lost datagram is no error. An error says that the socket does not work, and to wait does not change that.
#[check]
async fn an_error_of_the_socket_is_returned_at_once() {
    for kind in [
        ErrorKind::ConnectionRefused,
        ErrorKind::ConnectionReset,
        ErrorKind::TimedOut,
        ErrorKind::WouldBlock,
    ] {
        for nth in 1..=3 {
            let scene = Scene::new(7, ms(100), 3);
            scene.wire.fail_send(nth, kind);
            let done = scene.run(b"tea").await;
            let at = (nth as u64 - 1) * 100;
            assert!(
                done.is_error(kind) && done.at == at,
                "send number {nth} fails with {kind:?} after {at} ms: `ask` {}",
                done.says()
            );
        }
        for at in [10, 150] {
            let scene = Scene::new(7, ms(100), 3);
            scene.reply_after(5, datagram(8, b"late"));
            scene.at(at, Err(kind));
            scene.reply_after(at + 10, datagram(7, b"4.20"));
            let done = scene.run(b"tea").await;
            assert!(
                done.is_error(kind) && done.at == at,
                "a datagram with another id comes after 5 ms, and `receive` fails with {kind:?} after {at} ms: `ask` {} \
                 instead of that error after {at} ms",
                done.says()
            );
        }
    }
}

const HOUR: u64 = 3_600_000;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn datagram(id: u16, payload: &[u8]) -> Vec<u8> {
    [&id.to_be_bytes(), payload].concat()
}

/// Bytes, as a program would write them.
fn text(bytes: &[u8]) -> String {
    match bytes.len() {
        0..=24 => format!("b\"{}\"", bytes.escape_ascii()),
        length => format!("b\"{}…\" ({length} bytes)", bytes[..12].escape_ascii()),
    }
}

fn sent(sent: &[(u64, Vec<u8>)]) -> String {
    if sent.is_empty() {
        return "nothing".to_owned();
    }
    let shown = sent
        .iter()
        .take(4)
        .map(|(at, bytes)| format!("{} after {at} ms", text(bytes)));
    let more = match sent.len() {
        0..=4 => String::new(),
        all => format!(", … ({all} in all)"),
    };
    shown.collect::<Vec<_>>().join(", ") + &more
}

type Event = Result<Vec<u8>, ErrorKind>;

/// A socket in memory.
#[derive(Default)]
struct Socket {
    inbox: Mutex<VecDeque<Event>>,
    arrived: Notify,
    sent: Mutex<Vec<(u64, Vec<u8>)>>,
    fails: Mutex<Option<(usize, ErrorKind)>>,
    answers_after: Mutex<Option<u64>>,
    began: Mutex<u64>,
}

/// What answers get: the trait is not implemented for an `Arc`.
struct Plug(Arc<Socket>);

impl Plug {
    fn fail_send(&self, nth: usize, kind: ErrorKind) {
        *self.0.fails.lock().unwrap() = Some((nth, kind));
    }

    fn answers(&self, delay: u64) {
        *self.0.answers_after.lock().unwrap() = Some(delay);
    }
}

impl Socket {
    fn deliver(&self, event: Event) {
        self.inbox.lock().unwrap().push_back(event);
        self.arrived.notify_one();
    }
}

impl Datagrams for Plug {
    async fn send(&self, bytes: &[u8]) -> io::Result<()> {
        let socket = &self.0;
        let at = virtual_ms() - *socket.began.lock().unwrap();
        let nth = {
            let mut sent = socket.sent.lock().unwrap();
            sent.push((at, bytes.to_vec()));
            assert!(sent.len() < 10_000, "10,000 datagrams were sent");
            sent.len()
        };
        match *socket.fails.lock().unwrap() {
            Some((fails, kind)) if fails == nth => return Err(kind.into()),
            _ => {}
        }
        if let Some(delay) = *socket.answers_after.lock().unwrap() {
            let answer = [&bytes[..2], b"4.20"].concat();
            let socket = Arc::clone(socket);
            tokio::spawn(async move {
                sleep(ms(delay)).await;
                socket.deliver(Ok(answer));
            });
        }
        Ok(())
    }

    async fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let event = self.0.inbox.lock().unwrap().pop_front();
            match event {
                Some(Ok(bytes)) => {
                    let fits = bytes.len().min(buffer.len());
                    buffer[..fits].copy_from_slice(&bytes[..fits]);
                    return Ok(fits);
                }
                Some(Err(kind)) => return Err(kind.into()),
                None => self.0.arrived.notified().await,
            }
        }
    }
}

/// One call of `ask`, and what comes meanwhile.
struct Scene {
    wire: Plug,
    coming: Mutex<Vec<(u64, Event)>>,
    id: u16,
    wait: Duration,
    tries: u32,
}

/// What `ask` did.
struct Done {
    /// `None` if it did not return within a day.
    result: Option<Result<Vec<u8>, AskError>>,
    at: u64,
    sent: Vec<(u64, Vec<u8>)>,
}

impl Scene {
    fn new(id: u16, wait: Duration, tries: u32) -> Self {
        Self {
            wire: Plug(Arc::default()),
            coming: Mutex::default(),
            id,
            wait,
            tries,
        }
    }

    fn reply_after(&self, at: u64, bytes: Vec<u8>) {
        self.at(at, Ok(bytes));
    }

    fn at(&self, at: u64, event: Event) {
        self.coming.lock().unwrap().push((at, event));
    }

    async fn run(self, question: &[u8]) -> Done {
        let began = virtual_ms();
        *self.wire.0.began.lock().unwrap() = began;
        let socket = Arc::clone(&self.wire.0);
        let coming = self.coming.into_inner().unwrap();
        let network = tokio::spawn(async move {
            let mut now = 0;
            for (at, event) in coming {
                sleep(ms(at - now)).await;
                now = at;
                socket.deliver(event);
            }
        });
        let answer = ask(&self.wire, self.id, question, self.wait, self.tries);
        // Longer than 3 waits of 90 minutes, and less than a day.
        let result = timeout(ms(5 * HOUR), answer).await.ok();
        network.abort();
        let sent = std::mem::take(&mut *self.wire.0.sent.lock().unwrap());
        Done {
            result,
            at: virtual_ms() - began,
            sent,
        }
    }
}

impl Done {
    fn is_reply(&self, payload: &[u8]) -> bool {
        matches!(&self.result, Some(Ok(reply)) if reply == payload)
    }

    fn is_error(&self, kind: ErrorKind) -> bool {
        matches!(&self.result, Some(Err(AskError::Io(error))) if error.kind() == kind)
    }

    fn says(&self) -> String {
        match &self.result {
            None => "had not returned after 5 hours".to_owned(),
            Some(Ok(reply)) => format!("returned {} after {} ms", text(reply), self.at),
            Some(result) => format!("returned {result:?} after {} ms", self.at),
        }
    }
}
