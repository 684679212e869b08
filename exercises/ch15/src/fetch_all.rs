//! # The whole downloader
