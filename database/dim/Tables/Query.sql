/*  The statements that were among the leaders of an instance, by query_hash: statements that
    differ in literals alone are one.
    Some thousand rows; TextHash is NULL until the text arrives. What the text says stands beside it,
    see lib.DescribeStatement.
    TrackedSinceAt: it has metrics of its own (setting QueryStatTrackedQueries limits how many do); LastTopAt:
    when it last was among the leaders.  */
CREATE TABLE dim.Query
(
    InstanceId     int            NOT NULL,
    QueryHash      binary(8)      NOT NULL,
    TextHash       binary(32)     NULL,
    StatementKind  nvarchar(16)   NULL,
    TableNames     nvarchar(400)  NULL,
    HasPartition   bit            NULL,
    HasDataAreaId  bit            NULL,
    FastRows       int            NULL,
    HasLiterals    bit            NULL,
    FirstSeenAt    datetime2(3)   NOT NULL,
    LastTopAt      datetime2(3)   NOT NULL,
    TrackedSinceAt datetime2(3)   NULL,
    CONSTRAINT PK_Query PRIMARY KEY CLUSTERED (InstanceId, QueryHash),
    CONSTRAINT FK_Query_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT FK_Query_StatementText FOREIGN KEY (TextHash) REFERENCES dim.StatementText (TextHash),
    CONSTRAINT CK_Query_StatementKind CHECK (StatementKind IN (N'select', N'insert', N'update', N'delete', N'merge', N'other'))
);
GO
-- ops.PurgeTexts asks whether a text is still referred to.
CREATE NONCLUSTERED INDEX IX_Query_TextHash ON dim.Query (TextHash);
