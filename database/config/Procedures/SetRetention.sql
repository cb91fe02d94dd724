/*  config.SetRetention: says how long a family of tables is kept, and what size is forecast against, and says
    so in audit.Event. What is older then goes at the next purge.
    @FamilyName      config.RetentionFamily
    @RetentionDays   1 to 3650; of family Audit 365 or more
    @CapMb           above 0
    @WasDays         what was seen when the change was thought of; NULL: whatever it is
    @ChangedBy       who changes it; NULL: the login
    @Now             UTC; NULL: the present by the repository's own clock
    Errors           50012 no such family; 50018 a value is missing or out of range; 50090 somebody else has
                     changed it meanwhile  */
CREATE PROCEDURE config.SetRetention
    @FamilyName    nvarchar(64),
    @RetentionDays int,
    @CapMb         int,
    @WasDays       int = NULL,
    @ChangedBy     nvarchar(128) = NULL,
    @Now           datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldDays int;
DECLARE @OldText nvarchar(200);
DECLARE @Subject nvarchar(256) = CONCAT(N'retention of ', @FamilyName);
DECLARE @Message nvarchar(1000);

BEGIN TRANSACTION;

SELECT @OldDays = f.RetentionDays, @OldText = CONCAT(f.RetentionDays, N' days, ', f.CapMb, N' MB')
FROM config.RetentionFamily AS f WITH (UPDLOCK, HOLDLOCK)
WHERE f.FamilyName = @FamilyName;

IF @OldDays IS NULL
BEGIN
    SET @Message = CONCAT(N'Unknown family ''', @FamilyName, N'''. config.RetentionFamily lists those that exist.');
    THROW 50012, @Message, 1;
END;

IF @WasDays <> @OldDays
    EXEC config.RefuseStale @Subject, @OldText;

SET @Message = CONCAT(
    CASE
        WHEN @RetentionDays IS NULL OR @RetentionDays NOT BETWEEN 1 AND 3650
            THEN CONCAT(N' @RetentionDays = ', @RetentionDays, N' is out of 1 to 3650.')
        WHEN @FamilyName = N'Audit' AND @RetentionDays < 365
            THEN N' What was changed by whom is kept for 365 days at least.'
    END,
    CASE WHEN @CapMb IS NULL OR @CapMb <= 0 THEN N' @CapMb is missing or below 1.' END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'The retention was not changed.', @Message);
    THROW 50018, @Message, 1;
END;

UPDATE config.RetentionFamily
SET RetentionDays = @RetentionDays,
    CapMb = @CapMb
WHERE FamilyName = @FamilyName;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetRetention', @Subject, @OldText, t.NewText
FROM (SELECT NewText = CONCAT(@RetentionDays, N' days, ', @CapMb, N' MB')) AS t
WHERE t.NewText <> @OldText;

COMMIT TRANSACTION;
