//! The downloader of chapter 15, put together from the reference answers.
