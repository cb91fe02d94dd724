/*  lib.PassingError: whether an error passes by itself: somebody else was at the same rows just now, and the
    same work succeeds when it is tried again. The only list of these in the repository.
    @ErrorNumber   ERROR_NUMBER()
    Result         one row: IsPassing
    601 rows moved during a scan without locks; 1204 no memory for locks; 1205 victim of a deadlock; 1222 lock
    time-out; 3960 changed by another since the snapshot; 50060 another session is at it; 50061 in use.  */
CREATE FUNCTION lib.PassingError
(
    @ErrorNumber int
)
RETURNS TABLE
AS
RETURN
(
    SELECT IsPassing = CAST(CASE WHEN @ErrorNumber IN (601, 1204, 1205, 1222, 3960, 50060, 50061) THEN 1 ELSE 0 END AS bit)
);
