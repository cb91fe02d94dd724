/*  One process of a deadlock; the workers of a parallel plan are several with the same SessionId. Two to a
    dozen per deadlock; 12 months.
    ProcessKey is the id that the report's resources refer to. Times named …Time are the watched
    server's local time and not UTC.
    Statement is that of the innermost frame that is none of the server's own procedures and tells anything
    (FrameNumber), else the input buffer, else the name of the transaction.  */
CREATE TABLE fact.DeadlockProcess
(
    DeadlockId           bigint        NOT NULL,
    ProcessNumber        int           NOT NULL,
    ProcessKey           nvarchar(64)  NOT NULL,
    IsVictim             bit           NOT NULL,
    SessionId            int           NULL,
    BatchId              int           NULL,
    Ecid                 int           NULL,
    TransactionId        bigint        NULL,
    TransactionName      nvarchar(64)  NULL,
    TransactionBeganTime datetime2(3)  NULL,
    BatchBeganTime       datetime2(3)  NULL,
    BatchEndedTime       datetime2(3)  NULL,
    OpenTransactionCount int           NULL,
    LogBytesUsed         bigint        NULL,
    DeadlockPriority     int           NULL,
    WaitResource         nvarchar(400) NULL,
    WaitMs               bigint        NULL,
    LockMode             nvarchar(32)  NULL,
    Status               nvarchar(30)  NULL,
    ProgramName          nvarchar(128) NULL,
    HostName             nvarchar(128) NULL,
    HostProcessId        int           NULL,
    LoginName            nvarchar(128) NULL,
    IsolationLevel       nvarchar(64)  NULL,
    DatabaseId           int           NULL,
    DatabaseName         nvarchar(128) NULL,
    FrameNumber          int           NULL,
    StatementHash        binary(32)    NULL,
    InputBufferHash      binary(32)    NULL,
    CONSTRAINT PK_DeadlockProcess PRIMARY KEY CLUSTERED (DeadlockId, ProcessNumber),
    CONSTRAINT UQ_DeadlockProcess_ProcessKey UNIQUE (DeadlockId, ProcessKey),
    CONSTRAINT FK_DeadlockProcess_Deadlock FOREIGN KEY (DeadlockId) REFERENCES fact.Deadlock (DeadlockId),
    CONSTRAINT FK_DeadlockProcess_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_DeadlockProcess_InputBuffer FOREIGN KEY (InputBufferHash) REFERENCES dim.StatementText (TextHash)
);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_DeadlockProcess_StatementHash ON fact.DeadlockProcess (StatementHash);
GO
-- ops.PurgeTexts, likewise.
CREATE NONCLUSTERED INDEX IX_DeadlockProcess_InputBufferHash ON fact.DeadlockProcess (InputBufferHash);
