//! Behaviours that CPython and tokio demand of their own groups of tasks, tried on the references.
