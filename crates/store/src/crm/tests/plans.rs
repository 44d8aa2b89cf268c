//! SQLite has no statistics here and takes the first column of an index for selective, so a statement can fall back to
//! walking a whole workspace unnoticed. These plans are what keeps the CRM fast.

use super::*;

fn plan(space: &mut Space, sql: &str, params: usize) -> Result<String> {
    let params: Vec<crate::Val> = vec![crate::Val::Int(1); params];
    let lines = space.all(&format!("EXPLAIN QUERY PLAN {sql}"), &params, |row| row.text(3))?;
    Ok(lines.join("; "))
}

#[test]
fn no_statement_walks_a_workspace() {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(&crate::Options::new(crate::Url::Lite(dir.path().join("t.db"))), 1).unwrap();
    inside(&db, |space| {
        for (sql, params, through) in [
            (links::FORWARD, 2, "a_id=? AND b_kind=?"),
            (
                links::BACK,
                2,
                "record_link_back (workspace_id=? AND b_id=? AND a_kind=?",
            ),
            (links::ORPHANS, 2, "record_link_back (workspace_id=? AND b_id=?"),
            (
                "DELETE FROM record_link WHERE workspace_id = ?1 AND b_id = ?2",
                1,
                "b_id=?",
            ),
            (
                "SELECT MIN(+due_at) FROM task WHERE workspace_id = ?1 AND record_id = ?2 AND done_at IS NULL",
                1,
                "record_id=?",
            ),
            (
                "DELETE FROM note WHERE workspace_id = ?1 AND record_id = ?2",
                1,
                "record_id=?",
            ),
            (
                "SELECT id FROM lead WHERE workspace_id = ?1 AND id < ?2 AND responsible_id = ?3 ORDER BY id DESC",
                2,
                "responsible_id=? AND id<?",
            ),
            (
                "SELECT id FROM lead WHERE workspace_id = ?1 AND id > ?2 AND pipeline_id = ?3 AND stage_id = ?4 ORDER BY id",
                3,
                "stage_id=? AND id>?",
            ),
            (
                "SELECT id FROM task WHERE workspace_id = ?1 AND id < ?2 AND done_at IS NULL ORDER BY id DESC",
                1,
                "task_open",
            ),
            (
                "SELECT id FROM task WHERE workspace_id = ?1 AND (due_at, id) > (?2, ?3) AND due_at < ?4
                 AND done_at IS NULL ORDER BY due_at, id",
                3,
                "task_agenda (workspace_id=? AND due_at>? AND due_at<?)",
            ),
            (
                "SELECT folded, field, COUNT(*) FROM record_value
                 WHERE workspace_id = ?1 AND kind = ?2 AND (folded, field) > (?3, ?4) AND field IN (?6)
                 GROUP BY folded, field HAVING COUNT(*) > 1 ORDER BY folded, field LIMIT ?5",
                5,
                "PRIMARY KEY (workspace_id=? AND kind=? AND (folded,field)>(?,?))",
            ),
            (
                "UPDATE event SET subject_id = ?3 WHERE workspace_id = ?1 AND subject_id = ?2",
                2,
                "event_subject (workspace_id=? AND subject_id=?",
            ),
            (
                "UPDATE run SET subject_id = ?3 WHERE workspace_id = ?1 AND subject_id = ?2",
                2,
                "run_subject (workspace_id=? AND subject_id=?",
            ),
        ] {
            let plan = plan(space, sql, params)?;
            assert!(plan.contains(through), "{sql}\n{plan}");
        }
        Ok(())
    });
}
