//! `cluster`: files that grade a class on several machines.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::classroom::cluster::Wanted;
use crate::classroom::release::release;
use crate::root;

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The folder of the class, in this workbook: `submissions`, and roster.csv, assignment.toml and hidden if you use
    /// them
    #[arg(value_name = "CLASS")]
    class: PathBuf,

    /// In how many parts the class is graded
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    shards: u16,

    /// Where the files go: a new folder or an empty one
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What the container is called, for the Containerfile and Kubernetes
    #[arg(long, value_name = "NAME", default_value = "grader")]
    image: String,
}

const HELP: &str = "\
DIR then holds github.yml, a workflow for GitHub Actions; slurm.sh, an array, and slurm-merge.sh; kubernetes.yml, an
indexed Job, and kubernetes-merge.yml; and Containerfile, for the container in which the Job grades. Each says at its
beginning where it belongs. All use the version of Rust that is in use here.

Exit status: 0 written, 2 not.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let root = root::here()?;
    let toolchain = release(&root)?;
    let wanted = Wanted::new(&root, &args.class, args.shards, &args.image, &toolchain)?;
    wanted.write(&args.out)?;
    anstream::println!(
        "{} for {} in {}, with Rust {toolchain}: github.yml, slurm.sh, kubernetes.yml, Containerfile.",
        super::counted(usize::from(args.shards), "part"),
        args.class.display(),
        args.out.display()
    );
    Ok(ExitCode::SUCCESS)
}
