/*  config.RefuseStale: ends a change that was made from what somebody else has changed meanwhile.
    @Subject   what was to be changed, as audit.Event has it
    @Text      how it is now
    Errors     50090 always: who was faster, and how it is now  */
CREATE PROCEDURE config.RefuseStale
    @Subject nvarchar(256),
    @Text    nvarchar(1400)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(2048) = CONCAT(
    N'Somebody was faster: ',
    (
        SELECT TOP (1) CONCAT(e.ChangedBy, N' changed this at ', CONVERT(nvarchar(19), e.RecordedAt, 126), N'Z.')
        FROM audit.Event AS e
        WHERE e.Subject = @Subject
        ORDER BY e.EventId DESC
    ),
    N' Now it is: ', @Text, N'. Nothing was changed; save again if yours is to hold.');

THROW 50090, @Message, 1;
