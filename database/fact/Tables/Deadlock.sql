/*  One deadlock that the server resolved, once however often it was reported.
    None to hundreds a day; 12 months.
    DetectedAt is the time of the event, some seconds after the sessions met; where the text carries none
    (HasEventTime 0) it is when the text was read.
    Signature groups deadlocks of the same making, see collect.SaveDeadlocks; only signatures of one
    SignatureVersion can be compared.
    EventHash is that of the text it was read from, NULL where an earlier version did not keep it.
    ReportText is the deadlock element as XML text, packed with COMPRESS.  */
CREATE TABLE fact.Deadlock
(
    DeadlockId         bigint         NOT NULL IDENTITY (1, 1),
    InstanceId         int            NOT NULL,
    DeadlockHash       binary(32)     NOT NULL,
    DetectedAt         datetime2(3)   NOT NULL,
    HasEventTime       bit            NOT NULL,
    DeadlockKind       nvarchar(16)   NOT NULL,
    ProcessCount       int            NOT NULL,
    SessionCount       int            NOT NULL,
    VictimCount        int            NOT NULL,
    VictimSessionCount int            NOT NULL,
    ResourceCount      int            NOT NULL,
    Signature          binary(32)     NOT NULL,
    SignatureVersion   tinyint        NOT NULL,
    EventHash          binary(32)     NULL,
    ReportText         varbinary(max) NOT NULL,
    CONSTRAINT PK_Deadlock PRIMARY KEY CLUSTERED (DeadlockId),
    CONSTRAINT UQ_Deadlock_DeadlockHash UNIQUE (InstanceId, DeadlockHash),
    CONSTRAINT FK_Deadlock_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_Deadlock_DeadlockKind CHECK (DeadlockKind IN (N'lock', N'parallel', N'mixed', N'other')),
    CONSTRAINT CK_Deadlock_Counts CHECK (
        VictimCount >= VictimSessionCount
            AND ProcessCount >= VictimCount
            AND ProcessCount >= SessionCount
            AND VictimSessionCount >= 0
            AND ResourceCount >= 0)
);
GO
-- report.DeadlockHistory reads a time range.
CREATE NONCLUSTERED INDEX IX_Deadlock_DetectedAt ON fact.Deadlock (InstanceId, DetectedAt);
GO
-- collect.SaveDeadlockEvents knows a text that was read before.
CREATE NONCLUSTERED INDEX IX_Deadlock_EventHash ON fact.Deadlock (InstanceId, EventHash) WHERE (EventHash IS NOT NULL);
