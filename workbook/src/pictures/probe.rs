//! For tests: recordings of what ran on a paused clock, and what a drawing holds, its shapes by class,
//! its texts, and whether these overlap.

use kit::Recorder;
use regex::Regex;

use super::svg::{Svg, width_of};
use super::{Recording, read};

/// An element of a drawing: its class, its box, and its text if it is one.
#[derive(Clone, Debug)]
pub struct Shape {
    pub class: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub text: String,
}

impl Shape {
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    fn overlaps(&self, other: &Shape) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// Every rectangle of that class, in the order in which they were drawn.
pub fn rects(svg: &Svg, class: &str) -> Vec<Shape> {
    let rect = Regex::new(
        r#"<rect class="([^"]*)" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)""#,
    )
    .unwrap();
    let element = svg.element("", "", "");
    rect.captures_iter(&element)
        .map(|found| Shape {
            class: found[1].to_owned(),
            x: found[2].parse().unwrap(),
            y: found[3].parse().unwrap(),
            width: found[4].parse().unwrap(),
            height: found[5].parse().unwrap(),
            text: String::new(),
        })
        .filter(|shape| shape.class.split(' ').any(|one| one == class))
        .collect()
}

/// Every text, as wide as its length says.
pub fn texts(svg: &Svg) -> Vec<Shape> {
    let text = Regex::new(r#"<text class="([^"]*)" x="([^"]*)" y="([^"]*)">([^<]*)<"#).unwrap();
    let element = svg.element("", "", "");
    text.captures_iter(&element)
        .map(|found| {
            let (class, text) = (found[1].to_owned(), found[4].to_owned());
            let (x, y): (f64, f64) = (found[2].parse().unwrap(), found[3].parse().unwrap());
            let width = width_of(&text);
            let left = match class.split(' ').find(|one| ["mid", "end"].contains(one)) {
                Some("mid") => x - width / 2.0,
                Some(_) => x - width,
                None => x,
            };
            Shape {
                class,
                x: left,
                y: y - 10.0,
                width,
                height: 12.0,
                text,
            }
        })
        .collect()
}

/// # Panics
/// Where two texts overlap, or one leaves the drawing.
pub fn texts_are_apart(svg: &Svg, most: f64) {
    let size = Regex::new(r#"width="([^"]*)" height="([^"]*)" viewBox"#).unwrap();
    let element = svg.element("", "", "");
    let size = size.captures(&element).unwrap();
    let (width, height): (f64, f64) = (size[1].parse().unwrap(), size[2].parse().unwrap());
    assert!(width <= most, "{width} is wider than {most}");
    // A step's own copy of a text hides the one behind it.
    let mut texts = texts(svg);
    texts.retain(|text| !text.class.ends_with(" lit"));
    for (number, one) in texts.iter().enumerate() {
        let inside = one.x >= -0.5 && one.right() <= width + 0.5 && one.bottom() <= height + 3.0;
        assert!(inside, "{one:?} leaves {width} × {height}");
        for other in &texts[number + 1..] {
            assert!(!one.overlaps(other), "{one:?} overlaps {other:?}");
        }
    }
}

/// What `record` records, on a runtime whose clock is paused.
pub fn recorded(record: impl AsyncFnOnce(&Recorder)) -> Recording {
    let recorder = Recorder::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(record(&recorder));
    read(&recorder.to_json_lines()).unwrap()
}
