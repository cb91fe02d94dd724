/*  lib.MissingIndexAdvice: what the optimizer's wish for an index means for an AX table.
    @EqualityColumns, @InequalityColumns, @IncludedColumns   as sys.dm_db_missing_index_details names them
    @NearestIndexName an index of the table with a wanted column in front, or NULL
    @TableIndexCount                                         indexes the table has
    Result   one row: KeyColumns with PARTITION and DATAAREAID first where they are wanted, and
             only the first range; Advice  */
CREATE FUNCTION lib.MissingIndexAdvice
(
    @EqualityColumns   nvarchar(4000),
    @InequalityColumns nvarchar(4000),
    @IncludedColumns   nvarchar(4000),
    @NearestIndexName  nvarchar(128),
    @TableIndexCount   int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        KeyColumns = CAST(LEFT(STUFF(CONCAT(
            CASE WHEN e.Body LIKE N'%, [[]PARTITION],%' THEN N', [PARTITION]' END,
            CASE WHEN e.Body LIKE N'%, [[]DATAAREAID],%' THEN N', [DATAAREAID]' END,
            CASE WHEN LEN(r.Rest) > 2 THEN LEFT(r.Rest, LEN(r.Rest) - 1) END,
            CASE
                WHEN @InequalityColumns IS NOT NULL
                    THEN N', ' + LEFT(@InequalityColumns, CHARINDEX(N']', @InequalityColumns + N']'))
            END), 1, 2, N''), 2000) AS nvarchar(2000)),
        Advice = CAST(LEFT(STUFF(CONCAT(
            N' Make it in the AOT: an index made only in SQL Server is gone with the next synchronization.',
            CASE
                WHEN @NearestIndexName IS NOT NULL
                    THEN N' ' + @NearestIndexName + N' begins alike: widen that one rather than add another.'
            END,
            CASE
                WHEN @TableIndexCount > 30
                    THEN CONCAT(N' The table has ', @TableIndexCount, N' indexes already, which is too many.')
            END,
            CASE
                WHEN e.Body NOT LIKE N'%, [[]PARTITION],%' OR e.Body NOT LIKE N'%, [[]DATAAREAID],%'
                    THEN N' The query does not compare PARTITION and DATAAREAID: look whether it should.'
            END,
            CASE
                WHEN LEN(@IncludedColumns) - LEN(REPLACE(@IncludedColumns, N'[', N'')) > 4
                    THEN N' More than four included columns: leave them out, or some.'
            END), 1, 1, N''), 400) AS nvarchar(400))
    FROM (SELECT Body = COALESCE(N', ' + @EqualityColumns + N',', N',')) AS e
    CROSS APPLY (SELECT Rest = REPLACE(REPLACE(e.Body, N', [PARTITION],', N','), N', [DATAAREAID],', N',')) AS r
);
