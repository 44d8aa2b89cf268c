//! What one person may see and change of the records: the one place that decides it (decision 0115).
//!
//! A transaction that works for a person carries their [`Sight`]; every function of [`crm`](crate::crm) heeds it, so
//! that lists, cards, boards, search and writes cannot differ. The engine's own work carries none.

use crate::crm::Record;
use crate::{Result, StoreError};
use signalbox_model::rights::{Access, Reach, Rights};
use signalbox_model::{Key, PipelineId, RecordKind, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// What one person may see and change. There is none for who may do everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    user: UserId,
    /// The person, and everybody in the same teams.
    team: BTreeSet<UserId>,
    rights: Rights,
    /// Leads of pipelines with rights of their own.
    pipelines: BTreeMap<PipelineId, Access>,
}

/// What a right is asked of.
#[derive(Debug, Clone, Copy)]
struct Owner {
    kind: RecordKind,
    pipeline: Option<PipelineId>,
    responsible: Option<UserId>,
}

impl Owner {
    fn of<R: Record>(record: &R) -> Self {
        Self {
            kind: R::KIND,
            pipeline: record.pipeline(),
            responsible: record.responsible(),
        }
    }
}

impl Sight {
    /// The sight of a person with these rights; `None` when they reach everything. `pipelines` are those of the
    /// workspace: what the rights say about others means nothing.
    pub fn new(
        user: UserId,
        team: impl IntoIterator<Item = UserId>,
        rights: Rights,
        pipelines: &[(Key, PipelineId)],
    ) -> Option<Self> {
        let own = |(key, id): &(Key, PipelineId)| Some((*id, *rights.pipelines.get(key)?));
        let pipelines: BTreeMap<_, _> = pipelines.iter().filter_map(own).collect();
        let whole = RecordKind::ALL
            .into_iter()
            .map(|kind| rights.of(kind))
            .chain(pipelines.values().copied())
            .all(|access| access == Access::ALL);
        let team = team.into_iter().chain([user]).collect();
        (!whole).then_some(Self {
            user,
            team,
            rights,
            pipelines,
        })
    }

    /// The same sight for what is undone: it hides as much, and refuses no change.
    #[must_use]
    pub fn rehearsing(&self) -> Self {
        let free = |access: Access| Access {
            edit: Reach::All,
            ..access
        };
        let rights = Rights {
            leads: free(self.rights.leads),
            pipelines: BTreeMap::new(),
            contacts: free(self.rights.contacts),
            companies: free(self.rights.companies),
            tasks: free(self.rights.tasks),
        };
        let pipelines = self.pipelines.iter().map(|(id, access)| (*id, free(*access)));
        Self {
            user: self.user,
            team: self.team.clone(),
            rights,
            pipelines: pipelines.collect(),
        }
    }

    /// Whose sight it is.
    pub fn user(&self) -> UserId {
        self.user
    }

    fn access(&self, kind: RecordKind, pipeline: Option<PipelineId>) -> Access {
        let own = pipeline.and_then(|pipeline| self.pipelines.get(&pipeline));
        own.copied().unwrap_or_else(|| self.rights.of(kind))
    }

    fn reaches(&self, reach: Reach, responsible: Option<UserId>) -> bool {
        match reach {
            Reach::None => false,
            Reach::Own => responsible == Some(self.user),
            Reach::Team => responsible.is_none_or(|user| self.team.contains(&user)),
            Reach::All => true,
        }
    }

    /// Whether every record may be seen: only then logs, which tell of all of them.
    pub fn sees_everything(&self) -> bool {
        let kinds = RecordKind::ALL.into_iter().map(|kind| self.rights.of(kind));
        kinds
            .chain(self.pipelines.values().copied())
            .all(|access| access.see == Reach::All)
    }

    /// Whether every record of a kind may be seen, so that its index may be counted.
    pub(crate) fn sees_all(&self, kind: RecordKind) -> bool {
        let pipelines = self.pipelines.values().filter(|_| kind == RecordKind::Lead);
        pipelines
            .copied()
            .chain([self.rights.of(kind)])
            .all(|access| access.see == Reach::All)
    }

    pub(crate) fn sees<R: Record>(&self, record: &R) -> bool {
        let of = Owner::of(record);
        self.reaches(self.access(of.kind, of.pipeline).see, of.responsible)
    }

    /// Refuses to change or delete a record that is out of reach.
    pub(crate) fn check_edit<R: Record>(&self, record: &R) -> Result<()> {
        let of = Owner::of(record);
        if self.reaches(self.access(of.kind, of.pipeline).edit, of.responsible) {
            return Ok(());
        }
        Err(StoreError::NotAllowed(format!(
            "you may not change this {}: ask the person responsible for it, or an admin for the right",
            of.kind
        )))
    }

    /// Refuses to make a record, or to move a lead, where the person may change nothing at all.
    pub(crate) fn check_place<R: Record>(&self, record: &R) -> Result<()> {
        let of = Owner::of(record);
        if self.access(of.kind, of.pipeline).edit != Reach::None {
            return Ok(());
        }
        let place = if of.pipeline.is_some() {
            " in this pipeline"
        } else {
            ""
        };
        Err(StoreError::NotAllowed(format!(
            "you may not put a {}{place}: choose another, or ask an admin for the right",
            of.kind
        )))
    }

    /// Whether a new record of a person who sees only their own should be theirs.
    pub fn keeps_own(&self, kind: RecordKind) -> bool {
        let pipelines = self.pipelines.values().filter(|_| kind == RecordKind::Lead);
        pipelines
            .copied()
            .chain([self.rights.of(kind)])
            .any(|access| access.see == Reach::Own)
    }

    /// The rows of a kind that may be seen, as a condition on `table`; `None` when all may.
    pub(crate) fn condition(&self, kind: RecordKind, table: &str) -> Option<String> {
        if self.sees_all(kind) {
            return None;
        }
        let usual = self.reach_sql(self.rights.of(kind).see, table);
        if kind != RecordKind::Lead || self.pipelines.is_empty() {
            return Some(usual);
        }
        let named: Vec<String> = self.pipelines.keys().map(|id| id.0.to_string()).collect();
        let mut parts = vec![format!(
            "({table}.pipeline_id NOT IN ({}) AND {usual})",
            named.join(", ")
        )];
        let own = self.pipelines.iter().map(|(id, access)| {
            let reach = self.reach_sql(access.see, table);
            format!("({table}.pipeline_id = {} AND {reach})", id.0)
        });
        parts.extend(own);
        Some(parts.join(" OR "))
    }

    fn reach_sql(&self, reach: Reach, table: &str) -> String {
        match reach {
            Reach::None => "1 = 0".into(),
            Reach::Own => format!("{table}.responsible_id = {}", self.user.0),
            Reach::Team => {
                let team: Vec<String> = self.team.iter().map(|user| user.0.to_string()).collect();
                let team = team.join(", ");
                format!("({table}.responsible_id IS NULL OR {table}.responsible_id IN ({team}))")
            }
            Reach::All => "1 = 1".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signalbox_model::person::Role;
    use signalbox_model::record::{Author, FieldValues, Lead};
    use signalbox_model::{Micros, RecordId, StageId};

    const ME: UserId = UserId(1);
    const MATE: UserId = UserId(2);
    const STRANGER: UserId = UserId(3);
    const SALES: PipelineId = PipelineId(10);
    const REPAIRS: PipelineId = PipelineId(11);

    fn lead(pipeline: PipelineId, responsible: Option<UserId>) -> Lead {
        Lead {
            id: RecordId(1),
            name: "L".into(),
            pipeline_id: pipeline,
            stage_id: StageId(1),
            entered_stage_at: Micros(0),
            position: 0,
            sale: None,
            responsible_id: responsible,
            loss_reason_id: None,
            source: None,
            tags: Vec::new(),
            fields: FieldValues::default(),
            subscribers: Vec::new(),
            created_at: Micros(0),
            updated_at: Micros(0),
            closed_at: None,
            created_by: Author::System,
        }
    }

    fn sight(see: Reach, edit: Reach, repairs: Option<Access>) -> Option<Sight> {
        let mut rights = Rights::usual(Role::Operator);
        rights.leads = Access { see, edit };
        if let Some(access) = repairs {
            rights.pipelines.insert("repairs".parse().unwrap(), access);
        }
        let pipelines = [
            ("sales".parse().unwrap(), SALES),
            ("repairs".parse().unwrap(), REPAIRS),
        ];
        Sight::new(ME, [MATE], rights, &pipelines)
    }

    #[test]
    fn each_reach_shows_and_changes_its_own() {
        use Reach::{All, None as Nobody, Own, Team};
        // See, edit; then seen and changed of: mine, a team-mate's, a stranger's, nobody's.
        let table = [
            (Nobody, Nobody, [false; 4], [false; 4]),
            (Own, Nobody, [true, false, false, false], [false; 4]),
            (Own, Own, [true, false, false, false], [true, false, false, false]),
            (Team, Own, [true, true, false, true], [true, false, false, false]),
            (Team, Team, [true, true, false, true], [true, true, false, true]),
            (All, Own, [true; 4], [true, false, false, false]),
            (All, Team, [true; 4], [true, true, false, true]),
            (All, Nobody, [true; 4], [false; 4]),
        ];
        let owners = [Some(ME), Some(MATE), Some(STRANGER), None];
        for (see, edit, seen, changed) in table {
            let sight = sight(see, edit, None).unwrap();
            for (at, owner) in owners.into_iter().enumerate() {
                let lead = lead(SALES, owner);
                let found = (sight.sees(&lead), sight.check_edit(&lead).is_ok());
                assert_eq!(found, (seen[at], changed[at]), "{see:?} {edit:?} {owner:?}");
            }
            assert_eq!(sight.check_place(&lead(SALES, None)).is_ok(), edit != Nobody);
        }
        assert_eq!(
            sight(All, All, None),
            None,
            "who may do everything carries no sight"
        );
    }

    #[test]
    fn a_pipeline_has_rights_of_its_own() {
        let hidden = Access {
            see: Reach::None,
            edit: Reach::None,
        };
        let sight = sight(Reach::All, Reach::All, Some(hidden)).unwrap();
        assert!(sight.sees(&lead(SALES, Some(STRANGER))) && !sight.sees(&lead(REPAIRS, Some(ME))));
        assert!(sight.check_place(&lead(REPAIRS, Some(ME))).is_err());
        assert!(!sight.sees_everything() && !sight.sees_all(RecordKind::Lead));
        assert!(sight.sees_all(RecordKind::Contact));
        assert_eq!(sight.condition(RecordKind::Contact, "contact"), None);
        assert_eq!(
            sight.condition(RecordKind::Lead, "l").as_deref(),
            Some("(l.pipeline_id NOT IN (11) AND 1 = 1) OR (l.pipeline_id = 11 AND 1 = 0)")
        );
    }
}
