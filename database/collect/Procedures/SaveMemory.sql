/*  collect.SaveMemory: saves the state of memory: the server's, its clerks', and the
    queries that hold or want grants.
    @InstanceId   config.Instance
    @RunId        the orchestrator's run
    @CapturedAt   UTC time of the capture on the watched server
    @TargetKb … @LongestWaitMs see fact.MemoryCapture; counts of grants are of all, also of
    those that are not among the rows
    @IsTruncated  1 when the collector hit its row limit
    @Rows         see stage.Memory
    Result        one row: SavedRows (clerks and grants stored), WasDuplicate
    Errors        50010 unknown instance
    Everything here is a state, so nothing is compared with the past. A repeated or late call (same or earlier
    @CapturedAt) changes nothing.  */
CREATE PROCEDURE collect.SaveMemory
    @InstanceId                int,
    @RunId                     uniqueidentifier,
    @CapturedAt                datetime2(3),
    @TargetKb                  bigint = NULL,
    @CommittedKb               bigint = NULL,
    @PhysicalKb                bigint = NULL,
    @AvailableKb               bigint = NULL,
    @ProcessKb                 bigint = NULL,
    @LockedPagesKb             bigint = NULL,
    @PageLifeExpectancySeconds bigint = NULL,
    @IsProcessLow              bit = NULL,
    @IsSystemLow               bit = NULL,
    @GrantedCount              int = 0,
    @WaitingCount              int = 0,
    @GrantedKb                 bigint = 0,
    @LongestWaitMs             bigint = 0,
    @IsTruncated               bit = 0,
    @Rows                      stage.Memory READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SET @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Clerk
(
    ClerkType nvarchar(60) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    SizeKb    bigint       NOT NULL
);

CREATE TABLE #NewClerk (ClerkType nvarchar(60) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED);

-- An absurd value in the head of a capture is none.
SELECT
    @TargetKb = (SELECT k.Value FROM lib.KnownCount(@TargetKb) AS k),
    @CommittedKb = (SELECT k.Value FROM lib.KnownCount(@CommittedKb) AS k),
    @PhysicalKb = (SELECT k.Value FROM lib.KnownCount(@PhysicalKb) AS k),
    @AvailableKb = (SELECT k.Value FROM lib.KnownCount(@AvailableKb) AS k),
    @ProcessKb = (SELECT k.Value FROM lib.KnownCount(@ProcessKb) AS k),
    @LockedPagesKb = (SELECT k.Value FROM lib.KnownCount(@LockedPagesKb) AS k),
    @PageLifeExpectancySeconds = (SELECT k.Value FROM lib.KnownCount(@PageLifeExpectancySeconds) AS k),
    @GrantedKb = (SELECT k.Value FROM lib.KnownCount(@GrantedKb) AS k),
    @LongestWaitMs = (SELECT k.Value FROM lib.KnownCount(@LongestWaitMs) AS k),
    @GrantedCount = (SELECT k.Value FROM lib.KnownNumber(@GrantedCount) AS k),
    @WaitingCount = (SELECT k.Value FROM lib.KnownNumber(@WaitingCount) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Memory', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.RowKind,
        r.Name,
        SizeKb = k1.Value,
        PageLifeExpectancySeconds = k2.Value,
        r.SessionId,
        r.RequestId,
        Dop = k3.Value,
        RequestedKb = k4.Value,
        GrantedKb = k5.Value,
        UsedKb = k6.Value,
        MaxUsedKb = k7.Value,
        IdealKb = k8.Value,
        WaitMs = k9.Value,
        r.HostName,
        r.ProgramName,
        r.LoginName,
        r.ContextInfo,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.SizeKb) AS k1
    CROSS APPLY lib.KnownCount(r.PageLifeExpectancySeconds) AS k2
    CROSS APPLY lib.KnownNumber(r.Dop) AS k3
    CROSS APPLY lib.KnownCount(r.RequestedKb) AS k4
    CROSS APPLY lib.KnownCount(r.GrantedKb) AS k5
    CROSS APPLY lib.KnownCount(r.UsedKb) AS k6
    CROSS APPLY lib.KnownCount(r.MaxUsedKb) AS k7
    CROSS APPLY lib.KnownCount(r.IdealKb) AS k8
    CROSS APPLY lib.KnownCount(r.WaitMs) AS k9
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'RowKind', DATALENGTH(r.RowKind), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Memory', @CapturedAt;

    -- Before anything of it is stored. The AX user follows below.
    UPDATE r
    SET LoginName = m.LoginName,
        HostName = m.HostName
    FROM #Staged AS r
    CROSS JOIN collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedSession(k.NameKey, r.LoginName, NULL, r.HostName, r.ProgramName) AS m;

    INSERT #Clerk (ClerkType, SizeKb)
    SELECT TOP (20) r.Name, SUM(r.SizeKb)
    FROM #Staged AS r
    WHERE r.RowKind = N'clerk'
      AND r.Name IS NOT NULL
    GROUP BY r.Name
    HAVING SUM(r.SizeKb) >= 1024
    ORDER BY SUM(r.SizeKb) DESC, r.Name;

    -- What is missing is looked for without locks, see collect.SaveMetrics.
    INSERT #NewClerk (ClerkType)
    SELECT k.ClerkType
    FROM #Clerk AS k
    WHERE NOT EXISTS (SELECT 1 FROM dim.MemoryClerk AS d WHERE d.ClerkType = k.ClerkType);

    IF @@ROWCOUNT > 0
        INSERT dim.MemoryClerk (ClerkType)
        SELECT n.ClerkType
        FROM #NewClerk AS n
        WHERE NOT EXISTS (SELECT 1 FROM dim.MemoryClerk AS d WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE d.ClerkType = n.ClerkType)
        ORDER BY n.ClerkType;

    INSERT fact.MemoryClerk (InstanceId, CapturedAt, ClerkId, SizeKb)
    SELECT @InstanceId, @CapturedAt, d.ClerkId, k.SizeKb
    FROM #Clerk AS k
    INNER JOIN dim.MemoryClerk AS d ON d.ClerkType = k.ClerkType;

    SET @SavedRows = @@ROWCOUNT;

    INSERT fact.MemoryGrant
    (
        InstanceId,
        CapturedAt,
        SessionId,
        RequestId,
        GrantOrder,
        Dop,
        RequestedKb,
        GrantedKb,
        UsedKb,
        MaxUsedKb,
        IdealKb,
        WaitMs,
        HostName,
        ProgramName,
        LoginName,
        AxUser,
        AxSessionId
    )
    SELECT
        @InstanceId,
        @CapturedAt,
        r.SessionId,
        COALESCE(r.RequestId, 0),
        ROW_NUMBER() OVER (
            ORDER BY CASE WHEN r.GrantedKb IS NULL THEN 0 ELSE 1 END, r.WaitMs DESC, r.GrantedKb DESC, r.SessionId),
        r.Dop,
        r.RequestedKb,
        r.GrantedKb,
        r.UsedKb,
        r.MaxUsedKb,
        r.IdealKb,
        CASE WHEN r.WaitMs >= 0 THEN r.WaitMs END,
        r.HostName,
        r.ProgramName,
        r.LoginName,
        u.MaskedName,
        x.AxSessionId
    FROM #Staged AS r
    CROSS APPLY lib.ParseContextInfo(r.ContextInfo) AS x
    OUTER APPLY collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedName(k.NameKey, N'user', x.AxUser) AS u
    WHERE r.RowKind = N'grant'
      AND r.SessionId IS NOT NULL;

    SET @SavedRows += @@ROWCOUNT;

    INSERT fact.MemoryCapture
    (
        InstanceId,
        CapturedAt,
        RunId,
        TargetKb,
        CommittedKb,
        PhysicalKb,
        AvailableKb,
        ProcessKb,
        LockedPagesKb,
        PageLifeExpectancySeconds,
        IsProcessLow,
        IsSystemLow,
        GrantedCount,
        WaitingCount,
        GrantedKb,
        LongestWaitMs,
        IsTruncated
    )
    VALUES
    (
        @InstanceId,
        @CapturedAt,
        @RunId,
        @TargetKb,
        @CommittedKb,
        @PhysicalKb,
        @AvailableKb,
        @ProcessKb,
        @LockedPagesKb,
        @PageLifeExpectancySeconds,
        @IsProcessLow,
        @IsSystemLow,
        COALESCE(@GrantedCount, 0),
        COALESCE(@WaitingCount, 0),
        COALESCE(@GrantedKb, 0),
        COALESCE(@LongestWaitMs, 0),
        @IsTruncated
    );

    INSERT @Points (MetricName, KeyText, Value)
    VALUES
        (N'memory.target_mb', N'', @TargetKb / 1024.0E0),
        (N'memory.committed_mb', N'', @CommittedKb / 1024.0E0),
        (N'memory.available_mb', N'', @AvailableKb / 1024.0E0),
        (N'memory.process_mb', N'', @ProcessKb / 1024.0E0),
        (N'memory.page_life_expectancy_s', N'', @PageLifeExpectancySeconds),
        (N'memory.low_signal', N'',
         CASE WHEN @IsProcessLow = 1 OR @IsSystemLow = 1 THEN 1 WHEN @IsProcessLow = 0 OR @IsSystemLow = 0 THEN 0 END),
        (N'memory.grants', N'', @GrantedCount),
        (N'memory.grants_waiting', N'', @WaitingCount),
        (N'memory.granted_mb', N'', @GrantedKb / 1024.0E0),
        (N'memory.grant_wait_ms', N'', @LongestWaitMs);

    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'memory.clerk_mb', k.ClerkType, k.SizeKb / 1024.0E0
    FROM #Clerk AS k
    UNION ALL
    SELECT N'memory.node_page_life_expectancy_s', r.Name, r.PageLifeExpectancySeconds
    FROM #Staged AS r
    WHERE r.RowKind = N'node'
      AND r.Name IS NOT NULL;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
