/*  config.SetAxName: says what a table or column of AX is called in the AX database of an instance, and
    notes the change in audit.Event.
    @InstanceId    config.Instance
    @TableName     AX 2012's name of the table, such as BATCH
    @ColumnName    AX 2012's name of the column; '' for the table itself
    @ActualName    its name in the database; a table stands in schema dbo, also a view will do. NULL:
                   it is called as AX 2012 calls it
    @ChangedBy     who changes it; NULL: the login
    @Now           UTC; NULL: the present by the repository's own clock
    Errors         547 unknown instance, or an empty name  */
CREATE PROCEDURE config.SetAxName
    @InstanceId int,
    @TableName  sysname,
    @ColumnName sysname = N'',
    @ActualName sysname,
    @ChangedBy  nvarchar(128) = NULL,
    @Now        datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldName sysname;

BEGIN TRANSACTION;

SELECT @TableName = UPPER(@TableName), @ColumnName = UPPER(@ColumnName);
SET @OldName =
(
    SELECT n.ActualName
    FROM config.AxName AS n WITH (UPDLOCK, HOLDLOCK)
    WHERE n.InstanceId = @InstanceId
      AND n.TableName = @TableName
      AND n.ColumnName = @ColumnName
);

DELETE config.AxName
WHERE InstanceId = @InstanceId
  AND TableName = @TableName
  AND ColumnName = @ColumnName;

IF @ActualName IS NOT NULL
    INSERT config.AxName (InstanceId, TableName, ColumnName, ActualName)
    VALUES (@InstanceId, @TableName, @ColumnName, @ActualName);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'SetAxName',
    CONCAT(N'instance ', @InstanceId, N', ', @TableName, N'.' + NULLIF(@ColumnName, N'')),
    COALESCE(@OldName, N''),
    COALESCE(@ActualName, N'')
WHERE COALESCE(@OldName, N'') <> COALESCE(@ActualName, N'');

COMMIT TRANSACTION;
