//! The rules: what becomes of one file that differs between two versions.

use super::folder::Seen;
use super::text::{alike, plain};

/// The file as the reader first had it.
#[derive(Clone, Copy, Debug)]
pub enum Base<'a> {
    /// It was not there.
    Absent,
    Is(&'a [u8]),
    /// It had this digest; what it held is not known.
    Digest(&'a str),
    /// Nothing is known.
    Unknown,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An exercise's answer: it is never merged and never replaced.
    Answer,
    /// A file that only the project or an instructor writes, such as `Cargo.lock`: if it does not merge, it is the new
    /// version's.
    Theirs,
    Any,
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing.
    Leave,
    /// It becomes the new version's. `over` says that it may hold changes of the reader's.
    Take {
        over: bool,
    },
    Remove,
    /// It becomes this: both changed it, on different lines.
    Merge(Vec<u8>),
    /// It stays as it is.
    Keep(Why),
}

/// Why a file stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is an answer, and the stub has changed.
    Answer,
    /// Both changed the same lines.
    Conflict,
    /// The reader has a file of the name of a new one.
    SameName,
    /// It is a folder or a link, or is below one.
    InTheWay,
    /// The reader removed it.
    Deleted,
    /// The new version does not have it, and the reader changed it.
    Gone,
}

/// Merges three texts: ours, base and theirs. Nothing if both sides changed the same lines.
pub type Merge<'a> = dyn Fn(&[u8], &[u8], &[u8]) -> anyhow::Result<Option<Vec<u8>>> + 'a;

/// Decides about one file: `ours` is the reader's, `theirs` the new version's.
///
/// # Errors
/// If merging fails.
pub fn decide(
    kind: Kind,
    base: Base<'_>,
    ours: &Seen,
    theirs: Option<&[u8]>,
    merge: &Merge<'_>,
) -> anyhow::Result<Decision> {
    use Decision::{Keep, Leave, Remove, Take};

    let is_base = |bytes: &[u8]| match base {
        Base::Is(base) => alike(base, bytes),
        Base::Digest(digest) => super::text::digest(bytes) == digest,
        Base::Absent | Base::Unknown => false,
    };
    let was_there = matches!(base, Base::Is(_) | Base::Digest(_));
    Ok(match (ours, theirs) {
        (Seen::Nothing, None) => Leave,
        (Seen::Nothing, Some(theirs)) if was_there => match is_base(theirs) {
            true => Leave,
            false => Keep(Why::Deleted),
        },
        (Seen::Nothing, Some(_)) => Take { over: false },
        (Seen::File(ours), None) if is_base(ours) => Remove,
        (Seen::File(_), None) if was_there => Keep(Why::Gone),
        (_, None) => Leave,
        // Also if the reader made the same change.
        (Seen::File(ours), Some(theirs)) if alike(ours, theirs) => Leave,
        (Seen::File(ours), Some(_)) if is_base(ours) => Take { over: false },
        (_, Some(theirs)) if is_base(theirs) => Leave,
        (Seen::File(ours), Some(theirs)) => match (kind, base) {
            (Kind::Answer, _) => Keep(Why::Answer),
            (_, Base::Unknown) => Take { over: true },
            (_, Base::Is(base)) => match merge(&plain(ours), &plain(base), &plain(theirs))? {
                Some(merged) if alike(&merged, ours) => Leave,
                Some(merged) if alike(&merged, theirs) => Take { over: false },
                Some(merged) => Decision::Merge(merged),
                None if kind == Kind::Theirs => Take { over: true },
                None => Keep(Why::Conflict),
            },
            (Kind::Theirs, _) => Take { over: true },
            (Kind::Any, Base::Digest(_)) => Keep(Why::Conflict),
            (Kind::Any, Base::Absent) => Keep(Why::SameName),
        },
        (Seen::Folder | Seen::Other | Seen::Below(_), Some(_)) => Keep(Why::InTheWay),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, base: Base<'_>, ours: Option<&str>, theirs: Option<&str>) -> Decision {
        let ours = ours.map_or(Seen::Nothing, |ours| Seen::File(ours.into()));
        let merge = |ours: &[u8], _: &[u8], _: &[u8]| {
            Ok((ours == b"merges\n").then(|| b"merged\n".to_vec()))
        };
        decide(kind, base, &ours, theirs.map(str::as_bytes), &merge).unwrap()
    }

    #[test]
    fn what_the_reader_did_not_change_becomes_the_new_versions() {
        use Decision::*;
        let old = Base::Is(b"old\n");
        let digest = super::super::text::digest(b"old\n");
        for kind in [Kind::Answer, Kind::Theirs, Kind::Any] {
            for base in [old, Base::Digest(&digest)] {
                assert_eq!(
                    of(kind, base, Some("old\r\n"), Some("new\n")),
                    Take { over: false }
                );
                assert_eq!(of(kind, base, Some("new\r\n"), Some("new\n")), Leave);
                assert_eq!(of(kind, base, Some("old\n"), None), Remove);
                assert_eq!(of(kind, base, None, None), Leave);
                assert_eq!(of(kind, base, None, Some("old\n")), Leave);
                assert_eq!(of(kind, base, None, Some("new\n")), Keep(Why::Deleted));
                assert_eq!(of(kind, base, Some("mine\n"), None), Keep(Why::Gone));
                assert_eq!(of(kind, base, Some("mine\n"), Some("old\n")), Leave);
            }
            assert_eq!(
                of(kind, Base::Absent, None, Some("new\n")),
                Take { over: false }
            );
            assert_eq!(
                of(kind, Base::Unknown, None, Some("new\n")),
                Take { over: false }
            );
            assert_eq!(of(kind, Base::Unknown, Some("mine\n"), None), Leave);
        }
    }

    #[test]
    fn what_both_changed_is_merged_or_stays_but_for_files_that_only_the_project_writes() {
        use Decision::*;
        let old = Base::Is(b"old\n");
        let digest = Base::Digest("other");
        for (base, any, theirs) in [
            (old, Keep(Why::Conflict), Take { over: true }),
            (digest, Keep(Why::Conflict), Take { over: true }),
            (Base::Absent, Keep(Why::SameName), Take { over: true }),
            (Base::Unknown, Take { over: true }, Take { over: true }),
        ] {
            assert_eq!(of(Kind::Any, base, Some("mine\n"), Some("new\n")), any);
            assert_eq!(
                of(Kind::Theirs, base, Some("mine\n"), Some("new\n")),
                theirs
            );
            let answer = of(Kind::Answer, base, Some("merges\n"), Some("new\n"));
            assert_eq!(answer, Keep(Why::Answer), "{base:?}");
        }
        let merged = of(Kind::Any, old, Some("merges\n"), Some("new\n"));
        assert_eq!(merged, Merge(b"merged\n".to_vec()));
        assert_eq!(
            of(Kind::Any, old, Some("merges\n"), Some("merged\n")),
            Take { over: false }
        );
        assert_eq!(
            of(Kind::Any, old, Some("merges\r\n"), None),
            Keep(Why::Gone)
        );
    }
}
