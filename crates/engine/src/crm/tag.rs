//! Tags, and comma lists as people write them.

use super::change::{commit, load};
use super::{CrmError, Ctx, Tracked, Updated};
use signalbox_model::record::{Change, Company, Contact, Lead, Task};
use signalbox_model::{RecordKind, RecordRef};
use signalbox_store::Space;
use signalbox_store::crm::fold;

/// Which tags are taken off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Untag {
    /// None.
    #[default]
    None,
    /// Every tag (F-27: an empty list to remove).
    All,
    /// These.
    These(Vec<String>),
}

/// Items separated by commas; commas inside quotes belong to the item. Items are trimmed, empty ones left out.
pub fn split_list(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut open: Option<char> = None;
    for c in text.chars() {
        let at_start = items.last().is_some_and(|item| item.trim().is_empty());
        match (c, open) {
            (',', None) => items.push(String::new()),
            ('"' | '«' | '“', None) if at_start => open = Some(closing(c)),
            (c, Some(end)) if c == end => open = None,
            (c, _) => {
                if let Some(item) = items.last_mut() {
                    item.push(c);
                }
            }
        }
    }
    let trimmed = items.into_iter().map(|item| item.trim().to_owned());
    trimmed.filter(|item| !item.is_empty()).collect()
}

fn closing(quote: char) -> char {
    match quote {
        '«' => '»',
        '“' => '”',
        other => other,
    }
}

/// Tags trimmed, without empty ones and repeats; case does not make another tag.
pub(crate) fn clean(tags: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for tag in tags {
        let folded = fold::text(&tag);
        if !folded.is_empty() && !seen.contains(&folded) {
            seen.push(folded);
            out.push(tag.trim().to_owned());
        }
    }
    out
}

/// Adds and takes off tags of a record. Tags to take off go first, so that one named in both stays.
pub fn change_tags(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    add: &[String],
    remove: &Untag,
) -> Result<Vec<Change>, CrmError> {
    match record.kind {
        RecordKind::Lead => retag::<Lead>(space, ctx, record, add, remove),
        RecordKind::Contact => retag::<Contact>(space, ctx, record, add, remove),
        RecordKind::Company => retag::<Company>(space, ctx, record, add, remove),
        RecordKind::Task => retag::<Task>(space, ctx, record, add, remove),
    }
}

fn retag<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    add: &[String],
    remove: &Untag,
) -> Result<Vec<Change>, CrmError> {
    let old: R = load(space, record.id)?;
    let mut new = old.clone();
    let tags = new.tags_mut();
    match remove {
        Untag::None => {}
        Untag::All => tags.clear(),
        Untag::These(gone) => {
            let gone: Vec<String> = gone.iter().map(|tag| fold::text(tag)).collect();
            tags.retain(|tag| !gone.contains(&fold::text(tag)));
        }
    }
    tags.extend_from_slice(add);
    *tags = clean(std::mem::take(tags));
    let Updated { changes, .. } = commit(space, ctx, &old, new)?;
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_inside_quotes_belong_to_the_item() {
        for (text, items) in [
            ("a, b ,c", vec!["a", "b", "c"]),
            ("", vec![]),
            (" , ,", vec![]),
            ("\"a, b\", c", vec!["a, b", "c"]),
            ("«ООО, Ромашка», x", vec!["ООО, Ромашка", "x"]),
            ("5\" диск, y", vec!["5\" диск", "y"]),
            ("\"не закрыто, x", vec!["не закрыто, x"]),
            ("a; b", vec!["a; b"]),
        ] {
            assert_eq!(split_list(text), items, "{text}");
        }
    }

    #[test]
    fn case_makes_no_other_tag() {
        let tags = [" VIP", "vip", "", "Ёж", "еж", "б"].map(str::to_owned).into();
        assert_eq!(clean(tags), ["VIP", "Ёж", "б"]);
    }
}
