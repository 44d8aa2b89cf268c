//! One file per room of the API.

mod account;
mod agenda;
mod arrivals;
mod audit;
mod backups;
mod board;
mod bots;
mod bridge_history;
mod bridges;
mod bulk;
mod campaigns;
mod companies;
mod completions;
mod connection_kinds;
mod connections;
mod contacts;
mod deliveries;
mod dialogs;
mod doctor;
mod drafts;
mod duplicates;
mod enter;
mod events;
pub(crate) mod exports;
mod files;
mod flow_counts;
mod flows;
mod globals;
mod hooks;
mod imports;
mod invites;
mod leads;
mod links;
mod log_ins;
mod notes;
mod notifications;
mod personal_data;
mod pipelines;
mod postbacks;
mod presence;
mod record_fields;
mod record_links;
mod records;
mod rehearsals;
mod remotes;
mod replays;
mod replies;
mod reports;
mod roles;
mod runs;
mod sample;
mod scenario_tests;
mod scenario_tools;
mod scenarios;
mod search;
mod secrets;
mod security;
mod senders;
mod session;
mod sessions;
mod setup;
mod staff_chats;
mod stats;
mod stream;
mod structure;
mod talking;
mod tasks;
mod teams;
mod templates;
mod timers;
mod tokens;
mod two_factor;
mod users;
mod views;
mod workspace;
mod workspaces;

use crate::doc::Routes;

/// Every route, chapter by chapter.
pub(crate) fn all(routes: Routes) -> Routes {
    let people = |routes: Routes| {
        routes
            .with(setup::routes)
            .with(session::routes)
            .with(two_factor::routes)
            .with(sessions::routes)
            .with(users::routes)
            .with(invites::routes)
            .with(teams::routes)
            .with(roles::routes)
            .with(tokens::routes)
            .with(workspace::routes)
            .with(workspaces::routes)
            .with(sample::routes)
            .with(notifications::routes)
            .with(security::routes)
            .with(audit::routes)
    };
    let crm = |routes: Routes| {
        routes
            .with(pipelines::routes)
            .with(record_fields::routes)
            .with(structure::routes)
            .with(leads::routes)
            .with(board::routes)
            .with(contacts::routes)
            .with(companies::routes)
            .with(tasks::routes)
            .with(agenda::routes)
            .with(duplicates::routes)
            .with(personal_data::routes)
            .with(record_links::routes)
            .with(notes::routes)
            .with(search::routes)
            .with(views::routes)
            .telling_all(imports::routes)
            .with(exports::routes)
            .telling_all(reports::routes)
    };
    let automation = |routes: Routes| {
        routes
            .with(hooks::routes)
            .telling_all(arrivals::routes)
            .with(scenarios::routes)
            .with(scenario_tools::routes)
            .with(drafts::routes)
            .telling_all(bulk::routes)
            .telling_all(scenario_tests::routes)
            .telling_all(rehearsals::routes)
            .telling_all(runs::routes)
            .telling_all(replays::routes)
            .telling_all(events::routes)
            .telling_all(timers::routes)
            .telling_all(deliveries::routes)
            .with(globals::routes)
            .with(links::routes)
            .with(secrets::routes)
            .with(connections::routes)
            .with(connection_kinds::routes)
            .with(bridges::routes)
            .telling_all(bridge_history::routes)
            .with(templates::routes)
    };
    let conversations = |routes: Routes| {
        routes
            .with(bots::routes)
            .with(remotes::routes)
            .with(senders::routes)
            .with(staff_chats::routes)
            .with(campaigns::routes)
            .telling_all(postbacks::routes)
            .with(flows::routes)
            .with(log_ins::routes)
            .with(flow_counts::routes)
            .with(dialogs::routes)
            .with(replies::routes)
            .with(talking::routes)
            .with(files::routes)
    };
    let server = |routes: Routes| {
        routes
            .with(account::routes)
            .with(stats::routes)
            .with(backups::routes)
            .with(doctor::routes)
            .with(stream::routes)
    };
    routes
        .with(people)
        .with(crm)
        .with(automation)
        .with(conversations)
        .with(server)
}
