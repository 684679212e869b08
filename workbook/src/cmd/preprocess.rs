use std::process::ExitCode;

use mdbook_preprocessor::Preprocessor as _;

use crate::pages::Pages;

/// As mdBook calls a preprocessor: `preprocess supports html` asks, without arguments it hands over
/// the book on standard input and takes it back on standard output.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    question: Option<Question>,
}

#[derive(clap::Subcommand)]
enum Question {
    /// Whether pages for that renderer are prepared
    Supports { renderer: String },
}

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    if let Some(Question::Supports { renderer }) = args.question {
        let code = if Pages.supports_renderer(&renderer)? {
            0
        } else {
            1
        };
        return Ok(ExitCode::from(code));
    }
    let (context, book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
    let book = Pages.run(&context, book)?;
    serde_json::to_writer(std::io::stdout().lock(), &book)?;
    Ok(ExitCode::SUCCESS)
}
