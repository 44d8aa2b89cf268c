//! Handing records over.

use super::change::{commit, load};
use super::{CrmError, Ctx, Tracked};
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::{RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;

/// Makes somebody, or nobody, responsible for a record.
pub fn assign(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    user: Option<UserId>,
) -> Result<(), CrmError> {
    match record.kind {
        RecordKind::Lead => hand_over::<Lead>(space, ctx, record.id, user),
        RecordKind::Contact => hand_over::<Contact>(space, ctx, record.id, user),
        RecordKind::Company => hand_over::<Company>(space, ctx, record.id, user),
        RecordKind::Task => hand_over::<Task>(space, ctx, record.id, user),
    }
}

fn hand_over<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    user: Option<UserId>,
) -> Result<(), CrmError> {
    let old: R = load(space, id)?;
    let mut new = old.clone();
    *new.responsible_mut() = user;
    commit(space, ctx, &old, new)?;
    Ok(())
}
