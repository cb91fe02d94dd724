/*  One wait as the blocked-process reports of the server tell it; repeated reports of one wait are
    one row with the longest wait.
    Tens to thousands a day; 30 days. Times in the XML without zone (last batch …) are the server's
    local time and not kept as UTC.  */
CREATE TABLE fact.BlockedProcess
(
    BlockedProcessId       bigint         NOT NULL IDENTITY (1, 1),
    InstanceId             int            NOT NULL,
    IncidentId             bigint         NULL,
    FirstEventAt           datetime2(3)   NOT NULL,
    EventAt                datetime2(3)   NOT NULL,
    ReportCount            int            NOT NULL,
    MonitorLoop            bigint         NOT NULL,
    BlockedSessionId       int            NOT NULL,
    BlockedEcid            int            NOT NULL,
    BlockedTransactionId   bigint         NOT NULL,
    BlockedApp             nvarchar(128)  NULL,
    BlockedHost            nvarchar(128)  NULL,
    BlockedHostProcessId   int            NULL,
    BlockedLogin           nvarchar(128)  NULL,
    BlockedStatus          nvarchar(30)   NULL,
    BlockedTransactionName nvarchar(64)   NULL,
    BlockedIsolationLevel  nvarchar(64)   NULL,
    BlockedStatementHash   binary(32)     NULL,
    BlockingSessionId      int            NULL,
    BlockingEcid           int            NULL,
    BlockingTransactionId  bigint         NULL,
    BlockingApp            nvarchar(128)  NULL,
    BlockingHost           nvarchar(128)  NULL,
    BlockingHostProcessId  int            NULL,
    BlockingLogin          nvarchar(128)  NULL,
    BlockingStatus         nvarchar(30)   NULL,
    BlockingTranCount      int            NULL,
    BlockingIsolationLevel nvarchar(64)   NULL,
    BlockingStatementHash  binary(32)     NULL,
    WaitResource           nvarchar(400)  NOT NULL,
    ResourceKind           nvarchar(16)   NOT NULL,
    DatabaseId             int            NULL,
    DatabaseName           nvarchar(128)  NULL,
    ResourceObjectKey      nvarchar(8)    NULL,
    ResourceObjectId       bigint         NULL,
    IndexId                int            NULL,
    WaitMs                 bigint         NOT NULL,
    LockMode               nvarchar(32)   NULL,
    RootSessionId          int            NULL,
    CONSTRAINT PK_BlockedProcess PRIMARY KEY CLUSTERED (BlockedProcessId),
    CONSTRAINT FK_BlockedProcess_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_BlockedProcess_Incident FOREIGN KEY (IncidentId) REFERENCES fact.BlockingIncident (IncidentId),
    CONSTRAINT FK_BlockedProcess_BlockedStatement FOREIGN KEY (BlockedStatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_BlockedProcess_BlockingStatement FOREIGN KEY (BlockingStatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_BlockedProcess_EventAt CHECK (EventAt >= FirstEventAt),
    CONSTRAINT CK_BlockedProcess_ReportCount CHECK (ReportCount > 0)
);
GO
-- collect.SaveBlockedProcesses finds the row that a repeated report belongs to.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_Wait ON fact.BlockedProcess (InstanceId, BlockedSessionId, BlockedTransactionId);
GO
-- report.BlockedProcessReports reads a time range.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_EventAt ON fact.BlockedProcess (InstanceId, EventAt);
GO
-- report.BlockingChain falls back to the reports of an incident that no snapshot saw.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_IncidentId ON fact.BlockedProcess (IncidentId) WHERE (IncidentId IS NOT NULL);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_BlockedStatementHash ON fact.BlockedProcess (BlockedStatementHash);
GO
-- ops.PurgeTexts, likewise.
CREATE NONCLUSTERED INDEX IX_BlockedProcess_BlockingStatementHash ON fact.BlockedProcess (BlockingStatementHash);
