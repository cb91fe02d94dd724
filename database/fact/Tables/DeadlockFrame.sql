/*  The execution stack of a process in a deadlock, frame 1 innermost. Up to a dozen per process; 12 months.
    ProcedureName as the report has it: database.schema.object, adhoc, unknown, or NULL. Offsets are bytes of
    UTF-16; NULL or -1 is the end of the text.  */
CREATE TABLE fact.DeadlockFrame
(
    DeadlockId     bigint        NOT NULL,
    ProcessNumber  int           NOT NULL,
    FrameNumber    int           NOT NULL,
    ProcedureName  nvarchar(512) NULL,
    LineNumber     int           NULL,
    StartOffset    int           NULL,
    EndOffset      int           NULL,
    SqlHandle      varbinary(64) NULL,
    StatementHash  binary(32)    NULL,
    CONSTRAINT PK_DeadlockFrame PRIMARY KEY CLUSTERED (DeadlockId, ProcessNumber, FrameNumber),
    CONSTRAINT FK_DeadlockFrame_Process FOREIGN KEY (DeadlockId, ProcessNumber) REFERENCES fact.DeadlockProcess (
        DeadlockId, ProcessNumber),
    CONSTRAINT FK_DeadlockFrame_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash)
);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_DeadlockFrame_StatementHash ON fact.DeadlockFrame (StatementHash);
