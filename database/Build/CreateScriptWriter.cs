// Orders the objects and guards each creation, so that one script makes an empty database, brings one of an
// earlier version to this one, and, run again, changes nothing. A newer database is refused.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

internal static class CreateScriptWriter
{
    public static string Write(
        IReadOnlyList<SourceBatch> batches,
        IReadOnlyList<MigrationFile> migrations,
        IReadOnlyList<(string Name, string Text)> seed
    )
    {
        StringBuilder script = new();
        script.Append(
            "-- AxMonitor repository: run in an empty database, or in that of an earlier version while no orchestrator runs. Running it again changes nothing.\n"
        );
        Add(
            script,
            "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;\nSET NUMERIC_ROUNDABORT OFF;\nSET NOCOUNT, XACT_ABORT ON;"
        );

        UpgradeScript upgrade = new(batches, migrations);
        List<SourceBatch> ordered =
        [
            .. Enum.GetValues<ObjectKind>().SelectMany(kind => Ordered([.. batches.Where(batch => batch.Kind == kind)])),
        ];
        Add(script, upgrade.IsKept, upgrade.Refuse);
        AddObjects(script, ordered, kind => kind < ObjectKind.Type);
        if (upgrade.IsKept)
        {
            foreach (
                var batch in ordered.Where(batch =>
                    UpgradeScript.OwnTables.Contains(batch.Name, StringComparer.OrdinalIgnoreCase)
                )
            )
            {
                Add(script, $"-- {batch.File.Path}\n{Guarded(batch)}");
            }
        }

        Add(script, upgrade.IsKept, () => upgrade.Begin(ordered));
        Add(script, upgrade.IsKept, upgrade.Prepare);
        Add(script, upgrade.IsKept, upgrade.Migrate);
        AddObjects(script, ordered, kind => kind is ObjectKind.Type or ObjectKind.Table or ObjectKind.Index);
        Add(script, upgrade.IsKept, upgrade.Copy);
        Add(script, upgrade.IsKept, upgrade.RestoreForeignKeys);
        AddObjects(script, ordered, kind => kind > ObjectKind.Index);
        foreach ((var name, var text) in seed)
        {
            Add(script, $"-- {name}\n{text}");
        }

        Add(
            script,
            RecordDeployment(
                Hash(batches.Where(batch => batch.Kind is ObjectKind.Table or ObjectKind.Index or ObjectKind.Type)),
                Hash(batches)
            )
        );
        Add(script, upgrade.IsKept, upgrade.Finish);
        return script.ToString();
    }

    private static void AddObjects(StringBuilder script, IEnumerable<SourceBatch> ordered, Func<ObjectKind, bool> isWanted)
    {
        foreach (var batch in ordered.Where(batch => isWanted(batch.Kind)))
        {
            Add(script, $"-- {batch.File.Path}\n{Guarded(batch)}");
        }
    }

    private static void Add(StringBuilder script, bool isWanted, Func<IEnumerable<string>> parts)
    {
        foreach (var part in isWanted ? parts() : [])
        {
            Add(script, part);
        }
    }

    private static void Add(StringBuilder script, string batch) => script.Append(batch).Append("\nGO\n");

    private static string Guarded(SourceBatch batch) =>
        batch.Statement switch
        {
            CreateSchemaStatement => $"IF SCHEMA_ID(N'{batch.Name}') IS NULL\n    EXEC (N'{Quoted(StatementText(batch))}');",
            CreateRoleStatement => $"IF DATABASE_PRINCIPAL_ID(N'{batch.Name}') IS NULL\n    {StatementText(batch)}",
            CreatePartitionFunctionStatement =>
                $"IF NOT EXISTS (SELECT 1 FROM sys.partition_functions WHERE name = N'{batch.Name}')\nBEGIN\n{batch.Text}\nEND;",
            CreatePartitionSchemeStatement =>
                $"IF NOT EXISTS (SELECT 1 FROM sys.partition_schemes WHERE name = N'{batch.Name}')\nBEGIN\n{batch.Text}\nEND;",
            CreateTypeTableStatement => $"IF TYPE_ID(N'{batch.Name}') IS NULL\nBEGIN\n{batch.Text}\nEND;",
            CreateTableStatement => $"IF OBJECT_ID(N'{batch.Name}', N'U') IS NULL\nBEGIN\n{batch.Text}\nEND;",
            CreateIndexStatement index => string.Create(
                CultureInfo.InvariantCulture,
                $"IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'{ReferencedNames.Text(index.OnName)}') AND name = N'{index.Name.Value}')\nBEGIN\n{batch.Text}\nEND;"
            ),
            CreateFunctionStatement or CreateViewStatement or CreateProcedureStatement => CreateOrAlter(batch),
            _ => batch.Text,
        };

    private static string StatementText(SourceBatch batch) =>
        batch.File.Text.Substring(batch.Statement.StartOffset, batch.Statement.FragmentLength).TrimEnd(';') + ";";

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <summary>Puts OR ALTER behind the definition's own CREATE, which the token stream finds behind any
    /// comment.</summary>
    private static string CreateOrAlter(SourceBatch batch)
    {
        var create = batch
            .Statement.ScriptTokenStream.Skip(batch.Statement.FirstTokenIndex)
            .First(token => token.TokenType == TSqlTokenType.Create);
        var header = batch.Text[..batch.Text.IndexOf(StatementText(batch)[..20], StringComparison.Ordinal)];
        var body = batch.File.Text.Substring(batch.Statement.StartOffset, batch.Statement.FragmentLength);
        var at = create.Offset - batch.Statement.StartOffset + create.Text.Length;
        return header + body[..at] + " OR ALTER" + body[at..];
    }

    /// <summary>Stable topological order: alphabetical by file, moved behind what is needed of the same
    /// kind.</summary>
    private static IEnumerable<SourceBatch> Ordered(IReadOnlyList<SourceBatch> batches)
    {
        var byName = batches.ToLookup(batch => batch.Name, StringComparer.OrdinalIgnoreCase);
        HashSet<SourceBatch> done = new(ReferenceEqualityComparer.Instance);
        List<SourceBatch> ordered = [];
        foreach (var batch in batches)
        {
            Visit(batch, []);
        }

        return ordered;

        void Visit(SourceBatch batch, HashSet<string> path)
        {
            if (batch.Kind is not (ObjectKind.Procedure or ObjectKind.Permission or ObjectKind.Index))
            {
                if (!path.Add(batch.Name))
                {
                    return;
                }

                foreach (var needed in batch.Needs.SelectMany(name => byName[name]))
                {
                    Visit(needed, path);
                }
            }

            if (done.Add(batch))
            {
                ordered.Add(batch);
            }
        }
    }

    private static string Hash(IEnumerable<SourceBatch> batches) =>
        "0x"
        + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', batches.Select(batch => batch.Text)))));

    private static string RecordDeployment(string structure, string script) =>
        $"""
            IF NOT EXISTS (SELECT 1 FROM (SELECT TOP (1) ScriptHash FROM ops.Deployment ORDER BY DeploymentId DESC) AS d WHERE d.ScriptHash = {script})
                INSERT ops.Deployment (DeployedAt, DeployedBy, StructureHash, ScriptHash)
                VALUES (SYSUTCDATETIME(), ORIGINAL_LOGIN(), {structure}, {script});
            """;
}
