-- How a collector says what it reads of the AX database, whose schema may be customised: it fills #Wanted and
-- #Text, then includes AxColumns, and runs what is in #Text.
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @MissingColumns nvarchar(2000);
DECLARE @WantedNumber int = 1;
DECLARE @ColumnToken nvarchar(300);
DECLARE @ColumnText nvarchar(400);
DECLARE @TableToken nvarchar(300);
DECLARE @TableText nvarchar(400);
DECLARE @HasTableToken nvarchar(300);
DECLARE @HasTableText nvarchar(1);

-- The columns, by the alias that #Text uses. IsKey: without it the table says nothing. IsAssumed: without it
-- something usual is assumed, so that its absence is not told.
CREATE TABLE #Wanted
(
    Number       int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    Alias        nvarchar(2)   COLLATE Latin1_General_BIN2 NOT NULL,
    TableName    nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName   nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    IsKey        bit           NOT NULL,
    IsAssumed    bit           NOT NULL DEFAULT (0),
    TypeName     nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL,
    ActualTable  nvarchar(128) COLLATE Latin1_General_BIN2 NULL,
    ActualColumn nvarchar(128) COLLATE Latin1_General_BIN2 NULL
);

-- The statements to be run in the AX database. {b} stands for the table with the alias b, {b.RECID} for its
-- column, {b?} for 1 when the table is there and 0 when it is not.
CREATE TABLE #Text
(
    Name nvarchar(20)  COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY CLUSTERED,
    Body nvarchar(max) COLLATE Latin1_General_BIN2 NOT NULL
);
