/*  report.RepositoryTables: the tables of the repository with their size and what a day adds, biggest first.
    Sizes are those of the last ops.SaveSize.
    @FamilyName   a family of config.RetentionFamily, or NULL for all tables  */
CREATE PROCEDURE report.RepositoryTables
    @FamilyName nvarchar(64) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RepositoryTables';
    RETURN;
END;

SELECT
    g.TableName,
    g.FamilyName,
    g.RowTotal,
    g.SizeBytes,
    RowsPerDay = CAST(g.RowsPerDay AS bigint),
    BytesPerDay = CAST(g.BytesPerDay AS bigint),
    g.OldestDayAt,
    g.SampledAt,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.TableGrowth() AS g
WHERE @FamilyName IS NULL
   OR g.FamilyName = @FamilyName
ORDER BY g.SizeBytes DESC, g.TableName;
