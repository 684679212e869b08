//! `assignment.toml`: what is handed out, until when, and how it is graded. `assign` writes it, `grade` reads it.

use serde::{Deserialize, Serialize};

/// An assignment. Each field may be left out; an empty file means all exercises, with their own points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assignment {
    pub title: String,
    /// RFC 3339, with the zone: `2026-10-01T23:59:00+02:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// From when on students may see what hidden checks say, RFC 3339. Never, if it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden_after: Option<String>,
    /// The grader's secret: with the answer it decides on the inputs of checks that vary them. `assign` writes none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub secret: String,
    pub which: Which,
    /// What a failure reveals in exercises that do not say it themselves.
    pub reveal: Reveal,
    /// Chapters (`ch01`) whose exercises all belong to it, beside those of `exercises`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<String>,
    pub late: Late,
    /// `[[exercise]]`: single exercises, and what is special about an exercise of a chapter.
    #[serde(rename = "exercise", skip_serializing_if = "Vec::is_empty")]
    pub exercises: Vec<Part>,
}

/// An exercise of an assignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `ch01/overlap`
    pub id: String,
    /// The workbook's own points, if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal: Option<Reveal>,
}

/// Which of several submissions of a student counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    #[default]
    Latest,
    Best,
}

/// How much a failure tells a student.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reveal {
    /// What a student sees at home: message, timeline, what was printed.
    #[default]
    Everything,
    /// The cause, without the input: numbers and quoted texts are left out, and so is the timeline.
    Cause,
    /// Only the requirement's name and whether it is met.
    Name,
}

/// What lateness costs. It counts from the time of collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case", deny_unknown_fields)]
pub enum Late {
    /// It is noted and costs nothing.
    #[default]
    None,
    /// Each day that has begun costs `percent` of the points; after `days` days it is worth nothing.
    PercentPerDay {
        percent: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u32>,
    },
    /// Each student has `tokens` days in all; each day that has begun takes one. Without a token left, each further
    /// day costs `percent`.
    Tokens { tokens: u32, percent: u32 },
}
