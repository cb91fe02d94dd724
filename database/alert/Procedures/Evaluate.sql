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

EXEC alert.MeasureRules @Now, NULL;

BEGIN TRANSACTION;
EXEC alert.AdvanceAlerts @Now;
EXEC alert.QueueNotifications @Now, @NotificationCount OUTPUT;
COMMIT TRANSACTION;

SELECT
    OpenedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'open' AND FromState = N'pending'),
    ResolvedCount = (SELECT COUNT(*) FROM #Change WHERE ToState = N'resolved' AND FromState <> N'pending'),
    OpenCount = (SELECT COUNT(*) FROM alert.Alert WHERE State IN (N'open', N'acknowledged')),
    NotificationCount = @NotificationCount;
