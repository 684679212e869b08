//! `#[check]`: from a function to an entry that the harness can run.

use proc_macro::TokenStream;
use proc_macro2::Span;
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, Ident, ItemFn, Lit, Meta, Result, ReturnType, Token};

/// The name of the entry of the check `name`. `checks!` finds it by this.
pub fn entry(name: &Ident) -> Ident {
    format_ident!("__check_{}", name, span = name.span())
}

/// What stands in the parentheses of `#[check(…)]`.
pub struct Settings {
    real_time: bool,
    threads: usize,
    seconds: u64,
}

pub fn settings(arguments: TokenStream) -> Result<Settings> {
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

/// The entry is a constant value, so that nothing of the kit is compiled once a check. The test beside
/// it is what rustc's own harness runs and what an editor finds; under `harness = false` rustc drops it.
pub fn expand(settings: &Settings, function: &ItemFn) -> Result<proc_macro2::TokenStream> {
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
    let entry = entry(name);
    let promise = syn::LitStr::new(&name.to_string(), Span::call_site());
    let docs = docs(function);
    let (attributes, block) = (&function.attrs, &function.block);
    let (real_time, threads, seconds) = (settings.real_time, settings.threads, settings.seconds);
    let body = if signature.asyncness.is_some() {
        quote!(::kit::door::Body::Future(|| {
            async fn __body() #block
            ::std::boxed::Box::pin(__body())
        }))
    } else {
        quote!(::kit::door::Body::Call(|| #block))
    };
    Ok(quote! {
        #(#attributes)*
        #[allow(non_upper_case_globals)]
        pub(crate) static #entry: ::kit::door::Check = ::kit::door::Check {
            package: ::core::env!("CARGO_PKG_NAME"),
            module: ::core::module_path!(),
            name: #promise,
            why: #docs,
            file: ::core::file!(),
            line: ::core::line!(),
            real_time: #real_time,
            threads: #threads,
            seconds: #seconds,
            body: #body,
        };

        #[::core::prelude::v1::test]
        #(#attributes)*
        fn #name() {
            ::kit::door::run(&#entry);
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
