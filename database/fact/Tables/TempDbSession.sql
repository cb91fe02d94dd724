/*  Who held tempdb at one moment: at most twenty sessions with more than 1 MB each, and the one whose
    transaction keeps the oldest row versions. Up to some 20,000 rows a day and instance.
    AxConfidence says how far AxUser and AxSessionId may be trusted, see lib.AxConfidence. LoginTime is
    the watched server's local time.  */
CREATE TABLE fact.TempDbSession
(
    InstanceId    int           NOT NULL,
    CapturedAt    datetime2(3)  NOT NULL,
    SessionId     int           NOT NULL,
    LoginTime     datetime2(3)  NULL,
    HostName      nvarchar(128) NULL,
    ProgramName   nvarchar(128) NULL,
    LoginName     nvarchar(128) NULL,
    Status        nvarchar(30)  NULL,
    AxUser        nvarchar(128) NULL,
    AxSessionId   int           NULL,
    AxConfidence  nvarchar(16)  NOT NULL,
    UserBytes     bigint        NOT NULL,
    InternalBytes bigint        NOT NULL,
    VersionAgeMs  bigint        NULL,
    StatementHash binary(32)    NULL,
    CONSTRAINT PK_TempDbSession PRIMARY KEY CLUSTERED (InstanceId, CapturedAt, SessionId),
    CONSTRAINT FK_TempDbSession_StatementText FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash)
)
ON PS_Day (CapturedAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_TempDbSession_StatementHash ON fact.TempDbSession (StatementHash);
