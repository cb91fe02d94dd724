/*  One row per version of the create script that was run here. A few rows a year, kept for good.  */
CREATE TABLE ops.Deployment
(
    DeploymentId  int           NOT NULL IDENTITY (1, 1),
    DeployedAt    datetime2(3)  NOT NULL,
    DeployedBy    nvarchar(128) NOT NULL,
    StructureHash binary(32)    NOT NULL,
    ScriptHash    binary(32)    NOT NULL,
    CONSTRAINT PK_Deployment PRIMARY KEY CLUSTERED (DeploymentId)
);
