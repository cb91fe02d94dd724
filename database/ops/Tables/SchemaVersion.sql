/*  The versions that the structure of this database has had. One row per migration that was run, or one where
    it was created; kept for good.
    The create script's refusal of a newer database, and which migrations it
    runs, go by the highest number.  */
CREATE TABLE ops.SchemaVersion
(
    VersionNumber int           NOT NULL,
    MigrationName nvarchar(128) NOT NULL,
    AppliedAt     datetime2(3)  NOT NULL,
    AppliedBy     nvarchar(128) NOT NULL,
    CONSTRAINT PK_SchemaVersion PRIMARY KEY CLUSTERED (VersionNumber),
    CONSTRAINT CK_SchemaVersion_VersionNumber CHECK (VersionNumber > 0)
);
