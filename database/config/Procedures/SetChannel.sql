/*  config.SetChannel: adds a channel or changes one, and notes the change in audit.Event.
    @ChannelName   letters, digits and _; 'mail' is the mail routes' (config.SetMailRoute)
    @ChannelKind   mail, teams, slack, pagerduty or webhook
    @AddressText   of mail: recipients, separated by ';'. Of the others: the name of the channel's secrets in
                   the orchestrator's environment (AXMONITOR__Channels__NAME__Url, …__Key); '' for the
                   channel's own name. Never the secret itself
    @IsEnabled     0: no message is queued there
    @ChangedBy     who changes it; NULL: the login
    @Now           UTC; NULL: the present by the repository's own clock
    @WasText       what was seen when the change was thought of, as audit.Event has it (kind, address and, if
                   so, disabled, with commas between); '': no such channel; NULL: whatever it is
    Errors         50045 a value that cannot be; each is named, and nothing is changed
                   50090 somebody else has changed it meanwhile  */
CREATE PROCEDURE config.SetChannel
    @ChannelName nvarchar(64),
    @ChannelKind nvarchar(16),
    @AddressText nvarchar(max) = N'',
    @IsEnabled   bit = 1,
    @ChangedBy   nvarchar(128) = NULL,
    @Now         datetime2(3) = NULL,
    @WasText     nvarchar(max) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldValue nvarchar(max);
DECLARE @NewValue nvarchar(max);
DECLARE @Message nvarchar(2048);
DECLARE @PresentText nvarchar(1400);

SET @ChannelKind = LOWER(@ChannelKind);
SET @AddressText = CASE
    WHEN @ChannelKind = N'mail' THEN COALESCE(@AddressText, N'')
    ELSE COALESCE(NULLIF(LTRIM(RTRIM(@AddressText)), N''), @ChannelName)
END;

SET @Message = CONCAT(
    CASE
        WHEN COALESCE(@ChannelName, N'') = N'' OR @ChannelName LIKE N'%[^A-Za-z0-9_]%'
            THEN N' @ChannelName is missing or holds something else than letters, digits and _.'
        WHEN @ChannelName = N'mail' THEN N' ''mail'' is the mail routes'': config.SetMailRoute changes them.'
    END,
    CASE
        WHEN @ChannelKind IS NULL OR @ChannelKind NOT IN (N'mail', N'teams', N'slack', N'pagerduty', N'webhook')
            THEN N' @ChannelKind is none of mail, teams, slack, pagerduty, webhook.'
        WHEN @ChannelKind <> N'mail' AND (@AddressText LIKE N'%[^A-Za-z0-9_]%' OR LEN(@AddressText) > 64)
            THEN N' @AddressText is no name of a secret (letters, digits and _): addresses and keys stand in the '
                 + N'orchestrator''s environment only.'
        WHEN @ChannelKind = N'mail' AND NOT EXISTS (SELECT 1 FROM lib.MailAddresses(@AddressText) AS a)
            THEN N' @AddressText names no recipient.'
    END,
    CASE WHEN @IsEnabled IS NULL THEN N' @IsEnabled is missing.' END);

IF @ChannelKind = N'mail'
    SET @Message = LEFT(CONCAT(
        @Message,
        (
            SELECT N' ' + a.Problem
            FROM lib.MailAddresses(@AddressText) AS a
            WHERE a.Problem IS NOT NULL
            ORDER BY a.Address
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(max)')), 1900);

IF @Message <> N''
BEGIN
    -- Not the text that was given: where a secret was given by mistake, it stays out of the log.
    SET @Message = N'The channel was not changed.' + @Message;
    THROW 50045, @Message, 1;
END;

BEGIN TRANSACTION;

SET @OldValue =
(
    SELECT CONCAT(c.ChannelKind, N', ', c.AddressText, CASE WHEN c.IsEnabled = 0 THEN N', disabled' END)
    FROM config.Channel AS c WITH (UPDLOCK, HOLDLOCK)
    WHERE c.ChannelName = @ChannelName
);
SET @PresentText = LEFT(@OldValue, 1400);

IF @WasText <> COALESCE(@OldValue, N'')
    EXEC config.RefuseStale @ChannelName, @PresentText;

SET @NewValue = CONCAT(@ChannelKind, N', ', @AddressText, CASE WHEN @IsEnabled = 0 THEN N', disabled' END);

IF @OldValue IS NULL
    INSERT config.Channel (ChannelName, ChannelKind, AddressText, IsEnabled)
    VALUES (@ChannelName, @ChannelKind, @AddressText, @IsEnabled);
ELSE
    UPDATE config.Channel
    SET ChannelKind = @ChannelKind,
        AddressText = @AddressText,
        IsEnabled = @IsEnabled
    WHERE ChannelName = @ChannelName;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetChannel', @ChannelName, @OldValue, @NewValue
WHERE @OldValue IS NULL
   OR @OldValue <> @NewValue;

COMMIT TRANSACTION;
