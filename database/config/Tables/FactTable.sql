/*  Every table that grows and is purged, with its family and the column that tells a row's day. Some
    dozens of rows, kept for good.
    A table on PS_Day is purged by whole partitions. Any other is purged in batches of rows older than the
    family's retention; where rows may only go together with others, or only once something has ended,
    PurgeProcedure does it (parameters @Before, @BatchSize, @DeletedRows OUTPUT).  */
CREATE TABLE config.FactTable
(
    TableName      nvarchar(257) NOT NULL,
    FamilyName     nvarchar(64)  NOT NULL,
    DayColumn      sysname       NOT NULL,
    PurgeProcedure nvarchar(257) NULL,
    CONSTRAINT PK_FactTable PRIMARY KEY CLUSTERED (TableName),
    CONSTRAINT FK_FactTable_RetentionFamily FOREIGN KEY (FamilyName) REFERENCES config.RetentionFamily (FamilyName)
);
