/*  Calls of the API that carry a key to be told apart by, so that one that is sent again does nothing twice.
    A row a call, some a day; it counts for 24 hours, and goes with the next such call, the forgotten ones
    with family Operations.
    ClientName    whose key of the API it came with
    KeyHash       SHA-256 of the header Idempotency-Key
    RequestHash   SHA-256 of method, address and body
    StatusCode    of the answer; NULL: not answered yet, or nobody knows what became of it
    LocationText, ContentType, BodyText   the answer
    ShownHash     SHA-256 of who the answer was made for: the role, and what was masked then, see
                  desk.BeginCall  */
CREATE TABLE desk.RepeatableCall
(
    ClientName   nvarchar(128) NOT NULL,
    KeyHash      binary(32)    NOT NULL,
    RequestHash  binary(32)    NOT NULL,
    BegunAt      datetime2(3)  NOT NULL,
    StatusCode   int           NULL,
    LocationText nvarchar(256) NULL,
    ContentType  nvarchar(128) NULL,
    BodyText     nvarchar(max) NULL,
    ShownHash    binary(32)    NULL,
    CONSTRAINT PK_RepeatableCall PRIMARY KEY CLUSTERED (ClientName, KeyHash),
    CONSTRAINT CK_RepeatableCall_StatusCode CHECK (StatusCode BETWEEN 200 AND 499)
);
GO
-- For those that no longer count.
CREATE NONCLUSTERED INDEX IX_RepeatableCall_BegunAt ON desk.RepeatableCall (BegunAt);
