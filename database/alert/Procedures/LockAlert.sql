/*  alert.LockAlert: takes the lock of an alert that is to be changed, within the caller's transaction.
    @AlertId     alert.Alert
    @States      states in which it may be changed, separated by blanks
    @Rule        a sentence that says which these are
    @State, @Severity   as they stand
    Errors       50020 no such alert, or in another state  */
CREATE PROCEDURE alert.LockAlert
    @AlertId  bigint,
    @States   nvarchar(100),
    @Rule     nvarchar(200),
    @State    nvarchar(16) OUTPUT,
    @Severity nvarchar(16) OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(400);

SELECT @State = NULL, @Severity = NULL;

SELECT @State = State, @Severity = Severity
FROM alert.Alert WITH (UPDLOCK)
WHERE AlertId = @AlertId;

IF @State IS NULL OR CHARINDEX(N' ' + @State + N' ', N' ' + @States + N' ') = 0
BEGIN
    SET @Message = CONCAT(
        N'Alert ', @AlertId,
        CASE WHEN @State IS NULL THEN N' does not exist. ' ELSE CONCAT(N' is ', @State, N'. ') END,
        @Rule);
    THROW 50020, @Message, 1;
END;
