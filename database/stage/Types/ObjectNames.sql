/*  What the collector ObjectNames hands over: one row per object (IdKind 'object') and per heap or B-tree
    ('hobt') of the AX database.  */
CREATE TYPE stage.ObjectNames AS TABLE
(
    IdKind     nvarchar(8)   NULL,
    ResourceId bigint        NULL,
    SchemaName nvarchar(128) NULL,
    ObjectName nvarchar(128) NULL,
    IndexName  nvarchar(128) NULL
);
