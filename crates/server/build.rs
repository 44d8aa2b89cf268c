//! A release carries the studio inside, so it is rebuilt when the studio was.

fn main() {
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed=../../web/dist");
    } else {
        // Other builds read the studio from its folder when they start.
        println!("cargo:rerun-if-changed=build.rs");
    }
}
