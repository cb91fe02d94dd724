-- The part of tSQLt's interface that the tests use, in plain T-SQL without CLR, for the sandbox. On a real
-- server install the genuine tSQLt instead.
-- Same names, parameters, result table and output as tSQLt; a test runs in a transaction that is rolled back.
-- Differences: AssertEquals compares as text (no sql_variant), tables are compared without column metadata,
-- and only what stands here exists.
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
IF SCHEMA_ID(N'tSQLt') IS NULL
    EXEC (N'CREATE SCHEMA tSQLt AUTHORIZATION dbo;');
GO
IF OBJECT_ID(N'tSQLt.TestResult', N'U') IS NULL
    CREATE TABLE tSQLt.TestResult
    (
        Id            int            NOT NULL IDENTITY (1, 1),
        Class         nvarchar(128)  NOT NULL,
        TestCase      nvarchar(256)  NOT NULL,
        Name          nvarchar(400)  NOT NULL,
        TranName      nvarchar(32)   NULL,
        Result        nvarchar(16)   NOT NULL,
        Msg           nvarchar(max)  NULL,
        TestStartTime datetime2(7)   NOT NULL,
        TestEndTime   datetime2(7)   NULL,
        CONSTRAINT PK_TestResult PRIMARY KEY CLUSTERED (Id)
    );
GO
IF OBJECT_ID(N'tSQLt.Private_TestClass', N'U') IS NULL
    CREATE TABLE tSQLt.Private_TestClass
    (
        ClassName nvarchar(128) NOT NULL,
        CONSTRAINT PK_Private_TestClass PRIMARY KEY CLUSTERED (ClassName)
    );
GO
CREATE OR ALTER VIEW tSQLt.TestClasses
AS
SELECT s.name AS Name, s.schema_id AS SchemaId
FROM sys.schemas AS s
INNER JOIN tSQLt.Private_TestClass AS c ON c.ClassName = s.name;
GO
CREATE OR ALTER VIEW tSQLt.Tests
AS
SELECT c.SchemaId, c.Name AS TestClassName, p.object_id AS ObjectId, p.name AS Name
FROM tSQLt.TestClasses AS c
INNER JOIN sys.procedures AS p ON p.schema_id = c.SchemaId
WHERE LOWER(p.name) LIKE N'test%';
GO
CREATE OR ALTER PROCEDURE tSQLt.DropClass
    @ClassName nvarchar(128)
AS
SET NOCOUNT ON;
DECLARE @Sql nvarchar(max) =
(
    SELECT N'DROP '
        + CASE o.type WHEN N'P' THEN N'PROCEDURE ' WHEN N'U' THEN N'TABLE ' WHEN N'V' THEN N'VIEW ' ELSE N'FUNCTION ' END
           + QUOTENAME(@ClassName) + N'.' + QUOTENAME(o.name) + N'; '
    FROM sys.objects AS o
    INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
    WHERE s.name = @ClassName
      AND o.type IN (N'P', N'U', N'V', N'IF', N'FN', N'TF')
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)');
IF @Sql IS NOT NULL
    EXEC (@Sql);
IF SCHEMA_ID(@ClassName) IS NOT NULL
BEGIN
    SET @Sql = N'DROP SCHEMA ' + QUOTENAME(@ClassName) + N';';
    EXEC (@Sql);
END;
DELETE tSQLt.Private_TestClass WHERE ClassName = @ClassName;
GO
CREATE OR ALTER PROCEDURE tSQLt.NewTestClass
    @ClassName nvarchar(128)
AS
SET NOCOUNT ON;
DECLARE @Sql nvarchar(max) = N'CREATE SCHEMA ' + QUOTENAME(@ClassName) + N' AUTHORIZATION dbo;';
IF SCHEMA_ID(@ClassName) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tSQLt.Private_TestClass WHERE ClassName = @ClassName)
BEGIN
    RAISERROR (
        N'Attempted to execute tSQLt.NewTestClass on ''%s'' which is an existing schema but not a test class', 16, 10,
        @ClassName);
    RETURN;
END;
EXEC tSQLt.DropClass @ClassName;
EXEC (@Sql);
INSERT tSQLt.Private_TestClass (ClassName) VALUES (@ClassName);
GO
CREATE OR ALTER PROCEDURE tSQLt.Fail
    @Message0 nvarchar(max) = N'',
    @Message1 nvarchar(max) = N'',
    @Message2 nvarchar(max) = N'',
    @Message3 nvarchar(max) = N'',
    @Message4 nvarchar(max) = N'',
    @Message5 nvarchar(max) = N''
AS
SET NOCOUNT ON;
IF XACT_STATE() <> -1
    INSERT #TestMessage (Msg) VALUES (CONCAT(@Message0, @Message1, @Message2, @Message3, @Message4, @Message5));
RAISERROR (N'tSQLt.Failure', 16, 10);
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertEquals
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = N''
AS
SET NOCOUNT ON;
IF (@Expected = @Actual COLLATE Latin1_General_BIN2) OR (@Expected IS NULL AND @Actual IS NULL)
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message, CASE WHEN @Message <> N'' THEN N' ' END, N'Expected: <', COALESCE(@Expected, N'NULL'), N'> but was: <',
    COALESCE(@Actual, N'NULL'), N'>');
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertEqualsString
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = N''
AS
SET NOCOUNT ON;
IF (@Expected = @Actual COLLATE Latin1_General_BIN2 AND DATALENGTH(@Expected) = DATALENGTH(@Actual))
   OR (@Expected IS NULL AND @Actual IS NULL)
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message, NCHAR(13), NCHAR(10), N'Expected: <', COALESCE(@Expected, N'NULL'), N'>', NCHAR(13), NCHAR(10), N'but was : <',
    COALESCE(@Actual, N'NULL'), N'>');
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertNotEquals
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = N''
AS
SET NOCOUNT ON;
IF NOT ((@Expected = @Actual COLLATE Latin1_General_BIN2) OR (@Expected IS NULL AND @Actual IS NULL))
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message,
    CASE WHEN @Message <> N'' THEN N' ' END,
    N'Expected actual value to not equal <',
    COALESCE(@Expected, N'NULL'),
    N'>.');
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertLike
    @ExpectedPattern nvarchar(max),
    @Actual          nvarchar(max),
    @Message         nvarchar(max) = N''
AS
SET NOCOUNT ON;
IF @Actual LIKE @ExpectedPattern OR (@Actual IS NULL AND @ExpectedPattern IS NULL)
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message, NCHAR(13), NCHAR(10), N'Expected: <', COALESCE(@ExpectedPattern, N'NULL'), N'>', NCHAR(13), NCHAR(10),
    N' but was: <', COALESCE(@Actual, N'NULL'), N'>');
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertObjectExists
    @ObjectName nvarchar(max),
    @Message    nvarchar(max) = N''
AS
SET NOCOUNT ON;
IF OBJECT_ID(@ObjectName) IS NOT NULL
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message, CASE WHEN @Message <> N'' THEN N' ' END, N'''', COALESCE(@ObjectName, N'NULL'), N''' does not exist');
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertEmptyTable
    @TableName nvarchar(max),
    @Message   nvarchar(max) = N''
AS
SET NOCOUNT ON;
DECLARE @Rows nvarchar(max);
DECLARE @Sql nvarchar(max) = N'SELECT @Rows = (SELECT TOP (20) * FROM ' + @TableName + N' FOR JSON PATH, INCLUDE_NULL_VALUES);';
EXEC sp_executesql @Sql, N'@Rows nvarchar(max) OUTPUT', @Rows = @Rows OUTPUT;
IF @Rows IS NULL
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message, CASE WHEN @Message <> N'' THEN NCHAR(13) + NCHAR(10) END, @TableName, N' was not empty:', NCHAR(13), NCHAR(10),
    @Rows);
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.AssertEqualsTable
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = NULL,
    @FailMsg  nvarchar(max) = N'Unexpected/missing resultset rows!'
AS
SET NOCOUNT ON;
DECLARE @Missing nvarchar(max);
DECLARE @Unexpected nvarchar(max);
DECLARE @ExpectedCount int;
DECLARE @ActualCount int;
DECLARE @Sql nvarchar(max) = N'
    SELECT @Missing = (SELECT * FROM (SELECT * FROM ' + @Expected + N' EXCEPT SELECT * FROM ' + @Actual
    + N') AS m FOR JSON PATH, INCLUDE_NULL_VALUES);
    SELECT @Unexpected = (SELECT * FROM (SELECT * FROM ' + @Actual + N' EXCEPT SELECT * FROM ' + @Expected
    + N') AS m FOR JSON PATH, INCLUDE_NULL_VALUES);
    SELECT @ExpectedCount = COUNT(*) FROM ' + @Expected + N';
    SELECT @ActualCount = COUNT(*) FROM ' + @Actual + N';';
EXEC sp_executesql @Sql,
    N'@Missing nvarchar(max) OUTPUT, @Unexpected nvarchar(max) OUTPUT, @ExpectedCount int OUTPUT, @ActualCount int OUTPUT',
    @Missing = @Missing OUTPUT,
    @Unexpected = @Unexpected OUTPUT,
    @ExpectedCount = @ExpectedCount OUTPUT,
    @ActualCount = @ActualCount OUTPUT;
IF @Missing IS NULL AND @Unexpected IS NULL AND @ExpectedCount = @ActualCount
    RETURN;
DECLARE @Text nvarchar(max) = CONCAT(
    @Message, CASE WHEN @Message <> N'' THEN NCHAR(13) + NCHAR(10) END, @FailMsg, NCHAR(13), NCHAR(10),
    N'< (', @ExpectedCount, N' rows expected) ', COALESCE(@Missing, N'[]'), NCHAR(13), NCHAR(10), N'> (', @ActualCount,
    N' rows found) ', COALESCE(@Unexpected, N'[]'));
EXEC tSQLt.Fail @Text;
GO
CREATE OR ALTER PROCEDURE tSQLt.ExpectException
    @ExpectedMessage        nvarchar(max) = NULL,
    @ExpectedSeverity       int = NULL,
    @ExpectedState          int = NULL,
    @Message                nvarchar(max) = NULL,
    @ExpectedMessagePattern nvarchar(max) = NULL,
    @ExpectedErrorNumber    int = NULL
AS
SET NOCOUNT ON;
IF EXISTS (SELECT 1 FROM #ExpectException)
BEGIN
    DELETE #ExpectException;
    RAISERROR (N'Each test can only contain one call to tSQLt.ExpectException.', 16, 10);
    RETURN;
END;
INSERT #ExpectException
    (IsExpected, ExpectedMessage, ExpectedSeverity, ExpectedState, ExpectedMessagePattern, ExpectedErrorNumber, FailMessage)
VALUES (1, @ExpectedMessage, @ExpectedSeverity, @ExpectedState, @ExpectedMessagePattern, @ExpectedErrorNumber, @Message);
GO
CREATE OR ALTER PROCEDURE tSQLt.ExpectNoException
    @Message nvarchar(max) = NULL
AS
SET NOCOUNT ON;
INSERT #ExpectException (IsExpected, FailMessage)
VALUES (0, @Message);
GO
CREATE OR ALTER PROCEDURE tSQLt.FakeTable
    @TableName       nvarchar(max),
    @SchemaName      nvarchar(max) = NULL,
    @Identity        bit = NULL,
    @ComputedColumns bit = NULL,
    @Defaults        bit = NULL
AS
SET NOCOUNT ON;
DECLARE @ObjectId int = OBJECT_ID(@TableName, N'U');
IF @ObjectId IS NULL
BEGIN
    RAISERROR (
        N'FakeTable could not resolve the object name, ''%s''. (When calling tSQLt.FakeTable, avoid the use of the @SchemaName parameter, as it is deprecated.)',
        16, 10, @TableName);
    RETURN;
END;
DECLARE @Name sysname = OBJECT_NAME(@ObjectId);
DECLARE @FullName nvarchar(300) = QUOTENAME(OBJECT_SCHEMA_NAME(@ObjectId)) + N'.' + QUOTENAME(@Name);
DECLARE @HiddenName sysname = N'tSQLt_tempobject_' + REPLACE(CAST(NEWID() AS nvarchar(36)), N'-', N'');
DECLARE @Sql nvarchar(max) = N'CREATE TABLE ' + @FullName + N' (' + STUFF(
(
    SELECT N', ' + QUOTENAME(c.name) + N' ' + t.name
           + CASE
               WHEN t.name IN (N'nvarchar', N'nchar')
                   THEN N'(' + CASE WHEN c.max_length = -1 THEN N'max' ELSE CAST(c.max_length / 2 AS nvarchar(10)) END + N')'
               WHEN t.name IN (N'varchar', N'char', N'varbinary', N'binary')
                   THEN N'(' + CASE WHEN c.max_length = -1 THEN N'max' ELSE CAST(c.max_length AS nvarchar(10)) END + N')'
               WHEN t.name IN (N'decimal', N'numeric')
                   THEN N'(' + CAST(c.precision AS nvarchar(10)) + N', ' + CAST(c.scale AS nvarchar(10)) + N')'
               WHEN t.name IN (N'datetime2', N'datetimeoffset', N'time') THEN N'(' + CAST(c.scale AS nvarchar(10)) + N')'
               ELSE N''
           END
           + CASE WHEN c.is_identity = 1 AND @Identity = 1 THEN N' IDENTITY (1, 1) NOT NULL' ELSE N' NULL' END
           + CASE WHEN @Defaults = 1 AND d.definition IS NOT NULL THEN N' DEFAULT ' + d.definition ELSE N'' END
    FROM sys.columns AS c
    INNER JOIN sys.types AS t ON t.user_type_id = c.user_type_id
    LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
    WHERE c.object_id = @ObjectId
    ORDER BY c.column_id
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 2, N'') + N');';
EXEC sp_rename @FullName, @HiddenName;
EXEC (@Sql);
GO
CREATE OR ALTER PROCEDURE tSQLt.SpyProcedure
    @ProcedureName    nvarchar(max),
    @CommandToExecute nvarchar(max) = NULL
AS
SET NOCOUNT ON;
DECLARE @ObjectId int = OBJECT_ID(@ProcedureName, N'P');
IF @ObjectId IS NULL
BEGIN
    RAISERROR (N'Cannot use SpyProcedure on %s because the procedure does not exist', 16, 10, @ProcedureName);
    RETURN;
END;
DECLARE @FullName nvarchar(300) = QUOTENAME(OBJECT_SCHEMA_NAME(@ObjectId)) + N'.' + QUOTENAME(OBJECT_NAME(@ObjectId));
DECLARE @LogName nvarchar(300) = QUOTENAME(OBJECT_SCHEMA_NAME(@ObjectId)) + N'.'
    + QUOTENAME(OBJECT_NAME(@ObjectId) + N'_SpyProcedureLog');
DECLARE @Parameters nvarchar(max) = STUFF(
(
    SELECT N', ' + p.name + N' '
        + CASE
            WHEN t.is_table_type = 1 THEN QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.' + QUOTENAME(t.name) + N' READONLY'
            ELSE CASE
                WHEN t.name IN (N'nvarchar', N'varchar', N'varbinary') THEN t.name + N'(max)'
                WHEN t.name = N'datetime2' THEN N'datetime2(7)'
                ELSE t.name
            END
                + N' = NULL' + CASE WHEN p.is_output = 1 THEN N' OUTPUT' ELSE N'' END
        END
    FROM sys.parameters AS p
    INNER JOIN sys.types AS t ON t.user_type_id = p.user_type_id
    WHERE p.object_id = @ObjectId
    ORDER BY p.parameter_id
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 2, N'');
DECLARE @Columns nvarchar(max) =
(
    SELECT N', ' + QUOTENAME(SUBSTRING(p.name, 2, 128)) + N' nvarchar(max) NULL'
    FROM sys.parameters AS p
    INNER JOIN sys.types AS t ON t.user_type_id = p.user_type_id
    WHERE p.object_id = @ObjectId AND t.is_table_type = 0
    ORDER BY p.parameter_id
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)');
DECLARE @Names nvarchar(max) = STUFF(
(
    SELECT N', ' + QUOTENAME(SUBSTRING(p.name, 2, 128))
    FROM sys.parameters AS p
    INNER JOIN sys.types AS t ON t.user_type_id = p.user_type_id
    WHERE p.object_id = @ObjectId AND t.is_table_type = 0
    ORDER BY p.parameter_id
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 2, N'');
DECLARE @Values nvarchar(max) = STUFF(
(
    SELECT N', ' + p.name
    FROM sys.parameters AS p
    INNER JOIN sys.types AS t ON t.user_type_id = p.user_type_id
    WHERE p.object_id = @ObjectId AND t.is_table_type = 0
    ORDER BY p.parameter_id
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 2, N'');
DECLARE @Sql nvarchar(max) = N'CREATE TABLE ' + @LogName + N' (_id_ int IDENTITY (1, 1) PRIMARY KEY' + COALESCE(@Columns, N'')
    + N');';
EXEC (@Sql);
SET @Sql = N'DROP PROCEDURE ' + @FullName + N';';
EXEC (@Sql);
SET @Sql = N'CREATE PROCEDURE ' + @FullName + N' ' + COALESCE(@Parameters, N'') + N' AS BEGIN SET NOCOUNT ON; '
         + CASE
             WHEN @Names IS NULL THEN N'INSERT ' + @LogName + N' DEFAULT VALUES;'
             ELSE N'INSERT ' + @LogName + N' (' + @Names + N') SELECT ' + @Values + N';'
         END
         + COALESCE(N' ' + @CommandToExecute, N'') + N' END;';
EXEC (@Sql);
GO
CREATE OR ALTER PROCEDURE tSQLt.Private_RunTest
    @ClassName nvarchar(128),
    @TestCase  nvarchar(256)
AS
SET NOCOUNT ON;
DECLARE @TestName nvarchar(400) = QUOTENAME(@ClassName) + N'.' + QUOTENAME(@TestCase);
DECLARE @SetUp nvarchar(400) = (
    SELECT MAX(QUOTENAME(@ClassName) + N'.' + QUOTENAME(p.name))
    FROM sys.procedures AS p
    INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id
    WHERE s.name = @ClassName AND LOWER(p.name) = N'setup'
);
DECLARE @Result nvarchar(16) = N'Success';
DECLARE @Msg nvarchar(max) = N'';
DECLARE @StartedAt datetime2(7) = SYSDATETIME();
DECLARE @Number int;
DECLARE @Text nvarchar(max);
DECLARE @Severity int;
DECLARE @State int;
DECLARE @IsExpected bit;
DECLARE @ExpectedMessage nvarchar(max);
DECLARE @ExpectedPattern nvarchar(max);
DECLARE @ExpectedNumber int;
DECLARE @ExpectedSeverity int;
DECLARE @ExpectedState int;
DECLARE @FailMessage nvarchar(max);

CREATE TABLE #TestMessage (Id int NOT NULL IDENTITY (1, 1) PRIMARY KEY, Msg nvarchar(max) COLLATE DATABASE_DEFAULT NULL);
CREATE TABLE #ExpectException
(
    IsExpected             bit           NOT NULL,
    ExpectedMessage        nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    ExpectedSeverity       int           NULL,
    ExpectedState          int           NULL,
    ExpectedMessagePattern nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    ExpectedErrorNumber    int           NULL,
    FailMessage            nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);

BEGIN TRANSACTION;
BEGIN TRY
    IF @SetUp IS NOT NULL
        EXEC @SetUp;
    EXEC @TestName;

    SELECT @IsExpected = IsExpected, @FailMessage = FailMessage FROM #ExpectException;
    IF @IsExpected = 1
    BEGIN
        SET @Result = N'Failure';
        SET @Msg = CONCAT(@FailMessage + N' ', N'Expected an error to be raised.');
    END;
END TRY
BEGIN CATCH
    SET @Number = ERROR_NUMBER();
    SET @Text = ERROR_MESSAGE();
    SET @Severity = ERROR_SEVERITY();
    SET @State = ERROR_STATE();
    SET @Msg = CONCAT(
        @Text, N' [', @Severity, N',', @State, N']{', COALESCE(ERROR_PROCEDURE(), N'-'), N',', ERROR_LINE(), N'} (error ',
        @Number, N')');
    SET @Result = N'Error';

    IF @Text LIKE N'%tSQLt.Failure%'
    BEGIN
        SET @Result = N'Failure';
        SET @Msg = COALESCE(
            (SELECT TOP (1) m.Msg FROM #TestMessage AS m ORDER BY m.Id DESC),
            N'tSQLt.Failure in a doomed transaction: its message could not be kept.');
    END
    ELSE
    BEGIN
        SELECT
            @IsExpected = IsExpected,
            @ExpectedMessage = ExpectedMessage,
            @ExpectedPattern = ExpectedMessagePattern,
            @ExpectedNumber = ExpectedErrorNumber,
            @ExpectedSeverity = ExpectedSeverity,
            @ExpectedState = ExpectedState,
            @FailMessage = FailMessage
        FROM #ExpectException;

        IF @IsExpected = 1
        BEGIN
            SET @Result = N'Success';
            SET @FailMessage = CONCAT(@FailMessage + N' ', N'Exception did not match expectation!');
            IF @ExpectedNumber <> @Number
                SET @FailMessage = CONCAT(
                    @FailMessage, N' Expected Error Number: ', @ExpectedNumber, N' Actual Error Number: ', @Number);
            IF @ExpectedMessage <> @Text
                SET @FailMessage = CONCAT(
                    @FailMessage, N' Expected Message: <', @ExpectedMessage, N'> Actual Message: <', @Text, N'>');
            IF @Text NOT LIKE @ExpectedPattern
                SET @FailMessage = CONCAT(
                    @FailMessage, N' Expected Message to be like <', @ExpectedPattern, N'> Actual Message: <', @Text, N'>');
            IF @ExpectedSeverity <> @Severity
                SET @FailMessage = CONCAT(
                    @FailMessage, N' Expected Severity: ', @ExpectedSeverity, N' Actual Severity: ', @Severity);
            IF @ExpectedState <> @State
                SET @FailMessage = CONCAT(@FailMessage, N' Expected State: ', @ExpectedState, N' Actual State: ', @State);
            SET @Msg = N'';
            IF @ExpectedNumber <> @Number
               OR @ExpectedMessage <> @Text
               OR @Text NOT LIKE @ExpectedPattern
               OR @ExpectedSeverity <> @Severity
               OR @ExpectedState <> @State
            BEGIN
                SET @Result = N'Failure';
                SET @Msg = @FailMessage;
            END;
        END
        ELSE IF @IsExpected = 0
        BEGIN
            SET @Result = N'Failure';
            SET @Msg = CONCAT(@FailMessage + N' ', N'Expected no error to be raised. Instead this error was encountered: ', @Msg);
        END;
    END;
END CATCH;

IF XACT_STATE() <> 0
    ROLLBACK TRANSACTION;

INSERT tSQLt.TestResult (Class, TestCase, Name, TranName, Result, Msg, TestStartTime, TestEndTime)
VALUES (@ClassName, @TestCase, @TestName, NULL, @Result, @Msg, @StartedAt, SYSDATETIME());
GO
CREATE OR ALTER PROCEDURE tSQLt.Private_PrintSummary
AS
SET NOCOUNT ON;
DECLARE @Id int = 0;
DECLARE @Number int = 0;
DECLARE @Line nvarchar(max);
DECLARE @Width int = COALESCE((SELECT MAX(LEN(Name)) FROM tSQLt.TestResult), 14);
DECLARE @Total int = (SELECT COUNT(*) FROM tSQLt.TestResult);
DECLARE @Good int = (SELECT COUNT(*) FROM tSQLt.TestResult WHERE Result = N'Success');
DECLARE @Bad int = (SELECT COUNT(*) FROM tSQLt.TestResult WHERE Result = N'Failure');
IF @Width < 14
    SET @Width = 14;
PRINT N'+----------------------+';
PRINT N'|Test Execution Summary|';
PRINT N'+----------------------+';
SET @Line = N'|No|' + LEFT(N'Test Case Name' + REPLICATE(N' ', @Width), @Width) + N'|Dur(ms)|Result |';
PRINT @Line;
SET @Line = N'+--+' + REPLICATE(N'-', @Width) + N'+-------+-------+';
PRINT @Line;
WHILE 1 = 1
BEGIN
    SET @Id = (SELECT MIN(Id) FROM tSQLt.TestResult WHERE Id > @Id);
    IF @Id IS NULL
        BREAK;
    SET @Number = @Number + 1;
    SET @Line =
    (
        SELECT N'|' + LEFT(CAST(@Number AS nvarchar(10)) + N'  ', CASE WHEN @Number > 99 THEN 4 ELSE 2 END) + N'|'
            + LEFT(Name + REPLICATE(N' ', @Width), @Width) + N'|'
               + RIGHT(N'       ' + CAST(DATEDIFF(millisecond, TestStartTime, TestEndTime) AS nvarchar(10)), 7) + N'|'
                   + LEFT(Result + N'       ', 7) + N'|'
        FROM tSQLt.TestResult
        WHERE Id = @Id
    );
    PRINT @Line;
END;
PRINT N'-----------------------------------------------------------------------------';
SET @Line = CONCAT(
    N'Test Case Summary: ', @Total, N' test case(s) executed, ', @Good, N' succeeded, 0 skipped, ', @Bad, N' failed, ',
    @Total - @Good - @Bad, N' errored.');
PRINT @Line;
PRINT N'-----------------------------------------------------------------------------';
IF @Good < @Total
    RAISERROR (@Line, 16, 10);
GO
CREATE OR ALTER PROCEDURE tSQLt.Private_RunSelected
    @ClassName nvarchar(128),
    @TestCase  nvarchar(256)
AS
SET NOCOUNT ON;
DECLARE @TestId int = 0;
DECLARE @CurrentClass nvarchar(128);
DECLARE @CurrentTest nvarchar(256);
DECLARE @Test TABLE (
    TestId int NOT NULL IDENTITY (1, 1) PRIMARY KEY, TestClassName nvarchar(128) NOT NULL, Name nvarchar(256) NOT NULL);

DELETE tSQLt.TestResult;

INSERT @Test (TestClassName, Name)
SELECT TestClassName, Name
FROM tSQLt.Tests
WHERE (@ClassName IS NULL OR TestClassName = @ClassName)
  AND (@TestCase IS NULL OR Name = @TestCase)
ORDER BY TestClassName, Name;

IF NOT EXISTS (SELECT 1 FROM @Test) AND @ClassName IS NOT NULL
BEGIN
    RAISERROR (N'The test case or class ''%s'' does not exist.', 16, 10, @ClassName);
    RETURN;
END;

WHILE 1 = 1
BEGIN
    SET @TestId = (SELECT MIN(TestId) FROM @Test WHERE TestId > @TestId);
    IF @TestId IS NULL
        BREAK;
    SELECT @CurrentClass = TestClassName, @CurrentTest = Name FROM @Test WHERE TestId = @TestId;
    EXEC tSQLt.Private_RunTest @CurrentClass, @CurrentTest;
END;

EXEC tSQLt.Private_PrintSummary;
GO
CREATE OR ALTER PROCEDURE tSQLt.Run
    @TestName            nvarchar(max) = NULL,
    @TestResultFormatter nvarchar(max) = NULL
AS
SET NOCOUNT ON;
-- 'Class', '[Class]', 'Class.test name' or '[Class].[test name]'
DECLARE @Class nvarchar(128) = PARSENAME(@TestName, 1);
DECLARE @Case nvarchar(256) = NULL;
IF @Class IS NULL OR PARSENAME(@TestName, 2) IS NOT NULL
BEGIN
    SET @Class = PARSENAME(@TestName, 2);
    SET @Case = PARSENAME(@TestName, 1);
END;
EXEC tSQLt.Private_RunSelected @Class, @Case;
GO
CREATE OR ALTER PROCEDURE tSQLt.RunAll
AS
SET NOCOUNT ON;
EXEC tSQLt.Private_RunSelected NULL, NULL;
