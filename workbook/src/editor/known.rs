//! What is known of editors: whether one needs a terminal, and how it is told a line.

use std::path::Path;

/// Where an editor shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Window,
    Terminal,
    /// It is none of those known here.
    Unknown,
}

/// How an editor is told where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// `--reuse-window --goto file:12`
    Goto,
    /// `file:12`
    Colon,
    /// `+12 file`
    Plus,
    /// `--line 12 file`
    Option,
    /// Not at all: `file`
    None,
}

/// An editor's command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The program and its own arguments, at least one word.
    pub words: Vec<String>,
    /// The program's name without folder and ending.
    pub name: String,
    pub needs: Needs,
    line: Line,
}

const KNOWN: [(&str, Needs, Line); 41] = [
    ("code", Needs::Window, Line::Goto),
    ("code-insiders", Needs::Window, Line::Goto),
    ("code-oss", Needs::Window, Line::Goto),
    ("codium", Needs::Window, Line::Goto),
    ("vscodium", Needs::Window, Line::Goto),
    ("cursor", Needs::Window, Line::Goto),
    ("windsurf", Needs::Window, Line::Goto),
    ("positron", Needs::Window, Line::Goto),
    ("zed", Needs::Window, Line::Colon),
    ("zeditor", Needs::Window, Line::Colon),
    ("subl", Needs::Window, Line::Colon),
    ("sublime_text", Needs::Window, Line::Colon),
    ("gvim", Needs::Window, Line::Plus),
    ("mvim", Needs::Window, Line::Plus),
    ("neovide", Needs::Window, Line::None),
    ("gedit", Needs::Window, Line::Plus),
    ("gnome-text-editor", Needs::Window, Line::Plus),
    ("kate", Needs::Window, Line::Option),
    ("kwrite", Needs::Window, Line::Option),
    ("mate", Needs::Window, Line::Option),
    ("rustrover", Needs::Window, Line::Option),
    ("clion", Needs::Window, Line::Option),
    ("idea", Needs::Window, Line::Option),
    ("fleet", Needs::Window, Line::None),
    ("lapce", Needs::Window, Line::None),
    ("notepad", Needs::Window, Line::None),
    ("emacs", Needs::Window, Line::Plus),
    ("emacsclient", Needs::Window, Line::Plus),
    ("vim", Needs::Terminal, Line::Plus),
    ("nvim", Needs::Terminal, Line::Plus),
    ("vi", Needs::Terminal, Line::Plus),
    ("nano", Needs::Terminal, Line::Plus),
    ("pico", Needs::Terminal, Line::Plus),
    ("micro", Needs::Terminal, Line::Plus),
    ("kak", Needs::Terminal, Line::Plus),
    ("joe", Needs::Terminal, Line::Plus),
    ("ne", Needs::Terminal, Line::Plus),
    ("mg", Needs::Terminal, Line::Plus),
    ("hx", Needs::Terminal, Line::Colon),
    ("helix", Needs::Terminal, Line::Colon),
    ("ed", Needs::Terminal, Line::None),
];

impl Program {
    /// The editor in `command`, as $EDITOR holds it: `code -w`, `"/opt/my editor/vim"`. Nothing if there is no word in
    /// it, or a quote is left open. `variable` gives a variable of the environment.
    pub fn read(command: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        // To a POSIX shell a backslash escapes; in a path of Windows it does not.
        let words = match cfg!(windows) {
            true => shlex::split(&command.replace('\\', "/"))?,
            false => shlex::split(command)?,
        };
        let first = words.first().filter(|word| !word.is_empty())?;
        let name = first.rsplit(['/', '\\']).next().unwrap_or(first);
        let name = [".exe", ".cmd", ".bat"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(name)
            .to_owned();
        let (needs, line) = KNOWN
            .iter()
            .find(|(known, ..)| *known == name)
            .map_or((Needs::Unknown, Line::None), |(_, needs, line)| {
                (*needs, *line)
            });
        let has = |flags: &[&str]| words.iter().any(|word| flags.contains(&word.as_str()));
        let needs = match name.as_str() {
            "emacs" | "emacsclient"
                if has(&["-nw", "-t", "-tty", "--tty", "--no-window-system"]) =>
            {
                Needs::Terminal
            }
            "emacs" if is_without_windows(variable) => Needs::Terminal,
            "vim" | "nvim" | "vi" if has(&["-g"]) => Needs::Window,
            _ => needs,
        };
        Some(Self {
            words,
            name,
            needs,
            line,
        })
    }

    /// The arguments that open `file` at `line`.
    pub fn at(&self, file: &Path, line: usize) -> Vec<String> {
        let file = text(file);
        match self.line {
            Line::Goto => vec![
                "--reuse-window".to_owned(),
                "--goto".to_owned(),
                format!("{file}:{line}"),
            ],
            Line::Colon => vec![format!("{file}:{line}")],
            Line::Plus => vec![format!("+{line}"), file],
            Line::Option => vec!["--line".to_owned(), line.to_string(), file],
            Line::None => vec![file],
        }
    }
}

/// The editor whose own terminal this is.
pub fn around(variable: &dyn Fn(&str) -> Option<String>) -> Option<Program> {
    let name = match variable("TERM_PROGRAM")?.as_str() {
        "vscode" => {
            // The editors made from VS Code call themselves so too; where their helpers are installed tells them
            // apart.
            let helpers = [
                "VSCODE_GIT_ASKPASS_MAIN",
                "VSCODE_GIT_ASKPASS_NODE",
                "GIT_ASKPASS",
            ];
            let installed: String = helpers.iter().filter_map(|name| variable(name)).collect();
            let installed = installed.to_lowercase();
            [
                ("cursor", "cursor"),
                ("windsurf", "windsurf"),
                ("positron", "positron"),
                ("codium", "codium"),
                ("insiders", "code-insiders"),
            ]
            .into_iter()
            .find(|(word, _)| installed.contains(word))
            .map_or("code", |(_, name)| name)
        }
        "zed" => "zed",
        _ => return None,
    };
    Program::read(name, variable)
}

/// Whether no window can be opened from here.
fn is_without_windows(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    cfg!(all(unix, not(target_os = "macos")))
        && variable("DISPLAY").is_none()
        && variable("WAYLAND_DISPLAY").is_none()
}

/// A path as an argument. The workbook's own are text.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
