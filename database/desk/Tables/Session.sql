/*  Who is signed in, on which browser. Some dozens of rows; a session goes when it is over, the forgotten
    ones with family Operations.
    TokenHash       SHA-256 of what the browser's cookie holds: who reads this table cannot use it
    LastSeenAt      to the minute; a session ends DeskSessionIdleMs later, at ExpiresAt at the latest  */
CREATE TABLE desk.Session
(
    TokenHash     binary(32)   NOT NULL,
    AccountId     int          NOT NULL,
    CreatedAt     datetime2(3) NOT NULL,
    LastSeenAt    datetime2(3) NOT NULL,
    ExpiresAt     datetime2(3) NOT NULL,
    ClientAddress nvarchar(64) NOT NULL,
    CONSTRAINT PK_Session PRIMARY KEY CLUSTERED (TokenHash),
    CONSTRAINT FK_Session_Account FOREIGN KEY (AccountId) REFERENCES desk.Account (AccountId)
);
GO
-- For the sessions of one account: signing out everywhere, deleting an account.
CREATE NONCLUSTERED INDEX IX_Session_AccountId ON desk.Session (AccountId);
