//! # A bounded queue by hand
