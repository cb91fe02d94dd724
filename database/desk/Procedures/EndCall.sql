/*  desk.EndCall: keeps the answer of a call that desk.BeginCall has begun; or gives its key back, where
    nothing was done.
    @ClientName     the client
    @KeyHash        SHA-256 of its key for the call
    @StatusCode     of the answer, 200 to 499; NULL: nothing was done, the call may be sent again
    @LocationText   header Location of the answer
    @ContentType    of the answer
    @BodyText       the answer
    @Now            UTC  */
CREATE PROCEDURE desk.EndCall
    @ClientName   nvarchar(128),
    @KeyHash      binary(32),
    @StatusCode   int,
    @LocationText nvarchar(256),
    @ContentType  nvarchar(128),
    @BodyText     nvarchar(max),
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

UPDATE desk.RepeatableCall
SET StatusCode = @StatusCode,
    LocationText = @LocationText,
    ContentType = @ContentType,
    BodyText = @BodyText
WHERE ClientName = @ClientName
  AND KeyHash = @KeyHash
  AND StatusCode IS NULL
  AND @StatusCode IS NOT NULL;

DELETE desk.RepeatableCall
WHERE ClientName = @ClientName
  AND KeyHash = @KeyHash
  AND StatusCode IS NULL
  AND @StatusCode IS NULL;
