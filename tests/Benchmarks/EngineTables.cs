// The tables of the engine's benchmark. The same arithmetic makes the same rows on every side, in the order
// of
// their key, as a log or a fact table grows.
namespace AxMonitor.Benchmarks;

/// <summary>A table in the words of each side.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">What its rows are, for the table of bytes.</param>
/// <param name="Rows">How many rows it gets.</param>
/// <param name="Engine">CREATE TABLE and INSERT for the engine.</param>
/// <param name="Sqlite">The same for SQLite.</param>
/// <param name="Duck">The same for DuckDB; empty where it is not asked.</param>
internal sealed record EngineTable(string Name, string What, int Rows, string[] Engine, string[] Sqlite, string[] Duck);

/// <summary>All tables, in the order in which they are filled.</summary>
internal static class EngineTables
{
    public const int FactRows = 1_000_000;
    public const int DimensionRows = 10_000;
    public const int Metrics = 200;
    public const int Minutes = 10_000;
    public const int SampleRows = Metrics * Minutes;
    public const int Events = 10_000;

    private const string EngineDimensionRows =
        "WITH d AS (SELECT n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (n)), "
        + "k AS (SELECT n = a.n + b.n * 10 + c.n * 100 + e.n * 1000 FROM d AS a CROSS JOIN d AS b CROSS JOIN d AS c CROSS JOIN d AS e) ";

    public static IReadOnlyList<EngineTable> All { get; } =
    [
        new(
            "Dimension",
            "two int, one text of 8 characters",
            DimensionRows,
            [
                "CREATE TABLE dbo.Dimension (KeyId int NOT NULL PRIMARY KEY, Category int NOT NULL, Name nvarchar(40) NOT NULL);",
                EngineDimensionRows + "INSERT dbo.Dimension SELECT n, n % 37, CONCAT(N'key ', n) FROM k ORDER BY n;",
            ],
            [
                "CREATE TABLE Dimension (KeyId INTEGER NOT NULL PRIMARY KEY, Category INTEGER NOT NULL, Name TEXT NOT NULL)",
                $"INSERT INTO Dimension SELECT n, n % 37, 'key ' || n FROM {Series(DimensionRows)}",
            ],
            [
                "CREATE TABLE Dimension (KeyId INTEGER NOT NULL PRIMARY KEY, Category INTEGER NOT NULL, Name TEXT NOT NULL)",
                $"INSERT INTO Dimension SELECT n, n % 37, 'key ' || n FROM range({DimensionRows}) AS r (n)",
            ]
        ),
        new(
            "Fact",
            "four int, one bigint",
            FactRows,
            [
                "CREATE TABLE dbo.Fact (Id int NOT NULL PRIMARY KEY, GroupId int NOT NULL, KeyId int NOT NULL, Flag int NOT NULL, Amount bigint NOT NULL);",
                $"INSERT dbo.Fact SELECT i.n, i.n * 7 % 500, CAST(i.n AS bigint) * 7919 % {DimensionRows}, i.n * 13 % 100, CAST(i.n AS bigint) * 1103515245 % 1000003 "
                    + "FROM (SELECT n = a.KeyId * 100 + b.KeyId FROM dbo.Dimension AS a CROSS JOIN dbo.Dimension AS b WHERE b.KeyId < 100) AS i ORDER BY i.n;",
            ],
            [
                "CREATE TABLE Fact (Id INTEGER NOT NULL PRIMARY KEY, GroupId INTEGER NOT NULL, KeyId INTEGER NOT NULL, Flag INTEGER NOT NULL, Amount INTEGER NOT NULL)",
                $"INSERT INTO Fact SELECT n, n * 7 % 500, n * 7919 % {DimensionRows}, n * 13 % 100, n * 1103515245 % 1000003 FROM {Series(FactRows)}",
            ],
            [
                "CREATE TABLE Fact (Id INTEGER NOT NULL PRIMARY KEY, GroupId INTEGER NOT NULL, KeyId INTEGER NOT NULL, Flag INTEGER NOT NULL, Amount BIGINT NOT NULL)",
                $"INSERT INTO Fact SELECT n, n * 7 % 500, n * 7919 % {DimensionRows}, n * 13 % 100, n * 1103515245 % 1000003 FROM range({FactRows}) AS r (n)",
            ]
        ),
        new(
            "Sample",
            "two int as the key, one bigint",
            SampleRows,
            [
                "CREATE TABLE dbo.Sample (MetricId int NOT NULL, Minute int NOT NULL, Value bigint NOT NULL, PRIMARY KEY (MetricId, Minute));",
                $"INSERT dbo.Sample SELECT m.KeyId, t.KeyId, {Value("m.KeyId", "t.KeyId")} FROM dbo.Dimension AS m CROSS JOIN dbo.Dimension AS t WHERE m.KeyId < {Metrics} ORDER BY m.KeyId, t.KeyId;",
            ],
            [
                // Without row ids the table is its key's tree, as a clustered index is.
                "CREATE TABLE Sample (MetricId INTEGER NOT NULL, Minute INTEGER NOT NULL, Value INTEGER NOT NULL, PRIMARY KEY (MetricId, Minute)) WITHOUT ROWID",
                $"INSERT INTO Sample SELECT m.KeyId, t.KeyId, {Value("m.KeyId", "t.KeyId")} FROM Dimension AS m CROSS JOIN Dimension AS t WHERE m.KeyId < {Metrics}",
            ],
            [
                "CREATE TABLE Sample (MetricId INTEGER NOT NULL, Minute INTEGER NOT NULL, Value BIGINT NOT NULL)",
                $"INSERT INTO Sample SELECT m.n, t.n, {Value("m.n", "t.n")} FROM range({Metrics}) AS m (n) CROSS JOIN range({Minutes}) AS t (n) ORDER BY 1, 2",
            ]
        ),
        new(
            "Event",
            "three int",
            Events,
            [
                "CREATE TABLE dbo.Event (Id int NOT NULL PRIMARY KEY, MetricId int NOT NULL, Minute int NOT NULL);",
                $"INSERT dbo.Event SELECT KeyId, KeyId * 37 % {Metrics}, KeyId * 7919 % {Minutes} FROM dbo.Dimension ORDER BY KeyId;",
            ],
            [
                "CREATE TABLE Event (Id INTEGER NOT NULL PRIMARY KEY, MetricId INTEGER NOT NULL, Minute INTEGER NOT NULL)",
                $"INSERT INTO Event SELECT KeyId, KeyId * 37 % {Metrics}, KeyId * 7919 % {Minutes} FROM Dimension",
            ],
            []
        ),
        new(
            "Target",
            "int, text of 9 characters, float, a time",
            DimensionRows,
            [
                "CREATE TABLE dbo.Target (Id int NOT NULL PRIMARY KEY, Name nvarchar(40) NOT NULL, Amount float NOT NULL, At datetime2(3) NOT NULL);",
                "INSERT dbo.Target SELECT KeyId, CONCAT(N'row ', KeyId + 10000), KeyId * 0.5, DATEADD(SECOND, KeyId, '2024-05-01') FROM dbo.Dimension ORDER BY KeyId;",
            ],
            [
                "CREATE TABLE Target (Id INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL, Amount REAL NOT NULL, At TEXT NOT NULL)",
                "INSERT INTO Target SELECT KeyId, 'row ' || (KeyId + 10000), KeyId * 0.5, strftime('%Y-%m-%d %H:%M:%f', 1714521600 + KeyId, 'unixepoch') FROM Dimension",
            ],
            []
        ),
    ];

    private static string Series(int rows) =>
        $"(WITH RECURSIVE s (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {rows - 1}) SELECT n FROM s)";

    private static string Value(string metric, string minute) => $"({metric} * 7919 + {minute} * 31) % 100003";
}
