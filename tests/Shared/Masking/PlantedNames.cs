// An instance whose sessions, events and statements carry names and literals that stand nowhere else,
// brought by the save procedures as collectors bring them: whatever finds one of them afterwards has found
// a leak.
using System.Text.RegularExpressions;

namespace AxMonitor.Tests.Shared.Masking;

/// <summary>What is planted, and how it is recognized.</summary>
public static partial class PlantedNames
{
    /// <summary>The instance that it is planted on.</summary>
    public const string InstanceName = "MASK-PRD";

    /// <summary>The computer of an AX server, which is never masked.</summary>
    public const string AosHost = "AOS01";

    /// <summary>One of each kind, for those who search.</summary>
    public static IReadOnlyList<string> Searches { get; } = ["ZQUSER1", "zqlogin", "ZQHOST1", "zqtext", "918273645"];

    /// <summary>Finds what was planted: names in any case, texts in quotes, a number.</summary>
    [GeneratedRegex(
        "zq(user|login|host|text)|918273645",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        5000
    )]
    public static partial Regex Pattern();

    /// <summary>Plants all of it, a moment ago, on an instance of stage PRD that it makes, and has the rules
    /// look at it.</summary>
    public static string Script { get; } =
        $$"""
            SET NOCOUNT ON;
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            DECLARE @At datetime2(3) = DATEADD(second, -40, @Now);
            DECLARE @Id int;
            DECLARE @Run uniqueidentifier = NEWID();
            DECLARE @Context varbinary(128) = CAST(' ZQUSER1 4711 ' AS varbinary(128));
            DECLARE @Text nvarchar(400) = N'UPDATE CUSTTABLE SET NAME = ''zqtext'' WHERE RECID = 918273645';
            DECLARE @TimeText nvarchar(40) = CONVERT(nvarchar(30), @At, 126) + N'Z';
            DECLARE @Actions nvarchar(max);

            IF NOT EXISTS (SELECT 1 FROM config.Instance WHERE InstanceName = N'{{InstanceName}}')
                INSERT config.Instance (InstanceName, ConnectionName, CreatedAt, Environment)
                VALUES (N'{{InstanceName}}', N'none', @Now, N'PRD');
            SET @Id = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'{{InstanceName}}');

            -- Somebody in Management Studio blocks an AX user, who blocks somebody else.
            DECLARE @Requests stage.Requests;
            INSERT @Requests (SessionId, LoginTime, HostName, ProgramName, LoginName, Status, OpenTransactionCount,
                TransactionId, TransactionStartedAt, TransactionBeganTime, LastRequestEndedAt, LogBytesUsed, TempDbBytes,
                StatementText, InputBuffer, DatabaseName)
            VALUES (51, '2026-01-01', N'ZQHOST1', N'Microsoft SQL Server Management Studio', N'CORP\zqlogin', N'sleeping', 1,
                7001, DATEADD(minute, -90, @Now), '2026-01-01', DATEADD(minute, -80, @Now), 900000000, 4096,
                @Text, @Text, N'AXPRD');
            INSERT @Requests (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime, HostName, ProgramName, LoginName, Status,
                OpenTransactionCount, ContextInfo, IsAxSessionAlive, StatementText, InputBuffer, RequestElapsedMs, RequestBeganTime,
                RequestWaitType, WaitResource, IsolationLevel, TransactionStartedAt, TransactionBeganTime, TransactionId)
            VALUES
                (52, 51, N'LCK_M_X', 900000, '2026-01-01', N'{{AosHost}}', N'Microsoft Dynamics AX', N'CORP\zqlogin2', N'suspended',
                1, @Context, 1, @Text, @Text, 900000, '2026-01-01', N'LCK_M_X',
                N'keylock hobtid=77 dbid=5 id=lock1 mode=X associatedObjectId=77', 2, DATEADD(minute, -60, @Now), '2026-01-01', 7002),
                (53, 52, N'LCK_M_S', 800000, '2026-01-01', N'ZQHOST2', N'Report Builder', N'CORP\zqlogin3', N'suspended',
                0, NULL, NULL, N'SELECT NAME FROM CUSTTABLE WHERE NAME = N''zqtext''', NULL, 800000, '2026-01-01', N'LCK_M_S',
                N'keylock hobtid=78 dbid=5 id=lock1 mode=X associatedObjectId=78', 2, NULL, NULL, NULL);
            EXEC collect.SaveRequests @Id, @Run, @At, NULL, 0, @Requests, 0;

            DECLARE @TempDb stage.TempDb;
            INSERT @TempDb (RowKind, SessionId, LoginTime, HostName, ProgramName, LoginName, Status, OpenTransactionCount, ContextInfo,
                IsAxSessionAlive, StatementText, UserBytes, InternalBytes)
            VALUES
                (N'session', 54, '2026-01-01', N'ZQHOST3', N'sqlcmd', N'CORP\zqlogin', N'running', 0, NULL, NULL, @Text, 90000000000, 0),
                (N'session', 55, '2026-01-01', N'{{AosHost}}', N'Microsoft Dynamics AX', N'CORP\zqlogin2', N'running', 0, @Context, 1,
                @Text, 800000000, 0);
            EXEC collect.SaveTempDb @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @TotalBytes = 100000000000,
                @UserBytes = 91000000000, @InternalBytes = 0, @VersionBytes = 0, @MixedBytes = 0, @FreeBytes = 1000000, @FileCount = 8,
                @SmallestFileBytes = 1, @LargestFileBytes = 1, @Rows = @TempDb;

            DECLARE @Memory stage.Memory;
            INSERT @Memory (RowKind, SessionId, RequestId, Dop, RequestedKb, GrantedKb, UsedKb, MaxUsedKb, IdealKb, WaitMs, HostName,
                ProgramName, LoginName, ContextInfo)
            VALUES
                (N'grant', 56, 0, 1, 9000000, 9000000, 100, 100, 9000000, NULL, N'ZQHOST4', N'sqlcmd', N'CORP\zqlogin', @Context),
                (N'grant', 57, 0, 1, 9000000, NULL, NULL, NULL, 9000000, 90000, N'{{AosHost}}', N'Microsoft Dynamics AX',
                N'CORP\zqlogin2', @Context);
            EXEC collect.SaveMemory @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @TargetKb = 9000000, @CommittedKb = 9000000,
                @PhysicalKb = 10000000, @AvailableKb = 1000, @GrantedCount = 1, @WaitingCount = 1, @GrantedKb = 9000000,
                @LongestWaitMs = 90000, @Rows = @Memory;

            DECLARE @AxSessions stage.AxSessions;
            INSERT @AxSessions (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
            VALUES (N'server', 1, N'01@{{AosHost}}', 1, DATEADD(day, -1, @Now), @At, 0);
            INSERT @AxSessions (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, SessionId, UserId, ClientType, SessionType,
                ClientComputer, StartCompany)
            VALUES
                (N'session', 1, N'01@{{AosHost}}', 1, DATEADD(hour, -2, @Now), 4711, N'ZQUSER1', 0, 0, N'ZQHOST5', N'USMF'),
                (N'session', 1, N'01@{{AosHost}}', 2, DATEADD(hour, -3, @Now), 4712, N'ZQUSER2', 0, 0, N'ZQHOST6', N'USMF');
            EXEC collect.SaveAxSessions @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @Rows = @AxSessions;

            DECLARE @Batch stage.Batch;
            INSERT @Batch (RowKind, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId, CreatedBy,
                StatusNumber, JobStatusNumber, ScheduledAt, StartedAt, SessionIdx)
            VALUES (N'task', 5001, 6001, N'Posting', N'Posting', 100, N'', N'USMF', N'01@{{AosHost}}', N'ZQUSER3', 2, 2,
                DATEADD(minute, -70, @Now), DATEADD(minute, -60, @Now), 4711);
            INSERT @Batch (RowKind, HistoryId, BatchId, BatchJobId, JobCaption, TaskCaption, ClassNumber, GroupId, Company, ServerId,
                CreatedBy, StatusNumber, JobStatusNumber, ScheduledAt, StartedAt, EndedAt)
            VALUES (N'history', 9001, 5002, 6002, N'Closing', N'Closing', 101, N'', N'USMF', N'01@{{AosHost}}', N'ZQUSER4', 3, 3,
                DATEADD(minute, -50, @Now), DATEADD(minute, -49, @Now), DATEADD(minute, -40, @Now));
            EXEC collect.SaveBatch @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @NextOffset = 9001, @Rows = @Batch;

            SET @Actions = CONCAT(
                N'<action name="sql_text" package="sqlserver"><value><![CDATA[', @Text, N']]></value></action>',
                N'<action name="server_principal_name" package="sqlserver"><value><![CDATA[CORP\zqlogin]]></value></action>',
                N'<action name="client_hostname" package="sqlserver"><value><![CDATA[ZQHOST7]]></value></action>',
                N'<action name="client_app_name" package="sqlserver"><value><![CDATA[sqlcmd]]></value></action>',
                N'<action name="database_name" package="sqlserver"><value><![CDATA[AXPRD]]></value></action>',
                N'<action name="session_id" package="sqlserver"><value>70</value></action>',
                N'<action name="query_hash" package="sqlserver"><value>4711</value></action>',
                -- ' ZQUSER1 4711 '
                N'<action name="context_info" package="sqlserver"><value>0x205A515553455231203437313120</value></action>');

            DECLARE @Events stage.Event;
            INSERT @Events VALUES
                (N'e_0_1.xel', 100, CONCAT(N'<event name="error_reported" package="sqlserver" timestamp="', @TimeText, N'">',
                N'<data name="error_number"><value>2601</value></data><data name="severity"><value>14</value></data>',
                N'<data name="state"><value>1</value></data><data name="user_defined"><value>false</value></data>',
                N'<data name="message"><value><![CDATA[Cannot insert duplicate key row in object ''dbo.CUSTTABLE''. The duplicate key value ',
                N'is (zqtext, 918273645).]]></value></data>', @Actions, N'</event>')),
                (N'e_0_1.xel', 200, N'<event name="error_reported" unreadable ZQUSER9 ''zqtext'''),
                (N'e_0_1.xel', 300, CONCAT(N'<event name="error_reported" package="sqlserver" timestamp="', @TimeText, N'">',
                N'<data name="error_number"><value>50000</value></data><data name="severity"><value>16</value></data>',
                N'<data name="user_defined"><value>true</value></data>',
                N'<data name="message"><value>zqtext was refused</value></data>', @Actions, N'</event>'));
            EXEC collect.SaveErrors @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @NextFile = N'e_0_1.xel', @NextOffset = 300,
                @Rows = @Events;

            DELETE @Events;
            INSERT @Events VALUES (N'l_0_1.xel', 100, CONCAT(
                N'<event name="rpc_completed" package="sqlserver" timestamp="', @TimeText, N'">',
                N'<data name="cpu_time"><value>2000000</value></data><data name="duration"><value>30000000</value></data>',
                N'<data name="logical_reads"><value>1000000</value></data>',
                N'<data name="statement"><value><![CDATA[exec sp_executesql N''', REPLACE(@Text, N'''', N''''''),
                N''',N''@p nvarchar(9)'',@p=N''zqtext'']]></value></data>', @Actions, N'</event>'));
            EXEC collect.SaveLongQueries @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @NextFile = N'l_0_1.xel',
                @NextOffset = 100, @Rows = @Events;

            DELETE @Events;
            INSERT @Events VALUES (N'a_0_1.xel', 100, CONCAT(
                N'<event name="attention" package="sqlserver" timestamp="', @TimeText, N'">',
                N'<data name="duration"><value>30000000</value></data>', @Actions, N'</event>'));
            EXEC collect.SaveAttentions @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @NextFile = N'a_0_1.xel',
                @NextOffset = 100, @Rows = @Events;

            DELETE @Events;
            INSERT @Events
            SELECT N'd_0_1.xel', 100, CONCAT(
                N'<event name="xml_deadlock_report" package="sqlserver" timestamp="', @TimeText,
                N'"><data name="xml_report"><type name="xml" package="package0"/><value><deadlock><victim-list><victimProcess ',
                N'id="process1"/></victim-list><process-list>', a.Body, b.Body, N'</process-list><resource-list>',
                N'<keylock hobtid="77" dbid="5" objectname="AXPRD.dbo.INVENTSUM" indexname="I_174DIMIDX" id="lock1" mode="X" ',
                N'associatedObjectId="77"><owner-list><owner id="process1" mode="X"/></owner-list><waiter-list><waiter ',
                N'id="process2" mode="U" requestType="wait"/></waiter-list></keylock>',
                N'<keylock hobtid="78" dbid="5" objectname="AXPRD.dbo.INVENTTRANS" indexname="I_177RECID" id="lock2" mode="X" ',
                N'associatedObjectId="78"><owner-list><owner id="process2" mode="X"/></owner-list><waiter-list><waiter ',
                N'id="process1" mode="X" requestType="wait"/></waiter-list></keylock></resource-list></deadlock></value></data></event>')
            FROM
            (
                SELECT Body = CONCAT(N'<process id="process1" logused="1296" waitresource="KEY: 5:77 (1a)" waittime="4321" spid="52" ',
                    N'ecid="0" xactid="900" clientapp="Microsoft Dynamics AX" hostname="{{AosHost}}" loginname="CORP\zqlogin2" ',
                    N'lockMode="X" currentdb="5"><executionStack><frame procname="adhoc" line="1" sqlhandle="0x02">', @Text,
                    N'</frame></executionStack><inputbuf>', @Text, N'</inputbuf></process>')
            ) AS a
            CROSS JOIN
            (
                SELECT Body = CONCAT(N'<process id="process2" logused="1296" waitresource="KEY: 5:78 (1a)" waittime="4321" spid="58" ',
                    N'ecid="0" xactid="901" clientapp="sqlcmd" hostname="ZQHOST8" loginname="CORP\zqlogin" ',
                    N'lockMode="X" currentdb="5"><executionStack><frame procname="adhoc" line="1" sqlhandle="0x03">', @Text,
                    N'</frame></executionStack><inputbuf>', @Text, N'</inputbuf></process>')
            ) AS b;
            EXEC collect.SaveDeadlocks @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @NextFile = N'd_0_1.xel',
                @NextOffset = 100, @Rows = @Events;

            DELETE @Events;
            INSERT @Events VALUES (N'b_0_1.xel', 100, CONCAT(
                N'<event name="blocked_process_report" package="sqlserver" timestamp="', @TimeText,
                N'"><data name="duration"><value>60000000</value></data><data name="database_id"><value>5</value></data>',
                N'<data name="object_id"><value>0</value></data><data name="index_id"><value>1</value></data>',
                N'<data name="blocked_process"><value><blocked-process-report monitorLoop="77"><blocked-process>',
                N'<process id="p1" waitresource="KEY: 5:77 (1a)" waittime="60000" spid="61" ecid="0" xactid="7101" ',
                N'clientapp="sqlcmd" hostname="ZQHOST9" loginname="CORP\zqlogin" lockMode="X"><executionStack/><inputbuf>', @Text,
                N'</inputbuf></process></blocked-process><blocking-process><process status="sleeping" spid="62" ecid="0" ',
                N'trancount="1" xactid="7102" clientapp="Report Builder" hostname="ZQHOST10" loginname="CORP\zqlogin4"><executionStack/>',
                N'<inputbuf>', @Text, N'</inputbuf></process></blocking-process></blocked-process-report></value></data>',
                N'<data name="database_name"><value>AXPRD</value></data></event>'));
            EXEC collect.SaveBlockedProcesses @InstanceId = @Id, @RunId = @Run, @CapturedAt = @At, @NextFile = N'b_0_1.xel',
                @NextOffset = 100, @Rows = @Events;

            DECLARE @Stats stage.QueryStats;
            DECLARE @Before datetime2(3) = DATEADD(minute, -1, @At);
            DECLARE @Plan nvarchar(max) = N'<ShowPlanXML><StmtSimple StatementText="SELECT ''zqtext''"/></ShowPlanXML>';
            DECLARE @Started datetime2(3) = DATEADD(day, -2, @Now);
            INSERT @Stats (SqlHandle, StatementStart, StatementEnd, PlanHandle, CreationTime, PlanCreatedAt, QueryHash, QueryPlanHash,
                ExecutionCount, CpuUs, MaxCpuUs, DurationUs, MaxDurationUs, LogicalReads, PhysicalReads, LogicalWrites, ReturnedRows,
                SpilledPages, MaxDop, MaxGrantKb, MaxUsedGrantKb)
            VALUES (0x02AA, 0, -1, 0x06AA, DATEADD(hour, -1, @Now), DATEADD(hour, -1, @Now), 0x00000000000010E1, 0x00000000000010E2,
                10, 1000, 100, 1000, 100, 1000, 0, 0, 10, 0, 1, 0, 0);
            EXEC collect.SaveQueryStats @Id, @Run, @Before, @Before, @Started, 1, 1, 0, 1000, @Stats;
            UPDATE @Stats SET ExecutionCount = 20, CpuUs = 90000000, DurationUs = 90000000, LogicalReads = 90000000,
                StatementText = @Text, PlanText = @Plan;
            EXEC collect.SaveQueryStats @Id, @Run, @At, @At, @Started, 1, 0, 0, 1000, @Stats;

            EXEC alert.Evaluate @Now;
            """;
}
