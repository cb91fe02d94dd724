// A table of the AX database: its columns, keys and how its rows are made. Index names carry a table id that
// differs from installation to installation, so only their last part means something.
using System.Text;
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

/// <summary>Definition of a table.</summary>
internal sealed class AxTable
{
    /// <summary>RECID of the first partition, and the first RecId there is.</summary>
    public const long FirstRecId = 5637144576;

    /// <summary>How AX stores a time that is not set.</summary>
    public static readonly DateTime NotSet = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Dictionary<string, int> _ordinals;

    private AxTable(string name, string keyName, string key, AxColumn[] columns, (string Name, string Columns)[] indexes)
    {
        Name = name;
        KeyName = keyName;
        Key = key;
        Columns = columns;
        Indexes = indexes;
        _ordinals = columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
    }

    public string Name { get; }

    /// <summary>Number of the table in this installation; it stands in the names of its indexes.</summary>
    public int TableId =>
        int.Parse(string.Concat(KeyName.Skip(2).TakeWhile(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Name of the clustered primary key.</summary>
    public string KeyName { get; }

    /// <summary>Its columns.</summary>
    public string Key { get; }

    public IReadOnlyList<AxColumn> Columns { get; }

    public IReadOnlyList<(string Name, string Columns)> Indexes { get; }

    /// <summary>A table of the whole installation: columns, then RECVERSION and RECID.</summary>
    public static AxTable OfInstallation(
        string name,
        string keyName,
        string key,
        IEnumerable<AxColumn> columns,
        params (string Name, string Columns)[] indexes
    ) => new(name, keyName, key, [.. columns, AxColumn.Number("RECVERSION", 1), AxColumn.Id("RECID")], indexes);

    /// <summary>A table kept per partition.</summary>
    public static AxTable OfPartition(
        string name,
        string keyName,
        string key,
        IEnumerable<AxColumn> columns,
        params (string Name, string Columns)[] indexes
    ) =>
        new(
            name,
            keyName,
            key,
            [.. columns, AxColumn.Number("RECVERSION", 1), AxColumn.Id("PARTITION", FirstRecId), AxColumn.Id("RECID")],
            indexes
        );

    /// <summary>A table kept per company and partition.</summary>
    public static AxTable OfCompany(
        string name,
        string keyName,
        string key,
        IEnumerable<AxColumn> columns,
        params (string Name, string Columns)[] indexes
    ) =>
        new(
            name,
            keyName,
            key,
            [
                .. columns,
                AxColumn.Text("DATAAREAID", 4) with
                {
                    DefaultText = "N'dat'",
                },
                AxColumn.Number("RECVERSION", 1),
                AxColumn.Id("PARTITION", FirstRecId),
                AxColumn.Id("RECID"),
            ],
            indexes
        );

    /// <summary>CREATE TABLE and CREATE INDEX.</summary>
    /// <param name="collation">Collation of the strings.</param>
    public string Script(string collation)
    {
        var sql = new StringBuilder($"CREATE TABLE dbo.{Name} (");
        foreach (var column in Columns)
        {
            var collate = column.SqlType.StartsWith("nvarchar", StringComparison.Ordinal) ? $" COLLATE {collation}" : "";
            sql.Append(
                column.DefaultText is { } value
                    ? $"{column.Name} {column.SqlType}{collate} NOT NULL DEFAULT {value}, "
                    : $"{column.Name} {column.SqlType}{collate} NULL, "
            );
        }

        sql.Append($"CONSTRAINT {KeyName} PRIMARY KEY CLUSTERED ({Key}));");
        foreach (var (index, columns) in Indexes)
        {
            sql.Append($"\nCREATE INDEX {index} ON dbo.{Name} ({columns});");
        }

        return sql.ToString();
    }

    /// <summary>A row with AX's defaults in all columns.</summary>
    public AxRow NewRow()
    {
        // One slot more than there are columns: the engine keeps the row's own id there.
        var values = new SqlValue[Columns.Count + 1];
        for (var i = 0; i < Columns.Count; i++)
        {
            values[i] = Columns[i].Default;
        }

        return new AxRow(this, values);
    }

    public int Ordinal(string column) =>
        _ordinals.TryGetValue(column, out var ordinal)
            ? ordinal
            : throw new ArgumentException($"Table {Name} has no column {column}.", nameof(column));
}
