-- From 0.1.0 to the first tables of 0.2.0: facts lie in partitions by day, tables gain columns, deployments
-- have a journal.
-- Way back: restore the backup taken before the deployment.

-- Partitions for the days that are there already, a quarter of a year at most: older rows share the first
-- one. The scheme is empty still, so nothing is moved.
DECLARE @Day datetime2(3);
DECLARE @Today datetime2(3) = CAST(SYSUTCDATETIME() AS date);

IF EXISTS (SELECT 1 FROM sys.partition_functions AS f WHERE f.name = N'PF_Day' AND f.fanout > 1)
    RETURN;

SELECT @Day = CAST(CAST(MIN(x.FirstAt) AS date) AS datetime2(3))
FROM
(
    SELECT MIN(s.CapturedAt) FROM fact.BlockingSnapshot AS s
    UNION ALL
    SELECT MIN(c.CapturedAt) FROM fact.BatchCapture AS c
    UNION ALL
    SELECT MIN(e.EventAt) FROM fact.BlockedProcessEvent AS e
) AS x (FirstAt);

SET @Day = CASE WHEN @Day < DATEADD(day, -92, @Today) THEN DATEADD(day, -92, @Today) ELSE @Day END;

WHILE @Day <= @Today
BEGIN
    ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY];
    ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE (@Day);
    SET @Day = DATEADD(day, 1, @Day);
END;
GO
-- Each row of facts says when it was captured; 0.1.0 said so in fact.BlockingSnapshot alone. Each table is
-- written once more, into its partitions. Facts refer to each other without foreign keys, because a
-- referenced table cannot be truncated.
ALTER TABLE fact.BlockingNode DROP CONSTRAINT FK_BlockingNode_Snapshot, FK_BlockingNode_Incident;
ALTER TABLE fact.BlockingEdge DROP CONSTRAINT FK_BlockingEdge_Snapshot;
ALTER TABLE fact.BlockingIncidentSnapshot
    DROP CONSTRAINT FK_BlockingIncidentSnapshot_Snapshot, FK_BlockingIncidentSnapshot_Incident;
ALTER TABLE fact.BlockedProcessEvent DROP CONSTRAINT FK_BlockedProcessEvent_BlockedProcess;
ALTER TABLE fact.BatchBacklog DROP CONSTRAINT FK_BatchBacklog_BatchCapture;

ALTER TABLE fact.BlockingNode ADD CapturedAt datetime2(3) NULL;
ALTER TABLE fact.BlockingEdge ADD CapturedAt datetime2(3) NULL;
ALTER TABLE fact.BlockingIncidentSnapshot ADD CapturedAt datetime2(3) NULL;
GO
UPDATE n
SET CapturedAt = s.CapturedAt
FROM fact.BlockingNode AS n
INNER JOIN fact.BlockingSnapshot AS s ON s.SnapshotId = n.SnapshotId;

UPDATE e
SET CapturedAt = s.CapturedAt
FROM fact.BlockingEdge AS e
INNER JOIN fact.BlockingSnapshot AS s ON s.SnapshotId = e.SnapshotId;

UPDATE i
SET CapturedAt = s.CapturedAt
FROM fact.BlockingIncidentSnapshot AS i
INNER JOIN fact.BlockingSnapshot AS s ON s.SnapshotId = i.SnapshotId;
GO
ALTER TABLE fact.BlockingNode DROP CONSTRAINT PK_BlockingNode;
ALTER TABLE fact.BlockingNode ALTER COLUMN CapturedAt datetime2(3) NOT NULL;
ALTER TABLE fact.BlockingNode ADD CONSTRAINT PK_BlockingNode
    PRIMARY KEY CLUSTERED (SnapshotId, SessionId, CapturedAt) ON PS_Day (CapturedAt);

ALTER TABLE fact.BlockingEdge DROP CONSTRAINT PK_BlockingEdge;
ALTER TABLE fact.BlockingEdge ALTER COLUMN CapturedAt datetime2(3) NOT NULL;
ALTER TABLE fact.BlockingEdge ADD CONSTRAINT PK_BlockingEdge
    PRIMARY KEY CLUSTERED (SnapshotId, SessionId, BlockingSessionId, CapturedAt) ON PS_Day (CapturedAt);

ALTER TABLE fact.BlockingIncidentSnapshot DROP CONSTRAINT PK_BlockingIncidentSnapshot;
ALTER TABLE fact.BlockingIncidentSnapshot ALTER COLUMN CapturedAt datetime2(3) NOT NULL;
ALTER TABLE fact.BlockingIncidentSnapshot ADD CONSTRAINT PK_BlockingIncidentSnapshot
    PRIMARY KEY CLUSTERED (IncidentId, CapturedAt) ON PS_Day (CapturedAt);

ALTER TABLE fact.BlockingSnapshot DROP CONSTRAINT UQ_BlockingSnapshot_CapturedAt;
ALTER TABLE fact.BlockingSnapshot DROP CONSTRAINT PK_BlockingSnapshot;
ALTER TABLE fact.BlockingSnapshot ADD CONSTRAINT PK_BlockingSnapshot
    PRIMARY KEY CLUSTERED (InstanceId, CapturedAt) ON PS_Day (CapturedAt);

ALTER TABLE fact.BlockedProcessEvent DROP CONSTRAINT PK_BlockedProcessEvent;
ALTER TABLE fact.BlockedProcessEvent ADD CONSTRAINT PK_BlockedProcessEvent
    PRIMARY KEY CLUSTERED (InstanceId, EventHash, EventAt) ON PS_Day (EventAt);

ALTER TABLE fact.BatchBacklog DROP CONSTRAINT PK_BatchBacklog;
ALTER TABLE fact.BatchBacklog ADD CONSTRAINT PK_BatchBacklog
    PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, GroupId, ClassNumber) ON PS_Day (CapturedAt);
ALTER TABLE fact.BatchBacklog WITH CHECK ADD CONSTRAINT FK_BatchBacklog_Instance
    FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId);

ALTER TABLE fact.BatchCapture DROP CONSTRAINT PK_BatchCapture;
ALTER TABLE fact.BatchCapture ADD CONSTRAINT PK_BatchCapture
    PRIMARY KEY CLUSTERED (InstanceId, CapturedAt) ON PS_Day (CapturedAt);
GO
-- Budgets of collectors, batch tasks and AX sessions behind requests, what a run left out, alerts without an
-- incident. All but the small tables gain nullable columns only: a change of metadata.
ALTER TABLE config.Instance ADD
    Environment       nvarchar(16) NULL,
    ModelDatabaseName sysname      NULL,
    CONSTRAINT CK_Instance_Environment CHECK (Environment IN (N'DEV', N'TST', N'UAT', N'PRD'));

ALTER TABLE config.Collector ADD
    Kind          nvarchar(8) NOT NULL CONSTRAINT DF_Collector_Kind DEFAULT (N'data'),
    BudgetMs      int NOT NULL CONSTRAINT DF_Collector_BudgetMs DEFAULT (5000),
    BudgetPercent int NOT NULL CONSTRAINT DF_Collector_BudgetPercent DEFAULT (25),
    CONSTRAINT CK_Collector_Kind CHECK (Kind IN (N'data', N'check')),
    CONSTRAINT CK_Collector_BudgetMs CHECK (BudgetMs BETWEEN 10 AND 600000),
    CONSTRAINT CK_Collector_BudgetPercent CHECK (BudgetPercent BETWEEN 1 AND 100);

ALTER TABLE config.CollectorOverride ADD
    BudgetMs      int NULL,
    BudgetPercent int NULL,
    CONSTRAINT CK_CollectorOverride_BudgetMs CHECK (BudgetMs BETWEEN 10 AND 600000),
    CONSTRAINT CK_CollectorOverride_BudgetPercent CHECK (BudgetPercent BETWEEN 1 AND 100);

ALTER TABLE collect.Bookmark ADD
    SessionBeganTime datetime2(3) NULL,
    SessionDropped   bigint       NULL;

ALTER TABLE dim.StatementText ADD SignatureHash binary(32) NULL;

ALTER TABLE fact.BatchExecution ADD AxSessionId int NULL;
ALTER TABLE fact.BlockingIncident ADD BatchId bigint NULL, BatchTask nvarchar(300) NULL;
ALTER TABLE fact.BlockingNode ADD BatchId bigint NULL, BatchTask nvarchar(300) NULL;

ALTER TABLE ops.JobRun ADD
    CapturedAt  datetime2(3)  NULL,
    IsTruncated bit           NULL,
    Note        nvarchar(400) NULL;

ALTER TABLE config.AlertRule DROP CONSTRAINT CK_AlertRule_RuleKind;
ALTER TABLE config.AlertRule WITH CHECK ADD CONSTRAINT CK_AlertRule_RuleKind CHECK (RuleKind IN (N'Blocking', N'Absence'));

ALTER TABLE config.AlertRuleThreshold DROP CONSTRAINT CK_AlertRuleThreshold_MeasureName;
ALTER TABLE config.AlertRuleThreshold WITH CHECK ADD CONSTRAINT CK_AlertRuleThreshold_MeasureName CHECK (
    MeasureName IN (N'TotalWaitMs', N'LongestWaitMs', N'VictimCount', N'SilencePercent', N'SwitchedOff', N'InstanceSilent'));

-- The index comes back from the table's own file.
DROP INDEX IX_Alert_IncidentId ON alert.Alert;
ALTER TABLE alert.Alert DROP CONSTRAINT FK_Alert_Incident;
ALTER TABLE alert.Alert ALTER COLUMN IncidentId bigint NULL;
ALTER TABLE alert.Alert WITH CHECK ADD CONSTRAINT FK_Alert_Incident
    FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId);

DROP INDEX IX_Deadlock_Signature ON fact.Deadlock;

-- The collectors of event files share stage.EventFile now; the procedures come back from their own files.
DROP PROCEDURE collect.SaveBlockedProcesses, collect.SaveDeadlocks;
DROP TYPE stage.BlockedProcess;
DROP TYPE stage.Deadlock;
GO
-- ops.DeployedScript takes the place of ops.Deployment, which had a row of each create script that was run.
INSERT ops.DeployedScript (ScriptName, ScriptHash, ProductVersion, AppliedAt, AppliedBy)
SELECT N'AxMonitor.create.sql', d.ScriptHash, N'0.1.0', d.DeployedAt, d.DeployedBy
FROM ops.Deployment AS d
ORDER BY d.DeploymentId;

DROP TABLE ops.Deployment;
