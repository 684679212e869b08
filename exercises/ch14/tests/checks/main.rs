//! What judges chapter 14: a module an exercise, a function a requirement.

mod crowd;
mod dropped;
mod orders;
mod patience;
mod rouse;
mod subject;
mod wire;

kit::checks!();
