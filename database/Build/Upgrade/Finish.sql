-- From now on the database is what this script made it.
BEGIN TRANSACTION;

DELETE v
FROM ops.ObjectVersion AS v
WHERE NOT EXISTS (
    SELECT 1
    FROM #Wanted AS w
    WHERE w.ObjectKind = v.ObjectKind AND w.ObjectName = v.ObjectName AND w.DefinitionHash = v.DefinitionHash
);

INSERT ops.ObjectVersion (ObjectKind, ObjectName, DefinitionHash)
SELECT w.ObjectKind, w.ObjectName, w.DefinitionHash
FROM #Wanted AS w
WHERE NOT EXISTS (SELECT 1 FROM ops.ObjectVersion AS v WHERE v.ObjectKind = w.ObjectKind AND v.ObjectName = w.ObjectName);

COMMIT TRANSACTION;
