use super::*;

/// The plan in an environment of these variables, as one line; or why there is none.
fn planned(command: Option<&str>, variables: &[(&str, &str)]) -> String {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name)?;
        Some(found.1.to_owned())
    };
    match plan(
        command,
        &variable,
        Path::new("/w"),
        Path::new("/w/a b.rs"),
        12,
    ) {
        Ok(plan) => [vec![plan.program], plan.args].concat().join("|"),
        Err(error) => format!("error: {error:#}"),
    }
}

#[test]
fn what_the_reader_names_comes_first_and_keeps_its_arguments() {
    let around = [
        ("EDITOR", "vim"),
        ("TERM_PROGRAM", "vscode"),
        ("ZELLIJ", "0"),
    ];
    assert_eq!(
        planned(Some("codium -w"), &around),
        "codium|-w|--reuse-window|--goto|/w/a b.rs:12"
    );
    assert_eq!(
        planned(Some("\"/opt/my ed\" --x"), &[]),
        "/opt/my ed|--x|/w/a b.rs"
    );
    assert_eq!(
        planned(Some("nvim"), &around),
        "zellij|run|--close-on-exit|--cwd|/w|--|nvim|+12|/w/a b.rs"
    );
    let refused = planned(Some("vim"), &[]);
    assert!(
        refused.contains("run `vim +12 '/w/a b.rs'` in another one"),
        "{refused}"
    );
    for command in ["", "\"open"] {
        let refused = planned(Some(command), &[]);
        assert!(
            refused.starts_with("error: --edit is given no command"),
            "{refused}"
        );
    }
}

#[test]
fn the_environments_editor_is_taken_if_it_has_a_window_or_a_pane() {
    assert_eq!(
        planned(None, &[("VISUAL", "zed --wait"), ("EDITOR", "vim")]),
        "zed|--wait|/w/a b.rs:12"
    );
    assert_eq!(
        planned(
            None,
            &[
                ("EDITOR", "hx"),
                ("TMUX", "/tmp/s,1,0"),
                ("TMUX_PANE", "%3")
            ]
        ),
        "tmux|split-window|-h|-c|/w|-t|%3|--|hx|/w/a b.rs:12"
    );
    assert_eq!(
        planned(
            None,
            &[("EDITOR", "vim"), ("ZELLIJ", "0"), ("TMUX", "/tmp/s,1,0")]
        ),
        "zellij|edit|--line-number|12|/w/a b.rs"
    );
    let refused = planned(None, &[("EDITOR", "nano")]);
    assert!(
        refused.starts_with("error: nano needs a terminal"),
        "{refused}"
    );
    // What is not known might want the terminal too.
    let refused = planned(None, &[("EDITOR", "myed")]);
    assert!(refused.contains("run `myed '/w/a b.rs'`"), "{refused}");
}

#[test]
fn the_editor_around_this_terminal_is_found() {
    let vscode = ("TERM_PROGRAM", "vscode");
    assert_eq!(
        planned(None, &[vscode, ("EDITOR", "vim")]),
        "code|--reuse-window|--goto|/w/a b.rs:12"
    );
    let main = (
        "VSCODE_GIT_ASKPASS_MAIN",
        "/opt/Cursor/resources/askpass.js",
    );
    assert!(planned(None, &[vscode, main]).starts_with("cursor|"));
    assert_eq!(
        planned(None, &[("TERM_PROGRAM", "zed")]),
        "zed|/w/a b.rs:12"
    );
    assert_eq!(
        planned(None, &[("ZELLIJ", "0")]),
        "zellij|edit|--line-number|12|/w/a b.rs"
    );
    for known in [
        &[][..],
        &[("TMUX", "/tmp/s,1,0")],
        &[("TERM_PROGRAM", "xterm")],
    ] {
        let refused = planned(None, known);
        assert!(
            refused.starts_with("error: no editor is known: set $EDITOR"),
            "{refused}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn emacs_needs_a_terminal_if_there_are_no_windows() {
    let tmux = ("TMUX", "/tmp/s,1,0");
    assert!(planned(None, &[("EDITOR", "emacs"), tmux]).ends_with("|--|emacs|+12|/w/a b.rs"));
    assert!(
        planned(None, &[("EDITOR", "emacs"), tmux, ("DISPLAY", ":0")]).starts_with("emacs|+12")
    );
    assert!(
        planned(None, &[("EDITOR", "emacs -nw"), tmux, ("DISPLAY", ":0")]).starts_with("tmux|")
    );
}

#[test]
#[cfg(unix)]
fn a_command_that_fails_says_so_and_a_file_name_is_never_a_shells() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("myed");
    std::fs::write(&script, "#!/bin/sh\nprintf '%s' \"$1\" > seen\n").unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, executable).unwrap();
    let command = known::text(&script);
    let file = Path::new("$(touch broken); `touch broken` & \"x");
    let opened = open_with(&command, folder.path(), file, 1).unwrap();
    assert_eq!(opened.editor, "myed");
    let seen = folder.path().join("seen");
    while std::fs::read_to_string(&seen).unwrap_or_default() != known::text(file) {
        thread::sleep(Duration::from_millis(5));
    }
    assert!(!folder.path().join("broken").exists());

    let nothing = open_with("/nowhere/myed", folder.path(), file, 1).unwrap_err();
    assert!(
        format!("{nothing:#}").contains("is not in any folder"),
        "{nothing:#}"
    );
    let failed = refused(Command::new("false").status().unwrap(), "no display\nmore").unwrap_err();
    assert!(
        failed.to_string().starts_with("no display (exit status"),
        "{failed}"
    );
}
