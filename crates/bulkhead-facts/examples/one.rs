//! Scans a folder as a package: PATH EDITION EXTERNS,..
use bulkhead_facts::source::*;
use bulkhead_facts::*;
fn walk(root: &std::path::Path, dir: &std::path::Path, m: &mut FileMap) {
    for e in std::fs::read_dir(dir).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() {
            walk(root, &p, m)
        } else {
            m.0.insert(
                p.strip_prefix(root).unwrap().to_str().unwrap().to_owned(),
                std::fs::read(&p).unwrap(),
            );
        }
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let root = std::path::Path::new(&a[1]);
    let mut m = FileMap::default();
    walk(root, root, &mut m);
    let e = match a[2].as_str() {
        "2015" => Edition::E2015,
        "2018" => Edition::E2018,
        "2021" => Edition::E2021,
        _ => Edition::E2024,
    };
    let t = std::time::Instant::now();
    let r = scan(
        &m,
        &[TargetSpec {
            site: Site::Lib,
            name: "x".into(),
            root: a[3].clone(),
            edition: e,
            externs: a[4].split(',').map(str::to_owned).collect(),
        }],
        &Limits::default(),
    );
    println!(
        "{:?} files={} strings={} cfgs={} facts={} mentions={} exports={} gaps={}",
        t.elapsed(),
        r.files.len(),
        r.strings.len(),
        r.cfgs.len(),
        r.targets[0].facts.len(),
        r.targets[0].mentions.len(),
        r.targets[0].exports.modules.len(),
        r.targets[0].gaps.len()
    );
}
