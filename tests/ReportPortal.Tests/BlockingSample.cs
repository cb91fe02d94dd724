// A small installation in trouble: two heads, a chain of depth 4, history and blocked process reports, in the
// shape of the report procedures.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal static class BlockingSample
{
    public const string IncidentColumns =
        "IncidentId InstanceName HeadSessionId HeadLabel AxUser AxSessionId AxConfidence HostName ProgramName HeadState HeadAdvice BatchTask LogUsedText HeadStatement FirstSeenLocal DurationMs VictimCount MaxDepth TotalWaitMs LongestWaitMs ObjectName Severity AlertState";

    private const string ChainColumns =
        "NodeId ParentNodeId Depth SessionId SessionLabel AxUser AxSessionId AxConfidence HostName ProgramName LoginName BatchTask StateText WaitType WaitMs WaitResource ObjectName LockMode IsolationLevel Statement StatementSource Flags";

    private const string ReportColumns =
        "BlockedProcessId IncidentId InstanceName EventLocal BlockedSessionId BlockingSessionId BlockedApp BlockedHost BlockedLogin BlockingApp BlockingHost BlockingLogin BlockingStatus WaitResource ObjectName WaitMs LockMode BlockedIsolationLevel BlockingIsolationLevel BlockedStatement BlockingStatement";

    private const string Update =
        "UPDATE INVENTSUM SET POSTEDQTY=POSTEDQTY+@P1,RECVERSION=@P2 WHERE ((PARTITION=5637144576) AND (DATAAREAID=@P3)) AND (ITEMID=@P4)";

    public const string HeaderColumns =
        "ScopeText WindowText ZoneText NowLocal FromLocal ToLocal WindowHours DataText DataState IsSilent CoverageText NowAt";

    public const string BannerColumns = "BannerNumber Kind Tone BannerText Remedy LinkPage";

    public static DateTime Start { get; } = new(2016, 11, 30, 9, 0, 0);

    public static object?[] Incident(
        long id,
        string head,
        string? user,
        string? severity,
        int victims,
        int minute,
        string statement = Update
    ) =>
        [
            id,
            "AX-PRD",
            57 + (int)id,
            head,
            user,
            user is null ? null : "12",
            user is null ? "none" : "current",
            "AOS-01",
            "Microsoft Dynamics AX",
            "sleeping, idle in transaction 41 s",
            "Nothing runs: find out who it is.",
            user == "svc_batch" ? "SalesFormLetter_Invoice · Posting" : null,
            "4.2 MB",
            statement,
            Start.AddMinutes(minute),
            183_000L * id,
            victims,
            4,
            41_250L * victims,
            61_400L,
            "AXPRD.dbo.INVENTSUM",
            severity,
            severity is null ? null : "open",
        ];

    /// <summary>What the head of a page says.</summary>
    public static object?[] Header(string state, string text) =>
        [
            "AX-PRD (PRD)",
            "4 h to 2016-11-30 13:00:00",
            "UTC",
            Start.AddMinutes(240),
            Start,
            Start.AddMinutes(240),
            4,
            text,
            state,
            state is "silent",
            "Watched 100 % of the window.",
            Start.AddMinutes(240),
        ];

    public static InMemoryReportDataSource Source() =>
        new InMemoryReportDataSource()
            .Answer("report.InstanceList", "InstanceId InstanceName", [null, "(all instances)"], [1, "AX-PRD"], [2, "AX-TST"])
            .Answer("report.StageList", "Stage StageText", [null, "(all stages)"], ["PRD", "PRD"])
            .Answer("report.TimeZoneList", "TimeZoneName TimeZoneText", ["UTC", "UTC (+00:00)"])
            .Answer("report.TimeZoneDefault", "TimeZoneName", ["UTC"])
            .Answer("report.PageHeader", HeaderColumns, Header("fresh", "Data of 12:54:00 (8 s ago)"))
            .Answer("report.PageBanners", BannerColumns)
            .Answer(
                "report.BlockingActive",
                IncidentColumns,
                Incident(2, "59 · AX user svc_batch · AOS-01", "svc_batch", "critical", 12, 230),
                Incident(
                    3,
                    "61 · Microsoft Dynamics AX · AOS-02",
                    null,
                    "warning",
                    3,
                    233,
                    "SELECT T1.RECID FROM SALESLINE T1 WITH( UPDLOCK) WHERE <b>1</b>"
                )
            )
            .Answer("report.BlockingHistory", _ => new DatasetResult(
                [.. IncidentColumns.Split(' '), "PeakVictimCount", "EndedLocal"],
                [
                    [.. Incident(1, "58 · AX user anna · AOS-01", "anna", "warning", 4, 40), 5, Start.AddMinutes(43)],
                    [.. Incident(2, "59 · AX user svc_batch · AOS-01", "svc_batch", "critical", 12, 230), 12, null],
                    [.. Incident(3, "61 · Microsoft Dynamics AX · AOS-02", null, "warning", 3, 233), 3, null],
                ]
            ))
            .Answer(
                "report.BlockingOffenders",
                "RowId KindName KindOrder Name IncidentCount WaitMs PeakVictimCount MadeAt",
                ["1/anna", "AX user", 1, "anna", 1, 495_000L, 5, Start.AddHours(4)],
                ["2/SalesFormLetter", "batch class", 2, "SalesFormLetter", 2, 90_000L, 12, Start.AddHours(4)],
                ["1/eva", "AX user", 1, "eva", 3, 900_000L, 2, Start.AddHours(4)]
            )
            .Answer(
                "report.DeadlockSignatures",
                "DeadlockId InstanceName SignatureKey DeadlockCount LastLocal FirstLocal SessionCount Objects VictimSessionId "
                    + "VictimHost VictimAxUser VictimBatchTask VictimStatement",
                [
                    7L,
                    "AX-PRD",
                    "0198115C67C46D99",
                    1,
                    Start.AddMinutes(100),
                    Start.AddMinutes(100),
                    2,
                    "AXPRD.dbo.INVENTSUM",
                    84,
                    "AOS-02",
                    null,
                    null,
                    null,
                ]
            )
            .Answer("report.BlockedSessionsOverTime", _ => new DatasetResult(
                ["BucketLocal", "BlockedSessions", "TotalWaitMs", "MadeAt"],
                [
                    .. Enumerable
                        .Range(0, 200)
                        .Select(i => new object?[]
                        {
                            Start.AddSeconds(72 * i),
                            Blocked(i),
                            Blocked(i) * 21_500L,
                            Start.AddHours(4),
                        }),
                ]
            ))
            .Answer(
                "report.BlockedProcessReports",
                ReportColumns,
                [
                    1L,
                    2L,
                    "AX-PRD",
                    Start.AddMinutes(231),
                    84,
                    59,
                    "Microsoft Dynamics AX",
                    "AOS-02",
                    "AX\\svc_aos",
                    "Microsoft Dynamics AX",
                    "AOS-01",
                    "AX\\svc_aos",
                    "sleeping",
                    "KEY: 6:72057594046775296 (8194443284a0)",
                    "AXPRD.dbo.INVENTSUM",
                    30_112L,
                    "X",
                    "read committed (2)",
                    "read committed (2)",
                    Update,
                    "SELECT 1 -- <script>alert(1)</script>",
                ],
                [
                    2L,
                    null,
                    "AX-PRD",
                    Start.AddMinutes(232),
                    85,
                    59,
                    "Microsoft Dynamics AX",
                    "AOS-02",
                    "AX\\svc_aos",
                    "SQL Management Studio",
                    "DBA-PC",
                    "AX\\dba",
                    "running",
                    "OBJECT: 6:1013578649:0",
                    "AXPRD.dbo.CUSTTABLE",
                    12_004L,
                    "IX",
                    "serializable (4)",
                    "read committed (2)",
                    null,
                    "=HYPERLINK(\"http://x\")",
                ]
            )
            .Answer("report.BlockingIncident", q => new DatasetResult(
                [.. IncidentColumns.Split(' '), "EndedLocal"],
                q.Parameters[0].Value is null or 404
                    ? []
                    :
                    [
                        [.. Incident(2, "59 · AX user svc_batch · AOS-01", "svc_batch", "critical", 12, 230), null],
                    ]
            ))
            .Answer(
                "report.BlockingSnapshots",
                "SnapshotId CapturedLocal VictimCount TotalWaitMs MaxDepth",
                [
                    .. Enumerable
                        .Range(0, 18)
                        .Select(i =>
                            new object?[]
                            {
                                100L + i,
                                Start.AddMinutes(230).AddSeconds(10 * i),
                                Math.Min(12, 1 + i),
                                i * i * 2_100L,
                                Math.Min(4, 1 + (i / 3)),
                            }
                        ),
                ]
            )
            .Answer(
                "report.BlockingRelated",
                "RowNumber KindText SeenLocal WhatText WaitMs Severity LinkPage AlertId DeadlockId",
                [
                    [1, "alert", Start.AddMinutes(231), "SVC_BATCH blocks 12 on INVENTSUM", null, "critical", "Alert", 7L, null],
                    [2, "report", Start.AddMinutes(232), "60 waited for 59", 20_000L, null, null, null, null],
                ]
            )
            .Answer("report.BlockingChain", ChainColumns, Chain());

    public static object?[][] Chain()
    {
        object?[] Node(
            int id,
            int? parent,
            int depth,
            int session,
            string? user,
            string? wait,
            long? ms,
            string? lockMode,
            string? flags = null
        ) =>
            [
                id,
                parent,
                depth,
                session,
                $"{session} · {(user is null ? "Microsoft Dynamics AX" : "AX user " + user)} · AOS-0{2 - (id % 2)}",
                user,
                user is null ? null : "12",
                user is null ? "none" : (depth == 0 ? "historical" : "current"),
                id % 2 == 0 ? "AOS-02" : "AOS-01",
                "Microsoft Dynamics AX",
                "AX\\svc_aos",
                null,
                depth == 0 ? "sleeping" : "suspended",
                wait,
                ms,
                wait is null ? null : "KEY: 6:72057594046775296 (8194443284a0)",
                wait is null ? null : "AXPRD.dbo.INVENTSUM",
                lockMode,
                "read committed",
                Update,
                null,
                flags,
            ];
        return
        [
            Node(1, null, 0, 59, "svc_batch", null, null, null, "head, idle in transaction"),
            Node(2, 1, 1, 84, "anna", "LCK_M_U", 61_400, "U"),
            Node(3, 1, 1, 85, "bert", "LCK_M_X", 58_020, "X"),
            Node(4, 2, 2, 91, "carla", "LCK_M_S", 40_100, "S"),
            Node(5, 4, 3, 92, "dirk", "LCK_M_S", 31_700, "S"),
            Node(6, 5, 4, 97, null, "LCK_M_IX", 12_300, "IX"),
            Node(7, 3, 2, 99, "eva", "LCK_M_X", 22_000, "X"),
            Node(8, 1, 1, 101, "frank", "LCK_M_U", 9_200, "U"),
        ];
    }

    public static string At(int minutes) =>
        Start.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static int Blocked(int bucket) =>
        bucket switch
        {
            >= 33 and < 37 => bucket - 31,
            >= 190 => Math.Min(12, bucket - 187),
            _ => 0,
        };
}
