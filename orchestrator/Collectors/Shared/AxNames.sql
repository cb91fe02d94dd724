-- What tables and columns are called in this AX database where they have names of their own: @AxNames, as XML
-- <n t="BATCH" c="GROUPID" a="GROUP2"/>, c empty for the table itself.
CREATE TABLE #Name
(
    TableName  nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ColumnName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL,
    ActualName nvarchar(128) COLLATE Latin1_General_BIN2 NOT NULL
);

INSERT #Name (TableName, ColumnName, ActualName)
SELECT n.Item.value(N'@t', N'nvarchar(128)'), n.Item.value(N'@c', N'nvarchar(128)'), n.Item.value(N'@a', N'nvarchar(128)')
FROM (SELECT Names = CAST(@AxNames AS xml)) AS x
CROSS APPLY x.Names.nodes(N'/n') AS n (Item);
