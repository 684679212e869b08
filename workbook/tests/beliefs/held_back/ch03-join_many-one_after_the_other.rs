// entry: one_after_the_other
use std::pin::Pin;
use std::task::{Context, Poll};

pub struct JoinMany<F: Future> {
    work: Pin<Box<dyn Future<Output = Vec<F::Output>>>>,
}

pub fn join_many<F: Future>(futures: Vec<F>) -> impl Future<Output = Vec<F::Output>> {
    async move {
        let mut outputs = Vec::new();
        for future in futures {
            outputs.push(future.await);
        }
        outputs
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(cx)
    }
}
