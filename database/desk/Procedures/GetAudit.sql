/*  desk.GetAudit: who changed what, latest first, a page of it.
    @From, @To    UTC, by the repository's clock; NULL: the last seven days
    @ChangedBy    only what this one did; NULL or empty: everybody
    @Action       only this; NULL or empty: everything
    @Search       only rows whose subject or values contain it; NULL or empty: all
    @PageNumber   from 1
    @PageSize     1 to 5000 rows
    Result        EventId, RecordedAt, OccurredAt, ChangedBy, LoginName, ActionName, Subject, OldValue,
                  NewValue (their first 4000 characters), TotalCount  */
CREATE PROCEDURE desk.GetAudit
    @From       datetime2(3) = NULL,
    @To         datetime2(3) = NULL,
    @ChangedBy  nvarchar(128) = NULL,
    @Action     nvarchar(64) = NULL,
    @Search     nvarchar(100) = NULL,
    @PageNumber int = 1,
    @PageSize   int = 50
AS
SET NOCOUNT ON;

DECLARE @Now datetime2(3) = SYSUTCDATETIME();
DECLARE @Like nvarchar(400) =
    N'%' + REPLACE(REPLACE(REPLACE(NULLIF(@Search, N''), N'[', N'[[]'), N'%', N'[%]'), N'_', N'[_]') + N'%';

SET @PageSize = CASE WHEN @PageSize BETWEEN 1 AND 5000 THEN @PageSize ELSE 50 END;
SET @PageNumber = CASE WHEN @PageNumber BETWEEN 1 AND 100000 THEN @PageNumber ELSE 1 END;

SELECT
    e.EventId,
    e.RecordedAt,
    e.OccurredAt,
    e.ChangedBy,
    e.LoginName,
    ActionName = e.[Action],
    e.Subject,
    OldValue = LEFT(e.OldValue, 4000),
    NewValue = LEFT(e.NewValue, 4000),
    TotalCount = COUNT(*) OVER ()
FROM audit.Event AS e
WHERE e.RecordedAt >= COALESCE(@From, DATEADD(day, -7, @Now))
  AND e.RecordedAt < COALESCE(@To, DATEADD(day, 1, @Now))
  AND (NULLIF(@ChangedBy, N'') IS NULL OR e.ChangedBy = @ChangedBy)
  AND (NULLIF(@Action, N'') IS NULL OR e.[Action] = @Action)
  AND (@Like IS NULL OR e.Subject LIKE @Like OR e.OldValue LIKE @Like OR e.NewValue LIKE @Like)
ORDER BY e.EventId DESC
OFFSET (@PageNumber - 1) * @PageSize ROWS FETCH NEXT @PageSize ROWS ONLY
OPTION (RECOMPILE);
