//! Waits to scale: a bar each, as long as the wait lasts. When a name comes again, a new panel begins,
//! so that the same waits can be compared in another order, over the same time axis.

use std::time::Duration;

use kit::model::segments;
use kit::record::Kind;

use super::Recording;
use super::figure::{Drawn, Words};
use super::svg::{Svg, fit, width_of};
use super::time_axis::TimeAxis;
use super::words::{self, waits as say};

const MOST: usize = 16;
const LANE: f64 = 28.0;
const HEADING: f64 = 24.0;
/// Below a panel: the line that is as long as all its waits together.
const BELOW: f64 = 22.0;
const AXIS: f64 = 20.0;
const BAR: f64 = 9.0;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let panels = panels(recording)?;
    let heads = panels.iter().map(|panel| (panel.order(), panel.whole()));
    Ok(Drawn {
        says: say::says(&heads.collect::<Vec<_>>()),
        wide: drawn(&panels, 750.0, 110.0, 62.0),
        narrow: Some(drawn(&panels, 320.0, 72.0, 56.0)),
        words: Words::Table(say::HEAD.map(str::to_owned).to_vec(), table(&panels)),
    })
}

struct Wait<'a> {
    name: &'a str,
    /// After the panel's beginning.
    from: Duration,
    to: Duration,
}

struct Panel<'a>(Vec<Wait<'a>>);

impl Panel<'_> {
    /// How long all of it takes.
    fn whole(&self) -> Duration {
        let ends = self.0.iter().map(|wait| wait.to);
        ends.max().unwrap_or_default()
    }

    fn order(&self) -> say::Order {
        let in_turn = self.0.windows(2).all(|two| two[1].from >= two[0].to);
        let last_begin = self.0.iter().map(|wait| wait.from).max();
        let first_end = self.0.iter().map(|wait| wait.to).min();
        if in_turn {
            say::Order::InTurn
        } else if last_begin < first_end {
            say::Order::AtOnce
        } else {
            say::Order::Mixed
        }
    }

    fn height(&self) -> f64 {
        HEADING + LANE * self.0.len() as f64 + BELOW
    }
}

fn panels(recording: &Recording) -> Result<Vec<Panel<'_>>, String> {
    let mut panels: Vec<Panel<'_>> = Vec::new();
    let at = |number: usize| {
        let event = recording.events.get(number);
        event.map_or(kit::model::end(&recording.events), |event| event.at)
    };
    for (lane, known) in recording.lanes.iter().enumerate() {
        let all = segments(&recording.events, lane);
        let (Some(first), Some(last)) = (all.first(), all.last()) else {
            continue;
        };
        if !matches!(known.kind, Kind::Future | Kind::Task) {
            continue;
        }
        let wait = Wait {
            name: &known.name,
            from: at(first.from),
            to: at(last.to),
        };
        match panels.last_mut() {
            Some(panel) if panel.0.iter().all(|other| other.name != wait.name) => {
                panel.0.push(wait);
            }
            _ => panels.push(Panel(vec![wait])),
        }
    }
    for panel in &mut panels {
        let begins = panel.0.iter().map(|wait| wait.from).min();
        for wait in &mut panel.0 {
            wait.from -= begins.unwrap_or_default();
            wait.to -= begins.unwrap_or_default();
        }
    }
    let count: usize = panels.iter().map(|panel| panel.0.len()).sum();
    if count > MOST {
        return Err(say::too_many(count, MOST));
    }
    if panels.iter().all(|panel| panel.whole().is_zero()) {
        return Err(say::NOTHING.to_owned());
    }
    Ok(panels)
}

fn drawn(panels: &[Panel<'_>], width: f64, gutter: f64, room: f64) -> Svg {
    let end = panels.iter().map(Panel::whole).max().unwrap_or_default();
    let axis = TimeAxis {
        from: gutter,
        to: width - 30.0,
        end,
    };
    let height: f64 = panels.iter().map(Panel::height).sum();
    let mut svg = Svg::new(width, height + AXIS);
    for tick in axis.ticks(room) {
        let x = axis.x(tick);
        svg.line("rule", (x, HEADING - 4.0), (x, height));
        svg.text("mid number", x, height + 14.0, &words::time(tick));
    }
    let mut top = 0.0;
    for panel in panels {
        // The heading is on a plate, which hides the rules behind it.
        let heading = say::heading(&panel.order(), panel.whole());
        svg.rect(
            "plate",
            axis.from,
            top + 2.0,
            width_of(&heading) + 6.0,
            16.0,
        );
        svg.text("strong", axis.from, top + 14.0, &heading);
        for (row, wait) in panel.0.iter().enumerate() {
            let y = top + HEADING + LANE * (row as f64 + 0.5);
            let name = fit(wait.name, gutter - 12.0);
            svg.text("end name", gutter - 10.0, y + 4.0, &name);
            let (from, to) = (axis.x(wait.from), axis.x(wait.to));
            svg.rect("fill wait", from, y - BAR, to - from, 2.0 * BAR);
            let lasts = words::time(wait.to - wait.from);
            if width_of(&lasts) + 6.0 < to - from {
                svg.text("mid", (from + to) / 2.0, y + 4.0, &lasts);
            }
        }
        let y = top + HEADING + LANE * panel.0.len() as f64 + 4.0;
        let (from, to) = (axis.from, axis.x(panel.whole()));
        svg.line("total", (from, y), (to, y));
        for x in [from, to] {
            svg.line("total", (x, y - 5.0), (x, y + 5.0));
        }
        top += panel.height();
    }
    svg
}

fn table(panels: &[Panel<'_>]) -> Vec<Vec<String>> {
    let rows = panels.iter().flat_map(|panel| {
        panel.0.iter().map(|wait| {
            vec![
                say::order(&panel.order()).to_owned(),
                wait.name.to_owned(),
                words::time(wait.from),
                words::time(wait.to),
                words::time(wait.to - wait.from),
            ]
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;
    use crate::pictures::probe::{recorded, rects, texts, texts_are_apart};

    async fn ms(ms: u64) {
        sleep(Duration::from_millis(ms)).await;
    }

    #[test]
    fn the_same_waits_in_another_order_share_the_scale() {
        let recording = recorded(async |lab| {
            ms(30).await;
            lab.watch("a", ms(100)).await;
            lab.watch("b", ms(200)).await;
            tokio::join!(lab.watch("a", ms(100)), lab.watch("b", ms(200)));
        });
        let drawn = draw(&recording).unwrap();
        assert_eq!(
            drawn.says,
            "The waits take 300 ms one after another and 200 ms at the same time."
        );
        for (svg, most) in [(&drawn.wide, 750.0), (&drawn.narrow.unwrap(), 320.0)] {
            texts_are_apart(svg, most);
            let bars = rects(svg, "wait");
            let [a, b, a2, b2] = bars.as_slice() else {
                panic!("{bars:?}")
            };
            assert!((b.width - 2.0 * a.width).abs() < 0.2, "{bars:?}");
            assert!(
                (b.x - a.right()).abs() < 0.2,
                "b begins where a ends: {bars:?}"
            );
            assert_eq!((a2.x, b2.x, a2.width), (a.x, a.x, a.width));
            assert!((b2.width - b.width).abs() < 0.2, "{bars:?}");
        }
        let said: Vec<String> = texts(&drawn.wide).into_iter().map(|t| t.text).collect();
        assert!(
            said.contains(&"At the same time: 200 ms".to_owned()),
            "{said:?}"
        );
    }

    #[test]
    fn what_only_overlaps_in_part_is_not_said_to_be_at_once() {
        let recording = recorded(async |lab| {
            let second = async {
                lab.watch("b", ms(100)).await;
                lab.watch("c", ms(100)).await;
            };
            tokio::join!(lab.watch("a", ms(150)), second);
        });
        assert_eq!(
            draw(&recording).unwrap().says,
            "The waits take 200 ms overlapping."
        );
    }

    #[test]
    fn without_time_there_is_nothing_to_draw() {
        let recording = recorded(async |lab| lab.watch("a", async {}).await);
        assert_eq!(draw(&recording).err().unwrap(), say::NOTHING);
    }
}
