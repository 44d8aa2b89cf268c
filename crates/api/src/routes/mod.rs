//! One file per room of the API.

mod account;
mod arrivals;
mod board;
mod bulk;
mod companies;
mod completions;
mod contacts;
mod deliveries;
mod doctor;
mod events;
mod globals;
mod hooks;
mod leads;
mod links;
mod notes;
mod notifications;
mod pipelines;
mod record_fields;
mod record_links;
mod records;
mod runs;
mod scenario_tools;
mod scenarios;
mod search;
mod secrets;
mod session;
mod setup;
mod stats;
mod stream;
mod tasks;
mod templates;
mod timers;
mod tokens;
mod users;
mod views;
mod workspace;

use crate::doc::Routes;

/// Every route, chapter by chapter.
pub(crate) fn all(routes: Routes) -> Routes {
    let people = |routes: Routes| {
        routes
            .with(setup::routes)
            .with(session::routes)
            .with(users::routes)
            .with(tokens::routes)
            .with(workspace::routes)
            .with(notifications::routes)
    };
    let crm = |routes: Routes| {
        routes
            .with(pipelines::routes)
            .with(record_fields::routes)
            .with(leads::routes)
            .with(board::routes)
            .with(contacts::routes)
            .with(companies::routes)
            .with(tasks::routes)
            .with(record_links::routes)
            .with(notes::routes)
            .with(search::routes)
            .with(views::routes)
    };
    let automation = |routes: Routes| {
        routes
            .with(hooks::routes)
            .with(arrivals::routes)
            .with(scenarios::routes)
            .with(scenario_tools::routes)
            .with(bulk::routes)
            .with(runs::routes)
            .with(events::routes)
            .with(timers::routes)
            .with(deliveries::routes)
            .with(globals::routes)
            .with(links::routes)
            .with(secrets::routes)
            .with(templates::routes)
    };
    let server = |routes: Routes| {
        routes
            .with(account::routes)
            .with(stats::routes)
            .with(doctor::routes)
            .with(stream::routes)
    };
    routes.with(people).with(crm).with(automation).with(server)
}
