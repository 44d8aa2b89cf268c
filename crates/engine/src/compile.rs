//! Scenarios made ready to run: templates parsed, conditions in the order they are judged.

use crate::demand::{self, Demand};
use signalbox_expr::Template;
use signalbox_model::condition::{Operator, Row, Test};
use signalbox_model::scenario::{Block, Scenario};
use signalbox_model::{Key, ScenarioId};
use signalbox_store::scenarios::Head;
use std::sync::Arc;

/// A scenario ready to run.
#[derive(Debug)]
pub struct Compiled {
    /// Its id.
    pub id: ScenarioId,
    /// Its key.
    pub key: Key,
    /// Whether it is switched on.
    pub on: bool,
    /// Its place in the list: the order in which scenarios of one event run.
    pub position: i64,
    /// The version.
    pub version: i64,
    /// What that version does, shared between versions of the definitions.
    pub body: Arc<Body>,
}

impl Compiled {
    /// A scenario as it stands, with what its version does.
    pub(crate) fn new(head: Head, body: Arc<Body>) -> Self {
        let Head {
            id,
            key,
            on,
            position,
            version,
        } = head;
        Self {
            id,
            key,
            on,
            position,
            version,
            body,
        }
    }

    /// Whether this is how it stands.
    pub(crate) fn is(&self, head: &Head) -> bool {
        let seen = (self.id, &self.key, self.on, self.position, self.version);
        seen == (head.id, &head.key, head.on, head.position, head.version)
    }
}

/// What a version of a scenario does.
#[derive(Debug)]
pub struct Body {
    /// The document.
    pub scenario: Scenario,
    /// The conditions of each block, ready.
    pub blocks: Vec<Vec<CompiledRow>>,
    /// The values without which no block can fire.
    pub demands: Vec<Demand>,
}

impl Body {
    /// Makes a document ready.
    pub fn new(scenario: Scenario) -> Arc<Self> {
        let blocks: Vec<_> = scenario.blocks.iter().map(rows).collect();
        let demands = demand::of(&scenario, &blocks);
        Arc::new(Self {
            scenario,
            blocks,
            demands,
        })
    }

    /// A scenario that does nothing: for templates that are rendered outside any.
    pub fn empty() -> Arc<Self> {
        let start = signalbox_model::start::Start::Manual(signalbox_model::start::Manual::default());
        Self::new(Scenario {
            name: String::new(),
            description: String::new(),
            shape: None,
            start,
            throttle_secs: None,
            only_once: false,
            mode: signalbox_model::scenario::RunMode::default(),
            blocks: Vec::new(),
            otherwise: None,
        })
    }

    /// The block with an id, and its place.
    pub fn block(&self, id: &str) -> Option<(usize, &Block)> {
        let same = |block: &Block| block.id.as_ref().is_some_and(|own| own.as_str() == id);
        self.scenario
            .blocks
            .iter()
            .enumerate()
            .find(|(_, block)| same(block))
    }
}

/// A condition ready to be judged.
#[derive(Debug)]
pub struct CompiledRow {
    /// Joined by OR.
    pub or: bool,
    /// What is tested.
    pub test: CompiledTest,
}

/// What a condition tests.
#[derive(Debug)]
pub enum CompiledTest {
    /// A comparison.
    Compare {
        /// The left value.
        left: Template,
        /// The operator.
        is: Operator,
        /// The right value.
        right: Option<Template>,
        /// Letter by letter.
        case_sensitive: bool,
    },
    /// All inside hold.
    All(Vec<CompiledRow>),
    /// Any inside holds.
    Any(Vec<CompiledRow>),
    /// The one inside does not hold.
    Not(Box<CompiledRow>),
}

fn row_of(row: &Row) -> CompiledRow {
    let test = match &row.test {
        Test::Compare(c) => CompiledTest::Compare {
            left: Template::parse(&c.left.0),
            is: c.is,
            right: c.right.as_ref().map(|right| Template::parse(&right.0)),
            case_sensitive: c.case_sensitive,
        },
        Test::All(rows) => CompiledTest::All(rows.iter().map(row_of).collect()),
        Test::Any(rows) => CompiledTest::Any(rows.iter().map(row_of).collect()),
        Test::Not(inner) => CompiledTest::Not(Box::new(row_of(inner))),
    };
    CompiledRow { or: row.or, test }
}

fn rows(block: &Block) -> Vec<CompiledRow> {
    conditions(&block.conditions)
}

/// Conditions ready to be judged.
pub(crate) fn conditions(rows: &[Row]) -> Vec<CompiledRow> {
    rows.iter().map(row_of).collect()
}

/// The id of a block or step; every stored document has them (they are given when it is saved).
pub fn id_of(id: Option<&Key>) -> Key {
    id.cloned().unwrap_or_else(|| "s0".parse().expect("a valid key"))
}
