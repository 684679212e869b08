//! The legend below a picture: only the marks that this picture has, and the way to the gallery.

use super::Kind;
use super::svg::{Svg, escape};
use super::words::legend::ALL_MARKS;

/// What a drawing is searched for.
pub enum Mark {
    /// A shape with these classes; `line` and `rect` among them name the element.
    Shape(&'static str),
    /// A bold letter.
    Letter(&'static str),
}

/// Behind a mark that another one follows.
const BETWEEN: &str = " ·";

/// The legend's element; empty if there is nothing to explain. A mark that only one of the two
/// drawings has carries the class of that one. `gallery` is the way to the folder of the gallery's pages,
/// where the book has one.
pub fn element(kind: &Kind, wide: &Svg, narrow: Option<&Svg>, gallery: Option<&str>) -> String {
    let narrow = narrow.unwrap_or(wide);
    let mut says: Vec<String> = Vec::new();
    for (mark, meaning) in kind.legend {
        let class = match (wide.has(mark), narrow.has(mark)) {
            (true, true) => "",
            (true, false) => " class=\"of-wide\"",
            (false, true) => " class=\"of-narrow\"",
            (false, false) => continue,
        };
        says.push(format!("<span{class}>{}{BETWEEN}</span>", escape(meaning)));
    }
    match (gallery, says.last_mut()) {
        (Some(folder), _) => {
            let (page, section) = kind.section;
            says.push(format!(
                "<a href=\"{folder}{page}.md#{section}\">{}</a>",
                escape(ALL_MARKS)
            ));
        }
        (None, Some(last)) => *last = last.replace(BETWEEN, ""),
        (None, None) => return String::new(),
    }
    format!("<p class=\"legend\">{}</p>\n", says.join(" "))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pictures::KINDS;

    #[test]
    fn only_what_a_picture_has_is_explained() {
        let kind = KINDS.iter().find(|kind| kind.word == "poll-and-wake");
        let kind = kind.unwrap();
        let mut svg = Svg::new(10.0, 10.0);
        svg.rect("poll", 0.0, 0.0, 1.0, 1.0);
        // A future that is called R is none that is ready.
        svg.text("end name", 0.0, 0.0, "R");
        assert_eq!(
            element(kind, &svg, None, None),
            "<p class=\"legend\"><span>bar: a poll</span></p>\n"
        );
        svg.text("mid letter", 0.0, 0.0, "R");
        let legend = element(kind, &svg, None, Some("../gallery/"));
        assert!(legend.contains("<span>R: Ready ·</span>"), "{legend}");
        assert!(!legend.contains("Pending"), "{legend}");
        assert!(legend.contains("href=\"../gallery/polls.md#"), "{legend}");
        // A small drawing without any of it.
        let legend = element(kind, &svg, Some(&Svg::new(1.0, 1.0)), None);
        assert!(
            legend.contains("<span class=\"of-wide\">R: Ready</span>"),
            "{legend}"
        );
    }

    #[test]
    fn the_gallery_has_the_section_of_every_kind() {
        let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chapters/gallery");
        for kind in KINDS {
            let (page, section) = kind.section;
            let text = std::fs::read_to_string(gallery.join(format!("{page}.md"))).unwrap();
            let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
            let slug = |heading: &str| {
                let kept = heading.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
                kept.collect::<String>().to_lowercase().replace(' ', "-")
            };
            assert!(
                headings.map(slug).any(|found| found == section),
                "{}: {page}.md has no section {section}",
                kind.word
            );
        }
    }
}
