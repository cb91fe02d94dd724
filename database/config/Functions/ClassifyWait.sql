/*  config.ClassifyWait: the category of a wait type.
    @WaitType   as sys.dm_os_wait_stats names it
    Result      one row: CategoryName; 'other' when no rule of config.WaitRule fits  */
CREATE FUNCTION config.ClassifyWait
(
    @WaitType nvarchar(60)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1) c.CategoryName
    FROM
    (
        SELECT r.CategoryName, RuleOrder = CASE WHEN r.IsPrefix = 0 THEN 1000 ELSE LEN(r.NamePart) END
        FROM config.WaitRule AS r
        WHERE (r.IsPrefix = 0 AND r.NamePart = @WaitType)
           OR (r.IsPrefix = 1 AND r.NamePart = LEFT(@WaitType, LEN(r.NamePart)))
        UNION ALL
        SELECT N'other', 0
    ) AS c
    ORDER BY c.RuleOrder DESC
);
