//! `notify`: tells users of the studio something, with buttons that run scenarios (F-37).

use super::{Done, Outcome, StepFault, heed, records, target};
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::Context;
use signalbox_model::action::{Notify, Step};
use signalbox_model::notice::NoticeKind;
use signalbox_model::{AnnouncementId, RecordRef, Scalar, UserId};
use signalbox_store::announcements::{self, Button};

/// The word for the responsible of the record.
const RESPONSIBLE: &str = "responsible";
/// The word for everybody.
const ALL: &str = "all";
/// The longest title and text, characters.
const MOST_TITLE: usize = 200;
const MOST_TEXT: usize = 4096;

/// Whom it is for: everybody when none is named.
struct Readers {
    users: Vec<UserId>,
    note: String,
}

pub(super) fn notify(work: &mut Work, run: &Run, step: &Step, settings: &Notify) -> Done {
    let mut warnings = Vec::new();
    let record = target(work, run, step)?;
    let readers = readers(work, run, record, &settings.users, &mut warnings)?;
    let title = line(work, run, &settings.headline, MOST_TITLE, &mut warnings)?;
    let text = match &settings.text {
        Some(text) => line(work, run, text, MOST_TEXT, &mut warnings)?,
        None => String::new(),
    };
    if title.is_empty() {
        return Err(StepFault::Skip(
            "its headline is empty once its templates are filled in".into(),
        ));
    }
    let mut buttons = Vec::with_capacity(settings.buttons.len());
    for button in &settings.buttons {
        let scenario = work.defs.scenario(&button.scenario).cloned();
        let scenario = scenario
            .filter(|known| known.body.scenario.start.is_manual())
            .ok_or_else(|| {
                StepFault::Fail(format!(
                    "there is no manual scenario `{}` for a button",
                    button.scenario
                ))
            })?;
        buttons.push(Button {
            text: line(work, run, &button.text, MOST_TITLE, &mut warnings)?,
            scenario: scenario.id,
            once: button.once,
            taken: None,
        });
    }
    // A press is a new beginning: the loop guard counts from there.
    let mut context = run.for_child();
    context.chain.clear();
    let announcement = announcements::Stored {
        id: AnnouncementId(work.next_id()),
        title,
        text,
        heard: settings.sound,
        outside: settings.browser,
        one_for_all: settings.one_for_all,
        record,
        run: run.id,
        context: serde_json::to_string(&context).map_err(crate::error::EngineError::from)?,
        at: work.now,
        buttons,
    };
    announcements::insert(&mut work.space(), &announcement, &readers.users)?;
    let subject = announcement.id.to_string();
    if readers.users.is_empty() {
        work.notice(None, NoticeKind::Announcement, &subject, run.id.0)?;
    }
    for user in &readers.users {
        work.notice(Some(*user), NoticeKind::Announcement, &subject, run.id.0)?;
    }
    Ok(Outcome {
        record,
        warnings,
        ..Outcome::done().note(format!("told {}", readers.note))
    })
}

fn readers(
    work: &mut Work,
    run: &Run,
    record: Option<RecordRef>,
    source: &Scalar,
    warnings: &mut Vec<String>,
) -> Result<Readers, StepFault> {
    let text = heed(work.render(run, &source.0, Context::Note)?, warnings);
    if text.trim().eq_ignore_ascii_case(ALL) {
        return Ok(Readers {
            users: Vec::new(),
            note: "everybody".to_owned(),
        });
    }
    let mut users: Vec<UserId> = Vec::new();
    let mut names = Vec::new();
    for name in crate::crm::split_list(&text) {
        let user = if name.eq_ignore_ascii_case(RESPONSIBLE) {
            let responsible = records::own_responsible(&mut work.space(), record)?;
            responsible.ok_or_else(|| StepFault::Skip("the record has no responsible to tell".into()))?
        } else {
            work.defs.schema.resolve_user(&name)?.id
        };
        if !users.contains(&user) {
            let known = work.defs.schema.user(user);
            names.push(known.map_or_else(|| user.to_string(), |user| user.name.clone()));
            users.push(user);
        }
    }
    if users.is_empty() {
        return Err(StepFault::Skip("it names no user".into()));
    }
    Ok(Readers {
        users,
        note: names.join(", "),
    })
}

fn line(
    work: &mut Work,
    run: &Run,
    source: &Scalar,
    most: usize,
    warnings: &mut Vec<String>,
) -> Result<String, StepFault> {
    let text = heed(work.render(run, &source.0, Context::Note)?, warnings);
    Ok(text.trim().chars().take(most).collect())
}
