// Runs the reader's checks from the page.
