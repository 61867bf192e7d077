//! The cache under accident and ill will.

use super::codec::tests::sample;
use super::*;

struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Self {
        let dir =
            std::env::temp_dir().join(format!("bulkhead-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        Dir(dir)
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn entries_come_back_and_damaged_ones_do_not() {
    let dir = Dir::new("damage");
    let cache = Cache::open(&dir.0).expect("opens");
    let key = cache.facts_key(&[1; 32], b"lib");
    assert_eq!(cache.facts(key), None);
    cache.put_facts(key, &sample());
    assert_eq!(cache.facts(key), Some(sample()));

    let path = cache.path("facts", key);
    let good = fs::read(&path).expect("there");
    for at in [0, 9, 45, HEADER, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&path, bad).expect("writes");
        assert_eq!(cache.facts(key), None, "byte {at}");
    }
    fs::write(&path, &good[..good.len() - 1]).expect("writes");
    assert_eq!(cache.facts(key), None);
    fs::write(&path, []).expect("writes");
    assert_eq!(cache.facts(key), None);

    // An entry under another's name.
    let other = cache.facts_key(&[2; 32], b"lib");
    fs::write(cache.path("facts", other), &good).expect("writes");
    assert_eq!(cache.facts(other), None);

    cache.put_facts(key, &sample());
    assert_eq!(cache.facts(key), Some(sample()));
}

#[cfg(unix)]
#[test]
fn what_others_can_write_is_not_trusted() {
    use std::os::unix::fs::PermissionsExt as _;
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    let dir = Dir::new("others");
    let cache = Cache::open(&dir.0).expect("opens");
    let mode = fs::metadata(&dir.0).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let key = cache.seen_key(&[b"x"]);
    let seen = Seen {
        fingerprint: [1; 32],
        content: [2; 32],
    };
    cache.put_seen(key, &seen);
    assert_eq!(cache.seen(key), Some(seen));
    set(&cache.path("seen", key), 0o666).expect("sets");
    assert_eq!(cache.seen(key), None);
    set(&dir.0, 0o777).expect("sets");
    assert!(matches!(
        Cache::open(&dir.0),
        Err(CacheError::NotOurs { .. })
    ));
}

#[test]
fn many_writers_do_not_disturb_each_other() {
    let dir = Dir::new("writers");
    let cache = Cache::open(&dir.0).expect("opens");
    let second = Cache::open(&dir.0).expect("opens");
    let key = cache.facts_key(&[1; 32], b"lib");
    std::thread::scope(|scope| {
        for cache in [&cache, &second, &cache, &second] {
            scope.spawn(move || {
                for _ in 0..50 {
                    cache.put_facts(key, &sample());
                    assert_eq!(cache.facts(key), Some(sample()));
                }
            });
        }
    });
    assert_eq!(cache.entries("new").count(), 0);
}

#[test]
fn the_oldest_go_first() {
    let dir = Dir::new("prune");
    let cache = Cache::open(&dir.0).expect("opens");
    let keys: Vec<_> = (0..8u8).map(|n| cache.facts_key(&[n; 32], b"")).collect();
    let mut size = 0;
    for (n, key) in keys.iter().enumerate() {
        cache.put_facts(*key, &sample());
        let path = cache.path("facts", *key);
        size = fs::metadata(&path).expect("there").len();
        let used = SystemTime::UNIX_EPOCH + Duration::from_secs(n as u64);
        File::open(&path)
            .and_then(|f| f.set_modified(used))
            .expect("sets");
    }
    cache.prune_to(size * 8);
    assert_eq!(cache.entries("facts").count(), 8);
    cache.prune_to(size * 4);
    let left: Vec<_> = keys.iter().map(|key| cache.facts(*key).is_some()).collect();
    assert_eq!(left, [false, false, false, false, false, true, true, true]);
}
