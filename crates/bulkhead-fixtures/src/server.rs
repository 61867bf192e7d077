//! A sparse registry on loopback: the folder of a local registry, served as crates.io serves its own, so that a victim
//! resolves and downloads over http as a developer does.
//!
//! Source: The Cargo Book, "Registry Index", "Sparse Protocol" and "Index Configuration".

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde_json::json;

/// Bytes of one request that are read.
const LONGEST: usize = 16 << 10;
/// How long to wait for the rest of a request.
const PATIENCE: Duration = Duration::from_secs(5);

/// A registry on loopback, for as long as the process runs.
#[derive(Clone, Debug)]
pub struct Server {
    address: String,
}

impl Server {
    /// Serves a folder that [`registry`](crate::registry) makes, as it is at each request.
    pub fn serve(registry: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let server = Server {
            address: address.clone(),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (registry, address) = (registry.clone(), address.clone());
                // Who goes away in the middle is of no interest.
                thread::spawn(move || drop(answer(stream, &registry, &address)));
            }
        });
        Ok(server)
    }

    /// Cargo's configuration that takes crates.io from it.
    #[must_use]
    pub fn config(&self) -> String {
        format!(
            "[source.crates-io]\nreplace-with = \"fixture\"\n[source.fixture]\nregistry = \"sparse+http://{}/\"\n",
            self.address
        )
    }
}

fn answer(mut stream: TcpStream, registry: &Path, address: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = Vec::new();
    let mut some = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < LONGEST {
        match stream.read(&mut some)? {
            0 => break,
            n => request.extend_from_slice(&some[..n]),
        }
    }
    let line = String::from_utf8_lossy(&request);
    let path = line.strip_prefix("GET /").unwrap_or_default();
    let path = path.split(' ').next().unwrap_or_default();
    let (status, body) = match content(registry, address, path) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}

/// What is at a path; nothing outside of the folder is.
fn content(registry: &Path, address: &str, path: &str) -> Option<Vec<u8>> {
    let parts: Vec<&str> = path.split('/').collect();
    let plain = |part: &&str| {
        let known = |b: u8| b.is_ascii_alphanumeric() || b"-_.+".contains(&b);
        part.bytes().all(known) && !part.starts_with('.')
    };
    if !parts.iter().all(plain) {
        return None;
    }
    match parts[..] {
        ["config.json"] => {
            let config = json!({"dl": format!("http://{address}/dl")});
            Some(config.to_string().into_bytes())
        }
        ["dl", name, version, "download"] => {
            fs::read(registry.join(format!("{name}-{version}.crate"))).ok()
        }
        _ => fs::read(registry.join("index").join(path)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_served_and_nothing_beside_it() {
        let dir = std::env::temp_dir().join(format!("served-{}", std::process::id()));
        fs::create_dir_all(dir.join("registry/index/se/rd")).expect("a folder can be made");
        for (file, text) in [
            ("registry/index/se/rd/serde", "line"),
            ("registry/serde-1.0.0.crate", "archive"),
            ("secret", "secret"),
        ] {
            fs::write(dir.join(file), text).expect("a file can be written");
        }
        let server = Server::serve(dir.join("registry")).expect("a port is free");
        let get = |path: &str| {
            let mut stream = TcpStream::connect(&server.address).expect("it listens");
            write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").expect("it reads");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("it answers");
            answer
        };
        assert!(get("/se/rd/serde").ends_with("\r\n\r\nline"));
        assert!(get("/dl/serde/1.0.0/download").ends_with("\r\n\r\narchive"));
        assert!(get("/config.json").contains(&format!("http://{}/dl", server.address)));
        for nothing in ["/se/rd/serdf", "/../secret", "/dl/../../secret", "/", "x"] {
            assert!(get(nothing).starts_with("HTTP/1.1 404"), "{nothing}");
        }
        fs::remove_dir_all(dir).expect("it was made");
    }
}
