//! The attribute `#[check]`. It is documented where it is used: in the crate `kit`.

use proc_macro::TokenStream;
use proc_macro2::Span;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, ItemFn, Lit, Meta, Result, ReturnType, Token, parse_macro_input};

/// Turns a function into a check: see the crate `kit`.
#[proc_macro_attribute]
pub fn check(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as ItemFn);
    settings(arguments)
        .and_then(|settings| expand(&settings, function))
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

/// What stands in the parentheses of `#[check(…)]`.
struct Settings {
    real_time: bool,
    threads: usize,
    seconds: u64,
}

fn settings(arguments: TokenStream) -> Result<Settings> {
    let mut settings = Settings {
        real_time: false,
        threads: 1,
        seconds: 5,
    };
    for meta in Punctuated::<Meta, Token![,]>::parse_terminated.parse(arguments)? {
        match &meta {
            Meta::Path(path) if path.is_ident("real_time") => settings.real_time = true,
            Meta::NameValue(pair) if pair.path.is_ident("threads") => {
                settings.threads = whole_number(&pair.value)?;
                // Tokio can pause the clock of a current-thread runtime only.
                settings.real_time = true;
            }
            Meta::NameValue(pair) if pair.path.is_ident("seconds") => {
                settings.seconds = whole_number(&pair.value)?;
            }
            other => {
                return Err(Error::new(
                    other.span(),
                    "`check` knows `real_time`, `threads = 2` and `seconds = 10`",
                ));
            }
        }
    }
    Ok(settings)
}

fn whole_number<N: std::str::FromStr<Err: std::fmt::Display>>(value: &Expr) -> Result<N> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse(),
        other => Err(Error::new(other.span(), "expected a whole number")),
    }
}

fn expand(settings: &Settings, function: ItemFn) -> Result<proc_macro2::TokenStream> {
    let signature = &function.sig;
    if let Some(argument) = signature.inputs.first() {
        return Err(Error::new(argument.span(), "a check takes no arguments"));
    }
    if let ReturnType::Type(_, returned) = &signature.output {
        return Err(Error::new(
            returned.span(),
            "a check returns nothing: it fails by panicking with the cause",
        ));
    }
    let name = &signature.ident;
    let promise = syn::LitStr::new(&name.to_string(), Span::call_site());
    let docs = docs(&function);
    let (attributes, block, asyncness) = (&function.attrs, &function.block, &signature.asyncness);
    let (real_time, threads, seconds) = (settings.real_time, settings.threads, settings.seconds);
    let run = if asyncness.is_some() {
        quote!(run_async)
    } else {
        quote!(run)
    };
    Ok(quote! {
        #[::core::prelude::v1::test]
        #(#attributes)*
        fn #name() {
            #asyncness fn __body() #block
            ::kit::door::#run(
                ::kit::door::Check {
                    package: ::core::env!("CARGO_PKG_NAME"),
                    module: ::core::module_path!(),
                    name: #promise,
                    why: #docs,
                    file: ::core::file!(),
                    line: ::core::line!(),
                    real_time: #real_time,
                    threads: #threads,
                    seconds: #seconds,
                },
                __body,
            )
        }
    })
}

/// The function's doc comment as one string: a failing check prints it.
fn docs(function: &ItemFn) -> String {
    let mut lines = Vec::new();
    for attribute in &function.attrs {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(line),
                ..
            }) = &pair.value
        {
            lines.push(line.value().trim().to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}
