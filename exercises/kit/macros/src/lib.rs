//! The macros of the workbook's kit. They are documented where they are used: in the crate `kit`.

mod check;
mod checks;

use proc_macro::TokenStream;
use syn::{Error, ItemFn, parse_macro_input};

/// Turns a function into a check: see the crate `kit`.
#[proc_macro_attribute]
pub fn check(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as ItemFn);
    check::settings(arguments)
        .and_then(|settings| check::expand(&settings, &function))
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

/// Makes the `main` that runs the checks of a file's modules: see the crate `kit`.
#[proc_macro]
pub fn checks(arguments: TokenStream) -> TokenStream {
    let file = proc_macro::Span::call_site().local_file();
    checks::expand(arguments.into(), file.as_deref())
        .unwrap_or_else(|error| {
            let error = error.into_compile_error();
            // With a `main`, so that only the cause is reported.
            quote::quote!(#error fn main() {})
        })
        .into()
}

/// See `BUILT_IN` in the chapters.
const _: Option<&str> = option_env!("WORKBOOK_TREE");
