// Tables of the AX batch framework. All are application-wide: neither per company nor per partition.
using static AxMonitor.Sandbox.AxWorkload.Installation.Schema.AxColumn;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

internal static class BatchTables
{
    public static readonly AxTable BatchJob = AxTable.OfInstallation(
        "BATCHJOB",
        "I_2096RECID",
        "RECID",
        [
            Text("CAPTION", 100),
            Number("STATUS"),
            Text("COMPANY", 4),
            .. UtcTime("ORIGSTARTDATETIME"),
            .. UtcTime("STARTDATETIME"),
            .. UtcTime("ENDDATETIME"),
            Container("RECURRENCEDATA"),
            Number("LOGLEVEL"),
            Number("FINISHING"),
            Number("RUNTIMEJOB"),
            Text("CANCELEDBY", 8),
            Text("DATAPARTITION", 8),
            Text("CREATEDBY", 8),
            Date("CREATEDDATETIME"),
            Text("MODIFIEDBY", 8),
            Date("MODIFIEDDATETIME"),
        ]
    );

    public static readonly AxTable Batch = AxTable.OfInstallation(
        "BATCH",
        "I_2827RECID",
        "RECID",
        [
            Id("BATCHJOBID"),
            Number("STATUS"),
            Text("GROUPID", 10),
            Number("CLASSNUMBER"),
            Text("CAPTION", 100),
            Text("COMPANY", 4),
            Text("SERVERID", 50),
            Number("SESSIONIDX"),
            .. UtcTime("SESSIONLOGINDATETIME"),
            Number("SERVERSESSIONID"),
            .. UtcTime("STARTDATETIME"),
            .. UtcTime("ENDDATETIME"),
            Number("RUNTYPE"),
            Text("EXECUTEDBY", 8),
            Number("RETRYCOUNT"),
            Number("RETRIESONFAILURE"),
            Number("CONSTRAINTTYPE"),
            Number("IGNOREJOBFAIL"),
            Number("RUNTIMETASK"),
            Number("AUTOMATIC"),
            Container("PARAMETERS"),
            Container("INFO"),
            Text("CREATEDBY", 8),
            Date("CREATEDDATETIME"),
            Text("MODIFIEDBY", 8),
            Date("MODIFIEDDATETIME"),
        ],
        ("I_2827BATCHJOBIDX", "BATCHJOBID"),
        ("I_2827STATUSIDX", "STATUS, GROUPID")
    );

    public static readonly AxTable BatchJobHistory = AxTable.OfInstallation(
        "BATCHJOBHISTORY",
        "I_2831RECID",
        "RECID",
        [
            Id("BATCHJOBID"),
            Text("CAPTION", 100),
            Number("STATUS"),
            Text("COMPANY", 4),
            .. UtcTime("ORIGSTARTDATETIME"),
            .. UtcTime("STARTDATETIME"),
            .. UtcTime("ENDDATETIME"),
            Number("FINISHING"),
            Text("BATCHCREATEDBY", 8),
            Text("CANCELEDBY", 8),
            Number("ALERTSPROCESSED"),
            Text("DATAPARTITION", 8),
            Date("CREATEDDATETIME"),
        ],
        ("I_2831BATCHJOBFINISHINGIDX", "BATCHJOBID, FINISHING"),
        ("I_2831FINISHINGBATCHJOBIDX", "FINISHING, BATCHJOBID"),
        ("I_2831ALERTSPROCESSEDIDX", "ALERTSPROCESSED")
    );

    public static readonly AxTable BatchHistory = AxTable.OfInstallation(
        "BATCHHISTORY",
        "I_2832RECID",
        "RECID",
        [
            Id("BATCHJOBHISTORYID"),
            Id("BATCHJOBID"),
            Id("BATCHID"),
            Text("CAPTION", 100),
            Number("STATUS"),
            Text("COMPANY", 4),
            Number("CLASSNUMBER"),
            Text("GROUPID", 10),
            Text("SERVERID", 50),
            Number("SESSIONIDX"),
            .. UtcTime("STARTDATETIME"),
            .. UtcTime("ENDDATETIME"),
            Text("EXECUTEDBY", 8),
            Number("RETRYCOUNT"),
            Container("PARAMETERS"),
            Container("INFO"),
            Date("CREATEDDATETIME"),
        ],
        ("I_2832BATCHJOBHISTORYIDX", "BATCHJOBHISTORYID")
    );

    public static readonly AxTable BatchConstraints = AxTable.OfInstallation(
        "BATCHCONSTRAINTS",
        "I_2830RECID",
        "RECID",
        [Id("BATCHID"), Id("DEPENDSONBATCHID"), Number("EXPECTEDSTATUS")],
        ("I_2830BATCHIDX", "BATCHID")
    );

    public static readonly AxTable BatchGroup = AxTable.OfInstallation(
        "BATCHGROUP",
        "I_2828GROUPIDX",
        "GROUP_",
        [Text("GROUP_", 10), Text("DESCRIPTION", 60)]
    );

    public static readonly AxTable BatchServerGroup = AxTable.OfInstallation(
        "BATCHSERVERGROUP",
        "I_2829RECID",
        "RECID",
        [Text("GROUPID", 10), Text("SERVERID", 50)],
        ("I_2829GROUPIDX", "GROUPID, SERVERID")
    );

    public static readonly AxTable BatchServerConfig = AxTable.OfInstallation(
        "BATCHSERVERCONFIG",
        "I_2833RECID",
        "RECID",
        [Text("SERVERID", 50), Number("MAXBATCHSESSIONS"), Number("STARTTIME"), Number("ENDTIME")]
    );

    public static readonly AxTable BatchJobAlerts = AxTable.OfInstallation(
        "BATCHJOBALERTS",
        "I_2834RECID",
        "RECID",
        [Id("BATCHJOBID"), Text("USERID", 8), Number("EMAIL"), Number("POPUP")]
    );

    public static readonly AxTable BatchGlobal = AxTable.OfInstallation("BATCHGLOBAL", "I_2835RECID", "RECID", [Number("KEY_")]);

    public static readonly AxTable[] All =
    [
        BatchJob,
        Batch,
        BatchJobHistory,
        BatchHistory,
        BatchConstraints,
        BatchGroup,
        BatchServerGroup,
        BatchServerConfig,
        BatchJobAlerts,
        BatchGlobal,
    ];
}
