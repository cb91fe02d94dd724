/*  desk.BeginCall: takes a key that a client tells a call apart by, or says what became of the call that has
    taken it. Deletes up to a thousand that no longer count.
    @ClientName    the client
    @KeyHash       SHA-256 of its key for the call
    @RequestHash   SHA-256 of method, address and body
    @Now           UTC
    Result         one row: Outcome (begun: it is to be done; answered: it was done, and this was the answer;
                   running: another copy of it is being done, or nobody knows what became of it; another: the
                   key belongs to another call), BegunAt of the first, StatusCode, LocationText, ContentType
                   and BodyText of its answer  */
CREATE PROCEDURE desk.BeginCall
    @ClientName  nvarchar(128),
    @KeyHash     binary(32),
    @RequestHash binary(32),
    @Now         datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

-- Clearing up what is old must not cost a save its life.
SET DEADLOCK_PRIORITY LOW;

EXEC ops.CheckClock @Now;

DECLARE @Since datetime2(3) = DATEADD(hour, -24, @Now);
DECLARE @IsBegun bit = 0;

BEGIN TRANSACTION;

DELETE TOP (1000)
FROM desk.RepeatableCall
WHERE BegunAt <= @Since;

-- Two at once: the one that comes second waits here, and finds the row of the first.
INSERT desk.RepeatableCall (ClientName, KeyHash, RequestHash, BegunAt)
SELECT @ClientName, @KeyHash, @RequestHash, @Now
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
        ELSE N'answered'
    END,
    c.BegunAt,
    c.StatusCode,
    c.LocationText,
    c.ContentType,
    c.BodyText
FROM desk.RepeatableCall AS c
WHERE c.ClientName = @ClientName
  AND c.KeyHash = @KeyHash;
