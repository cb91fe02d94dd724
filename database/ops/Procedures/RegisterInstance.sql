/*  ops.RegisterInstance: adds a watched instance, or gives a known one another connection or AX database.
    @InstanceName     the name it goes by everywhere
    @ConnectionName   name of the connection string in the orchestrator's configuration
    @AxDatabaseName   the AX business database, NULL when unknown
    @Now              UTC
    Result            one row: InstanceId
    Errors            50011 no name or no connection  */
CREATE PROCEDURE ops.RegisterInstance
    @InstanceName   sysname,
    @ConnectionName nvarchar(128),
    @AxDatabaseName sysname = NULL,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

IF COALESCE(@InstanceName, N'') = N'' OR COALESCE(@ConnectionName, N'') = N''
    THROW 50011, N'An instance needs a name and the name of a connection. Give both, for example N''PRD'' and N''AxProduction''.', 1;

UPDATE config.Instance WITH (UPDLOCK, HOLDLOCK)
SET ConnectionName = @ConnectionName,
    AxDatabaseName = @AxDatabaseName
WHERE InstanceName = @InstanceName;

IF @@ROWCOUNT = 0
    INSERT config.Instance (InstanceName, ConnectionName, AxDatabaseName, CreatedAt)
    SELECT @InstanceName, @ConnectionName, @AxDatabaseName, @Now
    WHERE NOT EXISTS (SELECT 1 FROM config.Instance WITH (UPDLOCK, HOLDLOCK) WHERE InstanceName = @InstanceName);

SELECT InstanceId
FROM config.Instance
WHERE InstanceName = @InstanceName;
