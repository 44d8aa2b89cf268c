//! Links, and the way from one record to another.

use super::*;

fn lead(space: &mut Space, ctx: &mut Ctx, stage_name: &str) -> Result<RecordRef, CrmError> {
    let new = NewLead {
        stage_id: Some(stage(ctx, stage_name)),
        ..NewLead::default()
    };
    Ok(reference(RecordKind::Lead, create_lead(space, ctx, new)?.id))
}

fn contact(space: &mut Space, ctx: &mut Ctx) -> Result<RecordRef, CrmError> {
    Ok(reference(
        RecordKind::Contact,
        create_contact(space, ctx, NewContact::default())?.id,
    ))
}

fn company(space: &mut Space, ctx: &mut Ctx) -> Result<RecordRef, CrmError> {
    Ok(reference(
        RecordKind::Company,
        create_company(space, ctx, NewCompany::default())?.id,
    ))
}

#[test]
fn a_link_is_told_once_on_the_lead() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (lead, ann, bob) = (
                lead(space, ctx, "new")?,
                contact(space, ctx)?,
                contact(space, ctx)?,
            );
            ctx.emitted.clear();
            let first = link(space, ctx, ann, lead, false)?;
            let expected = [
                ("contact", Json::Null, json!(ann.id)),
                ("main_contact", Json::Null, json!(ann.id)),
            ];
            assert_eq!(triples(&first), expected);
            assert_eq!(link(space, ctx, lead, ann, false)?, []);
            assert_eq!(
                triples(&link(space, ctx, lead, bob, false)?),
                [("contact", Json::Null, json!(bob.id))]
            );
            let swap = link(space, ctx, lead, bob, true)?;
            assert_eq!(triples(&swap), [("main_contact", json!(ann.id), json!(bob.id))]);
            let gone = unlink(space, ctx, bob, lead)?;
            let expected = [
                ("contact", json!(bob.id), Json::Null),
                ("main_contact", json!(bob.id), json!(ann.id)),
            ];
            assert_eq!(triples(&gone), expected);
            assert_eq!(unlink(space, ctx, bob, lead)?, []);
            assert!(ctx.emitted.iter().all(|event| event.subject == Some(lead)));
            assert_eq!(events(ctx), [EventKind::LeadChanged; 4]);
            Ok(())
        });
    });
}

#[test]
fn what_cannot_be_linked_is_refused() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (one, two) = (lead(space, ctx, "new")?, lead(space, ctx, "new")?);
            let ann = contact(space, ctx)?;
            assert!(matches!(
                link(space, ctx, one, two, false),
                Err(CrmError::Refused(_))
            ));
            let task = reference(RecordKind::Task, one.id);
            assert!(matches!(
                link(space, ctx, task, ann, false),
                Err(CrmError::Refused(_))
            ));
            let nobody = reference(RecordKind::Contact, RecordId(99));
            assert!(matches!(
                link(space, ctx, one, nobody, false),
                Err(CrmError::NotFound(_))
            ));
            let new = NewLead {
                contacts: vec![RecordId(99)],
                ..NewLead::default()
            };
            assert!(matches!(create_lead(space, ctx, new), Err(CrmError::NotFound(_))));
            Ok(())
        });
    });
}

#[test]
fn records_lead_to_one_another() {
    databases(|db| {
        inside(db, |space, ctx| {
            let (ann, bob, firm) = (contact(space, ctx)?, contact(space, ctx)?, company(space, ctx)?);
            ctx.emitted.clear();
            let new = NewLead {
                contacts: vec![ann.id, bob.id],
                ..NewLead::default()
            };
            let home = reference(RecordKind::Lead, create_lead(space, ctx, new)?.id);
            assert_eq!(events(ctx), [EventKind::LeadCreated]);
            link(space, ctx, ann, firm, false)?;
            let won = lead(space, ctx, "won")?;
            link(space, ctx, won, ann, false)?;
            let new = NewTask {
                text: "x".into(),
                record: Some(home),
                ..NewTask::default()
            };
            let task = reference(RecordKind::Task, create_task(space, ctx, new)?.id);
            use RecordKind::*;
            for (from, kind, to) in [
                (home, Lead, Some(home)),
                (home, Contact, Some(ann)),
                // By way of the main contact.
                (home, Company, Some(firm)),
                // The latest open one, not the one that was won.
                (ann, Lead, Some(home)),
                (ann, Company, Some(firm)),
                (bob, Company, None),
                (firm, Contact, Some(ann)),
                (firm, Lead, None),
                (task, Lead, Some(home)),
                (task, Contact, Some(ann)),
                (home, Task, None),
            ] {
                assert_eq!(linked(space, from, kind)?, to, "{from:?} to {kind}");
            }
            Ok(())
        });
    });
}
