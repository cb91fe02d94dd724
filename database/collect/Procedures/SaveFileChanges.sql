/*  collect.SaveFileChanges: compares the files of a capture with those of the capture before and with their
    known names. Part of collect.SaveFileIo, in its transaction.
    @InstanceId, @CapturedAt
    @IsTruncated   1: files may be missing without being gone
    @IsFirst       1: the first capture of the instance, where every file is new and none is worth a word
    Reads the caller's temp table #Delta, and brings dim.DatabaseFile up to date. What the login
    may not see changes nothing.  */
CREATE PROCEDURE collect.SaveFileChanges
    @InstanceId  int,
    @CapturedAt  datetime2(3),
    @IsTruncated bit,
    @IsFirst     bit
AS
SET NOCOUNT, XACT_ABORT ON;

IF @IsFirst = 0
BEGIN
    INSERT fact.FileChange (InstanceId, CapturedAt, DatabaseFileId, ChangeKind, OldValue, NewValue)
    SELECT @InstanceId, @CapturedAt, f.DatabaseFileId, v.ChangeKind, v.OldValue, v.NewValue
    FROM #Delta AS d
    INNER JOIN dim.DatabaseFile AS f ON f.DatabaseFileId = d.DatabaseFileId
    CROSS APPLY
    (
        SELECT
            ChangeKind = N'added',
            OldValue = CAST(NULL AS nvarchar(260)),
            NewValue = COALESCE(d.PhysicalName, f.PhysicalName)
        WHERE d.IsKnown = 0
        UNION ALL
        SELECT N'moved', f.PhysicalName, d.PhysicalName
        WHERE d.PhysicalName <> f.PhysicalName
        UNION ALL
        SELECT N'renamed', f.FileName, d.FileName
        WHERE d.FileName <> f.FileName
        UNION ALL
        SELECT
            CASE WHEN d.SizeBytes > d.OldSizeBytes THEN N'grown' ELSE N'shrunk' END,
            CONCAT(d.OldSizeBytes, N''),
            CONCAT(d.SizeBytes, N'')
        WHERE d.SizeBytes <> d.OldSizeBytes
    ) AS v;

    -- A capture without any file says nothing about files.
    IF @IsTruncated = 0 AND EXISTS (SELECT 1 FROM #Delta)
        INSERT fact.FileChange (InstanceId, CapturedAt, DatabaseFileId, ChangeKind, OldValue)
        SELECT DISTINCT @InstanceId, @CapturedAt, s.DatabaseFileId, N'gone', f.PhysicalName
        FROM collect.FileIoState AS s
        INNER JOIN dim.DatabaseFile AS f ON f.DatabaseFileId = s.DatabaseFileId
        WHERE s.InstanceId = @InstanceId
          AND NOT EXISTS (SELECT 1 FROM #Delta AS d WHERE d.DatabaseFileId = s.DatabaseFileId);
END;

UPDATE f
SET TypeName = d.TypeName,
    FileName = COALESCE(d.FileName, f.FileName),
    PhysicalName = COALESCE(d.PhysicalName, f.PhysicalName)
FROM dim.DatabaseFile AS f
INNER JOIN #Delta AS d ON d.DatabaseFileId = f.DatabaseFileId
WHERE f.TypeName <> d.TypeName
   OR COALESCE(f.FileName, N'') <> COALESCE(d.FileName, f.FileName, N'')
   OR COALESCE(f.PhysicalName, N'') <> COALESCE(d.PhysicalName, f.PhysicalName, N'');
