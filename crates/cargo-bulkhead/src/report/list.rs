//! Every package, the riskiest first: `--verbose`.

use bulkhead_facts::CapSet;
use bulkhead_policy::Package;
use bulkhead_policy::picture::SitePicture;

use super::{View, diagnostic, summary, words};
use crate::speak::{Label, Line, Text, width};

/// The column of the sites; longer names push it out for their own line.
const NAME: usize = 30;
/// Places shown of a finding.
const PLACES: usize = 3;

/// All packages, then all findings in full.
#[must_use]
pub fn text(view: &View<'_>) -> Text {
    let mut text = Text::default();
    let mut order: Vec<(usize, &Package<'_>)> = view.picture.packages.iter().enumerate().collect();
    order.sort_by(|a, b| b.1.risk().cmp(&a.1.risk()).then(a.0.cmp(&b.0)));
    for (_, package) in &order {
        lines(&mut text, view, package);
    }
    text.gap();
    let head = Line::new().then(Label::Dim, "+ ");
    text.wrap(
        head,
        Label::Dim,
        "marks what a site reaches through what it depends on and does not name itself: an upper bound",
        view.width,
    );
    for finding in view.findings {
        text.gap();
        diagnostic::finding(&mut text, view, finding, PLACES);
    }
    text.gap();
    summary::verdict(&mut text, view);
    text
}

fn lines(text: &mut Text, view: &View<'_>, package: &Package<'_>) {
    let name = format!("{} {}", package.name, package.version);
    let column = NAME.min(view.width / 2);
    let mut head = Line::new()
        .then(Label::Strong, package.name)
        .then(Label::Dim, &format!(" {}", package.version));
    if width(&name) + 2 > column && !package.sites.is_empty() {
        text.line(head);
        head = Line::new();
    }
    if package.sites.is_empty() {
        head.pad_to(column);
        text.line(head.then(Label::Dim, "nothing that was scanned"));
        return;
    }
    for site in &package.sites {
        head.pad_to(column);
        line(text, view, head, site);
        head = Line::new();
    }
}

fn line(text: &mut Text, view: &View<'_>, head: Line, site: &SitePicture) {
    let head = head.then(Label::Dim, &format!("{:<6}", site.site.name()));
    let column = head.width();
    let own = site.direct.iter();
    let mut items: Vec<_> = own
        .map(|c| (Label::Capability, c.name().to_owned()))
        .collect();
    if items.is_empty() {
        items.push((Label::Good, words::caps(site.direct)));
    }
    let more: CapSet = site.reach.difference(site.direct);
    if !more.is_empty() {
        items.push((Label::Dim, "+".to_owned()));
        items.extend(more.iter().map(|c| (Label::Dim, c.name().to_owned())));
    }
    text.flow(head, items, " ", column, view.width);
}
