//! Implementations that each break one sentence of the specification.

use std::pin::pin;

use ch14::dropped::Mover;
use ch14::store::Store;
use futures::poll;
use tokio::runtime::Handle;

/// An item on its way is in a variable of the future.
#[derive(Default)]
pub struct Loses;

impl Mover for Loses {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        while let Some(item) = from.take().await {
            to.put(item).await;
        }
    }
}

/// The first item of a call is kept in the mover, the later ones are not.
#[derive(Default)]
pub struct LosesLater(Option<u32>);

impl Mover for LosesLater {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        if self.0.is_none() {
            self.0 = from.take().await;
        }
        let Some(item) = self.0 else { return };
        to.put(item).await;
        self.0 = None;
        while let Some(item) = from.take().await {
            to.put(item).await;
        }
    }
}

/// Copies an item, and removes it in a step of its own.
#[derive(Default)]
pub struct Doubles;

impl Mover for Doubles {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        while let Some(item) = from.first().await {
            to.put(item).await;
            from.take().await;
        }
    }
}

/// Moves the item that it kept after those that are still in the store.
#[derive(Default)]
pub struct Reorders(Option<u32>);

impl Mover for Reorders {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        let kept = self.0;
        loop {
            let Some(item) = from.take().await else { break };
            // The items that it holds, at most two, are kept where they are until they have arrived.
            if kept.is_some() {
                let mut borrowed = Front(Some(item), from);
                to.put(item).await;
                borrowed.0 = None;
            } else {
                self.0 = Some(item);
                to.put(item).await;
                self.0 = None;
            }
        }
        if let Some(item) = kept {
            to.put(item).await;
            self.0 = None;
        }
    }
}

struct Front<'a>(Option<u32>, &'a Store);

impl Drop for Front<'_> {
    fn drop(&mut self) {
        if let Some(item) = self.0.take() {
            self.1.put_back(item);
        }
    }
}

/// Takes its kept item out of itself before the item has arrived.
#[derive(Default)]
pub struct LosesWhenDroppedTwice(Option<u32>);

impl Mover for LosesWhenDroppedTwice {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        if let Some(item) = self.0.take() {
            to.put(item).await;
        }
        loop {
            self.0 = from.take().await;
            let Some(item) = self.0 else { return };
            to.put(item).await;
            self.0 = None;
        }
    }
}

/// Remembers that it has begun, and never begins again.
#[derive(Default)]
pub struct MovesOnce {
    has_begun: bool,
}

impl Mover for MovesOnce {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        if std::mem::replace(&mut self.has_begun, true) {
            return;
        }
        loop {
            let place = to.reserve().await;
            let Some(item) = from.take().await else { break };
            place.fill(item);
        }
        self.has_begun = false;
    }
}

/// Starts a task when it is dropped, which puts the item on its way.
#[derive(Default)]
pub struct GoesOn;

struct Background {
    item: Option<u32>,
    to: Store,
}

impl Drop for Background {
    fn drop(&mut self) {
        if let (Some(item), Ok(runtime)) = (self.item.take(), Handle::try_current()) {
            let to = self.to.clone();
            runtime.spawn(async move {
                let mut put = pin!(to.put(item));
                while poll!(&mut put).is_pending() {}
            });
        }
    }
}

impl Mover for GoesOn {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        while let Some(item) = from.take().await {
            let mut background = Background {
                item: Some(item),
                to: to.clone(),
            };
            to.put(item).await;
            background.item = None;
        }
    }
}
