/*  What the repository knew about an alert when it opened or became worse: the rows behind it, kept as they
    were, because the facts go after 30 days. Some rows per alert; 12 months.
    EvidenceName   culprit: the top rows of the facts behind it; related: other alerts of the instance; tasks:
                   batch tasks that ran; changes: settings and plans that changed in the day before
    RowsJson       an array of objects with one key per column  */
CREATE TABLE alert.Evidence
(
    AlertId      bigint        NOT NULL,
    CapturedAt   datetime2(3)  NOT NULL,
    EvidenceName nvarchar(32)  NOT NULL,
    RowsJson     nvarchar(max) NOT NULL,
    CONSTRAINT PK_Evidence PRIMARY KEY CLUSTERED (AlertId, CapturedAt, EvidenceName),
    CONSTRAINT FK_Evidence_Alert FOREIGN KEY (AlertId) REFERENCES alert.Alert (AlertId)
);
