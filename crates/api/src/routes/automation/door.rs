//! The public door of hooks: `/in/{token}`.
