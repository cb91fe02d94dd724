/*  config.DefineFactTable: for seeds. Registers a table that is purged; repeated calls change nothing.
    @TableName        schema.table
    @FamilyName       a family of config.RetentionFamily
    @DayColumn        its column of datetime2(3) that tells a row's day; of a table on
                      PS_Day the partitioning column
    @PurgeProcedure   NULL, or the schema.procedure that deletes its old rows, see config.FactTable
    Errors            50014 no such table, column or procedure, or a partitioned table with another day
                      column; 547 unknown family  */
CREATE PROCEDURE config.DefineFactTable
    @TableName      nvarchar(257),
    @FamilyName     nvarchar(64),
    @DayColumn      sysname,
    @PurgeProcedure nvarchar(257) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(600);

SET @Message =
    CASE
        WHEN OBJECT_ID(@TableName, N'U') IS NULL
            THEN CONCAT(N'There is no table ''', @TableName, N'''. Give schema.table of a table that exists.')
        WHEN NOT EXISTS
            (
                SELECT 1
                FROM sys.columns AS c
                INNER JOIN sys.types AS t ON t.user_type_id = c.user_type_id
                WHERE c.object_id = OBJECT_ID(@TableName, N'U')
                  AND c.name = @DayColumn
                  AND t.name = N'datetime2'
                  AND c.scale = 3
            )
            THEN CONCAT(N'''', @DayColumn, N''' is no datetime2(3) column of ''', @TableName, N'''.')
        WHEN EXISTS
            (
                SELECT 1
                FROM sys.index_columns AS ic
                INNER JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
                WHERE ic.object_id = OBJECT_ID(@TableName, N'U')
                  AND ic.index_id <= 1
                  AND ic.partition_ordinal = 1
                  AND c.name <> @DayColumn
            )
            THEN CONCAT(N'''', @TableName, N''' is partitioned by another column than ''', @DayColumn, N'''.')
        WHEN @PurgeProcedure IS NOT NULL AND OBJECT_ID(@PurgeProcedure, N'P') IS NULL
            THEN CONCAT(
                N'There is no procedure ''', @PurgeProcedure, N'''. Give schema.procedure of a procedure that exists.')
    END;
IF @Message IS NOT NULL
    THROW 50014, @Message, 1;

BEGIN TRANSACTION;

UPDATE config.FactTable
SET FamilyName = @FamilyName,
    DayColumn = @DayColumn,
    PurgeProcedure = @PurgeProcedure
WHERE TableName = @TableName;

IF @@ROWCOUNT = 0
    INSERT config.FactTable (TableName, FamilyName, DayColumn, PurgeProcedure)
    VALUES (@TableName, @FamilyName, @DayColumn, @PurgeProcedure);

COMMIT TRANSACTION;
