/*  alert.Backtest: what a rule would have raised, had it been in force: replays the stored history step by
    step through alert.MeasureRules and alert.NextState, which alert.Evaluate uses too. Changes no table.
    @RuleName     config.AlertRule, enabled or not
    @From, @To    UTC; alerts still unresolved at @To have no ResolvedAt
    @StepMs       time between two evaluations, 1000 or more; 60000 if left out
    Result        one row per alert, in the order of PendingAt: InstanceName, AlertKey, Severity, PendingAt,
                  OpenedAt (NULL: the condition went away within the pending time, nobody would have been
                  told), CriticalAt, ResolvedAt, MeasureName, PeakValue, WarnValue, CriticalValue of its
                  worst measure
    Errors        50042 no such rule, a rule of kind Absence (of the state of collectors no history is kept),
                  or a range that cannot be replayed
    Throttle and suppression of messages are not replayed.  */
CREATE PROCEDURE alert.Backtest
    @RuleName nvarchar(128),
    @From     datetime2(3),
    @To       datetime2(3),
    @StepMs   int = 60000
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @MaxSteps int = 100000;
DECLARE @RuleId int;
DECLARE @RuleKind nvarchar(16);
DECLARE @PendingMs int;
DECLARE @ClearMs int;
DECLARE @At datetime2(3) = @From;
DECLARE @Message nvarchar(400);

SELECT
    @RuleId = r.RuleId,
    @RuleKind = r.RuleKind,
    @PendingMs = r.PendingMs,
    @ClearMs = r.ClearMs
FROM config.AlertRule AS r
WHERE r.RuleName = @RuleName;

SET @Message = CASE
    WHEN @RuleId IS NULL
        THEN CONCAT(N'Unknown rule ''', @RuleName, N'''. config.AlertRule lists the rules that exist.')
    WHEN @RuleKind = N'Absence'
        THEN CONCAT(N'Rule ''', @RuleName, N''' is of kind Absence, and of the state of collectors no history is kept.')
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

WHILE @At <= @To
BEGIN
    DELETE #Measure;
    DELETE #Judgement;
    EXEC alert.MeasureRules @At, @RuleId;

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
