//! Automation: hooks, scenarios, runs, timers, deliveries, links and upkeep; and the public addresses `/in`, `/t`, `/l`.
