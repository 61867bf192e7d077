//! A program for Linux on x86-64, made of bytes: it makes the file that its first argument names, and ends.

/// Where the program is loaded.
const BASE: u64 = 0x40_0000;
const HEADERS: u64 = 64 + 56;

/// Source: "System V Application Binary Interface", ELF header and program header; Linux's table of system calls.
const CODE: [u8; 26] = [
    0x48, 0x8b, 0x7c, 0x24, 0x10, // mov rdi, [rsp+16]: the first argument
    0xbe, 0xa4, 0x01, 0x00, 0x00, // mov esi, 0o644
    0xb8, 0x55, 0x00, 0x00, 0x00, // mov eax, 85: creat
    0x0f, 0x05, // syscall
    0x31, 0xff, // xor edi, edi
    0xb8, 0x3c, 0x00, 0x00, 0x00, // mov eax, 60: exit
    0x0f, 0x05, // syscall
];

/// The whole file.
pub(crate) fn creator() -> Vec<u8> {
    let size = HEADERS + CODE.len() as u64;
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    file.extend(words16(&[2, 62]));
    file.extend(1u32.to_le_bytes());
    file.extend(words64(&[BASE + HEADERS, 64, 0]));
    file.extend(0u32.to_le_bytes());
    file.extend(words16(&[64, 56, 1, 64, 0, 0]));
    // One segment, readable and executable.
    file.extend(1u32.to_le_bytes());
    file.extend(5u32.to_le_bytes());
    file.extend(words64(&[0, BASE, BASE, size, size, 0x1000]));
    file.extend(CODE);
    file
}

fn words16(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

fn words64(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

#[cfg(all(test, target_os = "linux", target_arch = "x86_64"))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn it_makes_a_file() {
        let dir = std::env::temp_dir().join(format!("creator-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a folder can be made");
        let (draft, program, made) = (dir.join("draft"), dir.join("creator"), dir.join("made"));
        std::fs::write(&draft, creator()).expect("can be written");
        // By another process: what this one had open for writing, a child of another test may have open still.
        let installed = Command::new("install")
            .args(["-m", "755"])
            .args([&draft, &program])
            .status();
        assert!(installed.is_ok_and(|s| s.success()));
        let status = Command::new(&program).arg(&made).status();
        let there = made.exists();
        let _ = std::fs::remove_dir_all(&dir);
        assert!(status.is_ok_and(|s| s.success()) && there);
    }
}
