// Rows as the repository would hand them out.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Tests;

internal static class Samples
{
    public const string BlockingPayload = """
        {
          "alertId": 7, "incidentId": 42, "instance": "PRD", "severity": "critical", "state": "open",
          "openedAt": "2026-03-01T12:00:20.000", "firstSeenAt": "2026-03-01T12:00:00.000", "lastSeenAt": "2026-03-01T12:01:05.000", "resolvedAt": null,
          "durationText": "1 min 05 s", "victimCount": 12, "maxDepth": 4, "totalWaitText": "6 min 02 s", "longestWaitText": "1 min 03 s",
          "object": "MicrosoftDynamicsAX.dbo.INVENTSUM",
          "head": { "sessionId": 61, "loginName": "CONTOSO\\aos", "hostName": "AOS01", "programName": "Microsoft Dynamics AX", "axUser": "jdoe",
                    "axSessionId": "17", "axConfidence": "certain", "statement": "UPDATE INVENTSUM SET X = 1 WHERE A < 2 AND B > 3",
                    "idleInTransactionText": "58 s", "openTransactionCount": 1, "state": "sleeping, open transaction" },
          "victims": [
            { "sessionId": 62, "axUser": "<b>eve</b>", "hostName": "AOS02", "waitType": "LCK_M_U", "waitText": "1 min 03 s", "waitResource": "KEY: 5:720",
              "object": "INVENTSUM", "depth": 1, "statement": "SELECT 1" },
            { "sessionId": 63, "axUser": null, "hostName": "AOS02", "waitType": "LCK_M_U", "waitText": "59 s", "waitResource": "KEY: 5:721",
              "object": null, "depth": 2, "statement": null } ],
          "victimsNotShown": 10,
          "thresholds": { "warnTotalWaitText": "30 s", "criticalTotalWaitText": "2 min 00 s" },
          "reportUrl": "http://reports/report/BlockingChain?IncidentId=42&SnapshotId=1", "playbookUrl": "https://docs/playbooks/blocking.md"
        }
        """;

    public static Notification Notification(
        string recipients = "dba@contoso.com",
        string? payload = null,
        string key = "alert:7/mail/open"
    ) =>
        new()
        {
            NotificationId = 1,
            LeaseToken = Guid.Parse("5f0d44c4-3d1d-4c5f-9b2c-0d1f3f3f7a11"),
            AttemptNumber = 1,
            Channel = "mail",
            Recipients = recipients,
            TemplateName = "blocking",
            State = "open",
            Severity = "critical",
            MessageKey = key,
            Subject = "[critical] PRD: session 61 (jdoe) blocks 12 sessions",
            PayloadJson = payload ?? BlockingPayload,
        };

    public static ScheduledCollector Collector(string name = "Requests", int instanceId = 1, string instance = "PRD") =>
        new()
        {
            InstanceId = instanceId,
            InstanceName = instance,
            ConnectionName = instance,
            AxDatabaseName = "MicrosoftDynamicsAX",
            CollectorName = name,
            IntervalMs = 10_000,
            TimeoutMs = 5_000,
            RowLimit = 1000,
            TargetProcedure = "collect.Save" + name,
            TableType = "stage.Requests",
            QueryText = "SELECT 1;",
        };
}
