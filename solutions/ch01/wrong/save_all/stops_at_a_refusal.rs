//! Belief: a store that has refused one visit takes none any more.
//! Rejected by: a_refused_visit_is_no_reason_to_stop
//! Saying: were never saved
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        if !save(visit).await {
            break;
        }
        saved += 1;
    }
    saved
}
