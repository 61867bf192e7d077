//! Pax extended headers, read line by line as the `tar` crate does (which is not quite as POSIX would have it).

/// What a pax header says about the next entry.
#[derive(Default)]
pub(super) struct Pax<'a> {
    pub(super) path: Option<&'a [u8]>,
    pub(super) link: Option<&'a [u8]>,
    pub(super) size: Option<u64>,
    pub(super) oddities: Vec<&'static str>,
}

impl<'a> Pax<'a> {
    /// Reads the body of a pax header.
    pub(super) fn read(body: &'a [u8]) -> Pax<'a> {
        let mut pax = Pax::default();
        let mut size_settled = false;
        let mut lines = body.split(|byte| *byte == b'\n');
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            let Some((key, value)) = record(line) else {
                // A size behind a broken record is not heeded, a path is.
                size_settled = true;
                pax.odd("a broken pax record, which readers take differently");
                continue;
            };
            match key {
                b"path" => pax.set_path(value),
                b"linkpath" if pax.link.is_none() => pax.link = Some(value),
                b"size" if !size_settled => {
                    size_settled = true;
                    pax.size = std::str::from_utf8(value).ok().and_then(|v| v.parse().ok());
                }
                b"size" | b"linkpath" => pax.odd("a pax record that is given twice"),
                _ if key.starts_with(b"GNU.sparse.") => {
                    pax.odd("a sparse file by pax records, which Cargo unpacks as it is stored");
                }
                _ => {}
            }
        }
        if lines.next().is_some_and(|rest| !rest.is_empty()) {
            pax.odd("pax records behind an empty one, which Cargo does not heed");
        }
        pax
    }

    fn set_path(&mut self, value: &'a [u8]) {
        if self.path.is_some() {
            self.odd("a pax record that is given twice");
        } else {
            self.path = Some(value);
        }
    }

    fn odd(&mut self, what: &'static str) {
        if !self.oddities.contains(&what) {
            self.oddities.push(what);
        }
    }
}

/// `LENGTH KEY=VALUE`, where the length counts the whole line and its newline.
fn record(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = line.iter().position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(&line[..blank]).ok()?.parse().ok()?;
    if length != line.len() + 1 {
        return None;
    }
    let pair = &line[blank + 1..];
    let equals = pair.iter().position(|byte| *byte == b'=')?;
    Some((&pair[..equals], &pair[equals + 1..]))
}
