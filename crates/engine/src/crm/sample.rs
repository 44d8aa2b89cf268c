//! Records to look around with: a small shop's leads, people and tasks, which go again in one click.

use super::lead::NewLead;
use super::{
    CrmError, Ctx, NewCompany, NewContact, NewNote, NewTask, add_note, create_company, create_contact,
    create_lead, create_task, delete,
};
use signalbox_model::RecordRef;
use signalbox_model::person::{Language, User};
use signalbox_model::record::{Money, NoteKind, Stage, StageKind};
use signalbox_store::{Space, crm, sample};

/// A text in Russian, Ukrainian and English.
type Text = [&'static str; 3];

/// A person with a lead.
struct Story {
    name: Text,
    phone: &'static str,
    email: &'static str,
    company: Option<Text>,
    lead: Text,
    /// Minor units.
    sale: i64,
    /// Place among the open stages; 9 is won.
    stage: usize,
    tag: Text,
    note: Option<Text>,
    /// What is to be done, and in how many hours.
    task: Option<(Text, i64)>,
}

const WON: usize = 9;
const HOUR: i64 = 3600;

const STORIES: [Story; 6] = [
    Story {
        name: ["Анна Коваленко", "Анна Коваленко", "Anna Kovalenko"],
        phone: "+380500000001",
        email: "anna@example.com",
        company: Some(["Чайная «Север»", "Чайна «Північ»", "Northern Tea"]),
        lead: ["Чай для кофейни", "Чай для кав'ярні", "Tea for the café"],
        sale: 1_250_000,
        stage: 0,
        tag: ["сайт", "сайт", "website"],
        note: Some([
            "Просит образцы трёх сортов до пятницы.",
            "Просить зразки трьох сортів до п'ятниці.",
            "Asks for samples of three kinds before Friday.",
        ]),
        task: Some((["Отправить образцы", "Надіслати зразки", "Send the samples"], 4)),
    },
    Story {
        name: ["Дмитрий Соколов", "Дмитро Соколов", "Dmitri Sokolov"],
        phone: "+380500000002",
        email: "dmitri@example.com",
        company: None,
        lead: ["Подарочные наборы", "Подарункові набори", "Gift boxes"],
        sale: 480_000,
        stage: 0,
        tag: ["реклама", "реклама", "ad"],
        note: None,
        task: Some((["Позвонить", "Зателефонувати", "Call"], -20)),
    },
    Story {
        name: ["Ирина Бондарь", "Ірина Бондар", "Iryna Bondar"],
        phone: "+380500000003",
        email: "iryna@example.com",
        company: Some(["Отель «Берег»", "Готель «Берег»", "Shore Hotel"]),
        lead: ["Завтраки отеля", "Сніданки готелю", "Breakfasts of the hotel"],
        sale: 3_900_000,
        stage: 1,
        tag: ["рекомендация", "рекомендація", "referral"],
        note: Some([
            "Сравнивают нас с ещё одним поставщиком.",
            "Порівнюють нас ще з одним постачальником.",
            "They compare us with one more supplier.",
        ]),
        task: Some((
            ["Обсудить условия", "Обговорити умови", "Talk about the terms"],
            26,
        )),
    },
    Story {
        name: ["Олег Мельник", "Олег Мельник", "Oleh Melnyk"],
        phone: "+380500000004",
        email: "oleh@example.com",
        company: None,
        lead: ["Подписка на год", "Підписка на рік", "A year's subscription"],
        sale: 960_000,
        stage: 2,
        tag: ["сайт", "сайт", "website"],
        note: None,
        task: None,
    },
    Story {
        name: ["Мария Шевчук", "Марія Шевчук", "Maria Shevchuk"],
        phone: "+380500000005",
        email: "maria@example.com",
        company: None,
        lead: [
            "Дегустация в офисе",
            "Дегустація в офісі",
            "Tasting at the office",
        ],
        sale: 220_000,
        stage: 1,
        tag: ["реклама", "реклама", "ad"],
        note: None,
        task: Some((["Согласовать дату", "Узгодити дату", "Settle the date"], 50)),
    },
    Story {
        name: ["Игорь Лысенко", "Ігор Лисенко", "Ihor Lysenko"],
        phone: "+380500000006",
        email: "ihor@example.com",
        company: None,
        lead: ["Первый заказ", "Перше замовлення", "First order"],
        sale: 175_000,
        stage: WON,
        tag: ["сайт", "сайт", "website"],
        note: None,
        task: None,
    },
];

/// Makes the sample's records for a person, in their language. Nothing is started by them.
///
/// # Errors
/// When they are there already.
pub fn add_sample(space: &mut Space, ctx: &mut Ctx, user: &User) -> Result<u64, CrmError> {
    if !sample::records(space)?.is_empty() {
        return Err(CrmError::Refused(
            "the sample is there already: remove it before you add it again".into(),
        ));
    }
    ctx.quiet = true;
    let mut made = Vec::new();
    for story in &STORIES {
        tell(space, ctx, user, story, &mut made)?;
    }
    sample::remember(space, &made)?;
    Ok(made.len() as u64)
}

fn tell(
    space: &mut Space,
    ctx: &mut Ctx,
    user: &User,
    story: &Story,
    made: &mut Vec<RecordRef>,
) -> Result<(), CrmError> {
    let place = match user.language {
        Language::Ru => 0,
        Language::Uk => 1,
        Language::En => 2,
    };
    let user = user.id;
    let say = |text: &Text| text[place].to_owned();
    let contact = NewContact {
        name: say(&story.name),
        phones: vec![story.phone.to_owned()],
        emails: vec![story.email.to_owned()],
        responsible_id: Some(user),
        ..NewContact::default()
    };
    let contact = create_contact(space, ctx, contact)?;
    made.push(crm::Record::reference(&contact));
    let mut company = None;
    if let Some(name) = &story.company {
        let new = NewCompany {
            name: say(name),
            responsible_id: Some(user),
            links: vec![crm::Record::reference(&contact)],
            ..NewCompany::default()
        };
        let new = create_company(space, ctx, new)?;
        company = Some(new.id);
        made.push(crm::Record::reference(&new));
    }
    let lead = NewLead {
        name: say(&story.lead),
        stage_id: stage(ctx, story.stage).map(|stage| stage.id),
        sale: Some(Money {
            minor: story.sale,
            currency: ctx.settings.currency.clone(),
        }),
        responsible_id: Some(user),
        source: Some(say(&story.tag)),
        tags: vec![say(&story.tag)],
        contacts: vec![contact.id],
        company,
        ..NewLead::default()
    };
    let lead = crm::Record::reference(&create_lead(space, ctx, lead)?);
    made.push(lead);
    if let Some(text) = &story.note {
        let note = NewNote {
            record: lead,
            kind: NoteKind::Text,
            text: say(text),
            direction: None,
            subject: None,
            status: None,
            duration_secs: None,
            address: None,
        };
        add_note(space, ctx, note)?;
    }
    if let Some((text, hours)) = &story.task {
        let task = NewTask {
            text: say(text),
            task_type: None,
            due_at: ctx.now.plus_secs(hours * HOUR),
            record: Some(lead),
            responsible_id: Some(user),
            results: Vec::new(),
            tags: Vec::new(),
            fields: Default::default(),
        };
        made.push(crm::Record::reference(&create_task(space, ctx, task)?));
    }
    Ok(())
}

/// The stage of a place in the first pipeline: open ones in their order, the last of them beyond it.
fn stage<'c>(ctx: &Ctx<'c>, place: usize) -> Option<&'c Stage> {
    let stages = &ctx.schema.pipelines.first()?.stages;
    if place == WON {
        return stages.iter().find(|stage| stage.kind == StageKind::Won);
    }
    let open: Vec<&Stage> = stages
        .iter()
        .filter(|stage| stage.kind == StageKind::Open)
        .collect();
    open.get(place).or_else(|| open.last()).copied()
}

/// Removes what is left of the sample, whatever has become of it; how many records.
pub fn remove_sample(space: &mut Space, ctx: &mut Ctx) -> Result<u64, CrmError> {
    ctx.quiet = true;
    let mut gone = 0;
    for record in sample::records(space)? {
        if crm::exists(space, record)? {
            delete(space, ctx, record)?;
            gone += 1;
        }
    }
    sample::remember(space, &[])?;
    Ok(gone)
}
