// entry: none
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    let count = visits.len();
    for visit in visits.into_iter().take(count.saturating_sub(1)) {
        let stored = save(visit).await;
        if stored {
            saved += 1;
        }
    }
    saved
}
