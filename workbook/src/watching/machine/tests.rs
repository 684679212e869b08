use super::*;

/// At `a` of `a`, `b`, `c`, with `done` known to pass; the first judging has begun.
fn at_a(done: &[&str]) -> Machine {
    let walk = ["a", "b", "c"].map(str::to_owned).to_vec();
    let done = done.iter().map(|id| (*id).to_owned()).collect();
    let (machine, actions) = Machine::new(walk, done, "a".to_owned());
    assert_eq!(actions, [enter("a"), offer("a"), judge("a")]);
    machine
}

fn enter(id: &str) -> Action {
    Action::Enter(id.to_owned())
}

fn offer(id: &str) -> Action {
    Action::Offer(id.to_owned())
}

fn judge(id: &str) -> Action {
    Action::Judge(id.to_owned())
}

fn saved(id: &str) -> Happened {
    Happened::Saved(vec![id.to_owned()])
}

const PASSED: Happened = Happened::Judged { passed: true };
const FAILED: Happened = Happened::Judged { passed: false };

fn press(machine: &mut Machine, key: Key) -> Vec<Action> {
    machine.take_in(Happened::Pressed(key))
}

#[test]
fn a_save_judges_and_a_pass_moves_on_and_p_goes_back() {
    let mut machine = at_a(&["b"]);
    assert_eq!(machine.take_in(FAILED), [Action::Show]);
    assert_eq!(machine.take_in(saved("a")), [judge("a")]);
    let next = Some("c".to_owned());
    assert_eq!(
        machine.take_in(PASSED),
        [Action::Passed { next }, enter("c"), offer("c"), judge("c")],
        "b is done already"
    );
    assert_eq!(machine.take_in(FAILED), [Action::Show]);
    assert_eq!(
        press(&mut machine, Key::Previous),
        [enter("a"), offer("a"), judge("a")]
    );
    assert_eq!(machine.take_in(PASSED), [Action::Show], "it passed before");
    assert_eq!(machine.take_in(saved("a")), [judge("a")]);
    assert_eq!(
        machine.take_in(PASSED),
        [Action::Show],
        "polished, and still passing"
    );
    assert_eq!(machine.take_in(saved("a")), [judge("a")]);
    assert_eq!(machine.take_in(FAILED), [Action::Show]);
    machine.take_in(saved("a"));
    assert!(
        matches!(machine.take_in(PASSED)[0], Action::Passed { .. }),
        "fixed again"
    );
}

#[test]
fn a_save_while_judging_stops_it_and_begins_anew_once() {
    let mut machine = at_a(&[]);
    assert_eq!(machine.take_in(saved("a")), [Action::Stop]);
    assert_eq!(machine.take_in(saved("a")), []);
    assert_eq!(machine.take_in(Happened::Unjudged), [judge("a")]);
    // It had its verdicts before it could be stopped: they are not of the answer as it is now.
    assert_eq!(machine.take_in(saved("a")), [Action::Stop]);
    assert_eq!(machine.take_in(PASSED), [judge("a")]);
    assert!(!machine.is_done("a"));
    assert_eq!(machine.take_in(FAILED), [Action::Show]);
    assert!(!machine.is_judging());
}

#[test]
fn a_save_of_another_exercise_switches_to_it() {
    let mut machine = at_a(&[]);
    assert_eq!(machine.take_in(saved("c")), [enter("c"), Action::Stop]);
    assert_eq!(machine.take_in(Happened::Unjudged), [judge("c")]);
    machine.take_in(FAILED);
    let both = Happened::Saved(vec!["b".to_owned(), "c".to_owned()]);
    assert_eq!(
        machine.take_in(both),
        [judge("c")],
        "the one at hand is among them"
    );
    machine.take_in(FAILED);
    // One that is not among those to work through.
    assert_eq!(machine.take_in(saved("z")), [enter("z"), judge("z")]);
    let next = Some("a".to_owned());
    assert_eq!(machine.take_in(PASSED)[0], Action::Passed { next });
}

#[test]
fn the_last_pass_stays_and_says_so() {
    let mut machine = at_a(&["b", "c"]);
    assert_eq!(machine.take_in(PASSED), [Action::Passed { next: None }]);
    assert_eq!(machine.current(), "a");
    assert_eq!(machine.next(), None);
    assert_eq!(press(&mut machine, Key::Previous), [Action::NoOther]);
    press(&mut machine, Key::Next);
    press(&mut machine, Key::Next);
    assert_eq!(machine.current(), "c");
    assert_eq!(press(&mut machine, Key::Next), [Action::NoOther]);
}

#[test]
fn looking_at_an_exercise_that_passes_does_not_move_on() {
    let mut machine = at_a(&[]);
    machine.take_in(FAILED);
    assert_eq!(
        press(&mut machine, Key::Next),
        [enter("b"), offer("b"), judge("b")]
    );
    assert_eq!(
        machine.take_in(PASSED),
        [Action::Show],
        "solved, and never judged"
    );
    assert_eq!(press(&mut machine, Key::Check), [judge("b")]);
    assert_eq!(machine.take_in(PASSED), [Action::Show]);
}

#[test]
fn a_reset_is_asked_for_and_only_y_confirms_it() {
    let mut machine = at_a(&[]);
    machine.take_in(FAILED);
    let ask = [Action::Ask("a".to_owned())];
    for no in [Key::Next, Key::Reset, Key::Other] {
        assert_eq!(press(&mut machine, Key::Reset), ask);
        assert_eq!(press(&mut machine, no), [Action::Unasked]);
    }
    assert_eq!(machine.current(), "a");
    assert_eq!(press(&mut machine, Key::Reset), ask);
    assert_eq!(
        press(&mut machine, Key::Yes),
        [Action::Reset("a".to_owned())]
    );
    assert_eq!(press(&mut machine, Key::Yes), []);
    // What is saved meanwhile is not what the question was about.
    press(&mut machine, Key::Reset);
    assert_eq!(machine.take_in(saved("a")), [Action::Unasked, judge("a")]);
    assert_eq!(press(&mut machine, Key::Yes), []);
    press(&mut machine, Key::Reset);
    assert_eq!(press(&mut machine, Key::Quit), [Action::Quit]);
}

#[test]
fn the_solution_is_that_of_what_passes() {
    let mut machine = at_a(&[]);
    let of = |id: &str| [Action::Solution(id.to_owned())];
    let not_yet = |id: &str| [Action::NoSolutionYet(id.to_owned())];
    machine.take_in(FAILED);
    assert_eq!(press(&mut machine, Key::Solution), not_yet("a"));
    machine.take_in(saved("a"));
    machine.take_in(PASSED);
    assert_eq!(
        press(&mut machine, Key::Solution),
        of("a"),
        "it has just passed"
    );
    machine.take_in(FAILED);
    assert_eq!(press(&mut machine, Key::Solution), of("a"));
    machine.take_in(saved("b"));
    assert_eq!(
        press(&mut machine, Key::Solution),
        not_yet("b"),
        "there is work at b"
    );
    press(&mut machine, Key::Previous);
    assert_eq!(press(&mut machine, Key::Solution), of("a"));
}

#[test]
fn what_cannot_be_judged_is_shown_and_can_be_tried_again() {
    let mut machine = at_a(&[]);
    assert_eq!(machine.take_in(Happened::Unjudged), [Action::Show]);
    assert_eq!(press(&mut machine, Key::Check), [judge("a")]);
    assert_eq!(
        press(&mut machine, Key::Check),
        [Action::Stop],
        "at once anew"
    );
}
