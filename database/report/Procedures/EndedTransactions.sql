/*  report.EndedTransactions: transactions that were open for long and ended in the period, latest first:
    report.LongTransactions of state ended.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Search   only rows that contain it; NULL or empty for all  */
CREATE PROCEDURE report.EndedTransactions
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'EndedTransactions';
    RETURN;
END;

EXEC report.LongTransactions
    @InstanceId = @InstanceId,
    @Stage = @Stage,
    @FromAt = @FromAt,
    @ToAt = @ToAt,
    @Window = @Window,
    @TimeZone = @TimeZone,
    @State = N'ended',
    @Search = @Search;
