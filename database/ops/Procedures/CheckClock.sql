/*  ops.CheckClock: refuses a time that the repository's own clock does not confirm. Every procedure that
    somebody may call and that acts on a time calls it first; a design test lists those that need not.
    @At          UTC as the caller says
    @MayBePast   1: any time back is good, only the future is refused
    Errors       50070 the time is minutes off (setting ClockToleranceMs)  */
CREATE PROCEDURE ops.CheckClock
    @At        datetime2(3),
    @MayBePast bit = 0
AS
SET NOCOUNT ON;

DECLARE @Fault nvarchar(2048) = (SELECT c.Fault FROM config.ClockFault(@At, @MayBePast) AS c);

IF @Fault IS NOT NULL
    THROW 50070, @Fault, 1;
