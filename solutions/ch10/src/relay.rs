//! # Work that goes on while you are slow
