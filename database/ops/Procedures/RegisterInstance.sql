/*  ops.RegisterInstance: adds a watched instance, or gives a known one another connection or AX database.
    @InstanceName     the name it goes by everywhere
    @ConnectionName   name of the connection string in the orchestrator's configuration
    @AxDatabaseName   the AX business database, NULL when unknown
    @Now              UTC
    What changed is in audit.Event, by the login that called.
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

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @Change TABLE (OldConnection nvarchar(128) NULL, OldDatabase nvarchar(128) NULL, NewConnection nvarchar(128) NOT NULL, NewDatabase nvarchar(128) NULL);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    UPDATE config.Instance WITH (UPDLOCK, HOLDLOCK)
    SET ConnectionName = @ConnectionName,
        AxDatabaseName = @AxDatabaseName
    OUTPUT deleted.ConnectionName, deleted.AxDatabaseName, inserted.ConnectionName, inserted.AxDatabaseName
    INTO @Change (OldConnection, OldDatabase, NewConnection, NewDatabase)
    WHERE InstanceName = @InstanceName;

    IF @@ROWCOUNT = 0
        INSERT config.Instance (InstanceName, ConnectionName, AxDatabaseName, CreatedAt)
        OUTPUT NULL, NULL, inserted.ConnectionName, inserted.AxDatabaseName
        INTO @Change (OldConnection, OldDatabase, NewConnection, NewDatabase)
        VALUES (@InstanceName, @ConnectionName, @AxDatabaseName, @Now);

    INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
    SELECT
        @Now, ORIGINAL_LOGIN(), N'RegisterInstance', @InstanceName,
        N'connection ' + c.OldConnection + COALESCE(N', AX database ' + c.OldDatabase, N''),
        N'connection ' + c.NewConnection + COALESCE(N', AX database ' + c.NewDatabase, N'')
    FROM @Change AS c
    WHERE c.OldConnection IS NULL
       OR c.OldConnection <> c.NewConnection
       OR COALESCE(c.OldDatabase, N'') <> COALESCE(c.NewDatabase, N'');

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;

SELECT InstanceId
FROM config.Instance
WHERE InstanceName = @InstanceName;
