//! Implementations that meet the specification.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use ch14::rouse::Event;
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::Shared;
use tokio::sync::watch;

/// Keeps a waker for each waiter, in a list.
#[derive(Clone, Default)]
pub struct Listed(Arc<Mutex<List>>);

#[derive(Default)]
struct List {
    has_happened: bool,
    wakers: Vec<Option<Waker>>,
}

pub struct ListedWait {
    event: Listed,
    place: Option<usize>,
}

impl Event for Listed {
    type Wait = ListedWait;

    fn wait(&self) -> ListedWait {
        ListedWait {
            event: self.clone(),
            place: None,
        }
    }

    fn happen(&self) {
        let wakers = {
            let mut list = self.0.lock().unwrap();
            list.has_happened = true;
            std::mem::take(&mut list.wakers)
        };
        wakers.into_iter().flatten().for_each(Waker::wake);
    }
}

impl Future for ListedWait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let event = self.event.clone();
        let mut list = event.0.lock().unwrap();
        if list.has_happened {
            return Poll::Ready(());
        }
        let waker = Some(cx.waker().clone());
        match self.place {
            Some(place) => list.wakers[place] = waker,
            None => {
                self.place = Some(list.wakers.len());
                list.wakers.push(waker);
            }
        }
        Poll::Pending
    }
}

impl Drop for ListedWait {
    fn drop(&mut self) {
        let mut list = self.event.0.lock().unwrap();
        if let Some(place) = self.place
            && let Some(waker) = list.wakers.get_mut(place)
        {
            *waker = None;
        }
    }
}

/// A tokio watch channel.
#[derive(Clone)]
pub struct Watched(watch::Sender<bool>);

impl Default for Watched {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Event for Watched {
    type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn wait(&self) -> Self::Wait {
        let mut receiver = self.0.subscribe();
        Box::pin(async move {
            receiver.wait_for(|has_happened| *has_happened).await.ok();
        })
    }

    fn happen(&self) {
        self.0.send_replace(true);
    }
}

/// A shared oneshot receiver.
#[derive(Clone)]
pub struct SharedEnd {
    sender: Arc<Mutex<Option<oneshot::Sender<()>>>>,
    receiver: Shared<oneshot::Receiver<()>>,
}

impl Default for SharedEnd {
    fn default() -> Self {
        let (sender, receiver) = oneshot::channel();
        Self {
            sender: Arc::new(Mutex::new(Some(sender))),
            receiver: receiver.shared(),
        }
    }
}

impl Event for SharedEnd {
    type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn wait(&self) -> Self::Wait {
        Box::pin(self.receiver.clone().map(drop))
    }

    fn happen(&self) {
        let sender = self.sender.lock().unwrap().take();
        drop(sender);
    }
}
