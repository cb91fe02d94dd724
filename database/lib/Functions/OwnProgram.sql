/*  lib.OwnProgram: whether a session is one of AxMonitor's own: the orchestrator and the reports' data source
    give all their connections a program name that begins with its name.
    @ProgramName   NULL: not known, so not our own
    Result         one row: IsOwn  */
CREATE FUNCTION lib.OwnProgram
(
    @ProgramName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT IsOwn = CAST(CASE WHEN @ProgramName LIKE N'AxMonitor%' THEN 1 ELSE 0 END AS bit)
);
