/*  report.RetentionList: how long each family of tables is kept.
    Result   FamilyName, RetentionDays, CapMb, Description, PurgedBefore (UTC; NULL: never purged)  */
CREATE PROCEDURE report.RetentionList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RetentionList';
    RETURN;
END;

SELECT
    f.FamilyName,
    f.RetentionDays,
    f.CapMb,
    f.Description,
    p.PurgedBefore
FROM config.RetentionFamily AS f
LEFT JOIN ops.FamilyPurge AS p ON p.FamilyName = f.FamilyName
ORDER BY f.FamilyName;
