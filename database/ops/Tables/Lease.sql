/*  Who may do a job that only one orchestrator may do at a time. One row per job, kept for good.  */
CREATE TABLE ops.Lease
(
    LeaseName nvarchar(128) NOT NULL,
    [Owner]   nvarchar(128) NOT NULL,
    ExpiresAt datetime2(3)  NOT NULL,
    CONSTRAINT PK_Lease PRIMARY KEY CLUSTERED (LeaseName)
);
