/*  ops.CheckChange: who changes something, and when, where a person calls: at a query window neither has to
    be said. A time that is said is judged as ops.CheckClock judges it.
    @At          UTC as the caller says; NULL becomes the repository's own time
    @ChangedBy   who, as the caller says; NULL becomes the login. The server notes the login in any case
                 (audit.Event)
    Errors       50070 the time is minutes off (setting ClockToleranceMs)  */
CREATE PROCEDURE ops.CheckChange
    @At        datetime2(3)  OUTPUT,
    @ChangedBy nvarchar(128) OUTPUT
AS
SET NOCOUNT ON;

SET @ChangedBy = COALESCE(@ChangedBy, ORIGINAL_LOGIN());
SET @At = COALESCE(@At, SYSUTCDATETIME());

EXEC ops.CheckClock @At;
