/*  How far each family of tables has been purged. One row per family, kept for good.
    PurgedBefore: nothing older was left when its last purge was through; a purge that has the same or an
    earlier limit need not look again.  */
CREATE TABLE ops.FamilyPurge
(
    FamilyName     nvarchar(64) NOT NULL,
    PurgedBefore   datetime2(3) NOT NULL,
    PurgedAt       datetime2(3) NOT NULL,
    PartitionCount int          NOT NULL,
    RowsDeleted    bigint       NOT NULL,
    CONSTRAINT PK_FamilyPurge PRIMARY KEY CLUSTERED (FamilyName),
    CONSTRAINT FK_FamilyPurge_RetentionFamily FOREIGN KEY (FamilyName) REFERENCES config.RetentionFamily (FamilyName)
);
