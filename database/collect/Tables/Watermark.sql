/*  The latest capture saved per instance and collector: what makes saving idempotent.
    One row each, kept for good.  */
CREATE TABLE collect.Watermark
(
    InstanceId    int              NOT NULL,
    CollectorName nvarchar(64)     NOT NULL,
    CapturedAt    datetime2(3)     NOT NULL,
    RunId         uniqueidentifier NOT NULL,
    CONSTRAINT PK_Watermark PRIMARY KEY CLUSTERED (InstanceId, CollectorName),
    CONSTRAINT FK_Watermark_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
