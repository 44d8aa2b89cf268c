-- Ends of phones, so that the last digits find a number too.
INSERT INTO record_value (workspace_id, kind, folded, field, record_id)
SELECT v.workspace_id, v.kind, substr(v.folded, n.start), 'D', v.record_id
FROM record_value v
JOIN (SELECT 2 AS start UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7
      UNION ALL SELECT 8 UNION ALL SELECT 9 UNION ALL SELECT 10 UNION ALL SELECT 11 UNION ALL SELECT 12) AS n
  ON length(v.folded) - n.start >= 3
WHERE v.field = 'P' AND length(v.folded) BETWEEN 5 AND 15
  AND ltrim(v.folded, '0123456789') = ''
ON CONFLICT DO NOTHING;
