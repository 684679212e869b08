//! Which tree a program was built from.
//!
//! Cargo names what it builds by the package's path from the root of its workspace, and looks at times
//! only. So two copies of the workbook that share a target folder have one file for both, and the newer
//! of the two builds would judge the answers of both. `BUILT_IN` in each chapter lets cargo see the
//! difference; where cargo did not look (it reads `.cargo/config.toml` only below the folder it is
//! called in), this refuses.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Why nothing may be judged: the folders in which this was `built`, where one of them is not the
/// package that cargo runs it for.
pub(super) fn refusal(built: &[&str]) -> Option<String> {
    // Called without cargo, there is nothing to compare with.
    let here = env::var_os("CARGO_MANIFEST_DIR")?;
    let here = Path::new(&here);
    let other = built
        .iter()
        .map(Path::new)
        .find(|folder| real(folder) != real(here))?;
    let target = match env::var("CARGO_TARGET_DIR") {
        Ok(folder) if !folder.is_empty() => format!(" (CARGO_TARGET_DIR is {folder})"),
        _ => String::new(),
    };
    let package = env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "ch01".to_owned());
    Some(format!(
        "error: nothing was judged. These checks, or the answers in them, were built in\n    {}\n\
         and they were started for\n    {}\n\
         Two copies of the workbook share one target folder{target}, and cargo took the build of the \
         other for this one's.\n\
         Give each copy a target folder of its own (unset CARGO_TARGET_DIR), or run `cargo clean -p \
         {package}` and then the tests again.",
        other.display(),
        here.display()
    ))
}

fn real(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn only_another_folder_is_refused() {
        // Cargo sets it for the kit's own tests too.
        let here = env!("CARGO_MANIFEST_DIR");
        assert_eq!(refusal(&[here, here]), None);
        let dotted = format!("{here}/src/..");
        assert_eq!(refusal(&[here, &dotted]), None);
        let refused = refusal(&[here, "/another/exercises/ch01"]).unwrap();
        assert!(
            refused.contains("/another/exercises/ch01") && refused.contains(here),
            "{refused}"
        );
    }
}
