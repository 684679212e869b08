//! Runs a scenario of several threads in many orders of their steps. Given: the exercise `orders` uses it.
