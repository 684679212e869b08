//! `checks!`: finds the checks in the files of the modules beside it, and makes `main`.
//!
//! Nothing is registered before `main` and nothing needs `unsafe`: the macro reads the files, which the
//! compiler reads anyway, and names each check by its path.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Error, Expr, ExprLit, Ident, Item, ItemMod, Lit, Meta, Result};

use crate::check::entry;

/// A check by its path, and what it is compiled under.
struct Found {
    path: Vec<Ident>,
    cfgs: Vec<Attribute>,
}

/// `file` is the one that the macro was called in; editors may not say.
pub fn expand(arguments: TokenStream, file: Option<&Path>) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(
            arguments,
            "`checks!()` takes no arguments: it finds the modules that the file declares",
        ));
    }
    let Some(file) = file else {
        return Ok(quote!(
            fn main() {}
        ));
    };
    let mut modules = Vec::new();
    for item in parse(file)?.items {
        if let Item::Mod(module) = item
            && module.content.is_none()
        {
            modules.push((source(file, &module), module));
        }
    }
    let order = modules
        .iter()
        .find_map(|(source, _)| metadata(source))
        .map(|metadata| (order(&metadata), metadata));
    if let Some((slugs, _)) = &order {
        // The book's order of exercises; a module that is no exercise comes last.
        modules.sort_by_key(|(_, module)| {
            slugs
                .iter()
                .position(|slug| module.ident == slug)
                .unwrap_or(slugs.len())
        });
    }
    let mut found = Vec::new();
    for (source, module) in &modules {
        let inside = Found {
            path: vec![module.ident.clone()],
            cfgs: cfgs(&module.attrs),
        };
        collect(&parse(source)?.items, &inside, source, &mut found)?;
    }
    let entries = found
        .iter()
        .map(|Found { path, cfgs }| quote!(#(#cfgs)* &#(#path)::*));
    // The compiler tracks the modules' files itself. Of this one it must be told.
    let tracked = order.and_then(|(_, metadata)| {
        let folder = file.parent()?;
        let metadata = metadata.strip_prefix(folder).ok()?.to_str()?.to_owned();
        Some(quote!(
            const _: &[u8] = ::core::include_bytes!(#metadata);
        ))
    });
    let judged = judged()?;
    Ok(quote! {
        #tracked
        // Lets cargo compile this again for another copy of the workbook.
        const _: ::core::option::Option<&str> = ::core::option_env!("WORKBOOK_TREE");

        fn main() -> ::std::process::ExitCode {
            ::kit::harness::main(
                &[#(#entries),*],
                &[::#judged::BUILT_IN.0, ::core::env!("CARGO_MANIFEST_DIR")],
            )
        }
    })
}

fn collect(items: &[Item], inside: &Found, file: &Path, found: &mut Vec<Found>) -> Result<()> {
    for item in items {
        let (name, attributes, content) = match item {
            Item::Fn(function) if function.attrs.iter().any(is_check) => {
                (entry(&function.sig.ident), &function.attrs, None)
            }
            Item::Mod(module) => match &module.content {
                Some((_, content)) => {
                    (module.ident.clone(), &module.attrs, Some((module, content)))
                }
                None => continue,
            },
            _ => continue,
        };
        let deeper = Found {
            path: inside
                .path
                .iter()
                .cloned()
                .chain([at_call(&name)])
                .collect(),
            cfgs: inside
                .cfgs
                .iter()
                .cloned()
                .chain(cfgs(attributes))
                .collect(),
        };
        let Some((module, content)) = content else {
            found.push(deeper);
            continue;
        };
        let before = found.len();
        collect(content, &deeper, file, found)?;
        if found.len() > before && matches!(module.vis, syn::Visibility::Inherited) {
            return Err(error(&format!(
                "{}: the module `{}` holds checks, which the harness calls from outside: write \
                 `pub(crate) mod {}`",
                file.display(),
                module.ident,
                module.ident
            )));
        }
    }
    Ok(())
}

fn is_check(attribute: &Attribute) -> bool {
    attribute
        .path()
        .segments
        .last()
        .is_some_and(|last| last.ident == "check")
}

fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    // Without the places of another file, which mean nothing here.
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .filter_map(|attribute| {
            let text = attribute.to_token_stream().to_string();
            let tokens: TokenStream = text.parse().ok()?;
            syn::parse::Parser::parse2(Attribute::parse_outer, tokens)
                .ok()?
                .pop()
        })
        .collect()
}

fn at_call(name: &Ident) -> Ident {
    Ident::new(&name.to_string(), Span::call_site())
}

/// The file of `mod name;` in `file`, which is a crate's root.
fn source(file: &Path, module: &ItemMod) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    let given = module
        .attrs
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(path),
                    ..
                }) => Some(path.value()),
                _ => None,
            },
            _ => None,
        });
    match given {
        Some(path) => folder.join(path),
        None => {
            let flat = folder.join(format!("{}.rs", module.ident));
            if flat.is_file() {
                flat
            } else {
                folder.join(module.ident.to_string()).join("mod.rs")
            }
        }
    }
}

/// `chapter.toml` of the chapter whose `tests/checks` hold `source`.
fn metadata(source: &Path) -> Option<PathBuf> {
    let checks = source.parent()?;
    let file = checks.join("../../chapter.toml");
    (checks.ends_with("tests/checks") && file.is_file()).then_some(file)
}

/// The exercises' slugs, in the order of `chapter.toml`. The tool reads that file in full and says what
/// is wrong in it; here a line's form is enough.
fn order(metadata: &Path) -> Vec<String> {
    let text = fs::read_to_string(metadata).unwrap_or_default();
    let slug = |line: &str| {
        let value = line
            .trim()
            .strip_prefix("slug")?
            .trim_start()
            .strip_prefix('=')?;
        Some(value.split('"').nth(1)?.to_owned())
    };
    text.lines().filter_map(slug).collect()
}

fn parse(file: &Path) -> Result<syn::File> {
    let text = fs::read_to_string(file)
        .map_err(|cause| error(&format!("{} could not be read: {cause}", file.display())))?;
    // Where it is not Rust the compiler says so itself, and better: it reads the same file.
    Ok(syn::parse_file(&text).unwrap_or(syn::File {
        shebang: None,
        attrs: Vec::new(),
        items: Vec::new(),
        frontmatter: None,
    }))
}

/// The crate of the package whose checks these are.
fn judged() -> Result<Ident> {
    let package = std::env::var("CARGO_PKG_NAME").map_err(|cause| {
        error(&format!(
            "`checks!` needs cargo, which names the package: {cause}"
        ))
    })?;
    Ok(Ident::new(&package.replace('-', "_"), Span::call_site()))
}

fn error(message: &str) -> Error {
    Error::new(Span::call_site(), message)
}
