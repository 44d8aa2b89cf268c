//! Taking records off what is about to be deleted: each is changed as by hand, with its event, in bounded batches.

use super::change::commit;
use super::{CrmError, Ctx, Tracked};
use signalbox_model::RecordId;
use signalbox_store::Space;
use signalbox_store::crm::holders::{self, Held};
use signalbox_store::crm::{self};

/// So many records are changed together with a definition: more would hold everybody else up too long.
pub const MOST_MIGRATED: i64 = 10_000;

/// Changes every record that holds something; how many.
pub(super) fn each<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    what: Held,
    change: impl Fn(&mut R, &Ctx),
) -> Result<i64, CrmError> {
    const BATCH: i64 = 500;
    let count = holders::count(space, what)?;
    if count > MOST_MIGRATED {
        return Err(CrmError::Refused(format!(
            "{count} records hold it, and at most {MOST_MIGRATED} are changed at once: change some of them with a bulk run first"
        )));
    }
    let mut last = RecordId(0);
    loop {
        let ids = holders::next(space, what, last, BATCH)?;
        let Some(end) = ids.last() else { return Ok(count) };
        last = *end;
        // Who may change definitions changes the records of everybody with them.
        space.beyond_sight(|space| -> Result<(), CrmError> {
            for old in crm::get_many::<R>(space, &ids)? {
                let mut new = old.clone();
                change(&mut new, ctx);
                commit(space, ctx, &old, new)?;
            }
            Ok(())
        })?;
    }
}
