//! The engine: from a tree of answers to verdicts.
