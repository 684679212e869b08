//! Opening an exercise in the reader's editor.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Editors with a window of their own: the others need a terminal, which a page has not.
const WITH_WINDOW: &[&str] = &[
    "code",
    "code-insiders",
    "codium",
    "cursor",
    "subl",
    "windsurf",
    "zed",
];

/// Opens `file`, from the root, in the editor that `VISUAL` or `EDITOR` names: the editor's name.
///
/// # Errors
/// If none is named, it needs a terminal, or it cannot be started: the file to open by hand.
pub fn open(root: &Path, file: &str, line: Option<u32>) -> anyhow::Result<String> {
    let set = |name: &str| {
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
    };
    let Some(editor) = set("VISUAL").or_else(|| set("EDITOR")) else {
        bail!("no editor is named by VISUAL or EDITOR: open {file} yourself");
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let name = Path::new(program).file_stem().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    if !WITH_WINDOW.contains(&name.as_str()) {
        bail!("{name} needs a terminal: open {file} yourself");
    }
    let place = format!("{}:{}", root.join(file).display(), line.unwrap_or(1));
    let mut command = Command::new(program);
    if !["subl", "zed"].contains(&name.as_str()) {
        command.arg("--goto");
    }
    let mut child = command
        .arg(place)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{program} could not be started: open {file} yourself"))?;
    std::thread::spawn(move || child.wait());
    Ok(name)
}
