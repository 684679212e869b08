//! The whole downloader.
