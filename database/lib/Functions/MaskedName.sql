/*  lib.MaskedName: the pseudonym of a name: the same name has the same one in this repository, so that people
    and computers can still be told apart and counted.
    @NameKey   the repository's secret (config.Masking); NULL: names are shown as they are
    @Kind      what it is the name of: user, login or host
    @Name      in any case; NULL and the empty text stay
    Result     one row: MaskedName, 'user-7F3A09C1'. A pseudonym of that kind is its own.
    Keyed SHA-256, cut to 32 bits: of a thousand names two share one once in nine thousand installations.  */
CREATE FUNCTION lib.MaskedName
(
    @NameKey nvarchar(64),
    @Kind    nvarchar(8),
    @Name    nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT MaskedName = CAST(CASE
        WHEN @NameKey IS NULL OR @Name IS NULL OR @Name = N'' THEN @Name
        WHEN @Name LIKE @Kind + N'-[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]' THEN @Name
        ELSE CONCAT(
            @Kind, N'-',
            LEFT(CONVERT(nvarchar(64), HASHBYTES(N'SHA2_256', CONCAT(@NameKey, N'/', @Kind, N'/', UPPER(@Name))), 2), 8))
    END AS nvarchar(128))
);
