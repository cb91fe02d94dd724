/*  alert.Backtest: what a rule would have raised, had it been in force: replays the stored history step by
    step through alert.MeasureRules and alert.NextState, which alert.Evaluate uses too. Changes no table but
    ops.BacktestRun and BacktestAlert, and these only where it is to be kept. Says how far it is by messages
    'Step 120 of 1440'.
    @RuleName     config.AlertRule, enabled or not
    @From, @To    UTC; alerts still unresolved at @To have no ResolvedAt
    @StepMs       time between two evaluations, 1000 or more; 60000 if left out
    @WarnValue, @CriticalValue   limits to be tried instead of the measure's own, both at once; @CriticalValue
                  NULL: never critical
    @MeasureName  whose limits; may be left out where the rule has one measure beside gates
    @ChangedBy    who: the result is kept; NULL: it is not
    @Now          UTC, with @ChangedBy
    @RunId        ops.BacktestRun, where it is kept
    Result        one row per alert, in the order of PendingAt: InstanceName, AlertKey, Severity, PendingAt,
                  OpenedAt (NULL: the condition went away within the pending time, nobody would have been
                  told), CriticalAt, ResolvedAt, MeasureName, PeakValue, WarnValue, CriticalValue of its
                  worst measure
    Errors        50042 no such rule, a rule of kind Absence (of the state of collectors no history is kept),
                  or a range that cannot be replayed
    Throttle and suppression of messages are not replayed.  */
CREATE PROCEDURE alert.Backtest
    @RuleName      nvarchar(128),
    @From          datetime2(3),
    @To            datetime2(3),
    @StepMs        int = 60000,
    @WarnValue     float = NULL,
    @CriticalValue float = NULL,
    @MeasureName   nvarchar(64) = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL,
    @RunId         int = NULL OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

IF @Now IS NOT NULL OR @ChangedBy IS NOT NULL
    EXEC ops.CheckClock @Now;

DECLARE @MaxSteps int = 100000;
DECLARE @RuleId int;
DECLARE @RuleKind nvarchar(16);
DECLARE @PendingMs int;
DECLARE @ClearMs int;
DECLARE @At datetime2(3) = @From;
DECLARE @Message nvarchar(400);
DECLARE @Step int = 0;
DECLARE @StepCount int;
DECLARE @MeasureCount int;
DECLARE @OldRunId int;

SELECT
    @RuleId = r.RuleId,
    @RuleKind = r.RuleKind,
    @PendingMs = r.PendingMs,
    @ClearMs = r.ClearMs
FROM config.AlertRule AS r
WHERE r.RuleName = @RuleName;

SELECT @MeasureCount = COUNT(*)
FROM config.AlertRuleMeasure AS m
WHERE m.RuleId = @RuleId
  AND m.IsGate = 0
  AND (@MeasureName IS NULL OR m.MeasureName = @MeasureName);

IF @WarnValue IS NOT NULL AND @MeasureCount = 1
    SET @MeasureName =
    (
        SELECT m.MeasureName
        FROM config.AlertRuleMeasure AS m
        WHERE m.RuleId = @RuleId
          AND m.IsGate = 0
          AND (@MeasureName IS NULL OR m.MeasureName = @MeasureName)
    );

SET @Message = CASE
    WHEN @RuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
    WHEN @RuleKind = N'Absence'
        THEN CONCAT(N'Rule ''', @RuleName, N''' is of kind Absence, and of the state of collectors no history is kept.')
    WHEN @WarnValue IS NULL AND (@CriticalValue IS NOT NULL OR @MeasureName IS NOT NULL)
        THEN N'@CriticalValue and @MeasureName need a @WarnValue.'
    WHEN @WarnValue IS NOT NULL AND @MeasureCount <> 1
        THEN CONCAT(
            N'Rule ''', @RuleName, N''' has ', @MeasureCount, N' measures',
            CASE WHEN @MeasureName IS NULL THEN N': give @MeasureName.' ELSE CONCAT(N' ''', @MeasureName, N'''.') END,
            N' config.AlertRuleMeasure lists them.')
    WHEN @StepMs IS NULL OR @StepMs < 1000
        THEN CONCAT(N'@StepMs = ', COALESCE(CAST(@StepMs AS nvarchar(12)), N'NULL'), N' is too short: 1000 or more.')
    WHEN @From IS NULL OR @To IS NULL OR @To < @From
        THEN N'@From and @To do not make a range: give both, @To not before @From.'
    WHEN DATEDIFF_BIG(millisecond, @From, @To) / @StepMs >= @MaxSteps
        THEN CONCAT(N'More than ', @MaxSteps, N' steps: take a shorter range or a longer @StepMs.')
END;

IF @Message IS NOT NULL
    THROW 50042, @Message, 1;

CREATE TABLE #Measure
(
    RuleId        int           NOT NULL,
    InstanceId    int           NOT NULL,
    AlertKey      nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    MeasureName   nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    Value         float         NULL,
    WarnValue     float         NOT NULL,
    CriticalValue float         NULL,
    SampleCount   int           NULL,
    SubjectKind   nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    SubjectId     bigint        NULL,
    EvidenceJson  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    INDEX CX_Measure CLUSTERED (RuleId, InstanceId, AlertKey)
);

CREATE TABLE #Judgement
(
    RuleId        int           NOT NULL,
    InstanceId    int           NOT NULL,
    AlertKey      nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    SeverityLevel int           NULL,
    IsAboveClear  int           NULL,
    SubjectKind   nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    SubjectId     bigint        NULL,
    PRIMARY KEY CLUSTERED (RuleId, InstanceId, AlertKey)
);

CREATE TABLE #Replayed
(
    ReplayedId    int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    InstanceId    int           NOT NULL,
    AlertKey      nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    State         nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity      nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    PendingAt     datetime2(3)  NOT NULL,
    OpenedAt      datetime2(3)  NULL,
    CriticalAt    datetime2(3)  NULL,
    ClearSince    datetime2(3)  NULL,
    ResolvedAt    datetime2(3)  NULL,
    MeasureName   nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    PeakValue     float         NULL,
    WarnValue     float         NULL,
    CriticalValue float         NULL,
    ExcessRatio   float         NULL
);

SET @StepCount = DATEDIFF_BIG(millisecond, @From, @To) / @StepMs + 1;

WHILE @At <= @To
BEGIN
    SET @Step += 1;
    IF @Step % (1 + @StepCount / 100) = 0
        RAISERROR (N'Step %d of %d', 0, 1, @Step, @StepCount) WITH NOWAIT;

    DELETE #Measure;
    DELETE #Judgement;
    EXEC alert.MeasureRules @At, @RuleId, @MeasureName, @WarnValue, @CriticalValue;

    INSERT #Replayed (InstanceId, AlertKey, State, Severity, PendingAt)
    SELECT j.InstanceId, j.AlertKey, N'pending', N'warning', @At
    FROM #Judgement AS j
    WHERE j.SeverityLevel > 0
      AND NOT EXISTS
          (
              SELECT 1
              FROM #Replayed AS r
              WHERE r.InstanceId = j.InstanceId
                AND r.AlertKey = j.AlertKey
                AND r.ResolvedAt IS NULL
          );

    UPDATE r
    SET State = s.State,
        Severity = s.Severity,
        OpenedAt = CASE WHEN r.State = N'pending' AND s.State = N'open' THEN @At ELSE r.OpenedAt END,
        CriticalAt = CASE WHEN r.CriticalAt IS NULL AND s.Severity = N'critical' THEN @At ELSE r.CriticalAt END,
        ClearSince = s.ClearSince,
        ResolvedAt = CASE WHEN s.State = N'resolved' THEN @At END
    FROM #Replayed AS r
    LEFT JOIN #Judgement AS j ON j.InstanceId = r.InstanceId AND j.AlertKey = r.AlertKey
    CROSS APPLY alert.NextState(
        r.State, r.Severity, r.PendingAt, r.ClearSince, CASE WHEN j.RuleId IS NULL THEN 0 ELSE 1 END,
        j.SeverityLevel, j.IsAboveClear, @PendingMs, @ClearMs, @At) AS s
    WHERE r.ResolvedAt IS NULL;

    -- The measure that is furthest beyond its warn value, when it was.
    UPDATE r
    SET MeasureName = w.MeasureName,
        PeakValue = w.Value,
        WarnValue = w.WarnValue,
        CriticalValue = w.CriticalValue,
        ExcessRatio = w.ExcessRatio
    FROM #Replayed AS r
    CROSS APPLY
    (
        SELECT TOP (1) m.MeasureName, m.Value, m.WarnValue, m.CriticalValue, e.ExcessRatio
        FROM #Measure AS m
        CROSS APPLY
        (
            SELECT ExcessRatio = (m.Value - m.WarnValue) / CASE WHEN m.WarnValue = 0 THEN 1 ELSE ABS(m.WarnValue) END
        ) AS e
        WHERE m.InstanceId = r.InstanceId
          AND m.AlertKey = r.AlertKey
          AND m.Value >= m.WarnValue
        ORDER BY e.ExcessRatio DESC, m.MeasureName
    ) AS w
    WHERE r.ResolvedAt IS NULL
      AND (r.ExcessRatio IS NULL OR w.ExcessRatio > r.ExcessRatio);

    SET @At = DATEADD(millisecond, @StepMs, @At);
END;

IF @ChangedBy IS NOT NULL
BEGIN
    BEGIN TRANSACTION;

    INSERT ops.BacktestRun
    (
        RuleId,
        FromAt,
        ToAt,
        StepMs,
        MeasureName,
        WarnValue,
        CriticalValue,
        RanAt,
        RanBy,
        AlertCount,
        CriticalCount,
        PendingOnlyCount,
        ConfirmedCount,
        OpenMinutes
    )
    SELECT
        @RuleId,
        @From,
        @To,
        @StepMs,
        @MeasureName,
        @WarnValue,
        @CriticalValue,
        @Now,
        @ChangedBy,
        COUNT(r.OpenedAt),
        COUNT(CASE WHEN r.OpenedAt IS NOT NULL THEN r.CriticalAt END),
        COUNT(*) - COUNT(r.OpenedAt),
        0,
        COALESCE(SUM(DATEDIFF_BIG(millisecond, r.OpenedAt, COALESCE(r.ResolvedAt, @To))) / 60000.0, 0)
    FROM #Replayed AS r;

    SET @RunId = SCOPE_IDENTITY();

    INSERT ops.BacktestAlert
    (
        RunId,
        AlertNumber,
        InstanceId,
        AlertKey,
        Severity,
        PendingAt,
        OpenedAt,
        CriticalAt,
        ResolvedAt,
        MeasureName,
        PeakValue,
        IsConfirmed
    )
    SELECT
        @RunId,
        ROW_NUMBER() OVER (ORDER BY r.PendingAt, r.ReplayedId),
        r.InstanceId,
        r.AlertKey,
        r.Severity,
        r.PendingAt,
        r.OpenedAt,
        r.CriticalAt,
        r.ResolvedAt,
        r.MeasureName,
        t.Sign * r.PeakValue,
        CASE
            WHEN EXISTS
                 (
                     SELECT 1
                     FROM alert.Alert AS a
                     WHERE a.InstanceId = r.InstanceId
                       AND a.AcknowledgedAt IS NOT NULL
                       AND a.PendingAt <= COALESCE(r.ResolvedAt, @To)
                       AND (a.ResolvedAt IS NULL OR a.ResolvedAt >= r.OpenedAt)
                 )
                THEN 1
            ELSE 0
        END
    FROM #Replayed AS r
    LEFT JOIN alert.RuleTarget(@RuleId) AS t ON t.InstanceId = r.InstanceId AND t.MeasureName = r.MeasureName;

    UPDATE b
    SET ConfirmedCount =
        (
            SELECT COUNT(*)
            FROM ops.BacktestAlert AS k
            WHERE k.RunId = b.RunId
              AND k.IsConfirmed = 1
              AND k.OpenedAt IS NOT NULL
        )
    FROM ops.BacktestRun AS b
    WHERE b.RunId = @RunId;

    -- The latest twenty of a rule are kept.
    SET @OldRunId =
    (
        SELECT MAX(o.RunId)
        FROM
        (
            SELECT x.RunId, Place = ROW_NUMBER() OVER (ORDER BY x.RunId DESC)
            FROM ops.BacktestRun AS x
            WHERE x.RuleId = @RuleId
        ) AS o
        WHERE o.Place > 20
    );

    DELETE k
    FROM ops.BacktestAlert AS k
    INNER JOIN ops.BacktestRun AS b ON b.RunId = k.RunId
    WHERE b.RuleId = @RuleId
      AND b.RunId <= @OldRunId;

    DELETE ops.BacktestRun
    WHERE RuleId = @RuleId
      AND RunId <= @OldRunId;

    COMMIT TRANSACTION;
END;

SELECT
    n.InstanceName,
    r.AlertKey,
    r.Severity,
    r.PendingAt,
    r.OpenedAt,
    r.CriticalAt,
    r.ResolvedAt,
    r.MeasureName,
    PeakValue = t.Sign * r.PeakValue,
    WarnValue = t.Sign * r.WarnValue,
    CriticalValue = t.Sign * r.CriticalValue
FROM #Replayed AS r
INNER JOIN config.Instance AS n ON n.InstanceId = r.InstanceId
LEFT JOIN alert.RuleTarget(@RuleId) AS t ON t.InstanceId = r.InstanceId AND t.MeasureName = r.MeasureName
ORDER BY r.PendingAt, n.InstanceName, r.AlertKey;
