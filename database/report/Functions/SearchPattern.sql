/*  report.SearchPattern: what a reader typed as a pattern for LIKE that finds it anywhere.
    @Search   NULL or empty: everything
    Result    one row: LikePattern, NULL for everything  */
CREATE FUNCTION report.SearchPattern
(
    @Search nvarchar(100)
)
RETURNS TABLE
AS
RETURN
(
    SELECT LikePattern = N'%' + REPLACE(REPLACE(REPLACE(NULLIF(@Search, N''), N'[', N'[[]'), N'%', N'[%]'), N'_', N'[_]') + N'%'
);
