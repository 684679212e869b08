// entry: none
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        let stored = save(visit).await;
        if !stored {
            continue;
        }
        saved = saved + 1 + saved % 2;
    }
    saved
}
