-- In the manner of maintenance solutions: a procedure that runs a command, logs it and raises what went wrong.
CREATE TABLE dbo.CommandLog
(
    Id int IDENTITY(1, 1) NOT NULL CONSTRAINT PK_CommandLog PRIMARY KEY CLUSTERED,
    DatabaseName sysname NULL,
    Command nvarchar(max) NOT NULL,
    CommandType nvarchar(60) NOT NULL,
    ExtendedInfo xml NULL,
    StartedAt datetime2(3) NOT NULL,
    EndedAt datetime2(3) NULL,
    ErrorNumber int NULL,
    ErrorMessage nvarchar(max) NULL
);
GO
CREATE PROCEDURE dbo.RunCommand
    @Database nvarchar(max),
    @Command nvarchar(max),
    @CommandType nvarchar(max),
    @Mode int,
    @Info xml = NULL,
    @Log nvarchar(max) = N'Y',
    @Execute nvarchar(max) = N'Y'
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @StartMessage nvarchar(max), @EndMessage nvarchar(max), @Started datetime2(3) = SYSDATETIME(), @Id int, @Error int = 0, @ErrorMessage nvarchar(max),
        @Return int = 0, @Lines int;
    DECLARE @Errors TABLE (Nr int IDENTITY PRIMARY KEY, Message nvarchar(max) NOT NULL, Severity int NOT NULL);
    IF NOT EXISTS (SELECT * FROM sys.databases WHERE name = @Database)
        INSERT @Errors (Message, Severity) SELECT N'The value for the parameter @Database is not supported.', 16;
    IF @Execute NOT IN (N'Y', N'N')
        INSERT @Errors (Message, Severity) SELECT N'The value for the parameter @Execute is not supported.', 16;
    DECLARE ErrorCursor CURSOR FAST_FORWARD FOR SELECT Message, Severity FROM @Errors ORDER BY Nr ASC;
    DECLARE @Message nvarchar(max), @Severity int;
    OPEN ErrorCursor;
    FETCH ErrorCursor INTO @Message, @Severity;
    WHILE @@FETCH_STATUS = 0
    BEGIN
        RAISERROR(N'%s', @Severity, 1, @Message) WITH NOWAIT;
        FETCH NEXT FROM ErrorCursor INTO @Message, @Severity;
    END;
    CLOSE ErrorCursor;
    DEALLOCATE ErrorCursor;
    IF EXISTS (SELECT * FROM @Errors)
        RETURN 50000;
    SET @StartMessage = N'Command: ' + REPLACE(@Command, N'%', N'%%');
    RAISERROR(N'%s', 10, 1, @StartMessage) WITH NOWAIT;
    IF @Log = N'Y'
    BEGIN
        INSERT dbo.CommandLog (DatabaseName, Command, CommandType, ExtendedInfo, StartedAt) VALUES (@Database, @Command, @CommandType, @Info, @Started);
        SET @Id = SCOPE_IDENTITY();
    END;
    DECLARE @sp nvarchar(max) = QUOTENAME(@Database) + N'.sys.sp_executesql';
    IF @Mode = 1 AND @Execute = N'Y'
    BEGIN
        EXECUTE @sp @stmt = @Command;
        SET @Error = @@ERROR;
        SET @Return = @Error;
    END;
    IF @Mode = 2 AND @Execute = N'Y'
    BEGIN
        BEGIN TRY
            EXECUTE @sp @stmt = @Command;
        END TRY
        BEGIN CATCH
            SELECT @Error = ERROR_NUMBER(), @ErrorMessage = ERROR_MESSAGE();
            SET @Return = @Error;
            SET @Severity = CASE WHEN ERROR_NUMBER() IN (1205, 1222) THEN 10 ELSE ERROR_SEVERITY() END;
            DECLARE @Text nvarchar(max) = N'Msg ' + CAST(ERROR_NUMBER() AS nvarchar(10)) + N', ' + ISNULL(ERROR_MESSAGE(), N'');
            RAISERROR(N'%s', @Severity, 1, @Text) WITH NOWAIT;
        END CATCH;
    END;
    SET @EndMessage = N'Outcome: ' + CASE WHEN @Execute = N'N' THEN N'Not Executed' WHEN @Error = 0 THEN N'Succeeded' ELSE N'Failed' END;
    RAISERROR(N'%s', 10, 1, @EndMessage) WITH NOWAIT;
    IF @Log = N'Y'
        UPDATE dbo.CommandLog SET EndedAt = SYSDATETIME(), ErrorNumber = CASE WHEN @Execute = N'N' THEN NULL ELSE @Error END, ErrorMessage = @ErrorMessage WHERE Id = @Id;
    RETURN @Return;
END;
GO
DECLARE @r int;
EXEC @r = dbo.RunCommand @Database = N'golden', @Command = N'CREATE TABLE dbo.Made (a int NOT NULL); INSERT dbo.Made VALUES (1);', @CommandType = N'TEST', @Mode = 1;
SELECT @r AS r, (SELECT COUNT(*) FROM dbo.Made) AS n;
EXEC @r = dbo.RunCommand N'golden', N'INSERT dbo.Made VALUES (NULL);', N'TEST', 2, N'<Info><Pages>7</Pages></Info>';
SELECT @r AS r;
EXEC @r = dbo.RunCommand N'golden', N'DROP TABLE dbo.Made', N'TEST', 1, @Execute = N'N';
EXEC @r = dbo.RunCommand N'nowhere', N'SELECT 1', N'TEST', 1, @Execute = N'maybe';
SELECT @r AS r;
SELECT Id, Command, ErrorNumber, ErrorMessage, ExtendedInfo.value('(/Info/Pages)[1]', 'int') AS pages, CASE WHEN EndedAt >= StartedAt THEN 1 END AS ended FROM dbo.CommandLog ORDER BY Id;
GO
