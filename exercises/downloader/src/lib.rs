//! A downloader, put together from the answers of chapter 15.
