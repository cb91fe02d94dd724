/*  Statement and input buffer texts, each stored once under the SHA-256 of its UTF-16 bytes. Some
    thousand new rows a day; 12 months.
    SignatureHash is that of the text without its literals, a row of its own here; NULL where no signature was
    asked for (collect.SaveStatementSignatures). MaskedText: the text as it is shown where literals are
    masked; NULL where none of the stages asks for that, or not yet (collect.MaskTexts).  */
CREATE TABLE dim.StatementText
(
    TextHash      binary(32)    NOT NULL,
    TextValue     nvarchar(max) NOT NULL,
    FirstSeenAt   datetime2(3)  NOT NULL,
    SignatureHash binary(32)    NULL,
    MaskedText    nvarchar(max) NULL,
    CONSTRAINT PK_StatementText PRIMARY KEY CLUSTERED (TextHash)
);
GO
-- ops.PurgeTexts looks at the old ones.
CREATE NONCLUSTERED INDEX IX_StatementText_FirstSeenAt ON dim.StatementText (FirstSeenAt);
