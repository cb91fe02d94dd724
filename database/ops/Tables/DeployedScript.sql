/*  The journal of deployments: one row for each time a script was applied here, by axmonitor deploy
    database or by hand. Some hundred rows a version, kept for good. The last row of a script says what the
    database has of it; what has the same hash is not applied again.
    ScriptName      path of the file below database/
    ScriptHash      SHA-256 of the script and of the definitions it depends on
    ProductVersion  version of AxMonitor that applied it; a database of a later version is refused
    DurationMs      NULL: noted without being run, a migration of a database that was made with its result  */
CREATE TABLE ops.DeployedScript
(
    DeployedScriptId int           NOT NULL IDENTITY (1, 1),
    ScriptName       nvarchar(260) NOT NULL,
    ScriptHash       binary(32)    NOT NULL,
    ProductVersion   nvarchar(32)  NOT NULL,
    AppliedAt        datetime2(3)  NOT NULL,
    AppliedBy        nvarchar(128) NOT NULL,
    DurationMs       int           NULL,
    CONSTRAINT PK_DeployedScript PRIMARY KEY CLUSTERED (ScriptName, DeployedScriptId),
    CONSTRAINT CK_DeployedScript_ProductVersion CHECK (PARSENAME(ProductVersion, 3) IS NOT NULL)
);
