-- collect.SaveStorage: sizes of databases, logs, volumes and tables, and the age of backups.
EXEC tSQLt.NewTestClass N'StorageTests';
GO
CREATE PROCEDURE StorageTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE StorageTests.SaveCapture
    @CapturedAt       datetime2(3),
    @Rows             stage.Storage READONLY,
    @HasBackupHistory bit = 1
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveStorage @InstanceId, @RunId, @CapturedAt, @HasBackupHistory, 1, 0, @Rows;
GO
CREATE FUNCTION StorageTests.MetricValue ()
RETURNS TABLE
AS
RETURN
(
    SELECT m.MetricName, k.KeyText, v.CapturedAt, Value = CAST(v.Value AS decimal(18, 2))
    FROM fact.Metric AS v
    INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = v.KeyId
    WHERE m.CollectorName = N'Storage'
);
GO
CREATE PROCEDURE StorageTests.[test databases, volumes and tables become facts and metrics]
AS
DECLARE @Rows stage.Storage;
INSERT @Rows
(
    RowKind,
    DatabaseName,
    StateName,
    RecoveryModel,
    DataBytes,
    DataUsedBytes,
    LogBytes,
    LogUsedBytes,
    VlfCount,
    LastFullBackupAt,
    LastLogBackupAt
)
VALUES
(
    N'database',
    N'AX',
    N'ONLINE',
    N'FULL',
    419430400,
    314572800,
    104857600,
    26214400,
    480,
    '2026-01-02T04:00:00',
    '2026-01-02T09:45:30'
);
INSERT @Rows (RowKind, VolumeName, VolumeBytes, VolumeFreeBytes) VALUES (N'volume', N'E:\', 1048576000, 262144000);
INSERT @Rows (RowKind, DatabaseName, SchemaName, TableName, RowsCount, ReservedBytes, UsedBytes)
VALUES (N'table', N'AX', N'dbo', N'INVENTTRANS', 1000, 209715200, 104857600);
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), Value decimal(18, 2));
INSERT #Expected VALUES
    (N'size.data_mb', N'AX', 400), (N'size.data_used_mb', N'AX', 300), (N'size.log_mb', N'AX', 100),
    (N'log.used_percent', N'AX', 25), (N'log.vlf_count', N'AX', 480), (N'log.backup_age_min', N'AX', 14.5),
    (N'size.full_backup_age_h', N'AX', 6), (N'size.volume_free_mb', N'E:\', 250), (N'size.volume_free_percent', N'E:\', 25),
    (N'size.table_mb', N'dbo.INVENTTRANS', 200), (N'size.table_rows', N'dbo.INVENTTRANS', 1000);
SELECT MetricName, KeyText, Value INTO #Actual FROM StorageTests.MetricValue();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Facts nvarchar(100) = (
    SELECT CONCAT(
        (SELECT MAX(LogUsedBytes) FROM fact.DatabaseSize),
        N' ',
        (SELECT MAX(FreeBytes) FROM fact.VolumeSize),
        N' ',
        (SELECT MAX(UsedBytes) FROM fact.TableSize))
);
EXEC tSQLt.AssertEqualsString N'26214400 262144000 104857600', @Facts;
GO
CREATE PROCEDURE StorageTests.[test a backup that is missing is as old as the history, where one is expected and the history can be read]
AS
DECLARE @Rows stage.Storage;
INSERT @Rows (RowKind, DatabaseName, StateName, RecoveryModel)
VALUES
    (N'database', N'AX', N'ONLINE', N'FULL'),
    (N'database', N'Small', N'ONLINE', N'SIMPLE'),
    (N'database', N'tempdb', N'ONLINE', N'SIMPLE'),
    (N'database', N'model', N'ONLINE', N'FULL'),
    (N'database', N'Old', N'OFFLINE', N'FULL');
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC StorageTests.SaveCapture '2026-01-02T10:15:00', @Rows, 0;
CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), CapturedAt datetime2(3), Value decimal(18, 2));
INSERT #Expected VALUES
    (N'log.backup_age_min', N'AX', '2026-01-02T10:00:00', 86400), (N'size.full_backup_age_h', N'AX', '2026-01-02T10:00:00', 1440),
    (N'size.full_backup_age_h', N'Small', '2026-01-02T10:00:00', 1440);
SELECT MetricName, KeyText, CapturedAt, Value INTO #Actual FROM StorageTests.MetricValue();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Facts int = (SELECT COUNT(*) FROM fact.DatabaseSize);
EXEC tSQLt.AssertEquals 10, @Facts;
GO
CREATE PROCEDURE StorageTests.[test without the history the log still knows its last backup]
AS
DECLARE @Rows stage.Storage;
INSERT @Rows (RowKind, DatabaseName, StateName, RecoveryModel, LastLogBackupAt)
VALUES (N'database', N'AX', N'ONLINE', N'BULK_LOGGED', '2026-01-02T09:00:00');
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows, 0;
CREATE TABLE #Expected (MetricName nvarchar(64), Value decimal(18, 2));
INSERT #Expected VALUES (N'log.backup_age_min', 60);
SELECT MetricName, Value INTO #Actual FROM StorageTests.MetricValue();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE StorageTests.[test a capture saved again or late changes nothing]
AS
DECLARE @Rows stage.Storage;
INSERT @Rows (RowKind, DatabaseName, StateName, RecoveryModel, DataBytes) VALUES (N'database', N'AX', N'ONLINE', N'SIMPLE', 8192);
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC StorageTests.SaveCapture '2026-01-02T09:45:00', @Rows;
DECLARE @Actual int = (SELECT COUNT(*) FROM fact.DatabaseSize);
EXEC tSQLt.AssertEquals 1, @Actual;
GO
CREATE PROCEDURE StorageTests.[test names that are one to the repository do not stop the capture]
AS
DECLARE @Rows stage.Storage;
INSERT @Rows (RowKind, DatabaseName, StateName, RecoveryModel, DataBytes)
VALUES (N'database', N'ax', N'ONLINE', N'SIMPLE', 8192), (N'database', N'AX', N'ONLINE', N'SIMPLE', 16384);
INSERT @Rows (RowKind, SchemaName, TableName, RowsCount, ReservedBytes, UsedBytes)
VALUES (N'table', N'dbo', N'T', 1, 1, 1), (N'table', N'dbo', N't', 2, 2, 2);
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual nvarchar(50) = (
    SELECT CONCAT((SELECT MAX(DataBytes) FROM fact.DatabaseSize), N' ', (SELECT COUNT(*) FROM fact.TableSize))
);
EXEC tSQLt.AssertEqualsString N'16384 1', @Actual;
GO
CREATE PROCEDURE StorageTests.[test an empty capture and an unknown instance]
AS
DECLARE @Rows stage.Storage;
EXEC StorageTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual int = (SELECT COUNT(*) FROM StorageTests.MetricValue());
EXEC tSQLt.AssertEquals 0, @Actual;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveStorage -1, @RunId, '2026-01-02T10:00:00', 1, 1, 0, @Rows;
GO
