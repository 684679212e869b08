//! Checks of many_tasks.
