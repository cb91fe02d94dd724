/*  One error that the server reported. None to thousands a day; 30 days.
    ErrorCategory: see config.ErrorCategory.
    EventHash is that of the event's text: an event that is read twice is one row. Ax…: from context_info as
    it was when the event was raised.  */
CREATE TABLE fact.ErrorEvent
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
    ErrorNumber   int           NOT NULL,
    ErrorCategory nvarchar(16)  NOT NULL,
    Severity      int           NULL,
    State         int           NULL,
    IsUserDefined bit           NULL,
    IsIntercepted bit           NULL,
    MessageHash   binary(32)    NULL,
    StatementHash binary(32)    NULL,
    QueryHash     binary(8)     NULL,
    CONSTRAINT PK_ErrorEvent PRIMARY KEY CLUSTERED (InstanceId, EventAt, EventHash),
    CONSTRAINT FK_ErrorEvent_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_ErrorEvent_Message FOREIGN KEY (MessageHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT FK_ErrorEvent_Statement FOREIGN KEY (StatementHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_ErrorEvent_AxConfidence CHECK (AxConfidence IN (N'confirmed', N'current', N'doubtful', N'historical', N'none'))
)
ON PS_Day (EventAt);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_ErrorEvent_MessageHash ON fact.ErrorEvent (MessageHash);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_ErrorEvent_StatementHash ON fact.ErrorEvent (StatementHash);
