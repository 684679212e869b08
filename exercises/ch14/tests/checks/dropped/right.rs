//! Implementations that meet the specification.

use std::collections::VecDeque;

use ch14::dropped::Mover;
use ch14::store::Store;

/// Keeps the item between the stores in itself.
#[derive(Default)]
pub struct Held(Option<u32>);

impl Mover for Held {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        loop {
            if self.0.is_none() {
                self.0 = from.take().await;
            }
            let Some(item) = self.0 else { return };
            to.put(item).await;
            self.0 = None;
        }
    }
}

/// Reserves a place before it takes an item.
#[derive(Default)]
pub struct Reserves;

impl Mover for Reserves {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        loop {
            let place = to.reserve().await;
            let Some(item) = from.take().await else {
                return;
            };
            place.fill(item);
        }
    }
}

/// Takes all items into itself, and then puts one after the other.
#[derive(Default)]
pub struct Drains(VecDeque<u32>);

impl Mover for Drains {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        while let Some(item) = from.take().await {
            self.0.push_back(item);
        }
        while let Some(&item) = self.0.front() {
            to.put(item).await;
            self.0.pop_front();
        }
    }
}

/// Returns the item to the front of its store if it is dropped.
#[derive(Default)]
pub struct Returns;

struct Borrowed<'a> {
    item: Option<u32>,
    from: &'a Store,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        if let Some(item) = self.item.take() {
            self.from.put_back(item);
        }
    }
}

impl Mover for Returns {
    async fn move_all(&mut self, from: &Store, to: &Store) {
        while let Some(item) = from.take().await {
            let mut borrowed = Borrowed {
                item: Some(item),
                from,
            };
            to.put(item).await;
            borrowed.item = None;
        }
    }
}
