-- Data of release 1 in every table, by its own procedures; by INSERT only what release 1 had no procedure for.
EXEC ops.RegisterInstance N'PRD', N'prd', N'AXPRD', '2026-01-01T08:00:00';
EXEC ops.RegisterInstance N'TST', N'tst', NULL, '2026-01-01T08:00:00';
EXEC config.SetSetting N'ReportBaseUrl', N'https://reports.contoso.com', N'admin', '2026-01-01T08:01:00';
EXEC config.SetMailRoute N'it@contoso.com', N'admin', '2026-01-01T08:02:00';
EXEC config.SetBatchClass 1, 101, N'CustPost', N'admin', '2026-01-01T08:03:00';
INSERT config.CollectorOverride (InstanceId, CollectorName, IntervalMs, QueryText) VALUES (2, N'Requests', 30000, N'SELECT 1;');
UPDATE config.Collector SET IntervalMs = 15000 WHERE CollectorName = N'Requests';
DECLARE @Lease TABLE (IsHeld bit, Holder nvarchar(128), ExpiresAt datetime2(3));
INSERT ops.Lease (LeaseName, [Owner], ExpiresAt) VALUES (N'evaluate', N'srv:1', '2026-01-02T10:01:00');
GO
-- Ten captures of a chain over three days: one head and two victims, then their end.
DECLARE @Rows stage.Request;
DECLARE @RunId uniqueidentifier;
DECLARE @At datetime2(3);
DECLARE @Day int = 0;
DECLARE @Capture int;
WHILE @Day < 3
BEGIN
    SET @Capture = 0;
    WHILE @Capture < 4
    BEGIN
        DELETE @Rows;
        SET @RunId = CONVERT(uniqueidentifier, HASHBYTES(N'MD5', CONCAT(@Day, N'/', @Capture)));
        SET @At = DATEADD(second, 10 * @Capture, DATEADD(day, @Day, '2026-01-02T10:00:00'));
        IF @Capture < 3
            INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, WaitResource, LoginTime, HostName, HostProcessId, ProgramName, LoginName, Status, DatabaseName, OpenTransactionCount, TransactionId, ContextInfo, StatementText, InputBuffer,
                ResourceDatabaseName, ResourceSchemaName, ResourceObjectName, ResourceIndexName)
            VALUES
                (51 + @Day, NULL, NULL, NULL, NULL, '2026-01-01T09:00:00', N'AOS01', 4711, N'Microsoft Dynamics AX', N'CORP\svcaos', N'sleeping', N'AXPRD', 1, 900 + @Day, CONVERT(varbinary(128), ' ALICE 17 '), CONCAT(N'UPDATE INVENTSUM ', @Day), N'sp_cursorfetch', NULL, NULL, NULL, NULL),
                (61, 51 + @Day, N'LCK_M_X', 15000 + 10000 * @Capture, N'KEY: 5:72057594045857792 (1a39e6095155)', '2026-01-01T09:00:00', N'AOS01', 4711, N'Microsoft Dynamics AX', N'CORP\svcaos', N'suspended', N'AXPRD', 1, 901, NULL, N'UPDATE INVENTSUM', NULL, N'AXPRD', N'dbo', N'INVENTSUM', N'I_174DIMIDX'),
                (62, 61, N'LCK_M_U', 12000 + 10000 * @Capture, N'RID: 5:1:20789:0', '2026-01-01T09:00:00', N'AOS02', 4712, N'Microsoft Dynamics AX', N'CORP\svcaos', N'suspended', N'AXPRD', 1, 902, NULL, N'SELECT LEDGERTRANS', NULL, NULL, NULL, NULL, NULL);
        EXEC collect.SaveRequests 1, @RunId, @At, '2025-12-31', 0, @Rows;
        EXEC alert.Evaluate @At;
        EXEC ops.SaveJobRun @RunId, N'collect:Requests', 1, @At, @At, 12, 7, 3, 3, N'ok';
        SET @Capture += 1;
    END;
    SET @Day += 1;
END;
DECLARE @AlertId bigint = (SELECT MAX(AlertId) FROM alert.Alert WHERE State = N'open');
IF @AlertId IS NOT NULL
    EXEC alert.Acknowledge @AlertId, N'bob', N'looking', '2026-01-04T10:00:25';
EXEC ops.SaveJobRun '00000000-0000-0000-0000-000000000001', N'alert:Evaluate', NULL, '2026-01-02T10:00:00', '2026-01-02T10:00:01', NULL, NULL, NULL, NULL, N'failed', 1205, N'deadlock';
GO
-- Reports of a wait on two days, and one that nobody can read.
DECLARE @Rows stage.BlockedProcess;
DECLARE @RunId uniqueidentifier = '00000000-0000-0000-0000-000000000002';
INSERT @Rows (FileName, FileOffset, EventData)
SELECT N'a_0_1.xel', 100 * d.DayNumber, CONCAT(
    N'<event name="blocked_process_report" package="sqlserver" timestamp="2026-01-0', d.DayNumber, N'T12:00:00.250Z"><data name="duration"><value>16000000</value></data><data name="database_id"><value>5</value></data>',
    N'<data name="lock_mode"><value>5</value><text><![CDATA[X]]></text></data><data name="blocked_process"><value><blocked-process-report monitorLoop="', d.DayNumber, N'"><blocked-process><process id="p" waitresource="KEY: 5:72057594045857792 (1a39e6095155)" waittime="16000" ownerId="77',
    d.DayNumber, N'" transactionname="user_transaction" lockMode="X" status="suspended" spid="7', d.DayNumber, N'" ecid="0" trancount="2" clientapp="Microsoft Dynamics AX" hostname="AOS01" hostpid="3708" loginname="CORP\svcaos" isolationlevel="read committed (2)" xactid="77',
    d.DayNumber, N'" currentdb="5"><executionStack/><inputbuf>UPDATE CUSTTRANS</inputbuf></process></blocked-process><blocking-process><process status="sleeping" spid="80" ecid="0" trancount="1" clientapp="Microsoft Dynamics AX" hostname="AOS02" hostpid="99" loginname="CORP\svcaos" isolationlevel="serializable (4)" xactid="800" currentdb="5"><executionStack/><inputbuf>SELECT 1</inputbuf></process></blocking-process></blocked-process-report></value></data><data name="database_name"><value><![CDATA[AXPRD]]></value></data></event>')
FROM (VALUES (2), (3)) AS d (DayNumber);
INSERT @Rows VALUES (N'a_0_1.xel', 900, N'<event torn');
EXEC collect.SaveBlockedProcesses 1, @RunId, '2026-01-03T12:01:00', N'a_0_1.xel', 900, 0, @Rows;
GO
DECLARE @Rows stage.Deadlock;
DECLARE @RunId uniqueidentifier = '00000000-0000-0000-0000-000000000003';
INSERT @Rows VALUES (N'a_0_1.xel', 100, N'<event name="xml_deadlock_report" package="sqlserver" timestamp="2026-01-02T13:00:00.000Z"><data name="xml_report"><type name="xml" package="package0"/><value><deadlock><victim-list><victimProcess id="process1"/></victim-list><process-list><process id="process1" logused="1296" waitresource="KEY: 5:72057594045857792 (1a39e6095155)" waittime="4321" ownerId="900" transactionname="user_transaction" lasttranstarted="2026-01-02T14:00:00.333" lockMode="X" status="suspended" spid="60" ecid="0" priority="0" trancount="2" clientapp="Microsoft Dynamics AX" hostname="AOS01" hostpid="3708" loginname="CORP\svcaos" isolationlevel="read committed (2)" xactid="900" currentdb="5"><executionStack><frame procname="adhoc" line="1" stmtstart="20" stmtend="60" sqlhandle="0x02000000AB">UPDATE INVENTTRANS SET QTY = 5</frame></executionStack><inputbuf>UPDATE INVENTTRANS SET QTY = 5</inputbuf></process><process id="process2" waittime="4000" ownerId="901" lockMode="U" status="suspended" spid="61" ecid="0" trancount="1" clientapp="Microsoft Dynamics AX" hostname="AOS02" hostpid="3709" loginname="CORP\svcaos" isolationlevel="read committed (2)" xactid="901" currentdb="5"><executionStack><frame procname="adhoc" line="1" sqlhandle="0x02000000AC">UPDATE INVENTSUM SET QTY = 5</frame></executionStack><inputbuf>UPDATE INVENTSUM SET QTY = 5</inputbuf></process></process-list><resource-list><keylock hobtid="77" dbid="5" objectname="AXPRD.dbo.INVENTSUM" indexname="I_174DIMIDX" id="lock1" mode="X" associatedObjectId="77"><owner-list><owner id="process1" mode="X"/></owner-list><waiter-list><waiter id="process2" mode="U" requestType="wait"/></waiter-list></keylock><keylock hobtid="78" dbid="5" objectname="AXPRD.dbo.INVENTTRANS" indexname="I_177RECID" id="lock2" mode="X" associatedObjectId="78"><owner-list><owner id="process2" mode="X"/></owner-list><waiter-list><waiter id="process1" mode="X" requestType="wait"/></waiter-list></keylock></resource-list></deadlock></value></data></event>');
EXEC collect.SaveDeadlocks 1, @RunId, '2026-01-02T13:01:00', N'a_0_1.xel', 100, 1, @Rows;
GO
DECLARE @Rows stage.BatchTask;
DECLARE @RunId uniqueidentifier = '00000000-0000-0000-0000-000000000004';
INSERT @Rows (RowKind, HistoryId, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy, StatusNumber, JobStatusNumber, RetryCount, DependencyCount, ScheduledAt, StartedAt, EndedAt)
VALUES
    (N'task', NULL, 11, 7, N'Job', N'Post', 101, N'GRP', N'usmf', N'01@AOS3', N'ALICE', 2, 2, 0, 0, '2026-01-02T10:00:00', '2026-01-02T10:00:05', NULL),
    (N'task', NULL, 12, 7, N'Job', N'Wait', 102, N'', N'usmf', NULL, N'ALICE', 1, 2, 0, 0, '2026-01-02T10:00:00', NULL, NULL),
    (N'history', 5001, 10, 7, N'Job', N'Post', 101, NULL, N'usmf', N'01@AOS3', N'ALICE', 4, NULL, NULL, NULL, '2026-01-02T09:00:00', '2026-01-02T09:00:05', '2026-01-02T09:10:00');
EXEC collect.SaveBatch 1, @RunId, '2026-01-02T10:05:00', N'BATCHHISTORY', 5001, 0, 1, 0, N'BATCH.X', @Rows;
GO
