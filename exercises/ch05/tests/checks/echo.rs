//! Checks of echo.
