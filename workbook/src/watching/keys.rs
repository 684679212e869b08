//! Keys as they are pressed.

use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::Input;

/// A key that `watch` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Hint,
    Solution,
    List,
    Reset,
    Next,
    Previous,
    Edit,
    Trace,
    Check,
    Help,
    Quit,
    Yes,
    Other,
}

/// What comes from the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Key(Key),
    Resized,
}

/// Keys and what they do, for the help.
pub const HELP: [(&str, &str); 11] = [
    ("h", "one more hint"),
    ("c", "check again"),
    ("e", "open the editor at the exercise"),
    ("t", "the picture of your answer's run, in the browser"),
    ("s", "the solution beside your answer, once that passes"),
    ("n", "the next exercise"),
    ("p", "back to the exercise before"),
    ("l", "the chapter's exercises, and how far each is"),
    ("r", "bring the stub back; your answer is kept beside it"),
    ("?", "these keys"),
    ("q", "quit, as Ctrl-C does"),
];

/// Sends each key, until nothing listens. If the terminal is gone, that is the end.
pub fn listen(tell: Sender<Input>) {
    thread::spawn(move || {
        loop {
            let input = match event::read() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                    Input::Key(Pressed::Key(meant(key)))
                }
                Ok(Event::Resize(..)) => Input::Key(Pressed::Resized),
                Ok(_) => continue,
                Err(_) => Input::Ended,
            };
            let is_last = matches!(input, Input::Ended);
            if tell.send(input).is_err() || is_last {
                return;
            }
        }
    });
}

fn meant(key: KeyEvent) -> Key {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        // In raw mode Ctrl-C is a key, and no signal.
        KeyCode::Char('c' | 'd') if control => Key::Quit,
        KeyCode::Char(_) if control || key.modifiers.contains(KeyModifiers::ALT) => Key::Other,
        KeyCode::Char(letter) => match letter.to_ascii_lowercase() {
            'h' => Key::Hint,
            's' => Key::Solution,
            'l' => Key::List,
            'r' => Key::Reset,
            'n' => Key::Next,
            'p' => Key::Previous,
            'e' => Key::Edit,
            't' => Key::Trace,
            'c' => Key::Check,
            '?' => Key::Help,
            'q' => Key::Quit,
            'y' => Key::Yes,
            _ => Key::Other,
        },
        KeyCode::F(1) => Key::Help,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_of_the_help_is_known_and_control_changes_its_meaning() {
        let press = |code, modifiers| meant(KeyEvent::new(code, modifiers));
        for (key, _) in HELP {
            let code = KeyCode::Char(key.chars().next().unwrap());
            assert_ne!(press(code, KeyModifiers::NONE), Key::Other, "{key}");
        }
        let c = KeyCode::Char('c');
        assert_eq!(press(c, KeyModifiers::NONE), Key::Check);
        assert_eq!(press(c, KeyModifiers::CONTROL), Key::Quit);
        assert_eq!(press(KeyCode::Char('H'), KeyModifiers::SHIFT), Key::Hint);
        assert_eq!(press(KeyCode::Char('r'), KeyModifiers::CONTROL), Key::Other);
        assert_eq!(press(KeyCode::Char('r'), KeyModifiers::ALT), Key::Other);
    }
}
