//! Checks of until_would_block.
