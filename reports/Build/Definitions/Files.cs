// Whether storage is slow, and what is full when: files, volumes, databases.

namespace AxMonitor.Reports.Definitions;

public sealed class Files : IReportDefinition
{
    public Report Define()
    {
        var files = new DataSet(
            "FileLatency",
            "InstanceId Stage Period",
            """
            DatabaseFileId InstanceName FileText PhysicalName KindText Severity ReadLatencyMs WriteLatencyMs LogLatencyMs RatePerS
            SizeBytes PendingCount UsualText SlotLocal SlotLatencyMs
            """
        );
        var volumes = new DataSet(
            "Volumes",
            "InstanceId Stage TimeZone",
            """
            RowId InstanceName VolumeName Severity TotalBytes FreeBytes FreePercent PerDayText FullInDays FullText SlotLocal
            SlotFreePercent
            """
        );
        var tiles = new DataSet(
            "FileTiles",
            "InstanceId Stage",
            "FreePercent VolumeText FullInDays FullText FullBackupAgeMs LogBackupAgeMs BackupText Severity"
        );
        var tables = new DataSet(
            "LargestTables",
            "InstanceId Stage",
            "RowId InstanceName TableName SizeBytes PerDayBytes PerDayText GrowthPercent TableRowCount PerDayRowCount"
        );
        var databases = new DataSet(
            "Databases",
            "InstanceId Stage",
            """
            RowId InstanceName DatabaseName Severity DataBytes UsedPercent LogBytes LogUsedPercent LogReuseWait RecoveryModel
            FullAgeMs LogAgeMs BackupText VlfCount
            """
        );

        return new Report("Files", "Whether storage is slow, and what is full when.")
        {
            Title = "Files and volumes",
            RefreshSeconds = 30,
            Collectors = ["FileIo", "Storage"],
            RetentionDays = 30,
            Parent = new Parent("SQL health", "SqlHealth"),
            Body =
            [
                new Tiles(
                    new Tile("Slowest read", files, "[{max ReadLatencyMs}|none]")
                    {
                        Metric = "fileio.read_latency_ms",
                        Note = "mean of a file in the window",
                        BySeverity = true,
                        Link = new Link("Waits"),
                    },
                    new Tile("Slowest write", files, "[{max WriteLatencyMs}|none]")
                    {
                        Metric = "fileio.write_latency_ms",
                        Note = "mean of a file in the window",
                        Muted = true,
                    },
                    new Tile("Slowest log write", files, "[{max LogLatencyMs}|none]")
                    {
                        Metric = "fileio.write_latency_ms",
                        Note = "commits wait for it",
                        Muted = true,
                        Link = new Link("Waits"),
                    },
                    new Tile("Fullest volume", tiles, "{FreePercent}")
                    {
                        Metric = "size.volume_free_percent",
                        Note = "[free, {VolumeText}|no volume has been read]",
                    },
                    new Tile("Full first", tiles, "{FullInDays}") { Note = "[{FullText}|nothing has a forecast]" },
                    new Tile("Oldest backup", tiles, "{FullBackupAgeMs}")
                    {
                        Metric = "size.full_backup_age_h",
                        Note = "[{BackupText}|none is known][; log {LogBackupAgeMs}]",
                        BySeverity = true,
                    }
                ),
                new Heading("Files", "The slowest first; lines are reads and writes together over the window.")
                {
                    WindowLinks = true,
                },
                new Table(
                    "FileTable",
                    files,
                    "DatabaseFileId",
                    "No value yet: the first comes with the second capture.",
                    Column.Severity,
                    new Column("File", 2.9, "{FileText}")
                    {
                        Second = "{InstanceName} · {KindText}[ · reads {UsualText}]",
                        ToolTip = "{PhysicalName}",
                        OnPhone = true,
                    },
                    new Column("Read", 1.0, "{ReadLatencyMs}") { Metric = "fileio.read_latency_ms", Bold = true, OnPhone = true },
                    new Column("Write", 1.0, "{WriteLatencyMs}") { Metric = "fileio.write_latency_ms", Bold = true, OnPhone = true },
                    Column.Line("Latency", 1.7, "SlotLatencyMs", "SlotLocal", "ReadLatencyMs"),
                    new Column("Requests", 1.1, "{RatePerS}"),
                    new Column("Size", 1.1, "{SizeBytes}"),
                    new Column("Pending", 1.1, "{PendingCount}")
                )
                {
                    Order = ["-ReadLatencyMs"],
                },
                new Heading("Volumes", "The fullest first; lines are what was free in the last 30 days."),
                new Table(
                    "VolumeTable",
                    volumes,
                    "RowId",
                    "No volume has been read yet.",
                    Column.Severity,
                    new Column("Volume", 2.0, "{VolumeName}") { Second = "{InstanceName}", OnPhone = true },
                    new Column("Free", 1.2, "{FreeBytes}") { OnPhone = true },
                    new Column("Free of it", 1.1, "{FreePercent}") { Metric = "size.volume_free_percent", Bold = true, OnPhone = true },
                    Column.Bar("FreePercent", 1.0),
                    Column.Line("30 days", 1.0, "SlotFreePercent", "SlotLocal", "FreePercent"),
                    new Column("Size", 1.0, "{TotalBytes}"),
                    new Column("A day", 1.1, "{PerDayText}"),
                    new Column("Full", 1.5, "{FullText}") { SortBy = "FullInDays", OnPhone = true }
                )
                {
                    Order = ["FreePercent"],
                },
                new Heading("Databases", "The largest first."),
                new Table(
                    "DatabaseTable",
                    databases,
                    "RowId",
                    "No database has been read yet.",
                    Column.Severity,
                    new Column("Database", 2.2, "{DatabaseName}") { Second = "{InstanceName} · {RecoveryModel}", OnPhone = true },
                    new Column("Data", 0.9, "{DataBytes}"),
                    new Column("Used", 0.8, "{UsedPercent}") { OnPhone = true },
                    new Column("Log", 0.9, "{LogBytes}"),
                    new Column("Log used", 0.8, "{LogUsedPercent}") { Metric = "log.used_percent", Bold = true, OnPhone = true },
                    new Column("Log waits for", 1.3, "{LogReuseWait}"),
                    new Column("VLF", 0.6, "{VlfCount}"),
                    new Column("Full backup", 1.3, "{FullAgeMs}") { Metric = "size.full_backup_age_h", Second = "{BackupText}", OnPhone = true },
                    new Column("Log backup", 1.1, "{LogAgeMs}") { Metric = "log.backup_age_min" }
                )
                {
                    Order = ["-DataBytes"],
                },
                new Heading("Tables", "The thirty biggest of each AX database, those that grow most first; of the last eight days."),
                new Table(
                    "TableTable",
                    tables,
                    "RowId",
                    "No table has been read yet.",
                    new Column("Table", 3.6, "{TableName}") { Second = "{InstanceName}", Bold = true, OnPhone = true },
                    new Column("Size", 1.2, "{SizeBytes}") { Metric = "size.table_mb", OnPhone = true },
                    Column.Bar("SizeBytes", 1.2),
                    new Column("A day", 1.2, "{PerDayText}") { SortBy = "PerDayBytes", Bold = true, OnPhone = true },
                    new Column("Of its size", 1.0, "{GrowthPercent}"),
                    new Column("Rows", 1.0, "{TableRowCount}") { Metric = "size.table_rows" },
                    new Column("Rows a day", 1.0, "{PerDayRowCount}")
                )
                {
                    Order = ["-PerDayBytes"],
                },
            ],
        };
    }
}
