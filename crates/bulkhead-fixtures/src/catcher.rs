//! Where copies of attacks call home: a server on loopback that keeps what it is sent and answers with a program.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Bytes of one request that are kept.
const KEPT: usize = 4096;
/// How long to wait for more of a request.
const PATIENCE: Duration = Duration::from_millis(150);

/// A listener on loopback, for as long as the process runs.
#[derive(Clone, Debug)]
pub struct Catcher {
    address: String,
    caught: Arc<Mutex<Vec<String>>>,
}

impl Catcher {
    /// Listens on a free port; whoever calls gets `answer`.
    pub fn listen(answer: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let catcher = Catcher {
            address: listener.local_addr()?.to_string(),
            caught: Arc::default(),
        };
        let (caught, answer) = (Arc::clone(&catcher.caught), answer.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let said = serve(stream, &answer);
                let mut caught = caught.lock().unwrap_or_else(PoisonError::into_inner);
                caught.push(said);
            }
        });
        Ok(catcher)
    }

    /// `127.0.0.1:` and the port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What was sent since the last time that somebody asked.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        let mut caught = self.caught.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut caught)
    }
}

/// A caller that says nothing, or goes away, was caught all the same.
fn serve(mut stream: TcpStream, answer: &str) -> String {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let mut said = Vec::new();
    let mut some = [0; 1024];
    while said.len() < KEPT {
        match stream.read(&mut some) {
            Ok(n) if n > 0 => said.extend_from_slice(&some[..n]),
            _ => break,
        }
    }
    let _ = stream.write_all(answer.as_bytes());
    String::from_utf8_lossy(&said).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_calls_is_caught_and_answered() {
        let catcher = Catcher::listen("#!").expect("a port is free");
        let mut stream = TcpStream::connect(catcher.address()).expect("it listens");
        stream.write_all(b"GET /").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert_eq!(answer, "#!");
        while catcher.caught.lock().expect("not poisoned").is_empty() {
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(
            (catcher.take(), catcher.take()),
            (vec!["GET /".to_owned()], vec![])
        );
    }
}
