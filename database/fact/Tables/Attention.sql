/*  One request that its client cancelled or gave up waiting for. None to hundreds a day; 30 days.
    EventHash is that of the event's text: an event that is read twice is one row. Ax…: from context_info as
    it was when the event was raised.  */
CREATE TABLE fact.Attention
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
    DurationMs    bigint        NULL,
    RequestId     int           NULL,
    StatementHash binary(32)    NULL,
    QueryHash     binary(8)     NULL,
    CONSTRAINT PK_Attention PRIMARY KEY CLUSTERED (InstanceId, EventAt, EventHash),
    CONSTRAINT FK_Attention_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_Attention_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_Attention_AxConfidence CHECK (AxConfidence IN (N'confirmed', N'current', N'doubtful', N'historical', N'none'))
)
ON PS_Day (EventAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_Attention_StatementHash ON fact.Attention (StatementHash);
