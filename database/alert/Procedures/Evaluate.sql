/*  alert.Evaluate: measures what the rules watch, moves alerts on, and queues messages. One evaluator at a
    time.
    @Now     UTC
    Result   one row: OpenedCount, ResolvedCount, OpenCount, NotificationCount  */
CREATE PROCEDURE alert.Evaluate
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @NotificationCount int = 0;
DECLARE @ReminderCount int = 0;
DECLARE @DigestCount int = 0;

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

CREATE TABLE #Change
(
    ChangeId     int          NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    AlertId      bigint       NOT NULL,
    FromState    nvarchar(16) COLLATE DATABASE_DEFAULT NULL,
    ToState      nvarchar(16) COLLATE DATABASE_DEFAULT NOT NULL,
    FromSeverity nvarchar(16) COLLATE DATABASE_DEFAULT NOT NULL,
    ToSeverity   nvarchar(16) COLLATE DATABASE_DEFAULT NOT NULL
);

-- Whose turn it is. Five milliseconds off are the clock's rounding; a time ahead is a clock that was set
-- back.
INSERT ops.RuleSchedule (RuleId, EvaluatedAt, IsDue)
SELECT r.RuleId, '20000101', 1
FROM config.AlertRule AS r
WHERE NOT EXISTS (SELECT 1 FROM ops.RuleSchedule AS s WHERE s.RuleId = r.RuleId);

UPDATE s
SET IsDue = d.IsDue,
    EvaluatedAt = CASE WHEN d.IsDue = 1 THEN @Now ELSE s.EvaluatedAt END
FROM ops.RuleSchedule AS s
INNER JOIN config.AlertRule AS r ON r.RuleId = s.RuleId
CROSS APPLY
(
    SELECT IsDue = CASE
        WHEN r.EveryMs = 0 OR s.EvaluatedAt > @Now THEN 1
        WHEN s.EvaluatedAt <= DATEADD(millisecond, 5 - r.EveryMs, @Now) THEN 1
        ELSE 0
    END
) AS d
WHERE r.EveryMs > 0
   OR s.IsDue = 0;

EXEC alert.MeasureRules @Now, NULL;

BEGIN TRANSACTION;
EXEC alert.AdvanceAlerts @Now;
EXEC alert.DescribeAlerts @Now;
EXEC alert.JoinStories @Now;
EXEC alert.QueueNotifications @Now, @NotificationCount OUTPUT;
EXEC alert.QueueReminders @Now, @ReminderCount OUTPUT;
EXEC alert.SavePostMortems @Now;
EXEC alert.QueueDigests @Now, @DigestCount OUTPUT;
COMMIT TRANSACTION;

SELECT
    OpenedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'open' AND FromState = N'pending'),
    ResolvedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'resolved' AND FromState <> N'pending'),
    OpenCount = (SELECT COUNT(*) FROM alert.Alert WHERE State IN (N'open', N'acknowledged')),
    NotificationCount = @NotificationCount + @ReminderCount + @DigestCount;
