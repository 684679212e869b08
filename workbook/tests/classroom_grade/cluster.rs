//! `cluster`: files that grade a class on several machines.

use std::fs;

use crate::Class;

fn cluster(class: &Class, words: &[&str]) -> crate::fixtures::Ran {
    class.workbook.run(&[&["cluster"], words].concat())
}

#[test]
fn the_files_name_what_the_class_holds() {
    let class = Class::new();
    class
        .workbook
        .write("class/submissions/ann/double.rs", crate::DOUBLE)
        .write("class/roster.csv", "id\nann\n");
    let ran = cluster(&class, &["class", "--shards", "2", "--out", "files"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let text = |name: &str| fs::read_to_string(class.workbook.path("files").join(name)).unwrap();
    let slurm = text("slurm.sh");
    assert!(slurm.contains("#SBATCH --array=1-2\n"), "{slurm}");
    assert!(slurm.contains(" --roster class/roster.csv\n"), "{slurm}");
    assert!(!slurm.contains("--hidden"), "{slurm}");
    assert!(text("slurm-merge.sh").contains("merge class/parts/* --out class/results\n"));
    assert!(text("github.yml").contains("part: [1, 2]\n"));
    assert!(text("kubernetes.yml").contains("image: grader\n"));
    assert!(text("kubernetes-merge.yml").contains("merge /class/parts/*"));
    assert!(text("Containerfile").contains("bubblewrap"));

    // What is there is not overwritten.
    let ran = cluster(&class, &["class", "--shards", "3", "--out", "files"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is not an empty folder"), "{}", ran.err);
    assert_eq!(text("slurm.sh"), slurm);
}

#[test]
fn a_class_that_the_machines_would_not_find_is_refused() {
    let class = Class::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("submissions")).unwrap();
    class
        .workbook
        .write("a class/submissions/ann/double.rs", crate::DOUBLE);
    for (folder, said) in [
        ("exercises", "holds no folder `submissions`"),
        (
            elsewhere.path().to_str().unwrap(),
            "is not in this workbook",
        ),
        ("a class", "would have to be quoted"),
    ] {
        let ran = cluster(&class, &[folder, "--shards", "2", "--out", "files"]);
        assert_eq!(ran.code, Some(2), "{folder}");
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let ran = cluster(&class, &["class", "--shards", "0", "--out", "files"]);
    assert_eq!(ran.code, Some(2));
    assert!(!class.workbook.path("files").exists());
}
