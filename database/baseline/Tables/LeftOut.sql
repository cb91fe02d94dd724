/*  Times of an instance that say nothing about what is usual: incidents that somebody acknowledged, of
    a day at most. Written by alert.SavePostMortems. Some dozen rows; 12 months. Restarts, gaps and
    maintenance windows need no row: baseline.MarkSlots finds them where they are.
    SourceName, SourceId   what it was, such as Alert and its AlertId
    ToAt                   NULL: it goes on  */
CREATE TABLE baseline.LeftOut
(
    InstanceId int          NOT NULL,
    FromAt     datetime2(3) NOT NULL,
    SourceName nvarchar(32) NOT NULL,
    SourceId   bigint       NOT NULL,
    ToAt       datetime2(3) NULL,
    CONSTRAINT PK_LeftOut PRIMARY KEY CLUSTERED (InstanceId, FromAt, SourceName, SourceId),
    CONSTRAINT FK_LeftOut_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
