//! The public pages of trigger links: `/t/{token}` and `/l/{token}/{record}/{n}`.
