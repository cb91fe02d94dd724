/*  The repository's secret behind pseudonyms (lib.MaskedName), made once by the seed: one row, kept for good.
    Only config.Masking reads it, and no role may. A repository that loses it gives everybody a new
    pseudonym.  */
CREATE TABLE config.MaskKey
(
    MaskKeyId tinyint      NOT NULL CONSTRAINT DF_MaskKey_MaskKeyId DEFAULT (1),
    KeyText   nvarchar(64) NOT NULL,
    CONSTRAINT PK_MaskKey PRIMARY KEY CLUSTERED (MaskKeyId),
    CONSTRAINT CK_MaskKey_MaskKeyId CHECK (MaskKeyId = 1),
    CONSTRAINT CK_MaskKey_KeyText CHECK (LEN(KeyText) = 64)
);
