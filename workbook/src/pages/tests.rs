use std::fs;

use super::{Listings, expand};

/// A listing `soup` with an output and a recording: A is ready at 100 ms, B is dropped.
fn listings() -> (tempfile::TempDir, Listings) {
    let src = tempfile::tempdir().unwrap();
    let examples = src.path().join("listings/examples");
    fs::create_dir_all(&examples).unwrap();
    fs::write(examples.join("soup.rs"), "fn main() {}\n").unwrap();
    fs::write(examples.join("soup.out"), "one\ntwo\nthree\n").unwrap();
    let recording = r#"{"lane":0,"kind":"future","name":"A","parent":null,"file":"soup.rs","line":1}
{"at_us":0,"lane":0,"what":"created"}
{"lane":1,"kind":"future","name":"B","parent":null,"file":"soup.rs","line":1}
{"at_us":0,"lane":1,"what":"created"}
{"at_us":0,"lane":0,"what":"polled"}
{"at_us":0,"lane":0,"what":"pending"}
{"at_us":100000,"lane":0,"what":"woken","by":"clock"}
{"at_us":100000,"lane":0,"what":"polled"}
{"at_us":100000,"lane":0,"what":"ready"}
{"at_us":100000,"lane":1,"what":"dropped"}
"#;
    fs::write(examples.join("soup.jsonl"), recording).unwrap();
    let listings = Listings::below(src.path());
    (src, listings)
}

fn predict(asks: &str, options: &[&str]) -> String {
    let options: String = options
        .iter()
        .map(|says| format!("[[option]]\nsays = \"\"\"{says}\"\"\"\nwhy = \"since `it` ran\"\n"))
        .collect();
    format!("```predict\nlisting = \"soup\"\nasks = {asks}\nquestion = \"What?\"\n{options}```\n")
}

#[track_caller]
fn expanded(text: &str) -> String {
    let (_folder, listings) = listings();
    expand(text, &listings).unwrap()
}

#[track_caller]
fn fault(text: &str) -> String {
    let (_folder, listings) = listings();
    let faults = expand(text, &listings).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults[0].clone()
}

#[test]
fn the_option_that_matches_the_run_is_the_right_one() {
    for (asks, options, right) in [
        ("\"time\"", ["0 ms", "100 ms"], 1),
        ("\"ends\"", ["no", "yes"], 0),
        ("\"order\"", ["A", "A, B"], 0),
        ("\"output\"", ["one\ntwo", "one\ntwo\nthree"], 1),
        ("\"output\"\nfrom = 2\nto = 2", ["two", "three"], 0),
    ] {
        let html = expanded(&predict(asks, &options));
        assert!(
            html.contains(&format!("data-right=\"{right}\"")),
            "{asks}: {html}"
        );
    }
}

#[test]
fn a_prediction_of_which_no_option_or_two_are_right_is_a_fault() {
    let none = fault(&predict("\"time\"", &["0 ms", "200 ms"]));
    assert!(
        none.contains("none of its options is what ran: \"100 ms\""),
        "{none}"
    );
    let two = fault(&predict("\"time\"", &["100 ms", " 100 ms "]));
    assert!(two.contains("2 of its options are what ran"), "{two}");
}

#[test]
fn a_prediction_that_cannot_be_read_or_does_not_explain_is_a_fault() {
    let mute = predict("\"time\"", &["100 ms"]).replace("since `it` ran", " ");
    assert!(fault(&mute).contains("has no explanation"));
    let unknown = fault(&predict("\"mood\"", &["fine"]));
    assert!(unknown.contains("cannot be read"), "{unknown}");
    let absent = predict("\"time\"", &["100 ms"]).replace("soup", "stew");
    assert!(fault(&absent).contains("listings/examples/stew.jsonl cannot be read"));
}

#[test]
fn every_explanation_is_there_without_a_script() {
    let html = expanded(&predict("\"time\"", &["100 ms", "0 ms"]));
    assert_eq!(
        html.matches("since <code>it</code> ran").count(),
        2,
        "{html}"
    );
    assert!(html.contains("<details>"));
    let (form, _) = html.split_once("</form>").unwrap();
    assert!(
        !form.contains("\n\n"),
        "an empty line would end the HTML: {html}"
    );
}

#[test]
fn an_option_that_prints_nothing_says_so() {
    let html = expanded(&predict("\"output\"\nfrom = 4\nto = 4", &["", "four"]));
    assert!(html.contains("> <em>nothing</em></label>"), "{html}");
    assert!(html.contains("data-right=\"0\""), "{html}");
}

#[test]
fn a_picture_says_the_same_in_words() {
    let html = expanded("before\n\n{{#picture poll-and-wake soup}}\n\nafter\n");
    for wanted in [
        "<svg",
        "role=\"img\"",
        "At 100 ms, the clock wakes A (line 1).",
        "before",
        "after",
    ] {
        assert!(html.contains(wanted), "no {wanted} in {html}");
    }
    let figure = &html[html.find("<figure").unwrap()..html.find("</figure>").unwrap()];
    assert!(
        !figure.contains("\n\n"),
        "an empty line would end the HTML: {figure}"
    );
}

#[test]
fn a_stepper_brings_the_program_and_the_steps() {
    let html = expanded("{{#stepper poll-and-wake soup}}\n");
    assert!(html.contains("<ol class=\"program\""), "{html}");
    assert!(html.contains("\"clock\":\"100 ms\""), "{html}");
}

#[test]
fn a_stepper_of_steps_in_another_file_is_refused() {
    let (src, listings) = listings();
    let examples = src.path().join("listings/examples");
    let recording = fs::read_to_string(examples.join("soup.jsonl")).unwrap();
    let elsewhere = "\"what\":\"polled\",\"file\":\"examples/soup/pot.rs\",\"line\":2";
    let recording = recording.replace("\"what\":\"polled\"", elsewhere);
    fs::write(examples.join("soup.jsonl"), recording).unwrap();
    let faults = expand("{{#stepper poll-and-wake soup}}\n", &listings).unwrap_err();
    assert!(
        faults[0].contains("lines of examples/soup/pot.rs"),
        "{faults:?}"
    );
    assert!(expand("{{#picture poll-and-wake soup}}\n", &listings).is_ok());
}

#[test]
fn what_a_page_asks_for_and_is_not_there_is_a_fault_with_its_line() {
    let kind = fault("one\n{{#picture portrait soup}}\n");
    assert!(
        kind.starts_with("2 asks for a picture of the kind portrait; the kinds are"),
        "{kind}"
    );
    let listing = fault("{{#picture poll-and-wake stew}}\n");
    assert!(listing.contains("call `keep_beside_listing`"), "{listing}");
    let nothing = fault("{{#picture}}\n");
    assert!(nothing.contains("without saying of what"), "{nothing}");
}

#[test]
fn what_stands_in_a_code_block_is_shown_as_it_is() {
    let text = "````text\n```predict\n{{#picture portrait soup}}\n```\n````\n\n~~~\n{{#stepper x y}}\n~~~\n";
    assert_eq!(expanded(text), text);
}

/// What `html` withholds, in order; a part within another comes after it.
fn withheld(html: &str) -> Vec<&str> {
    let parts = html.split("<div class=\"withheld\"").skip(1);
    parts
        .map(|part| part.split("</div>").next().unwrap())
        .collect()
}

#[test]
fn what_stands_below_a_prediction_is_withheld_up_to_the_next_heading() {
    let form = predict("\"time\"", &["100 ms", "0 ms"]);
    let text = format!("# Soup\n\nabove\n\n{form}\nbelow\n\n### Next\n\nopen\n");
    let html = expanded(&text);
    let parts = withheld(&html);
    assert_eq!(parts.len(), 1, "{html}");
    assert!(parts[0].contains("data-of=\"predict-soup-1\""), "{html}");
    assert!(
        parts[0].contains("below") && !parts[0].contains("Next"),
        "{html}"
    );
    assert_eq!(html.matches("<div").count(), html.matches("</div>").count());
}

#[test]
fn a_question_without_options_withholds_too_within_another_one() {
    let html = expanded("{{#predict How `long`?}}\n\none\n\n{{#predict And now?}}\n\ntwo\n");
    let parts = withheld(&html);
    assert_eq!(parts.len(), 2, "{html}");
    assert!(html.contains("**Predict:** How `long`?"), "{html}");
    assert!(
        parts[0].contains("one") && parts[1].contains("two"),
        "{html}"
    );
    assert!(html.trim_end().ends_with("</div>"), "{html}");
    assert_eq!(html.matches("<div").count(), html.matches("</div>").count());
}

#[test]
fn a_question_that_would_hide_nothing_or_asks_nothing_is_a_fault() {
    let bold = fault("one\n\n**Predict:** how long?\n");
    assert!(bold.starts_with("3 has a bold \"Predict:\""), "{bold}");
    assert!(fault("{{#predict}}\n").contains("expected a question"));
    assert!(fault("{{#terms }}\n").contains("names no terms"));
}

#[test]
fn a_heading_within_code_ends_nothing() {
    let html = expanded("{{#predict How?}}\n\n```sh\n# a comment\n```\n\nbelow\n");
    assert!(withheld(&html)[0].contains("below"), "{html}");
}

#[test]
fn the_section_on_asyncio_folds_up_to_the_next_one_of_its_level() {
    let text = "## The same in asyncio\n\none\n\n### Below\n\ntwo\n\n## Then\n\nthree\n";
    let html = expanded(text);
    let (folded, after) = html.split_once("</details>").unwrap();
    assert!(folded.starts_with("## The same in asyncio\n\n<details class=\"folded\" open>"));
    assert!(
        folded.contains("two") && after.starts_with("\n\n## Then"),
        "{html}"
    );
    assert!(!expanded("## The same as asyncio\n").contains("<details"));
}

#[test]
fn each_line_of_a_tip_is_a_paragraph_and_other_quotations_are_left_alone() {
    let tip = "> [!TIP]\n> one\n> two\n> three\n";
    let split = "> [!TIP]\n> one\n>\n> two\n>\n> three\n";
    assert_eq!(expanded(tip), split);
    assert_eq!(expanded(split), split);
    let note = "> [!NOTE]\n> one\n> two\n\n> one\n> two\n";
    assert_eq!(expanded(note), note);
}
