//! Records: every change of a lead, contact, company, task or note goes through here, checks what it is given and
//! becomes one event that says what changed, from what and to what.
//!
//! Functions are synchronous, work inside the caller's transaction and get the clock and ids handed in by [`Ctx`].

mod apply;
mod attribute;
mod change;
mod company;
mod contact;
mod definitions;
mod duplicates;
mod erase;
mod error;
mod find;
mod lead;
mod link;
mod merge;
mod migrate;
pub(crate) mod moment;
mod moving;
mod normalize;
mod note;
mod phone;
mod required;
mod responsible;
mod restore;
mod retire;
mod sample;
mod schema;
mod seed;
mod select;
mod set;
mod tag;
mod task;
mod tracked;
mod value;

use jiff::tz::TimeZone;
use signalbox_model::account::WorkspaceSettings;
use signalbox_model::event::{Event, Visit};
use signalbox_model::id::IdSource;
use signalbox_model::record::{Author, Change};
use signalbox_model::{EventId, Micros};

pub use apply::{apply_schema, prune_schema};
pub use attribute::{Reading, attribute, note_attribute, user_attribute};
pub use change::{GivenFields, delete};
pub(crate) use change::{commit, diff, load};
pub use company::{CompanyPatch, NewCompany, create_company, update_company};
pub use contact::{ContactPatch, NewContact, create_contact, update_contact};
pub use definitions::{
    delete_field, delete_loss_reason, delete_pipeline, delete_task_type, save_field, save_loss_reason,
    save_pipeline, save_task_type,
};
pub use duplicates::{Group, MOST_SHOWN, alike, duplicate_groups};
pub use erase::{EraseOrder, empty_workspace, erase, traces};
pub use error::{CrmError, FieldFault};
pub use find::{entry_of, find};
pub(crate) use lead::Place;
pub use lead::{LeadPatch, NewLead, create_lead, subscribe, update_lead};
pub use link::{link, linked, unlink};
pub use merge::{MOST_MERGED, Merge, MergeOrder, merge, merges, unmerge};
pub use migrate::MOST_MIGRATED;
pub use moment::moment;
pub use moving::{Beside, move_leads};
pub use normalize::normalize_contacts;
pub use note::{NewNote, add_note};
pub use responsible::assign;
pub(crate) use restore::put_back;
pub use retire::{empty_stage, option_entry, replace_option, replace_reason, replace_tag, replace_task_type};
pub use sample::{add_sample, remove_sample};
pub use schema::Schema;
pub use seed::seed;
pub use select::{NOBODY, after, contact_timezone, count, resolve};
pub use set::{Assigned, Draft, Setting, create_filled, set_fields};
pub(crate) use set::{Dates, create_dated};
pub use tag::{Untag, change_tags, split_list};
pub use task::{Completed, NewTask, TaskPatch, complete_task, create_task, update_task};
pub use tracked::{Tracked, is_core};

pub use signalbox_store::crm::{current, exists};

/// A phone in E.164, read as people of a country write it; none when it is no valid number.
pub(crate) fn canonical_phone(text: &str, language: &str) -> Option<String> {
    let number = phone::parse(text, phone::region(language))?;
    Some(phone::written(
        &number,
        signalbox_model::action::PhoneFormat::E164,
    ))
}

/// What reading and writing values needs to know of the workspace.
#[derive(Debug, Clone, Copy)]
pub struct Defs<'d> {
    /// Pipelines, fields and users.
    pub schema: &'d Schema,
    /// Currency and language.
    pub settings: &'d WorkspaceSettings,
    /// The workspace's zone.
    pub tz: &'d TimeZone,
}

/// A unit of work that changes records.
#[derive(Debug)]
pub struct Ctx<'c> {
    /// Pipelines, fields and users.
    pub schema: &'c Schema,
    /// Currency and language.
    pub settings: &'c WorkspaceSettings,
    /// The workspace's zone.
    pub tz: &'c TimeZone,
    /// Where ids come from.
    pub ids: &'c IdSource,
    /// The moment of the unit of work.
    pub now: Micros,
    /// Who makes the changes.
    pub author: Author,
    /// The event whose effects these changes are.
    pub cause: Option<EventId>,
    /// How many causes lie behind the events made here.
    pub depth: u8,
    /// What already ran in the chain of causes (Z-14).
    pub chain: Vec<Visit>,
    /// Who may care about events: those nobody waits for are done as soon as they are written.
    pub listeners: Option<&'c crate::Definitions>,
    /// Whether the changes start nothing: imports that were told so.
    pub quiet: bool,
    /// The events this unit of work caused, in order; already stored.
    pub emitted: Vec<Event>,
}

impl<'c> Ctx<'c> {
    /// What values are read and written with.
    pub fn defs(&self) -> Defs<'c> {
        Defs {
            schema: self.schema,
            settings: self.settings,
            tz: self.tz,
        }
    }

    pub(crate) fn next_id(&self) -> i64 {
        self.ids.next(self.now.0)
    }
}

/// A record after a change. Without changes nothing was written and no event was made (Z-170).
#[derive(Debug, Clone, PartialEq)]
pub struct Updated<R> {
    /// The record as it is now.
    pub record: R,
    /// What changed.
    pub changes: Vec<Change>,
}

#[cfg(test)]
mod tests;
