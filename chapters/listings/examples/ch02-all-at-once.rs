// ANCHOR: main
/// All complete lines of `text`, each with its number.
fn lines(mut text: &str) -> Vec<(u32, &str)> {
    let mut lines = Vec::new();
    let mut number = 1;
    while let Some((line, rest)) = text.split_once('\n') {
        lines.push((number, line));
        text = rest;
        number += 1;
    }
    lines
}

fn main() {
    let text = "Ada\nLondon\nCleo\nBonn\nDan\nOslo\nBob\nBath\n".repeat(125);
    let lines = lines(&text);
    let found = lines.iter().find(|(_, line)| *line == "Bath");
    println!("found: {:?}", found.unwrap());
    println!("cut: {} lines", lines.len());
}
// ANCHOR_END: main
