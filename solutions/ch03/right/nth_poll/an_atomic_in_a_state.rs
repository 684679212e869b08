//! Style: an enum, and in its first state an atomic that counts.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll(Stage);

enum Stage {
    Waiting { polled: AtomicU32, turns: u32 },
    Over { turns: u32 },
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll(match turns {
        0 => Stage::Over { turns },
        _ => Stage::Waiting {
            polled: AtomicU32::new(0),
            turns,
        },
    })
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let this = self.get_mut();
        match &this.0 {
            Stage::Over { turns } => Poll::Ready(*turns),
            Stage::Waiting { polled, turns } => {
                let turns = *turns;
                if polled.fetch_add(1, Ordering::SeqCst) + 1 == turns {
                    this.0 = Stage::Over { turns };
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
