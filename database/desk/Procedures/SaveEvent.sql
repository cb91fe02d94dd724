/*  desk.SaveEvent: keeps in audit.Event what somebody did at the desk that changes nothing: an export, a
    request that was refused.
    @ChangedBy   who
    @Action      what: Export, Refused
    @Subject     of which page
    @Note        more, NULL for nothing
    @Now         UTC
    Errors       50080 an action that others write  */
CREATE PROCEDURE desk.SaveEvent
    @ChangedBy nvarchar(128),
    @Action    nvarchar(64),
    @Subject   nvarchar(256),
    @Note      nvarchar(1000) = NULL,
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

IF @Action IS NULL OR @Action NOT IN (N'Export', N'Refused')
    THROW 50080, N'@Action is neither Export nor Refused: what changes something writes its own audit.', 1;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, @Action, @Subject, NULL, @Note);
