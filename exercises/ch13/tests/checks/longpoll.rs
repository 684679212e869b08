//! Checks of longpoll.
