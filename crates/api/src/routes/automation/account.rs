//! The account as text: export, plan, apply.
