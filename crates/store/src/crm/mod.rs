//! The CRM's tables: records, their links and notes, what they are made of, and the index of their values.
//!
//! [`record::Record`] is what leads, contacts, companies and tasks have in common; `get`, `insert`, `update`, `delete`,
//! `list` and `find_by` serve them all: `crm::get::<Lead>(space, id)`.

pub mod board;
pub mod definitions;
pub mod duplicates;
mod filter;
pub mod fold;
pub mod holders;
mod kinds;
pub mod leads;
pub mod links;
mod list;
pub mod merged;
pub mod notes;
mod record;
mod stays;
pub mod tags;
pub mod tasks;
mod values;

pub use filter::{Filter, Tasks};
pub use list::{count, find_by, list, list_after};
pub use merged::current;
pub use record::{Cell, Record, check_edit, delete, exists, get, get_for_update, get_many, insert, update};
pub(crate) use record::{ids_json, listed};
pub use values::{Entry, slot};

#[cfg(test)]
mod tests;
