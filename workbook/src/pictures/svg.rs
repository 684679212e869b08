//! The little of SVG that the pictures need: shapes with classes, which the book's style sheet
//! colours, so that themes, print and forced colours work as for the rest of a page.

use std::fmt::Write as _;

use super::legend::Mark;

/// A drawing that grows: positions and sizes in CSS pixels. Text is never scaled.
pub struct Svg {
    body: String,
    width: f64,
    height: f64,
}

impl Svg {
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            body: String::new(),
            width,
            height,
        }
    }

    pub fn width(&self) -> f64 {
        self.width
    }

    pub fn height(&self) -> f64 {
        self.height
    }

    /// Whether that mark is in it.
    pub fn has(&self, mark: &Mark) -> bool {
        // Each piece is an element: its name, its class, and the text of one that has any.
        self.body.split('<').any(|piece| {
            let Some((name, rest)) = piece.split_once(" class=\"") else {
                return false;
            };
            let (own, rest) = rest.split_once('"').unwrap_or((rest, ""));
            let is = |class: &str| own.split(' ').any(|own| own == class);
            match mark {
                Mark::Shape(classes) => {
                    let wanted = |class: &str| is(class) || class == name;
                    name != "text" && classes.split(' ').all(wanted)
                }
                Mark::Letter(letter) => is("letter") && rest.ends_with(&format!(">{letter}")),
            }
        })
    }

    pub fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
            n(x),
            n(y),
            n(width.max(0.0)),
            n(height.max(0.0))
        );
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let _ = write!(
            self.body,
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1)
        );
    }

    /// A line with a head at its end, for lines that run straight up, down, left or right.
    pub fn arrow(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.line(class, from, to);
        let (dx, dy) = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
        let back = |along: f64, across: f64| {
            if from.0 == to.0 {
                (to.0 + across, to.1 - dy * along)
            } else {
                (to.0 - dx * along, to.1 + across)
            }
        };
        self.path(
            &format!("{class} head"),
            &[to, back(6.0, 3.5), back(6.0, -3.5)],
            true,
        );
    }

    pub fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        let mut steps = String::new();
        for (number, (x, y)) in points.iter().enumerate() {
            let command = if number == 0 { 'M' } else { 'L' };
            let _ = write!(steps, "{command}{} {}", n(*x), n(*y));
        }
        if closed {
            steps.push('Z');
        }
        let _ = write!(self.body, r#"<path class="{class}" d="{steps}"/>"#);
    }

    pub fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let _ = write!(
            self.body,
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            n(x),
            n(y),
            n(radius)
        );
    }

    /// Text whose base line is at `y`. Its class says where it begins: `start` (also without), `mid`
    /// or `end`.
    pub fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let _ = write!(
            self.body,
            r#"<text class="{class}" x="{}" y="{}">{}</text>"#,
            n(x),
            n(y),
            escape(text)
        );
    }

    /// Text in the middle of `x`, on a plate that hides what is behind it. `y` is its base line.
    pub fn plate(&mut self, x: f64, y: f64, text: &str) {
        let width = width_of(text) + 6.0;
        self.rect("plate", x - width / 2.0, y - 12.0, width, 16.0);
        self.text("mid", x, y, text);
    }

    /// What comes after the event of that number, in rectangles of position and size: a stepper veils
    /// it while that event is its step. Drawn last, over everything else.
    pub fn veil(&mut self, event: usize, ahead: &[(f64, f64, f64, f64)]) {
        let data = format!(" data-event=\"{event}\"");
        self.group("ahead", &data, |svg| {
            for (x, y, width, height) in ahead {
                svg.rect("veil", *x, *y, *width, *height);
            }
        });
    }

    /// Runs `draw` within a group that carries `class` and `attributes` (already written as such).
    pub fn group(&mut self, class: &str, attributes: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.body, r#"<g class="{class}"{attributes}>"#);
        draw(self);
        self.body.push_str("</g>");
    }

    /// The element. `label` is its accessible name, `id` a prefix for the ids within.
    pub fn element(&self, class: &str, id: &str, label: &str) -> String {
        let (width, height) = (n(self.width), n(self.height));
        format!(
            r#"<svg class="{class}" role="img" aria-labelledby="{id}" width="{width}" height="{height}" viewBox="0 0 {width} {height}"><title id="{id}">{}</title>{}</svg>"#,
            escape(label),
            self.body
        )
    }
}

/// A number without superfluous digits.
fn n(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// Text for HTML and SVG.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// How wide a character of the pictures' 12 px type is: on average, in the widest of the usual
/// sans-serif faces.
const CHARACTER: f64 = 6.6;

/// How wide `text` is at most, as far as its length tells.
pub fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// `text`, cut to what fits into `width` pixels of the pictures' 12 px type; the rest is `…`.
pub fn fit(text: &str, width: f64) -> String {
    let most = (width / CHARACTER).max(2.0) as usize;
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.push('…');
    short
}

/// `text` in lines of at most `width` pixels, broken between words; what does not fit into `most` lines
/// is cut.
pub fn wrap(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines.len() >= most;
        let last = lines.len() - 1;
        let line = &mut lines[last];
        let longer = width_of(line) + width_of(" ") + width_of(word) > width;
        if line.is_empty() {
            line.push_str(word);
        } else if longer && !full {
            lines.push(word.to_owned());
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.iter().map(|line| fit(line, width)).collect()
}
