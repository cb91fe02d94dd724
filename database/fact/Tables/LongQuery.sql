/*  One call or batch that took longer than the threshold of the event session.
    Tens to thousands a day; 30 days.
    EventHash is that of the event's text: an event that is read twice is one row. Ax…: from context_info as
    it was when the event was raised.  */
CREATE TABLE fact.LongQuery
(
    InstanceId    int           NOT NULL,
    EventAt       datetime2(3)  NOT NULL,
    EventHash     binary(32)    NOT NULL,
    CapturedAt    datetime2(3)  NOT NULL,
    EventSequence bigint        NULL,
    SessionId     int           NULL,
    DatabaseName  nvarchar(128) NULL,
    HostName      nvarchar(128) NULL,
    ProgramName   nvarchar(128) NULL,
    LoginName     nvarchar(128) NULL,
    AxUser        nvarchar(128) NULL,
    AxSessionId   int           NULL,
    AxConfidence  nvarchar(16)  NOT NULL,
    EventName     nvarchar(60)  NOT NULL,
    ProcedureName nvarchar(512) NULL,
    ResultText    nvarchar(30)  NULL,
    DurationMs    bigint        NOT NULL,
    CpuMs         bigint        NULL,
    LogicalReads  bigint        NULL,
    PhysicalReads bigint        NULL,
    Writes        bigint        NULL,
    ResultRows    bigint        NULL,
    StatementHash binary(32)    NULL,
    SignatureHash binary(32)    NULL,
    QueryHash     binary(8)     NULL,
    QueryPlanHash binary(8)     NULL,
    CONSTRAINT PK_LongQuery PRIMARY KEY CLUSTERED (InstanceId, EventAt, EventHash),
    CONSTRAINT FK_LongQuery_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_LongQuery_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_LongQuery_Signature FOREIGN KEY (SignatureHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_LongQuery_AxConfidence CHECK (AxConfidence IN (N'confirmed', N'current', N'doubtful', N'historical', N'none'))
)
ON PS_Day (EventAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_LongQuery_StatementHash ON fact.LongQuery (StatementHash);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_LongQuery_SignatureHash ON fact.LongQuery (SignatureHash);
