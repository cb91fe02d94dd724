/*  desk.SignInRefused: keeps in audit.Event that somebody came from an OpenID provider, or by what stands
    before the desk, and was not let in. Locks nothing: nobody has guessed a password.
    @UserName        as the other says; NULL or empty: it did not say
    @ClientAddress   where from
    @How             by whom and as whom
    @Reason          why
    @Now             UTC  */
CREATE PROCEDURE desk.SignInRefused
    @UserName      nvarchar(64),
    @ClientAddress nvarchar(64),
    @How           nvarchar(400),
    @Reason        nvarchar(400),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    COALESCE(NULLIF(@UserName, N''), N'(no name)'),
    N'SignInFailed',
    CONCAT(N'account ', COALESCE(NULLIF(@UserName, N''), N'(no name)')),
    NULL,
    CONCAT(@Reason, N', by ', @How, N', from ', @ClientAddress)
);
