//! Saved views: whose they are, and what may stand in them.

use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::account::Account;
use signalbox_model::view::{SavedView, ViewLayout, ViewList, ViewText};
use signalbox_model::{UserId, ViewId};
use signalbox_store::{Space, Tx, views};
use std::collections::BTreeMap;

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest value of a filter, in characters.
const LONGEST_VALUE: usize = 500;
/// The most entries of a filter, columns or orders.
const MOST: usize = 60;
/// The most views a person sees of one list.
const MOST_VIEWS: usize = 200;

/// A view to be saved, or changed when there is an `id`.
#[derive(Debug, Clone)]
pub struct NewView {
    /// The view that changes.
    pub id: Option<ViewId>,
    /// The list.
    pub list: ViewList,
    /// Everybody's, or the caller's own.
    pub shared: bool,
    /// What it shows.
    pub view: ViewText,
}

impl Engine {
    /// Saves a view. `manages` tells whether the person may change what is everybody's.
    ///
    /// # Errors
    /// A view of somebody else is not found; everybody's is kept from who may not change it; a name is taken.
    pub fn save_view(
        &self,
        tx: &mut Tx,
        by: &By,
        (user, manages): (UserId, bool),
        new: NewView,
    ) -> Result<SavedView> {
        check(&new.list, &new.view, "")?;
        let mut space = tx.space(by.workspace);
        let old = match new.id {
            Some(id) => Some(owned(&mut space, (user, manages), id)?),
            None => None,
        };
        if new.shared && !manages {
            return Err(EngineError::Conflict(
                "only managers, admins and owners save views for everybody: save it as your own".into(),
            ));
        }
        let list = old.as_ref().map_or(new.list, |old| old.list);
        let owner_id = (!new.shared).then_some(user);
        let seen = views::of_list(&mut space, list, user)?;
        let taken = |known: &SavedView| {
            Some(known.id) != new.id && known.owner_id == owner_id && known.view.name == new.view.name
        };
        if seen.iter().any(taken) {
            let say = format!("there is already a view `{}`: choose another name", new.view.name);
            return Err(EngineError::invalid("view.name", say));
        }
        if old.is_none() && seen.len() >= MOST_VIEWS {
            let say = format!("a list has at most {MOST_VIEWS} views: delete one first");
            return Err(EngineError::Conflict(say));
        }
        let saved = SavedView {
            id: old
                .as_ref()
                .map_or_else(|| ViewId(self.ids().next(by.now.0)), |old| old.id),
            list,
            owner_id,
            view: new.view,
            created_at: old.map_or(by.now, |old| old.created_at),
        };
        views::put(&mut space, &saved)?;
        Ok(saved)
    }

    /// Forgets a view.
    pub fn delete_view(&self, tx: &mut Tx, by: &By, who: (UserId, bool), id: ViewId) -> Result<()> {
        let mut space = tx.space(by.workspace);
        owned(&mut space, who, id)?;
        Ok(views::delete(&mut space, id)?)
    }

    /// Makes everybody's views those of a document.
    pub(crate) fn apply_views(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let mut space = tx.space(by.workspace);
        let known = views::shared(&mut space)?;
        let mut kept = Vec::new();
        for (list, texts) in &account.views {
            let before: Vec<&SavedView> = known.iter().filter(|old| old.list == *list).collect();
            let names = before.iter().map(|old| &old.view.name);
            // Ids give the order: in another order the views are made anew.
            let in_order = names.eq(texts.iter().map(|text| &text.name));
            for (place, text) in texts.iter().enumerate() {
                let path = format!("views.{}[{place}].", list.as_str());
                check(list, text, &path)?;
                if texts[..place].iter().any(|earlier| earlier.name == text.name) {
                    return Err(EngineError::invalid(
                        format!("{path}name"),
                        "this name is there twice",
                    ));
                }
                let same = before.get(place).filter(|_| in_order);
                let saved = SavedView {
                    id: same.map_or_else(|| ViewId(self.ids().next(by.now.0)), |old| old.id),
                    list: *list,
                    owner_id: None,
                    view: text.clone(),
                    created_at: same.map_or(by.now, |old| old.created_at),
                };
                views::put(&mut space, &saved)?;
                kept.push(saved.id);
            }
        }
        for old in known.iter().filter(|old| !kept.contains(&old.id)) {
            views::delete(&mut space, old.id)?;
        }
        Ok(())
    }
}

/// Everybody's views by list, for the account's document.
pub(crate) fn export(space: &mut Space) -> Result<BTreeMap<ViewList, Vec<ViewText>>> {
    let mut all: BTreeMap<ViewList, Vec<ViewText>> = BTreeMap::new();
    for saved in views::shared(space)? {
        all.entry(saved.list).or_default().push(saved.view);
    }
    Ok(all)
}

/// A view that the person may change.
fn owned(space: &mut Space, (user, manages): (UserId, bool), id: ViewId) -> Result<SavedView> {
    let found = views::get(space, id)?.filter(|view| view.owner_id.is_none_or(|owner| owner == user));
    let view = found.ok_or_else(|| EngineError::NotFound("view with this id".into()))?;
    if view.owner_id.is_none() && !manages {
        return Err(EngineError::Conflict(
            "this view is everybody's: only managers, admins and owners change it".into(),
        ));
    }
    Ok(view)
}

fn check(list: &ViewList, view: &ViewText, at: &str) -> Result<()> {
    let mut faults = Vec::new();
    let mut wrong = |path: &str, say: String| faults.push(Fault::error(format!("{at}{path}"), say));
    let length = view.name.chars().count();
    if view.name.trim().is_empty() || length > LONGEST_NAME {
        wrong(
            "name",
            format!("write a name of at most {LONGEST_NAME} characters"),
        );
    }
    if view.layout == ViewLayout::Board && *list != ViewList::Lead {
        wrong("layout", "only leads have a board".into());
    }
    for (path, map) in [("filter", &view.filter), ("sort", &view.sort)] {
        if map.len() > MOST {
            wrong(path, format!("at most {MOST} entries fit"));
        }
        let long = |text: &String| text.chars().count() > LONGEST_VALUE;
        if map.iter().any(|(name, value)| long(name) || long(value)) {
            wrong(path, format!("a text of at most {LONGEST_VALUE} characters fits"));
        }
    }
    if view.columns.len() > MOST
        || view
            .columns
            .iter()
            .any(|name| name.chars().count() > LONGEST_NAME)
    {
        wrong("columns", format!("at most {MOST} columns fit"));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Invalid(faults))
    }
}
