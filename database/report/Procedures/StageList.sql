/*  report.StageList: what watched instances are used for, for report parameters. The first row, NULL, stands
    for all.
    Result   Stage, StageText  */
CREATE PROCEDURE report.StageList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'StageList';
    RETURN;
END;

SELECT
    Stage = CAST(NULL AS nvarchar(16)),
    StageText = CAST(N'(all stages)' AS nvarchar(16))
UNION ALL
SELECT DISTINCT i.Environment, i.Environment
FROM config.Instance AS i
WHERE i.Environment IS NOT NULL
ORDER BY Stage;
