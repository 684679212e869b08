//! # Retries with back-off and a budget
