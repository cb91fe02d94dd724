/*  ops.RegisterInstance: adds a watched instance, or gives a known one another connection or AX database.
    @InstanceName        the name it goes by everywhere
    @ConnectionName      name of the connection string in the orchestrator's configuration
    @AxDatabaseName      the AX business database, NULL when unknown
    @Now                 UTC
    @ModelDatabaseName   the model store's database; '' lets collectors look for it (<AX database>_model, else
                         the AX database), NULL leaves it as it is
    @Environment         what it is used for: DEV, TST, UAT or PRD; '' takes
                         that away, NULL leaves it as it is
    @Tags                separated by ';': what routes tell instances by; '' takes them away, NULL leaves them
                         as they are
    What changed is in audit.Event, by the login that called.
    Result               one row: InstanceId
    Errors               50011 no name or no connection, or one that cannot be shown in one line; 547 another
                         environment  */
CREATE PROCEDURE ops.RegisterInstance
    @InstanceName      sysname,
    @ConnectionName    nvarchar(128),
    @AxDatabaseName    sysname = NULL,
    @Now               datetime2(3),
    @ModelDatabaseName sysname = NULL,
    @Environment       nvarchar(16) = NULL,
    @Tags              nvarchar(400) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @Message nvarchar(1000);

IF COALESCE(@InstanceName, N'') = N'' OR COALESCE(@ConnectionName, N'') = N''
    THROW 50011, N'An instance needs a name and the name of a connection. Give both, for example N''PRD'' and N''AxProduction''.',
        1;

SELECT TOP (1) @Message = CONCAT(v.What, N' ''', v.Name, N''' cannot be shown in one line: ', f.Fault, N'.')
FROM (VALUES (N'Instance name', @InstanceName), (N'Connection name', @ConnectionName), (N'Tag list', @Tags)) AS v (What, Name)
CROSS APPLY lib.NameFault(v.Name) AS f
WHERE f.Fault IS NOT NULL;

IF @Message IS NOT NULL
    THROW 50011, @Message, 1;

SET @Tags = REPLACE(REPLACE(LTRIM(RTRIM(@Tags)), N'; ', N';'), N' ;', N';');

DECLARE @Change TABLE (OldValue nvarchar(1200) NULL, NewValue nvarchar(1200) NOT NULL);

BEGIN TRANSACTION;

UPDATE config.Instance WITH (UPDLOCK, HOLDLOCK)
SET ConnectionName = @ConnectionName,
    AxDatabaseName = @AxDatabaseName,
    ModelDatabaseName = CASE WHEN @ModelDatabaseName IS NULL THEN ModelDatabaseName ELSE NULLIF(@ModelDatabaseName, N'') END,
    Environment = CASE WHEN @Environment IS NULL THEN Environment ELSE NULLIF(UPPER(@Environment), N'') END,
    Tags = COALESCE(@Tags, Tags)
OUTPUT
    CONCAT(
        N'connection ',
        deleted.ConnectionName,
        N', AX database ' + deleted.AxDatabaseName,
        N', model database ' + deleted.ModelDatabaseName,
        N', environment ' + deleted.Environment,
        N', tags ' + NULLIF(deleted.Tags, N'')),
    CONCAT(
        N'connection ',
        inserted.ConnectionName,
        N', AX database ' + inserted.AxDatabaseName,
        N', model database ' + inserted.ModelDatabaseName,
        N', environment ' + inserted.Environment,
        N', tags ' + NULLIF(inserted.Tags, N''))
INTO @Change (OldValue, NewValue)
WHERE InstanceName = @InstanceName;

IF @@ROWCOUNT = 0
    INSERT config.Instance (InstanceName, ConnectionName, AxDatabaseName, ModelDatabaseName, Environment, CreatedAt, Tags)
    OUTPUT
        NULL,
        CONCAT(
            N'connection ',
            inserted.ConnectionName,
            N', AX database ' + inserted.AxDatabaseName,
            N', model database ' + inserted.ModelDatabaseName,
            N', environment ' + inserted.Environment,
            N', tags ' + NULLIF(inserted.Tags, N''))
    INTO @Change (OldValue, NewValue)
    VALUES (
        @InstanceName, @ConnectionName, @AxDatabaseName, NULLIF(@ModelDatabaseName, N''), NULLIF(UPPER(@Environment), N''),
        @Now, COALESCE(@Tags, N''));

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, ORIGINAL_LOGIN(), N'RegisterInstance', @InstanceName, c.OldValue, c.NewValue
FROM @Change AS c
WHERE c.OldValue IS NULL
   OR c.OldValue <> c.NewValue;

COMMIT TRANSACTION;

SELECT InstanceId
FROM config.Instance
WHERE InstanceName = @InstanceName;
