//! What judges chapter 13: a module an exercise, a function a requirement.

mod backlog;
mod census;
mod cleanup;
mod detached;
mod forgotten;
mod guarded;
mod held;
mod leaked;
mod longpoll;
mod missed;
mod nested;
mod rearmed;
mod stalled;
mod symptom;

kit::checks!();
