//! A release carries the studio inside, packed as browsers take it, so it is rebuilt when the studio was.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        // Other builds read the studio from its folder when they start.
        println!("cargo:rerun-if-changed=build.rs");
        return Ok(());
    }
    let studio = Path::new("../../web/dist");
    println!("cargo:rerun-if-changed={}", studio.display());
    let packed = PathBuf::from(std::env::var("OUT_DIR")?).join("studio");
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    fs::create_dir_all(&packed)?;
    if studio.exists() {
        pack(studio, &packed)?;
    }
    Ok(())
}

/// Copies a folder; files that get smaller are packed and called `NAME.gz`.
fn pack(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            pack(&entry.path(), &target)?;
            continue;
        }
        let bytes = fs::read(entry.path())?;
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(&bytes)?;
        let smaller = writer.finish()?;
        if smaller.len() < bytes.len() {
            let mut name = target.into_os_string();
            name.push(".gz");
            fs::write(name, smaller)?;
        } else {
            fs::write(target, bytes)?;
        }
    }
    Ok(())
}
