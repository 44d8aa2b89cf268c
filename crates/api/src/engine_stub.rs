#![allow(missing_docs)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Arrival(i64),
    Run,
    Delivery,
    Timer,
    Bulk(i64),
    Record,
    Definitions,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveNote {
    pub workspace: signalbox_model::WorkspaceId,
    pub topic: Topic,
    pub id: i64,
}
#[derive(Debug, Default)]
pub struct Done {
    pub live: Vec<LiveNote>,
}
