//! What the walls cost per process: `/bin/true` contained against `/bin/true` plain, in turns, medians. *Set up* is the part
//! of it before the program starts.
#![expect(clippy::print_stdout, reason = "a benchmark speaks to its user")]

use std::time::{Duration, Instant};

use bulkhead_sandbox::{Access, Attempt, Command, Profile, Stream, Watch, Weaker, start};

struct Deaf;

impl Watch for Deaf {
    fn tried(&mut self, _: &Attempt) {}
    fn output(&mut self, _: &[u8]) {}
    fn errors(&mut self, _: &[u8]) {}
}

fn main() {
    let mut profile = Profile::default();
    for system in ["/usr", "/bin", "/lib", "/lib64", "/etc"] {
        profile.allow(system, Access::Run);
    }
    let mut command = Command::new("/bin/true");
    command.output = Stream::Null;
    let mut plain = Vec::new();
    let mut contained = Vec::new();
    let mut set_up = Vec::new();
    for _ in 0..300 {
        plain.push(time(|| {
            let _ = std::process::Command::new("/bin/true").status();
        }));
        contained.push(time(|| {
            let mut child = Err(bulkhead_sandbox::Error::Zero("nothing"));
            set_up.push(time(|| child = start(&profile, &command, Weaker::Refuse)));
            match child.map(|c| c.supervise(&mut Deaf)) {
                Ok(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }));
    }
    let (plain, contained, set_up) = (median(plain), median(contained), median(set_up));
    let more = contained.saturating_sub(plain);
    println!("plain {plain:?}, contained {contained:?}, the walls {more:?}, set up in {set_up:?}");
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
