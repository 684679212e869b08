use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{File, rename};
use tokio::io::{AsyncWriteExt, BufWriter};
use tokio::sync::Notify;

const TABLE: [&str; 6] = ["tea 3", "pins 5", "rope 1", "jars 7", "nails 9", "paint 2"];

// ANCHOR: naive
async fn export(path: &Path, third: &Notify) -> io::Result<&'static str> {
    if path.exists() {
        return Ok("is there already");
    }
    let mut file = BufWriter::new(File::create(path).await?);
    for (nth, row) in TABLE.iter().enumerate() {
        if nth == 3 {
            third.notify_one(); // here the listing cuts
            tokio::task::yield_now().await;
        }
        file.write_all(format!("{row}\n").as_bytes()).await?;
    }
    file.flush().await?;
    Ok("is complete")
}
// ANCHOR_END: naive

// ANCHOR: part
async fn export_part(path: &Path, third: &Notify) -> io::Result<&'static str> {
    if path.exists() {
        return Ok("is there already");
    }
    let part = path.with_extension("part");
    let mut file = BufWriter::new(File::create(&part).await?);
    for (nth, row) in TABLE.iter().enumerate() {
        if nth == 3 {
            third.notify_one();
            tokio::task::yield_now().await;
        }
        file.write_all(format!("{row}\n").as_bytes()).await?;
    }
    file.flush().await?; // out of the program's buffer
    file.get_ref().sync_all().await?; // out of the system's
    rename(&part, path).await?; // whole, or not there
    Ok("is complete")
}
// ANCHOR_END: part

fn tell(folder: &Path) -> io::Result<()> {
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files = files.collect::<io::Result<Vec<PathBuf>>>()?;
    files.sort();
    for path in files {
        let rows = fs::read_to_string(&path)?.lines().count();
        println!("    {}: {rows} rows", path.file_name().unwrap().display());
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    for with_part in [false, true] {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("stock.csv");
        println!(
            "{}",
            ["under its name", "as a part, then renamed"][usize::from(with_part)]
        );
        for run in ["first run", "second run"] {
            let third = Notify::new();
            let cut = async {
                third.notified().await;
                if run == "second run" {
                    std::future::pending::<()>().await;
                }
            };
            let export = async {
                match with_part {
                    false => export(&path, &third).await,
                    true => export_part(&path, &third).await,
                }
            };
            let outcome = tokio::select! {
                biased;
                () = cut => "is cut",
                outcome = export => outcome?,
            };
            println!("  {run}: stock.csv {outcome}");
            tell(folder.path())?;
        }
    }
    Ok(())
}
