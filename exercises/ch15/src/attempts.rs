//! # Which failure is worth another try
