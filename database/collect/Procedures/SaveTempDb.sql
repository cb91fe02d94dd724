/*  collect.SaveTempDb: stores what tempdb looked like at one moment, and its metrics.
    @InstanceId          config.Instance
    @RunId               the orchestrator's run
    @CapturedAt          UTC time of the watched server
    @TotalBytes … @FreeBytes   data files as a whole and by kind; NULL when the server told nothing
    @FileCount           data files; @SmallestFileBytes, @LargestFileBytes,
                         @HasEqualGrowth tell whether they are alike
    @AxTableCount        temporary tables of AX; NULL when the login may not see them
    @Rows                sessions, tables, latch waits, see stage.TempDb
    Result               one row: SavedRows, WasDuplicate
    Errors               50010 unknown instance  */
CREATE PROCEDURE collect.SaveTempDb
    @InstanceId        int,
    @RunId             uniqueidentifier,
    @CapturedAt        datetime2(3),
    @TotalBytes        bigint = NULL,
    @UserBytes         bigint = NULL,
    @InternalBytes     bigint = NULL,
    @VersionBytes      bigint = NULL,
    @MixedBytes        bigint = NULL,
    @FreeBytes         bigint = NULL,
    @FileCount         int = 0,
    @SmallestFileBytes bigint = NULL,
    @LargestFileBytes  bigint = NULL,
    @HasEqualGrowth    bit = 1,
    @AxTableCount      int = NULL,
    @Rows              stage.TempDb READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @AllocationWaitCount int;
DECLARE @AllocationWaitMs bigint;
DECLARE @OtherLatchWaitCount int;
DECLARE @OtherLatchWaitMs bigint;
DECLARE @VersionAgeMs bigint;
DECLARE @VersionSessionId int;
DECLARE @Texts stage.StatementText;
DECLARE @Points stage.MetricPoint;

-- An absurd value in the head of a capture is none.
SELECT
    @TotalBytes = (SELECT k.Value FROM lib.KnownCount(@TotalBytes) AS k),
    @UserBytes = (SELECT k.Value FROM lib.KnownCount(@UserBytes) AS k),
    @InternalBytes = (SELECT k.Value FROM lib.KnownCount(@InternalBytes) AS k),
    @VersionBytes = (SELECT k.Value FROM lib.KnownCount(@VersionBytes) AS k),
    @MixedBytes = (SELECT k.Value FROM lib.KnownCount(@MixedBytes) AS k),
    @FreeBytes = (SELECT k.Value FROM lib.KnownCount(@FreeBytes) AS k),
    @SmallestFileBytes = (SELECT k.Value FROM lib.KnownCount(@SmallestFileBytes) AS k),
    @LargestFileBytes = (SELECT k.Value FROM lib.KnownCount(@LargestFileBytes) AS k),
    @FileCount = (SELECT k.Value FROM lib.KnownNumber(@FileCount) AS k),
    @AxTableCount = (SELECT k.Value FROM lib.KnownNumber(@AxTableCount) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'TempDb', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.RowKind,
        r.SessionId,
        LoginTime = k1.At,
        r.HostName,
        r.ProgramName,
        r.LoginName,
        r.Status,
        OpenTransactionCount = k2.Value,
        r.ContextInfo,
        r.IsAxSessionAlive,
        r.StatementText,
        UserBytes = k3.Value,
        InternalBytes = k4.Value,
        VersionAgeMs = k5.Value,
        r.AxTableId,
        r.TableName,
        ItemCount = k6.Value,
        r.WaitType,
        r.WaitResource,
        WaitMs = k7.Value,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownTime(r.LoginTime) AS k1
    CROSS APPLY lib.KnownNumber(r.OpenTransactionCount) AS k2
    CROSS APPLY lib.KnownCount(r.UserBytes) AS k3
    CROSS APPLY lib.KnownCount(r.InternalBytes) AS k4
    CROSS APPLY lib.KnownCount(r.VersionAgeMs) AS k5
    CROSS APPLY lib.KnownNumber(r.ItemCount) AS k6
    CROSS APPLY lib.KnownCount(r.WaitMs) AS k7
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'RowKind', DATALENGTH(r.RowKind), N''),
                (N'SessionId', CASE WHEN r.RowKind = N'session' THEN DATALENGTH(r.SessionId) ELSE 1 END, N''),
                (N'AxTableId', CASE WHEN r.RowKind = N'table' THEN DATALENGTH(r.AxTableId) ELSE 1 END, N''),
                (N'ItemCount', CASE WHEN NOT (r.RowKind = N'table' AND k6.Value IS NULL) THEN 1 END, CONCAT(r.ItemCount, N''))
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'TempDb', @CapturedAt;

    -- The views are read without locks: a session id that is reused meanwhile comes twice; a table may too.
    DELETE d
    FROM
    (
        SELECT Nr = ROW_NUMBER() OVER (PARTITION BY r.SessionId ORDER BY r.StagedNumber)
        FROM #Staged AS r
        WHERE r.RowKind = N'session'
    ) AS d
    WHERE d.Nr > 1;

    DELETE d
    FROM
    (
        SELECT Nr = ROW_NUMBER() OVER (PARTITION BY r.AxTableId ORDER BY r.StagedNumber)
        FROM #Staged AS r
        WHERE r.RowKind = N'table'
    ) AS d
    WHERE d.Nr > 1;

    -- Before anything of it is stored. The AX user follows below.
    UPDATE r
    SET LoginName = m.LoginName,
        HostName = m.HostName,
        StatementText = t.Body
    FROM #Staged AS r
    CROSS JOIN collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedSession(k.NameKey, r.LoginName, NULL, r.HostName, r.ProgramName) AS m
    CROSS APPLY collect.KeptText(k.HidesLiterals, r.StatementText) AS t;

    SELECT
        @AllocationWaitCount = COALESCE(SUM(CASE WHEN p.PageKind IS NOT NULL THEN r.ItemCount ELSE 0 END), 0),
        @AllocationWaitMs = COALESCE(SUM(CASE WHEN p.PageKind IS NOT NULL THEN r.WaitMs ELSE 0 END), 0),
        @OtherLatchWaitCount = COALESCE(SUM(CASE WHEN p.PageKind IS NULL THEN r.ItemCount ELSE 0 END), 0),
        @OtherLatchWaitMs = COALESCE(SUM(CASE WHEN p.PageKind IS NULL THEN r.WaitMs ELSE 0 END), 0)
    FROM #Staged AS r
    CROSS APPLY lib.ParseWaitResource(r.WaitResource) AS p
    WHERE r.RowKind = N'latch';

    SELECT TOP (1) @VersionAgeMs = r.VersionAgeMs, @VersionSessionId = r.SessionId
    FROM #Staged AS r
    WHERE r.RowKind = N'session'
      AND r.VersionAgeMs IS NOT NULL
    ORDER BY r.VersionAgeMs DESC, r.SessionId;

    INSERT fact.TempDb
    (
        InstanceId,
        CapturedAt,
        TotalBytes,
        UserBytes,
        InternalBytes,
        VersionBytes,
        MixedBytes,
        FreeBytes,
        FileCount,
        SmallestFileBytes,
        LargestFileBytes,
        HasEqualGrowth,
        AxTableCount,
        VersionAgeMs,
        VersionSessionId,
        AllocationWaitCount,
        AllocationWaitMs,
        OtherLatchWaitCount,
        OtherLatchWaitMs
    )
    VALUES
    (
        @InstanceId,
        @CapturedAt,
        @TotalBytes,
        @UserBytes,
        @InternalBytes,
        @VersionBytes,
        @MixedBytes,
        @FreeBytes,
        COALESCE(@FileCount, 0),
        @SmallestFileBytes,
        @LargestFileBytes,
        COALESCE(@HasEqualGrowth, 1),
        @AxTableCount,
        @VersionAgeMs,
        @VersionSessionId,
        @AllocationWaitCount,
        @AllocationWaitMs,
        @OtherLatchWaitCount,
        @OtherLatchWaitMs
    );
    SET @SavedRows = 1;

    -- At one moment a session id is one session.
    SELECT r.SessionId, r.StatementText, StatementHash = HASHBYTES(N'SHA2_256', r.StatementText)
    INTO #Text
    FROM #Staged AS r
    WHERE r.RowKind = N'session'
      AND r.StatementText IS NOT NULL;

    INSERT @Texts (TextHash, TextValue)
    SELECT t.StatementHash, t.StatementText
    FROM #Text AS t;

    EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

    INSERT fact.TempDbSession
    (
        InstanceId,
        CapturedAt,
        SessionId,
        LoginTime,
        HostName,
        ProgramName,
        LoginName,
        Status,
        AxUser,
        AxSessionId,
        AxConfidence,
        UserBytes,
        InternalBytes,
        VersionAgeMs,
        StatementHash
    )
    SELECT
        @InstanceId,
        @CapturedAt,
        r.SessionId,
        r.LoginTime,
        r.HostName,
        r.ProgramName,
        r.LoginName,
        r.Status,
        u.MaskedName,
        x.AxSessionId,
        f.AxConfidence,
        COALESCE(r.UserBytes, 0),
        COALESCE(r.InternalBytes, 0),
        r.VersionAgeMs,
        t.StatementHash
    FROM #Staged AS r
    LEFT JOIN #Text AS t ON t.SessionId = r.SessionId
    CROSS APPLY lib.ParseContextInfo(r.ContextInfo) AS x
    OUTER APPLY collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedName(k.NameKey, N'user', x.AxUser) AS u
    CROSS APPLY lib.AxConfidence(
        x.AxSessionId, CASE WHEN r.Status <> N'sleeping' OR r.OpenTransactionCount > 0 THEN 1 ELSE 0 END,
        r.IsAxSessionAlive) AS f
    WHERE r.RowKind = N'session';
    SET @SavedRows += @@ROWCOUNT;

    INSERT fact.TempDbAxTable (InstanceId, CapturedAt, AxTableId, TableName, TableCount)
    SELECT @InstanceId, @CapturedAt, r.AxTableId, r.TableName, r.ItemCount
    FROM #Staged AS r
    WHERE r.RowKind = N'table';
    SET @SavedRows += @@ROWCOUNT;

    INSERT @Points (MetricName, KeyText, Value)
    VALUES
        (N'tempdb.used_mb', N'user objects', @UserBytes / 1048576.0),
        (N'tempdb.used_mb', N'internal objects', @InternalBytes / 1048576.0),
        (N'tempdb.used_mb', N'version store', @VersionBytes / 1048576.0),
        (N'tempdb.used_percent', N'', 100.0 * (@TotalBytes - @FreeBytes) / NULLIF(@TotalBytes, 0)),
        (N'tempdb.free_mb', N'', @FreeBytes / 1048576.0),
        (N'tempdb.ax_tables', N'', @AxTableCount),
        (N'tempdb.version_age_s', N'', COALESCE(@VersionAgeMs, 0) / 1000.0),
        (N'tempdb.largest_session_mb', N'',
         (SELECT COALESCE(MAX(r.UserBytes + r.InternalBytes), 0) / 1048576.0 FROM #Staged AS r WHERE r.RowKind = N'session')),
        (N'tempdb.latch_waits', N'allocation', @AllocationWaitCount),
        (N'tempdb.latch_waits', N'other', @OtherLatchWaitCount);

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
