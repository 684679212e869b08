//! # A lock that nobody polls
