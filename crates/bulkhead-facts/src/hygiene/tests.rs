//! Payloads and tricks beside near-twins that must stay quiet.

use std::io::Write as _;

use super::*;
use crate::FileMap;

fn inspect_one(path: &str, bytes: &[u8]) -> Vec<Hygiene> {
    inspect(&FileMap([(path.to_owned(), bytes.to_vec())].into()))
}

#[track_caller]
fn quiet(path: &str, bytes: &[u8]) {
    assert_eq!(inspect_one(path, bytes), [], "{path}");
}

#[track_caller]
fn says(path: &str, bytes: &[u8], kind: HygieneKind, what: &str) {
    let found = inspect_one(path, bytes);
    assert!(
        found.len() == 1 && found[0].kind == kind && found[0].detail.contains(what),
        "{what}: {found:?}"
    );
}

#[track_caller]
fn machine_code(bytes: &[u8], what: &str) {
    says("logo.png", bytes, HygieneKind::MachineCode, what);
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn elf() -> Vec<u8> {
    let mut file = vec![0; 200];
    put(&mut file, 0, b"\x7fELF\x02\x01\x01");
    put(&mut file, 16, &[3, 0, 62, 0, 1]);
    put(&mut file, 52, &[64, 0]);
    file
}

fn pe() -> Vec<u8> {
    let mut file = vec![0; 400];
    put(&mut file, 0, b"MZ");
    put(&mut file, 0x3c, &[128]);
    put(&mut file, 128, b"PE\0\0\x64\x86");
    put(&mut file, 128 + 22, &[0, 0x20, 0x0b, 0x02]);
    file
}

fn mach() -> Vec<u8> {
    let mut file = vec![0; 200];
    for (n, word) in [0xfeed_facf_u32, 0x0100_000c, 0, 2, 1, 16, 0, 0, 1, 16]
        .iter()
        .enumerate()
    {
        put(&mut file, n * 4, &word.to_le_bytes());
    }
    file
}

fn fat() -> Vec<u8> {
    let mut file = vec![0; 100];
    put(&mut file, 0, b"\xca\xfe\xba\xbe\0\0\0\x02\x01\0\0\x07");
    put(&mut file, 28, b"\x01\0\0\x0c");
    file
}

fn coff() -> Vec<u8> {
    let mut file = vec![0; 80];
    put(&mut file, 0, b"\x64\x86\x01\0");
    put(&mut file, 20, b".text");
    put(&mut file, 36, &[10, 0, 0, 0, 60]);
    file
}

fn ar(name: &str, body: &[u8]) -> Vec<u8> {
    let mut file = b"!<arch>\n".to_vec();
    file.extend(format!("{name:<16}{:<32}{:<10}`\n", 0, body.len()).bytes());
    file.extend_from_slice(body);
    file
}

fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    })
    .take(len)
    .collect()
}

fn png(body: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [
        (b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0][..]),
        (b"IDAT", body),
        (b"IEND", &[]),
    ] {
        let chunk = [&kind[..], body].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&chunk);
        file.extend((body.len() as u32).to_be_bytes());
        file.extend(chunk);
        file.extend(crc.sum().to_be_bytes());
    }
    file
}

#[test]
fn machine_code_is_known_by_its_content() {
    machine_code(&elf(), "ELF shared object or executable, x86-64, 200 bytes");
    machine_code(&pe(), "PE library (DLL), x86-64");
    machine_code(&mach(), "Mach-O executable, AArch64");
    machine_code(&fat(), "universal binary, x86-64 and AArch64");
    machine_code(&coff(), "COFF object, x86-64");
    machine_code(b"\0asm\x01\0\0\0\x01\x02\0\0", "WebAssembly module");
    machine_code(b"\0asm\x0d\0\x01\0", "WebAssembly component");
    machine_code(b"BC\xc0\xde\x35\x14\0\0", "LLVM bitcode");
    machine_code(b"rust\0\0\0\x09rest", "Rust crate metadata");
    machine_code(&ar("x.o/", &elf()), "archive of 1 members (ELF");
    machine_code(&ar("lib.rmeta/", &elf()), "rlib");
}

#[test]
fn machine_code_is_found_inside_other_files() {
    for (code, what) in [
        (elf(), "ELF"),
        (pe(), "PE"),
        (mach(), "Mach-O"),
        (fat(), "universal"),
    ] {
        let shifted = [&b"text, then a NUL\0"[..], &code].concat();
        machine_code(&shifted, "at byte 17 of");
        machine_code(&shifted, what);
        machine_code(&[png(b"x"), code.clone()].concat(), what);
        machine_code(&png(&code), what);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&code).expect("memory");
        machine_code(&gz.finish().expect("memory"), "gzip-compressed");
    }
}

#[test]
fn what_only_begins_like_machine_code_is_none() {
    quiet(
        "doc.md",
        b"the magic is \x7fELF and MZ and !<arch>\n and \x7f",
    );
    quiet(
        "test.bin",
        b"\x7fELF\x02\x01\x01\0and no header behind it, though long enough to hold one\0\0",
    );
    quiet(
        "Main.class",
        &[&b"\xca\xfe\xba\xbe\0\0\0\x34\0\x1d"[..], &[1; 200]].concat(),
    );
    quiet("mz.bin", &[&b"MZ"[..], &[0; 200]].concat());
    quiet("a.wasm", b"\0asm\x01\0\0\0\x01\x7f\0");
    quiet("x.a", &ar("readme", b"text\0"));
    quiet("short", b"\x7fELF\0");
    quiet("empty", b"");
    let mut java_like = fat();
    java_like[7] = 52;
    quiet("Fat.class", &java_like);
}

#[test]
fn big_payloads_are_opaque_and_small_or_honest_ones_are_not() {
    let noise = noise(100 << 10);
    let opaque =
        |path: &str, bytes: &[u8], what: &str| says(path, bytes, HygieneKind::Opaque, what);
    opaque(
        "data.bin",
        &noise,
        "96 KiB of high entropy in a file of 100 KiB",
    );
    opaque("logo.png", &noise, "high entropy");
    opaque(
        "logo.png",
        &[b"\x89PNG\r\n\x1a\n", &noise[..]].concat(),
        "high entropy",
    );
    opaque(
        "padded",
        &[&vec![0; 1 << 20][..], &noise].concat(),
        "high entropy",
    );
    opaque("x", &[b"\xfd7zXZ\0", &noise[..]].concat(), "xz-compressed");
    opaque(
        "logo.png",
        &[png(b"x"), noise[..2000].to_vec()].concat(),
        "behind the end of a PNG",
    );
    let wav = [b"RIFF\x04\0\0\0WAVE", &noise[..]].concat();
    opaque("a.wav", &wav, "behind the end of a RIFF");
    quiet("small.bin", &noise[..60 << 10]);
    quiet("logo.png", &png(&noise));
    quiet("logo.png", &[png(&noise), b"\n".to_vec()].concat());
    let table: Vec<u8> = (0..100_000_u32)
        .flat_map(|n| (n % 1000).to_le_bytes())
        .collect();
    quiet("table.bin", &table);
}

#[track_caller]
fn deceptive(path: &str, text: &str, what: &str) {
    says(path, text.as_bytes(), HygieneKind::TrojanSource, what);
}

#[test]
fn bidirectional_controls_are_told_wherever_they_are() {
    for (text, place) in [
        (
            "// a \u{202e}b",
            "U+202E RIGHT-TO-LEFT OVERRIDE in a comment",
        ),
        (
            "/* a \u{2066}b */",
            "U+2066 LEFT-TO-RIGHT ISOLATE in a comment",
        ),
        ("const A: &str = \"\u{2069}\";", "in a literal"),
        ("const A: char = '\u{202d}';", "in a literal"),
        ("let \u{202a}a = 1;", "in code"),
    ] {
        deceptive("src/lib.rs", text, place);
    }
    deceptive("Cargo.toml", "name = \"a\u{202e}\"", "OVERRIDE");
    deceptive("c/x.c", "/*\u{202e} } */", "OVERRIDE");
    quiet("README.md", "\u{202e}".as_bytes());
    assert_eq!(inspect_source("README.md", "\u{202e}".as_bytes()).len(), 1);
}

#[test]
fn invisible_characters_are_told_where_they_serve_nothing() {
    let payload: String = "\u{fe01}\u{fe0f}\u{fe0a}".repeat(20);
    for text in [
        "let a\u{3164} = 1;".to_owned(),
        "let s = \"ad\u{200b}min\";".to_owned(),
        "let s = \"ad\u{ad}\";".to_owned(),
        "let s = \"a\u{200d}b\";".to_owned(),
        "query.get(\"\u{3164}\");".to_owned(),
        "let s = \"x\u{feff}\";".to_owned(),
        "// \u{e0041}\u{e0042}".to_owned(),
        format!("let s = \"{payload}\";"),
        "let s = \"\u{e0101}\u{e0102}\";".to_owned(),
        "let s = \"\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\u{e0041}\";"
            .to_owned(),
        "\u{200e}fn main() {}".to_owned(),
    ] {
        let found = inspect_one("src/lib.rs", text.as_bytes());
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
    }
}

#[test]
fn scripts_and_emoji_that_need_them_are_quiet() {
    for text in [
        "\u{feff}fn main() {}",
        "// caf\u{e9}, \u{201c}quoted\u{201d} \u{2014} and \u{2026}",
        "// \u{26a0}\u{fe0f} careful",
        "// 1\u{fe0f}\u{20e3} first",
        "let s = \"\u{1f469}\u{200d}\u{1f4bb}\";",
        "let s = \"\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}\";",
        "let s = \"\u{0915}\u{094d}\u{200d}\u{0937}\";",
        "let s = \"\u{0645}\u{06cc}\u{200c}\u{062e}\u{0648}\u{0627}\u{0647}\u{0645}\";",
        "// `\u{644}\u{627}`\u{200e}, and more",
        "let s = \"\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\";",
        "let s = \"Donau\u{ad}dampf\";",
        "let s = \"\u{845b}\u{e0100}\";",
        "let s = \"\\u{202e}\";",
    ] {
        quiet("src/lib.rs", text.as_bytes());
    }
}

#[test]
fn tables_of_characters_are_quiet_and_other_literals_are_not() {
    let mut table = "const T: &[char] = &['\u{115f}', '\u{3164}'];\n".to_owned();
    deceptive(
        "src/t.rs",
        "const T: &[char] = &['\u{3164}'];\n",
        "HANGUL FILLER",
    );
    table.push_str("// ");
    table.extend(('\u{4e00}'..).take(600));
    quiet("src/t.rs", table.as_bytes());
    table.push_str("\nfn f() { g(\"a\u{3164}\") }");
    deceptive("src/t.rs", &table, "HANGUL FILLER in a literal");
}

#[test]
fn places_are_lines_and_columns_of_characters() {
    let text = "\u{feff}// \u{e9}\u{202e}\n\u{e9}\u{e9} /* \u{202e}\u{202d} */";
    let found = inspect_one("src/lib.rs", text.as_bytes());
    let places: Vec<_> = found
        .iter()
        .map(|h| (h.position, h.detail.as_str()))
        .collect();
    assert_eq!(
        places,
        [
            (Some((2, 8)), "U+202D LEFT-TO-RIGHT OVERRIDE in a comment"),
            (
                Some((1, 5)),
                "U+202E RIGHT-TO-LEFT OVERRIDE in a comment (2 in this file)"
            ),
        ]
    );
}

#[test]
fn files_of_nothing_but_tricks_cost_little() {
    let invisible = "\u{200b}".repeat(1 << 20);
    deceptive("src/lib.rs", &invisible, "(1048576 in this file)");
    let magics = b"MZ!<arch>\n\x7fELF\0asm\xca\xfe\xba\xbe\0PE\0\0BC\xc0\xde".repeat(1 << 16);
    let started = std::time::Instant::now();
    quiet("decoys.bin", &magics);
    quiet("decoys.bin", &ar("x", b"!<arch>\n").repeat(1 << 14));
    quiet("jpeg.bin", &b"\xff\xd8\xff\xe0\0\x02".repeat(1 << 18));
    assert!(started.elapsed().as_secs() < 20);
}
