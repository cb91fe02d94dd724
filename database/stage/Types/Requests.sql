/*  What the collector Requests hands over: one row per session and blocker, so a session that waits for two
    others comes twice, with the same session columns. A head, and a session that is there for its old
    transaction or request alone, has one row without a blocker.
    LoginTime, TransactionBeganTime and RequestBeganTime are the watched server's local time, as its DMVs give
    it: they identify and are never compared with UTC (converted by today's offset they would change when the
    clocks do, and split a story in two). The columns …At were converted by the offset of the capture;
    lib.ServerTime sets right what lies before a change of the clocks.
    Batch…: the task that runs in the AX session which context_info names, on the session's computer.
    PercentComplete, RemainingMs: how far a rollback, backup, restore, check or rebuild of an index is, and
    what the server expects it to take still; NULL for all other requests.
    IsRequestBlocker: 1 where sys.dm_exec_requests names this blocker for the session's request.  */
CREATE TYPE stage.Requests AS TABLE
(
    SessionId             int            NULL,
    BlockingSessionId     int            NULL,
    WaitType              nvarchar(60)   NULL,
    WaitMs                bigint         NULL,
    WaitResource          nvarchar(3072) NULL,
    LoginTime             datetime2(3)   NULL,
    HostName              nvarchar(128)  NULL,
    HostProcessId         int            NULL,
    ProgramName           nvarchar(128)  NULL,
    LoginName             nvarchar(128)  NULL,
    ClientAddress         nvarchar(48)   NULL,
    IsUserProcess         bit            NULL,
    Status                nvarchar(30)   NULL,
    Command               nvarchar(32)   NULL,
    DatabaseName          nvarchar(128)  NULL,
    OpenTransactionCount  int            NULL,
    TransactionId         bigint         NULL,
    TransactionName       nvarchar(32)   NULL,
    TransactionStartedAt  datetime2(3)   NULL,
    LogBytesUsed          bigint         NULL,
    IsolationLevel        int            NULL,
    LastRequestStartedAt  datetime2(3)   NULL,
    LastRequestEndedAt    datetime2(3)   NULL,
    ContextInfo           varbinary(128) NULL,
    IsAxSessionAlive      bit            NULL,
    StatementText         nvarchar(max)  NULL,
    CursorText            nvarchar(max)  NULL,
    InputBuffer           nvarchar(max)  NULL,
    ResourceDatabaseName  nvarchar(128)  NULL,
    ResourceSchemaName    nvarchar(128)  NULL,
    ResourceObjectName    nvarchar(128)  NULL,
    ResourceIndexName     nvarchar(128)  NULL,
    TransactionBeganTime  datetime2(3)   NULL,
    RequestBeganTime      datetime2(3)   NULL,
    RequestElapsedMs      bigint         NULL,
    RequestWaitType       nvarchar(60)   NULL,
    CpuMs                 bigint         NULL,
    LogicalReads          bigint         NULL,
    TempDbBytes           bigint         NULL,
    BatchId               bigint         NULL,
    BatchJobId            bigint         NULL,
    BatchClassNumber      int            NULL,
    BatchCaption          nvarchar(100)  NULL,
    BatchStartedAt        datetime2(3)   NULL,
    PercentComplete       decimal(5, 2)  NULL,
    RemainingMs           bigint         NULL,
    IsRequestBlocker      bit            NULL
);
