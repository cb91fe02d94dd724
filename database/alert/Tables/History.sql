/*  Every change of an alert's state or severity, with who and when. Some rows per alert; 12 months.  */
CREATE TABLE alert.History
(
    HistoryId bigint         NOT NULL IDENTITY (1, 1),
    AlertId   bigint         NOT NULL,
    ChangedAt datetime2(3)   NOT NULL,
    ChangedBy nvarchar(128)  NOT NULL,
    FromState nvarchar(16)   NULL,
    ToState   nvarchar(16)   NOT NULL,
    Severity  nvarchar(16)   NOT NULL,
    Note      nvarchar(1000) NULL,
    CONSTRAINT PK_History PRIMARY KEY CLUSTERED (HistoryId),
    CONSTRAINT FK_History_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId)
);
GO
-- The story of one alert, in order.
CREATE NONCLUSTERED INDEX IX_History_AlertId ON alert.History (AlertId, HistoryId);
