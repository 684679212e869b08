//! Nothing here: the listings are this package's examples.
