//! # The receipt that is never saved
