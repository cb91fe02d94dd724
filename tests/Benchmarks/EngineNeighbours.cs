// SQLite and DuckDB, both in memory, beside whom the engine is measured.
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace AxMonitor.Benchmarks;

/// <summary>SQLite in memory.</summary>
internal sealed class SqlitePeer : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqlitePeer()
    {
        _connection.Open();
        Query(
            "CREATE TABLE Copy (MetricId INTEGER NOT NULL, Minute INTEGER NOT NULL, Value INTEGER NOT NULL, PRIMARY KEY (MetricId, Minute)) WITHOUT ROWID"
        );
    }

    public string Version => _connection.ServerVersion;

    public void Dispose() => _connection.Dispose();

    /// <summary>Makes and fills a table; the bytes of the pages it took.</summary>
    public long Load(EngineTable table)
    {
        var before = Pages();
        Query(table.Sqlite);
        return Pages() - before;
    }

    /// <summary>Runs statements and adds up what they answer.</summary>
    public long Query(params string[] statements) => statements.Sum(sql => Rows.Sum(_connection, sql));

    public long SeekAll()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = EnginePeer.Seek;
        var parameter = command.Parameters.Add("@Id", SqliteType.Integer);
        command.Prepare();
        long sum = 0;
        for (var i = 0; i < EnginePeer.Seeks; i++)
        {
            parameter.Value = EnginePeer.Key(i);
            sum += Rows.Sum(command);
        }

        return sum;
    }

    public long InsertAll()
    {
        var at = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Unspecified);
        using var transaction = _connection.BeginTransaction();
        Query("DELETE FROM Target");
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO Target (Id, Name, Amount, At) VALUES (@Id, @Name, @Amount, @At)";
        var id = command.Parameters.Add("@Id", SqliteType.Integer);
        var name = command.Parameters.Add("@Name", SqliteType.Text);
        var amount = command.Parameters.Add("@Amount", SqliteType.Real);
        var time = command.Parameters.Add("@At", SqliteType.Text);
        command.Prepare();
        for (var i = 0; i < EnginePeer.InsertedRows; i++)
        {
            id.Value = i;
            name.Value = "row " + i.ToString(CultureInfo.InvariantCulture);
            amount.Value = i * 0.5;
            time.Value = at.AddSeconds(i);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return Query("SELECT COUNT(*) FROM Target");
    }

    private long Pages() => Query("PRAGMA page_count") * Query("PRAGMA page_size");
}

/// <summary>DuckDB in memory.</summary>
internal sealed class DuckPeer : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckPeer() => _connection.Open();

    public string Version => _connection.ServerVersion;

    public void Dispose() => _connection.Dispose();

    public void Load(EngineTable table)
    {
        foreach (var sql in table.Duck)
        {
            Query(sql);
        }
    }

    public long Query(string sql) => Rows.Sum(_connection, sql);
}

/// <summary>Reads every row of a command and adds up its integers.</summary>
internal static class Rows
{
    public static long Sum(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are this program's own constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Sum(command);
    }

    public static long Sum(DbCommand command)
    {
        using var reader = command.ExecuteReader();
        long sum = 0;
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                // A SUM of DuckDB is a HUGEINT.
                var value = reader.GetValue(i);
                sum += value is BigInteger big ? (long)big : Convert.ToInt64(value, CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }
}
