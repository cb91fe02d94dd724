/*  Rows and space of the biggest tables of the AX database: thirty per capture, some 2,900 rows a day and
    instance. TableName is schema.table.  */
CREATE TABLE fact.TableSize
(
    InstanceId    int           NOT NULL,
    TableName     nvarchar(257) NOT NULL,
    CapturedAt    datetime2(3)  NOT NULL,
    RowsCount     bigint        NOT NULL,
    ReservedBytes bigint        NOT NULL,
    UsedBytes     bigint        NOT NULL,
    CONSTRAINT PK_TableSize PRIMARY KEY CLUSTERED (InstanceId, TableName, CapturedAt)
)
ON PS_Day (CapturedAt);
