//! Which package of the old state is which of the new one.

use crate::picture::Package;

/// Pairs of indices, every package of both in exactly one.
pub(super) fn pairs(
    old: &[Package<'_>],
    new: &[Package<'_>],
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut rest: Vec<usize> = (0..old.len()).collect();
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    // From the surest sign of being the same to the weakest.
    let rules: [fn(&Package<'_>, &Package<'_>) -> bool; 5] = [
        |a, b| (a.version, &a.source) == (b.version, &b.source),
        |a, b| a.source == b.source && compatible(a.version) == compatible(b.version),
        |a, b| a.source == b.source,
        |a, b| compatible(a.version) == compatible(b.version),
        |_, _| true,
    ];
    for same in rules {
        for (index, package) in new.iter().enumerate() {
            if found[index].is_some() {
                continue;
            }
            // The highest of several: lists are sorted by version.
            let at = rest
                .iter()
                .rposition(|&o| old[o].name == package.name && same(&old[o], package));
            found[index] = at.map(|at| rest.remove(at));
        }
    }
    let kept = found.into_iter().enumerate().map(|(n, o)| (o, Some(n)));
    kept.chain(rest.into_iter().map(|o| (Some(o), None)))
        .collect()
}

/// The part of a version that Cargo holds on to: up to the first number that is not zero.
pub(super) fn compatible(version: &str) -> &str {
    let end = version.find(|c: char| c.is_ascii_digit() && c != '0');
    let end = end.unwrap_or(version.len());
    let after = version[end..].find(['.', '-', '+']);
    &version[..after.map_or(version.len(), |a| end + a)]
}

#[cfg(test)]
mod tests {
    use super::compatible;

    #[test]
    fn compatible_versions_begin_alike() {
        assert_eq!(compatible("1.2.3"), "1");
        assert_eq!(compatible("0.3.10"), "0.3");
        assert_eq!(compatible("0.0.7-rc.1"), "0.0.7");
        assert_eq!(compatible("0.0.0"), "0.0.0");
        assert_eq!(compatible("10.0.0"), "10");
    }
}
