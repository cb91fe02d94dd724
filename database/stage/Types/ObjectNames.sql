/*  What the collector ObjectNames hands over: one row per object (IdKind 'object') and per heap or B-tree
    ('hobt') of the AX database.  */
CREATE TYPE stage.ObjectNames AS TABLE
(
    IdKind     nvarchar(8)   NOT NULL,
    ResourceId bigint        NOT NULL,
    SchemaName nvarchar(128) NOT NULL,
    ObjectName nvarchar(128) NOT NULL,
    IndexName  nvarchar(128) NULL
);
