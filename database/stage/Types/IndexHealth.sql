/*  Rows of the collector IndexHealth, by ItemKind:
    statistic       ItemName, ChangedRows since UpdatedAt of TableRows, SampledRows
    missing         columns an index should have, AverageCost and AverageImpact (percent), SeekCount and
                    ScanCount since the server's start, NearestIndexName
    usage           counts of an index since the server's start
    fragmentation   of an index in the window
    Columns that do not belong to the kind are NULL.  */
CREATE TYPE stage.IndexHealth AS TABLE
(
    ItemKind             nvarchar(16)   NULL,
    ObjectId             int            NULL,
    IndexId              int            NULL,
    SchemaName           nvarchar(128)  NULL,
    TableName            nvarchar(128)  NULL,
    ItemName             nvarchar(128)  NULL,
    TableRows            bigint         NULL,
    PageCount            bigint         NULL,
    IsUnique             bit            NULL,
    ChangedRows          bigint         NULL,
    SampledRows          bigint         NULL,
    UpdatedAt            datetime2(3)   NULL,
    EqualityColumns      nvarchar(4000) NULL,
    InequalityColumns    nvarchar(4000) NULL,
    IncludedColumns      nvarchar(4000) NULL,
    NearestIndexName     nvarchar(128)  NULL,
    TableIndexCount      int            NULL,
    AverageCost          float          NULL,
    AverageImpact        float          NULL,
    SeekCount            bigint         NULL,
    ScanCount            bigint         NULL,
    LookupCount          bigint         NULL,
    UpdateCount          bigint         NULL,
    LastReadAt           datetime2(3)   NULL,
    FragmentationPercent float          NULL
);
