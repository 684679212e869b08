// entry: none, or one_line_is_singular
use crate::coroutine::{Coroutine, State};

#[derive(Debug)]
enum Stage {
    Title,
    Body,
    Closing(usize),
    Finished,
}

#[derive(Debug)]
pub struct Report<B> {
    title: String,
    body: B,
    stage: Stage,
}

impl<B> Report<B> {
    pub fn new(title: &str, body: B) -> Self {
        Self {
            title: title.to_owned(),
            body,
            stage: Stage::Title,
        }
    }
}

impl<B: Coroutine<Yield = String, Return = usize>> Coroutine for Report<B> {
    type In = B::In;
    type Yield = String;
    type Return = usize;

    fn resume(&mut self, input: B::In) -> State<String, usize> {
        match self.stage {
            Stage::Title => {
                self.stage = Stage::Body;
                State::Yielded(format!("# {}", self.title))
            }
            Stage::Body => match self.body.resume(input) {
                State::Yielded(line) => State::Yielded(line),
                State::Returned(count) => {
                    self.stage = Stage::Closing(count);
                    let word = if count == 1 { "line" } else { "lines" };
                    State::Yielded(format!("-- {count} {word}"))
                }
            },
            Stage::Closing(count) => {
                self.stage = Stage::Finished;
                State::Returned(count)
            }
            Stage::Finished => panic!("the report has already returned"),
        }
    }
}
