//! Automation: hooks, scenarios, runs, timers, deliveries, links; the account as text; the state of the server.

mod account;
mod arrivals;
mod bulk;
mod deliveries;
mod doctor;
mod events;
mod globals;
mod hooks;
mod links;
mod runs;
mod scenario_tools;
mod scenarios;
mod schema;
mod stats;
mod templates;
mod timers;
