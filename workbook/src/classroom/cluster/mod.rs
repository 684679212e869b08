//! A class on several machines, by engines that exist: files for GitHub Actions, Slurm and Kubernetes that grade it in
//! parts and merge them, and one for the container that Kubernetes runs.
//!
//! The files hold the commands as an instructor would type them. They are made from those beside this one, in which
//! `@NAME@` stands for what differs.

use std::fs;
use std::path::{Component, Path};

use anyhow::{Context as _, bail};

/// The files: their names, and what they are made from.
const FILES: [(&str, &str); 6] = [
    ("github.yml", include_str!("github.yml")),
    ("slurm.sh", include_str!("slurm.sh")),
    ("slurm-merge.sh", include_str!("slurm-merge.sh")),
    ("kubernetes.yml", include_str!("kubernetes.yml")),
    ("kubernetes-merge.yml", include_str!("kubernetes-merge.yml")),
    ("Containerfile", include_str!("Containerfile")),
];

/// What is left out of the container.
const IGNORED: &str = "target\n.git\n.workbook\n";

/// What the files are about.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The folder of the class from the workbook's root, with `/`: `class`. Its `submissions` are graded.
    pub class: String,
    /// What else there is in it, of [`PARTS`].
    pub there: Vec<&'static str>,
    pub shards: u16,
    /// The container's name: `registry.example/grader:week-1`.
    pub image: String,
    /// The version of rustc: `1.90.0`.
    pub toolchain: String,
}

/// What a class may hold beside its submissions: names in its folder, and the options of `grade` for them.
const PARTS: [(&str, &str); 3] = [
    ("roster.csv", "--roster"),
    ("assignment.toml", "--assignment"),
    ("hidden", "--hidden"),
];

impl Wanted {
    /// The files for the class in the folder `class` of the workbook at `root`.
    ///
    /// # Errors
    /// If the folder is not in the workbook or holds no `submissions`, or a name would have to be quoted in a shell.
    pub fn new(
        root: &Path,
        class: &Path,
        shards: u16,
        image: &str,
        toolchain: &str,
    ) -> anyhow::Result<Self> {
        let folder = std::path::absolute(class)?;
        if !folder.join("submissions").is_dir() {
            bail!(
                "{} holds no folder `submissions`: expected one with an entry for each student, and beside it, as \
                 far as you use them, roster.csv, assignment.toml and hidden",
                class.display()
            );
        }
        let Ok(below) = folder.strip_prefix(root) else {
            bail!(
                "{} is not in this workbook: the machines get the workbook and the class together. Put the class \
                 into a folder of {}",
                class.display(),
                root.display()
            );
        };
        let mut names = Vec::new();
        for part in below.components() {
            match part {
                Component::Normal(name) => names.push(name.to_string_lossy()),
                _ => bail!("{} leads through `..`: name it without", class.display()),
            }
        }
        let class = names.join("/");
        for (what, name) in [("folder", &*class), ("image", image)] {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@".contains(c);
            if name.is_empty() || name.starts_with('-') || !name.chars().all(plain) {
                bail!(
                    "`{name}` as the name of the {what} would have to be quoted: expected letters, digits, `-`, `_`, \
                     `.` and `/`"
                );
            }
        }
        let names = PARTS.iter().map(|(name, _)| *name);
        Ok(Self {
            class,
            there: names.filter(|name| folder.join(name).exists()).collect(),
            shards,
            image: image.to_owned(),
            toolchain: toolchain.to_owned(),
        })
    }

    /// Each file's name and text.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        let parts: Vec<String> = (1..=self.shards).map(|part| part.to_string()).collect();
        let of_rust = match self
            .toolchain
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.')
        {
            true => &*self.toolchain,
            false => "1",
        };
        let made = FILES.iter().map(|(name, text)| {
            // In a pod, the class is a volume.
            let class = match name.starts_with("kubernetes") {
                true => "/class",
                false => &*self.class,
            };
            let text = text
                // As git may have written them on Windows.
                .replace("\r\n", "\n")
                .replace("@OPTIONS@", &self.options(class))
                .replace("@CLASS@", class)
                .replace("@SHARDS@", &self.shards.to_string())
                .replace("@PARTS@", &parts.join(", "))
                .replace("@IMAGE@", &self.image)
                .replace("@IMAGE_OF_RUST@", &format!("{of_rust}-slim-trixie"))
                .replace("@TOOLCHAIN@", &self.toolchain);
            (*name, text)
        });
        let ignored = format!("{IGNORED}{}\n", self.class);
        made.chain([("Containerfile.dockerignore", ignored)])
            .collect()
    }

    /// ` --roster class/roster.csv …`: what of the class is there.
    fn options(&self, class: &str) -> String {
        PARTS
            .iter()
            .filter(|(name, _)| self.there.contains(name))
            .map(|(name, option)| format!(" {option} {class}/{name}"))
            .collect()
    }

    /// Writes the files into `folder`, a new or an empty one.
    ///
    /// # Errors
    /// If it holds something, or cannot be written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        if folder.exists() && fs::read_dir(folder).map_or(true, |mut there| there.next().is_some())
        {
            bail!(
                "{} is not an empty folder: name a new one, or remove what is there",
                folder.display()
            );
        }
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        for (name, text) in self.files() {
            let file = folder.join(name);
            fs::write(&file, text).with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(there: &[&'static str]) -> Wanted {
        Wanted {
            class: "class/week-1".to_owned(),
            there: there.to_vec(),
            shards: 3,
            image: "grader:1".to_owned(),
            toolchain: "1.90.0".to_owned(),
        }
    }

    fn file(wanted: &Wanted, name: &str) -> String {
        let mut files = wanted.files().into_iter();
        files.find(|(own, _)| *own == name).unwrap().1
    }

    #[test]
    fn each_file_grades_every_part_with_what_the_class_holds() {
        let wanted = wanted(&["roster.csv", "hidden"]);
        for (name, said) in [
            (
                "github.yml",
                "\"$COLLECTED_AT\" --roster class/week-1/roster.csv --hidden class/week-1/hidden\n",
            ),
            ("github.yml", "part: [1, 2, 3]\n"),
            ("slurm.sh", "#SBATCH --array=1-3\n"),
            (
                "slurm.sh",
                "--roster class/week-1/roster.csv --hidden class/week-1/hidden\n",
            ),
            ("kubernetes.yml", "completions: 3\n"),
            (
                "kubernetes.yml",
                "--shard \"$part/3\" --roster /class/roster.csv --hidden /class/hidden\n",
            ),
            (
                "Containerfile",
                "FROM docker.io/library/rust:1.90.0-slim-trixie\n",
            ),
            ("Containerfile.dockerignore", "\nclass/week-1\n"),
        ] {
            let text = file(&wanted, name);
            assert!(text.contains(said), "{name} lacks {said}\n{text}");
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        let left = regex::Regex::new("@[A-Z_]+@").unwrap();
        for (name, text) in wanted(&[]).files() {
            assert!(!left.is_match(&text), "{name}: {text}");
        }
    }
}
