/*  desk.BeginCall: takes a key that a client tells a call apart by, or says what became of the call that has
    taken it. Deletes up to a thousand that no longer count.
    @ClientName    the client
    @KeyHash       SHA-256 of its key for the call
    @RequestHash   SHA-256 of method, address and body
    @RoleName      of the client
    @Now           UTC
    Result         one row: Outcome (begun: it is to be done; answered: it was done, and this was the answer;
                   hidden: it was done, and what its client may see has changed since, by its role or by what
                   a stage masks: the answer is not told again; running: another copy of it is being done, or
                   nobody knows what became of it; another: the key belongs to another call), BegunAt of the
                   first, StatusCode, LocationText, ContentType and BodyText of its answer  */
CREATE PROCEDURE desk.BeginCall
    @ClientName  nvarchar(128),
    @KeyHash     binary(32),
    @RequestHash binary(32),
    @RoleName    nvarchar(16),
    @Now         datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

-- Clearing up what is old must not cost a save its life.
SET DEADLOCK_PRIORITY LOW;

EXEC ops.CheckClock @Now;

DECLARE @Since datetime2(3) = DATEADD(hour, -24, @Now);
DECLARE @IsBegun bit = 0;
DECLARE @ShownHash binary(32) =
(
    SELECT HASHBYTES(
        N'SHA2_256',
        CONCAT(
            @RoleName, N'|', (SELECT w.Value FROM config.SettingText(N'MaskingClearFor') AS w),
            (
                SELECT CONCAT(N'|', k.InstanceId, N':', k.MaskLevel, N':', CONVERT(nvarchar(23), k.HidesBefore, 126))
                FROM config.Masking(1) AS k
                ORDER BY k.InstanceId
                FOR XML PATH(N'')
            )))
);

BEGIN TRANSACTION;

DELETE TOP (1000)
FROM desk.RepeatableCall
WHERE BegunAt <= @Since;

-- Two at once: the one that comes second waits here, and finds the row of the first.
INSERT desk.RepeatableCall (ClientName, KeyHash, RequestHash, BegunAt, ShownHash)
SELECT @ClientName, @KeyHash, @RequestHash, @Now, @ShownHash
WHERE NOT EXISTS
(
    SELECT 1
    FROM desk.RepeatableCall AS c WITH (UPDLOCK, HOLDLOCK)
    WHERE c.ClientName = @ClientName
      AND c.KeyHash = @KeyHash
);

SET @IsBegun = CASE WHEN @@ROWCOUNT = 1 THEN 1 ELSE 0 END;

-- One that no longer counts, and that others have kept from being deleted.
UPDATE desk.RepeatableCall
SET RequestHash = @RequestHash,
    BegunAt = @Now,
    ShownHash = @ShownHash,
    StatusCode = NULL,
    LocationText = NULL,
    ContentType = NULL,
    BodyText = NULL
WHERE ClientName = @ClientName
  AND KeyHash = @KeyHash
  AND BegunAt <= @Since;

SET @IsBegun = CASE WHEN @@ROWCOUNT = 1 THEN 1 ELSE @IsBegun END;

COMMIT TRANSACTION;

SELECT
    Outcome = CASE
        WHEN @IsBegun = 1 THEN N'begun'
        WHEN c.RequestHash <> @RequestHash THEN N'another'
        WHEN c.StatusCode IS NULL THEN N'running'
        WHEN s.IsShown = 0 THEN N'hidden'
        ELSE N'answered'
    END,
    c.BegunAt,
    c.StatusCode,
    LocationText = CASE WHEN s.IsShown = 1 THEN c.LocationText END,
    ContentType = CASE WHEN s.IsShown = 1 THEN c.ContentType END,
    BodyText = CASE WHEN s.IsShown = 1 THEN c.BodyText END
FROM desk.RepeatableCall AS c
CROSS APPLY (SELECT IsShown = CASE WHEN c.ShownHash = @ShownHash THEN 1 ELSE 0 END) AS s
WHERE c.ClientName = @ClientName
  AND c.KeyHash = @KeyHash;
