/*  Purges far beyond the usual that wait (ops.HoldPurge). One row per family, while its purge waits.
    PurgeBefore: what is older would go. RowTotal, FirstAt: how much that is at most, and from when the oldest
    is (NULL: not known). AgreedMs: for how long the repository's clock has gone on evenly since HeldAt.
    ReleasedAt, ReleasedBy: who wants it to go now (config.ReleasePurge).  */
CREATE TABLE ops.HeldPurge
(
    FamilyName  nvarchar(64)  NOT NULL,
    PurgeBefore datetime2(3)  NOT NULL,
    RowTotal    bigint        NOT NULL,
    FirstAt     datetime2(3)  NULL,
    HeldAt      datetime2(3)  NOT NULL,
    SeenAt      datetime2(3)  NOT NULL,
    AgreedMs    bigint        NOT NULL,
    ReleasedAt  datetime2(3)  NULL,
    ReleasedBy  nvarchar(128) NULL,
    CONSTRAINT PK_HeldPurge PRIMARY KEY CLUSTERED (FamilyName),
    CONSTRAINT FK_HeldPurge_RetentionFamily FOREIGN KEY (FamilyName) REFERENCES config.RetentionFamily (FamilyName),
    CONSTRAINT CK_HeldPurge_Released CHECK
    (
        (ReleasedAt IS NULL AND ReleasedBy IS NULL) OR (ReleasedAt IS NOT NULL AND ReleasedBy IS NOT NULL)
    )
);
