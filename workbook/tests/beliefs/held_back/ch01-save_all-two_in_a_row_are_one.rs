// entry: two_in_a_row_are_one
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    let mut visits = visits;
    visits.dedup();
    for visit in visits {
        let stored = save(visit).await;
        if stored {
            saved += 1;
        }
    }
    saved
}
