//! Tasks that never end.
