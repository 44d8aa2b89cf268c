//! Fields computed from a template when they are read.

use super::super::link::linked;
use super::{Found, Reading, nested, user_attribute};
use jiff::{Timestamp, Zoned};
use signalbox_expr::{Locale, Scope, Segment, Template, Value};
use signalbox_model::{RecordKind, RecordRef};
use signalbox_store::{Space, StoreError};
use std::cell::RefCell;

/// So many formulas may read one another; a deeper one is empty.
const DEEPEST: u8 = 5;

/// The value of a formula on a record. It sees the record, its relatives and the users, but no variables of a run.
pub(super) fn compute(
    space: &mut Space,
    reading: &Reading,
    record: RecordRef,
    template: &str,
    depth: u8,
) -> Found {
    if depth >= DEEPEST {
        return Ok(Some(Value::Null));
    }
    let scope = Formula {
        space: RefCell::new(space),
        reading: *reading,
        record,
        depth: depth + 1,
        failed: RefCell::new(None),
    };
    let (value, _) = Template::parse(template).value(&scope);
    match scope.failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(Some(value)),
    }
}

struct Formula<'f, 't, 'a> {
    space: RefCell<&'f mut Space<'t, 'a>>,
    reading: Reading<'f>,
    record: RecordRef,
    depth: u8,
    failed: RefCell<Option<StoreError>>,
}

impl Formula<'_, '_, '_> {
    fn read(&self, kind: RecordKind, rest: &[Segment]) -> Found {
        let mut space = self.space.borrow_mut();
        match linked(&mut space, self.record, kind)? {
            Some(record) if record == self.record => {
                nested(&mut space, &self.reading, record, rest, self.depth)
            }
            Some(record) => {
                let other = Reading {
                    previous: &[],
                    ..self.reading
                };
                nested(&mut space, &other, record, rest, self.depth)
            }
            None => Ok(Some(Value::Null)),
        }
    }
}

impl Scope for Formula<'_, '_, '_> {
    fn variable(&self, _name: &str) -> Option<Value> {
        None
    }

    fn path(&self, path: &[Segment]) -> Option<Value> {
        let (root, rest) = path.split_first()?;
        if root.name == "users" {
            return user_attribute(self.reading.defs.schema, root.args.first()?, rest);
        }
        let kind = root.name.parse().ok()?;
        self.read(kind, rest).unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            None
        })
    }

    fn now(&self) -> Zoned {
        let now = Timestamp::from_microsecond(self.reading.now.0).unwrap_or_default();
        now.to_zoned(self.reading.defs.tz.clone())
    }

    fn locale(&self) -> Locale {
        self.reading.defs.settings.language.parse().unwrap_or(Locale::Ru)
    }

    /// A value that is computed at every reading must not change between two of them.
    fn random(&self, _below: u64) -> u64 {
        0
    }
}
