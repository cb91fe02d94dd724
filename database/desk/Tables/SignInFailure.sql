/*  Attempts to sign in that failed, by the address they came from: too many slow an address down, whatever
    names it tries (desk.GetAccount). A few rows a day, thousands under attack; kept as family Operations.  */
CREATE TABLE desk.SignInFailure
(
    FailureId     bigint       NOT NULL IDENTITY (1, 1),
    ClientAddress nvarchar(64) NOT NULL,
    FailedAt      datetime2(3) NOT NULL,
    CONSTRAINT PK_SignInFailure PRIMARY KEY CLUSTERED (FailureId)
);
GO
-- For the latest attempts of one address.
CREATE NONCLUSTERED INDEX IX_SignInFailure_ClientAddress ON desk.SignInFailure (ClientAddress, FailedAt);
