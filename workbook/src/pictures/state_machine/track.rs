//! The wide drawing: a row a state, a column a resume.

use super::{Machine, Visit};
use crate::pictures::svg::{Svg, fit, width_of};
use crate::pictures::words::state_machine as say;

const WIDE: f64 = 750.0;
/// Room for the lines of the source.
const SOURCE: f64 = 64.0;
const BOX_HEIGHT: f64 = 26.0;
const HEAD: f64 = 22.0;
const HEADING: f64 = 26.0;
const GIVES: f64 = 34.0;
const TEXT: f64 = 16.0;
/// Before a column's cell: room for the jump.
const JUMP: f64 = 30.0;
/// Behind the last column: room for the letter of what has ended.
const BEHIND: f64 = 18.0;

/// The positions of everything.
struct Plan {
    state: f64,
    cell: f64,
    /// Where the first column begins.
    from: f64,
    columns: usize,
}

impl Plan {
    fn of(machines: &[Machine<'_>]) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = machines.iter().flat_map(|machine| &machine.states);
        let state = widest(&mut names.map(|state| width_of(&state.name))) + 18.0;
        let visits = machines.iter().flat_map(|machine| &machine.visits);
        let cells = visits.flat_map(|visit| {
            let mut texts = say::kept(visit.stop);
            texts.push(visit.stop.out.clone());
            texts
        });
        let cell = widest(&mut cells.map(|text| width_of(&text))) + 12.0;
        let (state, cell) = (state.clamp(70.0, 150.0), cell.clamp(34.0, 140.0));
        let from = SOURCE + state + 14.0;
        let columns = ((WIDE - BEHIND - from) / (JUMP + cell)).floor().max(1.0);
        Self {
            state,
            cell,
            from,
            columns: columns as usize,
        }
    }

    /// The position of a resume's jump, within its strip.
    fn jump(&self, number: usize) -> f64 {
        let column = (number - 1) % self.columns;
        self.from + (JUMP + self.cell) * column as f64 + 10.0
    }

    fn cell(&self, number: usize) -> f64 {
        self.jump(number) + JUMP - 10.0
    }

    fn strip(&self, number: usize) -> usize {
        (number - 1) / self.columns
    }
}

pub(super) fn drawn(machines: &[Machine<'_>]) -> Svg {
    let plan = Plan::of(machines);
    let resumes: usize = machines.iter().map(|machine| machine.visits.len()).sum();
    let strips = resumes.div_ceil(plan.columns);
    let panels: f64 = machines.iter().map(height).sum();
    let strip_height = HEAD + panels;
    let used = plan.cell(resumes.min(plan.columns)) + plan.cell + BEHIND;
    let mut svg = Svg::new(used, strip_height * strips as f64);
    for strip in 0..strips {
        let mut top = strip_height * strip as f64 + HEAD;
        for number in 1..=resumes {
            if plan.strip(number) == strip {
                let middle = plan.cell(number) + plan.cell / 2.0;
                svg.text("mid number", middle, top - 8.0, &number.to_string());
            }
        }
        for machine in machines {
            panel(machine, &plan, strip, top, &mut svg);
            top += height(machine);
        }
    }
    for visit in machines.iter().flat_map(|machine| &machine.visits) {
        veil(machines, &plan, visit, strip_height, &mut svg);
    }
    svg
}

/// What comes after a resume: the rest of its strip except for the headings, and the strips below.
fn veil(
    machines: &[Machine<'_>],
    plan: &Plan,
    visit: &Visit<'_>,
    strip_height: f64,
    svg: &mut Svg,
) {
    let top = strip_height * plan.strip(visit.number) as f64;
    let behind = if visit.ended { BEHIND } else { 3.0 };
    let x = plan.cell(visit.number) + plan.cell + behind;
    let width = svg.width() - x;
    let mut ahead = vec![(x, top, width, HEAD - 2.0)];
    let mut panel = top + HEAD;
    for machine in machines {
        let heading = HEADING - 10.0;
        ahead.push((x, panel + heading, width, height(machine) - heading));
        panel += height(machine);
    }
    let below = top + strip_height;
    ahead.push((0.0, below, svg.width(), svg.height() - below));
    svg.veil(visit.event, &ahead);
}

/// The height of a state's row: room for the most that is ever kept in it.
fn row(machine: &Machine<'_>, state: usize) -> f64 {
    let visits = machine.visits.iter().filter(|visit| visit.state == state);
    let most = visits.map(|visit| visit.stop.keeps.len()).max();
    most.unwrap_or(1).max(1) as f64 * TEXT + 16.0
}

fn height(machine: &Machine<'_>) -> f64 {
    let rows: f64 = (0..machine.states.len())
        .map(|state| row(machine, state))
        .sum();
    HEADING + rows + GIVES
}

/// The middle of a state's row, below the panel's top.
fn middle(machine: &Machine<'_>, state: usize) -> f64 {
    let above: f64 = (0..state).map(|state| row(machine, state)).sum();
    HEADING + above + row(machine, state) / 2.0
}

fn panel(machine: &Machine<'_>, plan: &Plan, strip: usize, top: f64, svg: &mut Svg) {
    let heading = say::heading(machine.name, &machine.bytes());
    let heading = fit(&heading, WIDE - SOURCE);
    svg.text("strong", SOURCE, top + 10.0, &heading);
    let last = machine.visits.last().map(|visit| visit.state);
    for (number, state) in machine.states.iter().enumerate() {
        let y = top + middle(machine, number);
        let lines = fit(&say::lines(&state.lines), SOURCE - 8.0);
        svg.text("end number", SOURCE - 8.0, y + 4.0, &lines);
        let current = if last == Some(number) { " current" } else { "" };
        let class = format!("box{current}");
        svg.rect(&class, SOURCE, y - BOX_HEIGHT / 2.0, plan.state, BOX_HEIGHT);
        name(
            &format!("mid state{current}"),
            machine,
            number,
            plan,
            y,
            svg,
        );
    }
    let gives = top + height(machine) - 18.0;
    svg.text("end number", plan.from - 14.0, gives, say::GIVES);
    for (index, visit) in machine.visits.iter().enumerate() {
        if plan.strip(visit.number) != strip {
            continue;
        }
        let before = index.checked_sub(1).map(|before| &machine.visits[before]);
        waiting(machine, visit, before, plan, top, svg);
        svg.group(
            "event",
            &format!(" data-event=\"{}\"", visit.event),
            |svg| {
                resume(machine, visit, plan, top, svg);
                let x = plan.cell(visit.number) + plan.cell / 2.0;
                svg.text("mid", x, gives, &fit(&visit.stop.out, plan.cell));
            },
        );
    }
    rest(machine, plan, strip, top, svg);
}

fn name(class: &str, machine: &Machine<'_>, state: usize, plan: &Plan, y: f64, svg: &mut Svg) {
    let text = fit(&machine.states[state].name, plan.state - 8.0);
    svg.text(class, SOURCE + plan.state / 2.0, y + 4.0, &text);
}

/// Suspended: from where the machine stopped last to the resume.
fn waiting(
    machine: &Machine<'_>,
    visit: &Visit<'_>,
    before: Option<&Visit<'_>>,
    plan: &Plan,
    top: f64,
    svg: &mut Svg,
) {
    let jump = plan.jump(visit.number);
    let Some(before) = before else {
        svg.circle("note", jump, top + HEADING - 4.0, 4.0);
        return;
    };
    let y = top + middle(machine, before.state);
    let from = if plan.strip(before.number) == plan.strip(visit.number) {
        plan.cell(before.number) + plan.cell
    } else {
        plan.from - 14.0
    };
    svg.line("waiting", (from, y), (jump, y));
}

/// Suspended over the end of a strip.
fn rest(machine: &Machine<'_>, plan: &Plan, strip: usize, top: f64, svg: &mut Svg) {
    let within = |visit: &&Visit<'_>| plan.strip(visit.number) <= strip;
    let last = machine.visits.iter().rev().find(within);
    let later = machine
        .visits
        .iter()
        .any(|visit| plan.strip(visit.number) > strip);
    if let Some(last) = last
        && later
    {
        let y = top + middle(machine, last.state);
        let from = if plan.strip(last.number) == strip {
            plan.cell(last.number) + plan.cell
        } else {
            plan.from - 14.0
        };
        let to = plan.cell(plan.columns) + plan.cell + 12.0;
        svg.line("waiting", (from, y), (to, y));
    }
}

/// The jump, and what is kept where it ends.
fn resume(machine: &Machine<'_>, visit: &Visit<'_>, plan: &Plan, top: f64, svg: &mut Svg) {
    let y = top + middle(machine, visit.state);
    let half = BOX_HEIGHT / 2.0;
    svg.rect(
        "here",
        SOURCE - 3.0,
        y - half - 3.0,
        plan.state + 6.0,
        BOX_HEIGHT + 6.0,
    );
    svg.rect("lit", SOURCE, y - half, plan.state, BOX_HEIGHT);
    name("mid strong lit", machine, visit.state, plan, y, svg);

    let (jump, cell) = (plan.jump(visit.number), plan.cell(visit.number));
    let from = match visit.before {
        Some(before) => top + middle(machine, before),
        None => top + HEADING,
    };
    if from != y {
        svg.line("wake", (jump, from), (jump, y));
    }
    let kept = say::kept(visit.stop);
    let height = kept.len() as f64 * TEXT + 8.0;
    let (edge, above) = (cell - 3.0, y - height / 2.0 - 3.0);
    svg.rect("here", edge, above, plan.cell + 6.0, height + 6.0);
    svg.arrow("wake", (jump, y), (cell - 1.0, y));
    let nothing = visit.stop.keeps.is_empty();
    let class = if nothing { "fill empty" } else { "fill" };
    svg.rect(class, cell, y - height / 2.0, plan.cell, height);
    let class = if nothing { "mid number" } else { "mid" };
    for (number, text) in kept.iter().enumerate() {
        let line = y - height / 2.0 + TEXT * (number as f64 + 1.0);
        svg.text(
            class,
            cell + plan.cell / 2.0,
            line,
            &fit(text, plan.cell - 6.0),
        );
    }
    if visit.ended {
        let right = cell + plan.cell;
        svg.rect("wall", right - 3.0, y - height / 2.0, 3.0, height);
        svg.text("letter", right + 5.0, y + 4.0, "R");
    }
}
