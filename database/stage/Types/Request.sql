/*  What the collector Requests hands over: one row per session and blocker, so a session that waits for two others comes twice,
    with the same session columns. A head has one row without a blocker.
    LoginTime is the watched server's local time, as its DMV gives it: it identifies the session and is never compared with UTC
    (converted by today's offset it would change when the clocks do, and split an incident in two).  */
CREATE TYPE stage.Request AS TABLE
(
    SessionId             int            NOT NULL,
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
    ResourceIndexName     nvarchar(128)  NULL
);
