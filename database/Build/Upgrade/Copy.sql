-- Rows of the tables that were moved aside go into the new ones, column by column of the same name, each
-- table in a transaction of its own: what was copied is gone from the old schemas, and a run that
-- was broken off goes on with the others. A column that this version does not have, and that no
-- migration took away, ends the upgrade.
DECLARE @ObjectName nvarchar(400);
DECLARE @OldName nvarchar(400);
DECLARE @NewName nvarchar(400);
DECLARE @Columns nvarchar(max);
DECLARE @HasIdentity bit;
DECLARE @Hash binary(32);
DECLARE @Statements nvarchar(max);
DECLARE @Message nvarchar(2000);

SELECT TOP (1) @Message = CONCAT(
    N'The column ', c.name, N' of ', w.ObjectName,
    N' is not known to this version, and its values would be lost. The table stands in ', OBJECT_SCHEMA_NAME(c.object_id),
    N' now: drop the column there if it may go, and run the script again.')
FROM #Wanted AS w
CROSS APPLY (SELECT OldName = CONCAT(N'old_', w.ObjectName)) AS o
INNER JOIN sys.columns AS c ON c.object_id = OBJECT_ID(o.OldName, N'U')
WHERE w.ObjectKind = N'table'
  AND c.is_computed = 0
  AND NOT EXISTS (SELECT 1 FROM sys.columns AS n WHERE n.object_id = OBJECT_ID(w.ObjectName, N'U') AND n.name = c.name)
ORDER BY w.CreationOrder, c.column_id;

IF @Message IS NOT NULL
    THROW 50002, @Message, 1;

WHILE EXISTS (
    SELECT 1 FROM #Wanted AS w WHERE w.ObjectKind = N'table' AND OBJECT_ID(CONCAT(N'old_', w.ObjectName), N'U') IS NOT NULL
)
BEGIN
    SELECT TOP (1)
        @ObjectName = w.ObjectName,
        @OldName = CONCAT(QUOTENAME(OBJECT_SCHEMA_NAME(o.ObjectId)), N'.', QUOTENAME(OBJECT_NAME(o.ObjectId))),
        @NewName = CONCAT(QUOTENAME(OBJECT_SCHEMA_NAME(n.ObjectId)), N'.', QUOTENAME(OBJECT_NAME(n.ObjectId))),
        @HasIdentity = CASE
            WHEN EXISTS (SELECT 1 FROM sys.columns AS c WHERE c.object_id = n.ObjectId AND c.is_identity = 1) THEN 1
            ELSE 0
        END,
        @Hash = w.DefinitionHash
    FROM #Wanted AS w
    CROSS APPLY (SELECT ObjectId = OBJECT_ID(CONCAT(N'old_', w.ObjectName), N'U')) AS o
    CROSS APPLY (SELECT ObjectId = OBJECT_ID(w.ObjectName, N'U')) AS n
    WHERE w.ObjectKind = N'table'
      AND o.ObjectId IS NOT NULL
    ORDER BY w.CreationOrder;

    SET @Columns = N'';
    SELECT @Columns += CONCAT(N', ', QUOTENAME(n.name))
    FROM sys.columns AS n
    INNER JOIN sys.columns AS o ON o.object_id = OBJECT_ID(@OldName, N'U') AND o.name = n.name
    WHERE n.object_id = OBJECT_ID(@NewName, N'U')
      AND n.is_computed = 0
      AND n.system_type_id <> 189;
    SET @Columns = STUFF(@Columns, 1, 2, N'');

    SET @Statements = CONCAT(
        CASE WHEN @HasIdentity = 1 THEN CONCAT(N'SET IDENTITY_INSERT ', @NewName, N' ON; ') END,
        N'INSERT ', @NewName, N' (', @Columns, N') SELECT ', @Columns, N' FROM ', @OldName, N';',
        CASE WHEN @HasIdentity = 1 THEN CONCAT(N' SET IDENTITY_INSERT ', @NewName, N' OFF;') END,
        N' DROP TABLE ', @OldName, N';');

    BEGIN TRANSACTION;
    EXEC sys.sp_executesql @Statements;

    DELETE ops.ObjectVersion
    WHERE ObjectKind = N'table'
      AND ObjectName = @ObjectName;

    INSERT ops.ObjectVersion (ObjectKind, ObjectName, DefinitionHash)
    VALUES (N'table', @ObjectName, @Hash);
    COMMIT TRANSACTION;
END;

SET @Statements = N'';
SELECT @Statements += CONCAT(N'DROP SCHEMA ', QUOTENAME(s.name), N';')
FROM sys.schemas AS s
WHERE s.name LIKE N'old[_]%'
  AND EXISTS (
      SELECT 1
      FROM #Wanted AS w
      WHERE w.ObjectKind = N'table'
        AND LEFT(w.ObjectName, CHARINDEX(N'.', w.ObjectName)) = CONCAT(SUBSTRING(s.name, 5, 128), N'.')
  )
  AND NOT EXISTS (SELECT 1 FROM sys.objects AS o WHERE o.schema_id = s.schema_id);
EXEC sys.sp_executesql @Statements;
