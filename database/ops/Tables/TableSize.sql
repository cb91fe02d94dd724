/*  The size of every table, once a day. Some hundred rows a day; 12 months.
    RowTotal counts rows, SizeBytes what the table uses with its indexes and texts. FamilyName: its family,
    that of the row it belongs to, or NULL.  */
CREATE TABLE ops.TableSize
(
    DayAt      datetime2(3)  NOT NULL,
    TableName  nvarchar(257) NOT NULL,
    FamilyName nvarchar(64)  NULL,
    SampledAt  datetime2(3)  NOT NULL,
    RowTotal   bigint        NOT NULL,
    SizeBytes  bigint        NOT NULL,
    CONSTRAINT PK_TableSize PRIMARY KEY CLUSTERED (DayAt, TableName),
    CONSTRAINT CK_TableSize_DayAt CHECK (SampledAt >= DayAt AND SampledAt < DATEADD(day, 1, DayAt))
);
